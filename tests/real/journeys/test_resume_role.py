"""The role of a folder, as direnv loads it: without a question, or as an error."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from real.journeys.place import Sitting
from real.journeys.terminal import Terminal

if TYPE_CHECKING:
    from real.journeys.place import Place
    from real.shells.interpreters import Interpreter

CODE = "AWS_SESSION_MFA_COMMAND"

on_linux = pytest.mark.skipif(
    sys.platform != "linux", reason="the kernel's keyring is Linux's alone"
)


def settings(place: Place, *lines: str) -> None:
    path = place.folder / "settings.toml"
    path.write_text("".join(f"{line}\n" for line in ('keep_in = "kernel"', *lines)))
    place.environ["AWS_SESSION_CONFIG"] = str(path)


def stored(place: Place, *words: str) -> None:
    done = place.program(*words, "--shell", "json", environ={CODE: f"echo {place.fresh_code()}"})
    assert done.returncode == 0, done.stderr


@on_linux
@pytest.mark.parametrize("keep", ["keep = true", "keep = false"])
@pytest.mark.parametrize("target", ["prod Admin", "210987654321 Admin"])
def test_resume_assumes_a_role_in_the_stored_session(
    place: Place, sitting: Sitting, keep: str, target: str
) -> None:
    stored(place, "--keep")
    settings(place, keep)
    sitting.environ = Sitting.at(place, sitting.shell).environ
    taken = sitting.enter(f"aws-session resume {target}"), sitting.notices
    label = sitting.aws("SESSION_LABEL")

    assert taken == (0, "")
    assert label is not None
    assert label.endswith("/Admin")
    assert place.company.cloud.calls.count("GetSessionToken") == 1


@on_linux
def test_resume_assumes_a_role_again_of_which_too_little_is_left(
    place: Place, sitting: Sitting
) -> None:
    stored(place, "pose", "prod", "Admin", "--keep")
    settings(place, 'keep_at_least = "2h"')
    sitting.environ = Sitting.at(place, sitting.shell).environ
    taken = sitting.enter("aws-session resume prod Admin"), sitting.notices

    assert taken == (0, "")
    assert sitting.aws("SESSION_LABEL") == "prod/Admin"
    assert place.company.cloud.calls.count("AssumeRole") == 2


def test_resume_assumes_a_role_in_the_session_of_the_shell_if_everything_is_stored(
    place: Place, sitting: Sitting
) -> None:
    assert sitting.enter(f"aws-session {place.fresh_code()}") == 0
    settings(place, "keep = true")
    sitting.environ.update(Sitting.at(place, sitting.shell).environ)
    taken = sitting.enter("aws-session resume prod Admin"), sitting.notices

    assert taken == (0, "")
    assert sitting.aws("SESSION_LABEL") == "prod/Admin"


@on_linux
def test_resume_does_not_wait_for_a_code_that_another_terminal_asks_for(
    place: Place, dash: Interpreter
) -> None:
    settings(place, "keep = true")
    with Terminal.of(place, dash) as terminal:
        terminal.enter(dash.evaluate("aws-session"))
        terminal.expect("MFA code")
        done = place.program("resume", "210987654321", "Admin", "--shell", "json")

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    "words",
    ["prod Read", "prod Admin", "prod", "non-prod ReadOnly", "432109876543 ReadOnly"],
)
def test_resume_fails_in_a_shell_with_another_role(
    place: Place, sitting: Sitting, words: str
) -> None:
    assert (
        sitting.enter(f"aws-session pose prod ReadOnly --no-back --code {place.fresh_code()}") == 0
    )
    before = sitting.environ
    status = sitting.enter(f"aws-session resume {words}")

    assert status == 1
    assert f"this shell has another session, and {words} needs a code" in sitting.notices
    assert sitting.environ == before


@pytest.mark.parametrize(
    "words",
    [
        *("prod ReadOnly", "Prod ReadOnly", "prod/ReadOnly", "210987654321 ReadOnly"),
        *("arn:aws:iam::210987654321:role/ReadOnly", "live ReadOnly", "live", "ro"),
    ],
)
def test_resume_changes_nothing_in_a_shell_with_the_role_under_any_name(
    place: Place, sitting: Sitting, words: str
) -> None:
    assert (
        sitting.enter(f"aws-session pose prod ReadOnly --no-back --code {place.fresh_code()}") == 0
    )
    settings(place, "[accounts.live]", 'id = "210987654321"', 'role = "ReadOnly"')
    place.config(
        "[profile ro]\nrole_arn = arn:aws:iam::210987654321:role/ReadOnly\n"
        "source_profile = default\n"
    )
    sitting.environ.update(Sitting.at(place, sitting.shell).environ)
    before = sitting.environ
    status = sitting.enter(f"aws-session resume {words}")

    assert (status, sitting.notices) == (0, "")
    assert sitting.environ == before
