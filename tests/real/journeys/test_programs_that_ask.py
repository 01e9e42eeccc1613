"""A profile's credential_process may ask for a passphrase: it runs only if its key is needed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from real.journeys.place import Place, Sitting

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="the kernel's keyring is Linux's alone"
)


@pytest.fixture
def runs(place: Place) -> Path:
    """A file with a line for each run of the program, which has the only key."""
    (place.home / ".aws" / "credentials").unlink()
    file, program, key = place.folder / "runs", place.folder / "print-key", place.company.key
    file.touch()
    program.write_text(
        f"#!/bin/sh\necho run >> {file}\n"
        f'echo \'{{"Version": 1, "AccessKeyId": "{key.id}", "SecretAccessKey": "{key.secret}"}}\'\n'
    )
    program.chmod(0o700)
    place.config(
        f"[profile work]\nregion = {place.company.region}\ncredential_process = {program}\n"
        "[profile admin]\nsource_profile = work\n"
        "role_arn = arn:aws:iam::210987654321:role/Admin\n"
    )
    place.environ["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/nonexistent"
    return file


def _keep(place: Place) -> None:
    code = {"AWS_SESSION_MFA_COMMAND": f"echo {place.fresh_code()}"}
    done = place.program("-p", "work", "--keep", "--shell", "json", environ=code)
    assert "stored in the kernel's keyring" in done.stderr, done.stderr


@pytest.mark.parametrize(
    "words", [("admin",), ("210987654321", "Admin", "-p", "work")], ids=lambda words: words[0]
)
def test_resume_runs_no_program_and_assumes_the_role_in_the_stored_session(
    place: Place, runs: Path, sitting: Sitting, words: tuple[str, ...]
) -> None:
    line = f"aws-session resume {' '.join(words)}"
    before = dict(sitting.environ)
    status = sitting.enter(line)

    assert (status, sitting.notices, sitting.environ) == (0, "", before)
    assert runs.read_text() == ""
    _keep(place)
    runs.write_text("")
    assert sitting.enter(line) == 0, sitting.notices
    assert (sitting.aws("SESSION_LABEL") or "").endswith("/Admin")
    assert runs.read_text() == ""


def test_a_role_is_renewed_from_the_stored_session_without_the_program(
    place: Place, runs: Path, sitting: Sitting
) -> None:
    _keep(place)
    assert sitting.enter("aws-session pose admin --no-back") == 0, sitting.notices
    runs.write_text("")
    role = sitting.aws("SESSION_TOKEN")
    status = sitting.enter("aws-session renew")
    here = {name: value.decode() for name, value in sitting.environ.items()}
    in_background = place.program("renewal", "bash", environ=here)

    assert status == 0, sitting.notices
    assert sitting.aws("SESSION_TOKEN") not in {role, None}
    assert in_background.stdout.startswith("+"), in_background.stdout
    assert runs.read_text() == ""
    place.program("end", "--all", "--shell", "json")
    assert sitting.enter(f"aws-session renew --code {place.fresh_code()}") == 0, sitting.notices
    assert runs.read_text() == "run\n"
