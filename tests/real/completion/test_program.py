"""The program, called as the completion scripts call it."""

import os
import subprocess
import sys

import pytest

from real.init.conftest import place
from real.journeys.conftest import BY_NAME
from real.journeys.place import Place, Sitting
from real.shells.interpreters import bare_environment

__all__ = ["place"]


def test_what_was_listed_once_is_completed_without_a_call(place: Place) -> None:
    place.config("[default]\nregion = eu-west-1\n[profile work]\n")
    sitting = Sitting.at(place, BY_NAME["dash"])
    sitting.enter(f"aws-session {place.fresh_code()}")
    session = {name: os.fsdecode(value) for name, value in sitting.environ.items()}
    listed = [place.program(command, environ=session) for command in ("devices", "accounts")]
    calls = len(place.company.cloud.calls)
    devices = place.program("complete", "fish", "1", "mfa")
    accounts = place.program("complete", "fish", "1", "pose")
    profiles = place.program("complete", "zsh", "1", "-p", "w")

    assert [done.returncode for done in listed] == [0, 0]
    assert dict(line.split("\t") for line in accounts.stdout.splitlines()) == {
        account.name: account.id
        for account in place.company.cloud.accounts.values()
        if account.state == "ACTIVE"
    }
    assert devices.stdout == f"alice\t{place.company.device.serial}\n"
    assert profiles.stdout == "work\n"
    assert len(place.company.cloud.calls) == calls


@pytest.mark.parametrize(
    ("words", "status"),
    [("fish 1 mfa", 0), ("fish 2 pose --policy", 3), ("zsh 3 exec prod --", 4), ("bash x y", 0)],
)
def test_the_exit_status_says_what_completes_the_word(
    place: Place, words: str, status: int
) -> None:
    done = place.program("complete", *words.split())

    assert done.returncode == status
    assert (done.stdout, done.stderr) == ("", "")


def test_broken_files_are_not_a_reason_to_disturb_a_line(place: Place) -> None:
    place.config("[profile broken")
    settings = place.folder / "shell" / "aws-session" / "config.toml"
    settings.parent.mkdir()
    settings.write_text("= =")
    done = place.program("complete", "fish", "1", "pose")

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


BROKEN = """
import sys
from aws_session import main
from aws_session.storage import file_writing, role_history as pose_history
pose_history.read = lambda environ: 1 / 0
sys.argv = ["aws-session", "complete", "fish", "1", "pose"]
main.main()
"""


def test_a_bug_is_shown_on_request(place: Place) -> None:
    quiet, debugged = (
        subprocess.run(
            [sys.executable, "-c", BROKEN],
            env=bare_environment(place.home) | place.environ | told,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        for told in ({}, {"AWS_SESSION_DEBUG": "1"})
    )

    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "", "")
    assert debugged.returncode == 1
    assert "ZeroDivisionError" in debugged.stderr
    assert "Traceback" in debugged.stderr
    assert debugged.stdout == ""


def test_a_cache_that_no_version_wrote_is_ignored(place: Place) -> None:
    from aws_session.storage import file_writing, tsv

    file_writing.write(place.environ, "poses", tsv.written("poses 1", [("x",)]))
    done = place.program("complete", "fish", "1", "pose", environ={"AWS_SESSION_DEBUG": "1"})

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("words", ["complete", "complete nonsense", "complete fish x"])
def test_by_hand_it_says_what_it_is_for(place: Place, words: str) -> None:
    done = place.program(*words.split())

    assert done.returncode == 2
    assert "complete" in done.stderr
    assert done.stdout == ""
