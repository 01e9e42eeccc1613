"""A session and a role that aws-vault has cached."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bench.office import ROLE
from bench.stopwatch import Program

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench.office import Office

# Its kernel store does not open: aws-vault names no keyring for it.
FILE = {"AWS_VAULT_BACKEND": "file", "AWS_VAULT_FILE_PASSPHRASE": "correct horse"}
# A collection of its own, its default, can only be made in a dialog.
SECRET_SERVICE = {
    "AWS_VAULT_BACKEND": "secret-service",
    "AWS_VAULT_SECRET_SERVICE_COLLECTION_NAME": "login",
}
_TO_SHELL = ("exec", "session", "--", "true")
_TO_TOOL = ("export", "--format=json")


def on_path() -> str | None:
    program = shutil.which("aws-vault")
    if program is None:
        print("aws-vault is not on PATH: it is left out", file=sys.stderr)
    return program


def stored(program: str, office: Office, store: Mapping[str, str]) -> dict[str, Program]:
    """Return what reads its cache in a store; nothing if it cannot fill the cache."""
    environ = {
        **office.guest("aws-vault"),
        **store,
        "SSL_CERT_FILE": str(office.certificate),
        # Go uses no proxy on loopback; a version that does not read the endpoint never leaves it.
        "HTTPS_PROXY": "http://127.0.0.1:9",
    }
    _configure(office, Path(environ["HOME"], ".aws", "config"))
    try:
        _run((program, "add", "--env", "key"), {**environ, **office.keys})
        for profile in ("session", "role"):
            token = f"--mfa-token={office.code()}"
            _run((program, "exec", token, profile, "--", "true"), environ)
    except subprocess.CalledProcessError:
        print("aws-vault gets no session from the fake AWS: it is left out", file=sys.stderr)
        return {}
    backend = store["AWS_VAULT_BACKEND"]
    return {
        f"aws-vault exec, {backend}": Program((program, *_TO_SHELL), environ),
        f"aws-vault export, {backend}": Program((program, *_TO_TOOL, "session"), environ),
        f"aws-vault export of a role, {backend}": Program((program, *_TO_TOOL, "role"), environ),
    }


def _configure(office: Office, config: Path) -> None:
    # It caches a role only if the profile that has the key names no MFA device.
    device = f"mfa_serial = {office.serial}\nsource_profile = key\n"
    config.write_text(
        f"[default]\nregion = {office.company.region}\n[profile key]\n"
        f"[profile session]\n{device}[profile role]\n{device}role_arn = {ROLE}\n"
    )


def _run(words: tuple[str, ...], environ: Mapping[str, str]) -> None:
    no_terminal = subprocess.DEVNULL
    subprocess.run(words, env=environ, stdin=no_terminal, stdout=no_terminal, check=True)
