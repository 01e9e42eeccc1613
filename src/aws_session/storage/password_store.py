"""`pass`, which keeps a text in a file encrypted with GPG, through keyring-pass."""

from __future__ import annotations

import os
import subprocess

from aws_session.environment import SECRETS
from aws_session.errors import SessionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_FOLDER = "aws-session"
_NOT_FOUND = 1
_IN_CLEAR = "C"
"""How gpg-agent says that a private key has no passphrase."""


def backend() -> Any:
    """Return keyring-pass's backend, which prints nothing on stderr and opens no dialog."""
    import keyring_pass  # type: ignore[import-untyped] # it has none

    def command(words: list[str], **options: Any) -> str:
        # Locked stays locked: a pinentry would appear in the middle of another program.
        quiet = {**_clean(), "PASSWORD_STORE_GPG_OPTS": "--batch --pinentry-mode=error"}
        done = subprocess.run(  # noqa: S603 - keyring-pass's own words
            words,
            input=options.get("input"),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=quiet,
            encoding="utf-8",
            check=False,
        )
        if done.returncode not in {0, _NOT_FOUND}:
            raise SessionError(
                "pass is locked: gpg-agent does not have the key's passphrase",
                # Without its output, which is a session.
                hint=f"unlock it: pass show {words[-1]} >/dev/null",
            )
        # Without the output, which may be a secret.
        if done.returncode:
            raise subprocess.CalledProcessError(done.returncode, words[:2])
        return str(done.stdout)

    keyring_pass.command = command

    class PasswordStore(keyring_pass.PasswordStoreBackend):  # type: ignore[misc] # a class by name
        priority = 1

        def __init__(self) -> None:
            super().__init__()
            _check_recipients(os.path.join(self.pass_key_prefix, _FOLDER))

        def get_key(self, service: str, username: str) -> str:  # noqa: ARG002 - it is always ours
            import hashlib

            # The names of the files are not encrypted, and a service's name may contain any
            # character.
            name = hashlib.sha256(service.encode()).hexdigest()[:32]
            return os.path.join(self.pass_key_prefix, _FOLDER, name)

        def delete_password(self, service: str, username: str) -> None:
            from keyring.errors import PasswordDeleteError

            try:
                super().delete_password(service, username)
            except subprocess.CalledProcessError as error:
                raise PasswordDeleteError from error

    return PasswordStore


def _check_recipients(below: str) -> None:
    """Refuse a missing store, and one that anyone who reads the disk can decrypt."""
    store = os.environ.get("PASSWORD_STORE_DIR") or os.path.expanduser("~/.password-store")
    folders = [os.path.join(store, below)]
    while folders[-1] != store and len(folders[-1]) > len(store):
        folders.append(os.path.dirname(folders[-1]))
    nearest = next((each for each in folders if os.path.exists(f"{each}/.gpg-id")), None)
    if nearest is None:
        raise SessionError(f"pass has no store in {store}", hint="create one: pass init GPG-ID")
    with open(f"{nearest}/.gpg-id", encoding="utf-8") as file:
        names = [line.partition("#")[0].strip() for line in file]
    for name in filter(None, names):
        if any(_is_in_clear(grip) for grip in _keygrips(name)):
            raise SessionError(
                f"the GPG key {name} has no passphrase, so a session in pass could be read from "
                "the disk",
                hint=f"give it one: gpg --change-passphrase {name}",
            )


def _keygrips(name: str) -> list[str]:
    listed = _output("gpg", "--batch", "--with-colons", "--with-keygrip", "-K", name)
    rows = (line.split(":") for line in listed.splitlines())
    return [row[9] for row in rows if row[0] == "grp"]


def _is_in_clear(grip: str) -> bool:
    told = _output("gpg-connect-agent", f"keyinfo {grip}", "/bye").split()
    return told[:2] == ["S", "KEYINFO"] and told[7:8] == [_IN_CLEAR]


def _output(*words: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - gpg's own programs
            words, capture_output=True, env=_clean(), encoding="utf-8", check=False
        )
    except OSError as error:
        raise SessionError(f"{words[0]} cannot be run", hint="install GnuPG") from error
    return done.stdout


def _clean() -> dict[str, str]:
    """Return this environment without a session: gpg's agent outlives the shell that started it."""
    return {name: value for name, value in os.environ.items() if name not in SECRETS}
