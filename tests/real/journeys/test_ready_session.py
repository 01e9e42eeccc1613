"""A role that is refused after its code was used, and the corrected command."""

from __future__ import annotations

import pytest

from aws_session.sandbox.faults import Slow
from real.journeys.place import Place, Sitting
from real.journeys.terminal import INTERACTIVE, Terminal
from real.shells.interpreters import ALL, Interpreter

PROD = "210987654321"
STATE = "AWS_SESSION_STATE"
READY = "the MFA session stays ready in this shell: the next pose needs no code\n"
LOST = (
    "aws-session: the MFA session from this code is lost\n"
    "  to try several times with one code, start a session first: aws-session\n"
)


def calls(place: Place) -> list[int]:
    return [place.company.cloud.calls.count(name) for name in ("GetSessionToken", "AssumeRole")]


@pytest.mark.parametrize("shell", ALL, ids=str)
def test_the_corrected_line_costs_no_code_in_any_shell(place: Place, shell: Interpreter) -> None:
    shell.require()
    sitting = Sitting.at(place, shell)
    before = dict(sitting.environ)
    refused = sitting.enter(f"aws-session pose {PROD} Nope --code {place.fresh_code()}")
    said, after = sitting.notices, dict(sitting.environ)
    text = after.pop(STATE)
    code = place.fresh_code()
    guarded = shell.guarded(
        shell.evaluate(f"aws-session -p default pose {PROD} Nope --code {code}"), "touch RAN"
    )
    shell.run(
        f"{guarded}\n", cwd=place.folder, env={n: v.decode() for n, v in sitting.environ.items()}
    )
    corrected = sitting.enter(f"aws-session pose {PROD} Admin")
    role = sitting.aws("SESSION_LABEL")
    ended = sitting.enter("aws-session end")

    assert refused not in {0, None}
    assert said.endswith(READY)
    assert text
    assert after == before
    assert not (place.folder / "RAN").exists()
    assert (corrected, role) == (0, f"{PROD}/Admin")
    assert ended == 0
    assert sitting.environ == before


def test_what_set_e_stops_runs_no_further(place: Place, bash: Interpreter) -> None:
    line = bash.evaluate(f"aws-session pose {PROD} Nope --code {place.fresh_code()}")
    done = bash.run(f"set -e\n{line}\ntouch RAN\n", cwd=place.folder, env=place.environ)

    assert done.returncode == 1
    assert READY in done.stderr.decode()
    assert not (place.folder / "RAN").exists()


@pytest.mark.parametrize("shell", INTERACTIVE, ids=str)
@pytest.mark.parametrize("words", [f"pose {PROD} Admin", f"exec {PROD} Admin -- true"])
def test_ctrl_c_after_the_code_says_that_the_session_is_lost(
    place: Place, shell: Interpreter, words: str
) -> None:
    shell.require()
    place.company.cloud.faults.add("AssumeRole", Slow(60))
    line = f"aws-session {words}"
    with Terminal.of(place, shell) as terminal:
        terminal.answer(line if "exec" in words else shell.evaluate(line), place.fresh_code())
        terminal.expect("waiting for AWS")
        terminal.process.sendintr()
        terminal.expect("to try several times with one code, start a session first: aws-session")
        terminal.ready()
        state = terminal.environment().get(STATE)

    assert "the MFA session from this code is lost" in terminal.transcript
    assert "stays ready" not in terminal.transcript
    assert not state


def test_end_forgets_the_session_and_says_so(place: Place, sitting: Sitting) -> None:
    before = dict(sitting.environ)
    sitting.enter(f"aws-session pose {PROD} Nope --code {place.fresh_code()}")
    sitting.enter("aws-session end")

    assert sitting.status == 0
    assert "the session from your last code was deleted" in sitting.notices
    assert "AWS still accepts the session until" in sitting.notices
    assert sitting.environ == before


def test_a_name_that_the_list_does_not_have_costs_one_code_too(
    place: Place, sitting: Sitting
) -> None:
    sitting.enter(f"aws-session pose prdo Admin --code {place.fresh_code()}")
    refused = sitting.status
    sitting.enter("aws-session pose prod Admin")

    assert refused == 2
    assert sitting.status == 0, sitting.notices
    assert calls(place) == [1, 1]


def test_the_line_may_contain_the_code_that_was_spent(place: Place, sitting: Sitting) -> None:
    code = place.fresh_code()
    sitting.enter(f"aws-session pose {PROD} Nope --code {code}")
    sitting.enter(f"aws-session pose {PROD} Admin --code {code}")

    assert sitting.status == 0, sitting.notices
    assert calls(place) == [1, 2]


def test_the_message_speaks_of_the_session_that_was_used(place: Place, sitting: Sitting) -> None:
    sitting.enter(f"aws-session pose {PROD} Nope --code {place.fresh_code()}")
    first = sitting.notices
    sitting.enter(f"aws-session pose {PROD} Nope")
    second = sitting.notices
    sitting.enter("aws-session")
    sitting.enter(f"aws-session pose {PROD} Nope")

    refused = f"is not allowed to assume the role arn:aws:iam::{PROD}:role/Nope"
    assert f"aws-session: error: the new session {refused}" in first
    assert f"aws-session: error: the session from your last code {refused}" in second
    assert f"aws-session: error: the session of this shell {refused}" in sitting.notices


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (f"exec {PROD} Nope --code CODE -- true", 125),
        (f"console {PROD} Nope --code CODE --url", 1),
        (f"pose {PROD} Nope --code CODE --shell json", 1),
        (f"pose {PROD} Nope --code CODE --shell dotenv", 1),
    ],
)
def test_where_no_shell_can_keep_it_the_loss_is_reported(
    place: Place, words: str, status: int
) -> None:
    done = place.program(*words.replace("CODE", place.fresh_code()).split())

    assert (done.returncode, done.stdout) == (status, "")
    assert done.stderr.endswith(LOST)


ESCAPE, CTRL_C, ENTER, CTRL_D = "\x1b", "\x03", "\r", "\x04"


@pytest.mark.parametrize(
    ("shell", "key"),
    [
        *((shell, ENTER) for shell in INTERACTIVE),
        *((s, key) for s in INTERACTIVE if s.name == "bash" for key in (ESCAPE, CTRL_C, CTRL_D)),
    ],
    ids=str,
)
def test_leaving_the_list_costs_no_second_code(place: Place, shell: Interpreter, key: str) -> None:
    shell.require()
    is_numbered = key in {ENTER, CTRL_D}
    with Terminal.of(place, shell, {"TERM": "dumb" if is_numbered else "xterm"}) as terminal:
        terminal.answer(shell.evaluate("aws-session pose"), place.fresh_code())
        terminal.expect("alone leaves: " if is_numbered else "Esc: leave")
        terminal.process.send(key)
        terminal.expect(READY.rstrip())
        terminal.ready()
        status = terminal.status()
        terminal.enter(shell.evaluate(f"aws-session pose {PROD} Admin"))
        terminal.expect("the session from your last code")
        terminal.ready()
        label = terminal.environment()["AWS_SESSION_LABEL"]

    assert status in {130, None}
    assert label.endswith(b"/Admin")
    assert calls(place) == [1, 1]
