"""Sessions stored in `pass`, with a real GnuPG and a separate store."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from real import programs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from real.journeys.place import Place

PASSPHRASE = "hush-hush"
PLAIN = "alice@111122223333"


@dataclass(frozen=True)
class Store:
    """The contents of `pass`, and the key that opens it."""

    place: Place
    folder: Path

    def run(self, *words: str) -> str:
        environ = {"PATH": self.place.environ["PATH"], **self.place.environ}
        done = subprocess.run(words, env=environ, capture_output=True, text=True, check=True)
        return done.stdout

    def key(self, name: str, passphrase: str) -> None:
        self.run(
            *("gpg", "--batch", "--quiet", "--pinentry-mode", "loopback"),
            *("--passphrase", passphrase, "--quick-gen-key", name, "rsa2048", "encr", "never"),
        )

    def files(self) -> list[Path]:
        return list(self.folder.rglob("*.gpg"))

    def lock(self) -> None:
        self.run("gpgconf", "--kill", "gpg-agent")

    def unlock(self) -> str:
        return self.run(
            *("gpg", "--batch", "--quiet", "--pinentry-mode", "loopback"),
            *("--passphrase", PASSPHRASE, "--decrypt", str(self.files()[0])),
        )


@pytest.fixture
def store(place: Place) -> Iterator[Store]:
    for program in ("pass", "gpg", "gpg-connect-agent"):
        programs.require(program)
    # The path of gpg-agent's socket has at most a hundred characters.
    with tempfile.TemporaryDirectory(prefix="gpg") as home:
        folder = place.folder / "store"
        settings = place.folder / "settings.toml"
        settings.write_text('keep = true\nkeep_in = "pass"\n')
        place.environ.update(
            GNUPGHOME=home, PASSWORD_STORE_DIR=str(folder), AWS_SESSION_CONFIG=str(settings)
        )
        made = Store(place, folder)
        try:
            yield made
        finally:
            made.run("gpgconf", "--kill", "all")


def test_a_session_in_pass_serves_every_terminal_while_gpg_has_the_passphrase(
    place: Place, store: Store
) -> None:
    store.key("alice@example.com", PASSPHRASE)
    store.run("pass", "init", "alice@example.com")
    first = place.program("--shell", "json", "--code", place.fresh_code())
    assert "stored in pass for your other terminals" in first.stderr
    assert first.returncode == 0
    store.unlock()
    second = place.program("--shell", "json")
    tool = place.program("process")

    assert (second.returncode, tool.returncode) == (0, 0)
    assert place.company.cloud.calls.count("GetSessionToken") == 1
    session = next(iter(place.company.cloud.sessions.values()))
    assert session.secret in second.stdout
    assert session.secret in tool.stdout
    for path in (path for path in place.folder.rglob("*") if path.is_file()):
        assert session.secret.encode() not in path.read_bytes()
    assert len(store.files()) == 1
    assert PLAIN not in str(store.files()[0])
    ended = place.program("end", "--all", "--shell", "json")
    assert ended.returncode == 0
    assert store.files() == []


def test_a_locked_store_stays_locked_without_a_question(place: Place, store: Store) -> None:
    store.key("alice@example.com", PASSPHRASE)
    store.run("pass", "init", "alice@example.com")
    place.program("--shell", "json", "--code", place.fresh_code())
    store.lock()
    second = place.program("--shell", "json")

    name = str(store.files()[0].relative_to(store.folder)).removesuffix(".gpg")
    assert (second.returncode, second.stdout) == (2, "")
    assert (
        "aws-session: pass is locked: gpg-agent does not have the key's passphrase\n"
        f"  unlock it: pass show {name} >/dev/null\n"
    ) in second.stderr


def test_a_key_without_a_passphrase_protects_nothing_and_stores_nothing(
    place: Place, store: Store
) -> None:
    store.key("bob@example.com", "")
    store.run("pass", "init", "bob@example.com")
    done = place.program("--shell", "json", "--code", place.fresh_code())

    assert done.returncode == 0
    assert "the GPG key bob@example.com has no passphrase" in done.stderr
    assert "gpg --change-passphrase bob@example.com" in done.stderr
    assert store.files() == []


def test_without_a_store_its_creation_is_suggested(place: Place, store: Store) -> None:
    done = place.program("--shell", "json", "--code", place.fresh_code())

    assert done.returncode == 0
    assert f"pass has no store in {store.folder}" in done.stderr
    assert "create one: pass init GPG-ID" in done.stderr
    assert place.program("doctor", "--offline").stdout.count("pass has no store in") == 1


def test_no_program_of_gpg_gets_the_session_that_the_shell_has(place: Place, store: Store) -> None:
    store.key("alice@example.com", PASSPHRASE)
    store.run("pass", "init", "alice@example.com")
    place.program("--shell", "json", "--code", place.fresh_code())
    log, folder = place.folder / "seen", place.folder / "wrapped"
    folder.mkdir()
    for name in ("pass", "gpg", "gpg-connect-agent"):
        wrapper = folder / name
        wrapper.write_text(f'#!/bin/sh\nenv >>{log}\nexec {shutil.which(name)} "$@"\n')
        wrapper.chmod(0o700)
    held = {
        "AWS_ACCESS_KEY_ID": "ASIAEXAMPLEEXAMPLE00",
        "AWS_SECRET_ACCESS_KEY": "secret-of-this-shell",
        "AWS_SESSION_TOKEN": "token-of-this-shell",
        "AWS_SECURITY_TOKEN": "token-of-this-shell",
        "AWS_SESSION_STATE": "state-of-this-shell",
    }
    place.environ["PATH"] = f"{folder}{os.pathsep}{place.environ['PATH']}"
    done = place.program("end", "--all", "--shell", "json", environ=held)
    seen = log.read_text()

    assert done.stdout
    assert "PASSWORD_STORE_DIR=" in seen
    assert "of-this-shell" not in seen
