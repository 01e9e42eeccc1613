"""A whole session in every shell, on a terminal: start, an IAM call, end."""

import os
from pathlib import Path

import pytest

from aws_session.shells import dialect
from real.journeys.place import SECRET, Place, Sitting, read_environment
from real.journeys.terminal import INTERACTIVE, Terminal
from real.shells.interpreters import ALL, Interpreter
from unit.sandbox.clients import refusal

ON_A_TERMINAL_AS_A_SCRIPT = tuple(
    shell for shell in ALL if shell not in INTERACTIVE and not shell.optional
)


def _taught(shell: Interpreter, words: str = "aws-session") -> str:
    return dialect(shell.dialect).invocation(words)


def _hold(place: Place, before: dict[str, bytes], during: dict[str, bytes], screen: str) -> None:
    session = place.with_session(during)

    assert refusal(place.with_long_term_key()("iam").list_users).code == "AccessDenied"
    assert session("iam").list_users()["Users"]
    assert session("sts").get_caller_identity()["Arn"] == place.company.user.arn
    assert before.items() <= during.items()
    assert [name for name in SECRET if during[name].decode()[-40:] in screen] == []


@pytest.mark.parametrize("shell", INTERACTIVE, ids=str)
def test_a_session_comes_into_the_shell_and_leaves_no_trace(
    place: Place, shell: Interpreter
) -> None:
    shell.require()
    home = place.everything_under_home()
    with Terminal.of(place, shell) as terminal:
        before = terminal.environment()
        terminal.answer(_taught(shell), place.fresh_code())
        terminal.expect("session until")
        terminal.ready()
        entered = terminal.status()
        during = terminal.environment()
        terminal.enter(_taught(shell, "aws-session end"))
        terminal.expect("session ended")
        terminal.ready()
        left = terminal.status()
        after = terminal.environment()

    assert (entered, left) == (0, 0)
    _hold(place, before, during, terminal.transcript)
    assert after == before
    assert place.everything_under_home() == home


@pytest.mark.parametrize("shell", ON_A_TERMINAL_AS_A_SCRIPT, ids=str)
def test_a_session_comes_into_a_script_on_a_terminal_and_leaves_no_trace(
    place: Place, shell: Interpreter
) -> None:
    shell.require()
    home = place.everything_under_home()
    files = [place.folder / name for name in ("before", "during", "after")]
    lines = [_asking(shell, files[0]), _taught(shell), _asking(shell, files[1])]
    lines += [_taught(shell, "aws-session end"), _asking(shell, files[2])]
    script = place.folder / f"script{shell.language.suffix}"
    script.write_text("\n".join(lines) + "\n")
    with Terminal(place, (*shell.argv, str(script)), {}) as terminal:
        terminal.expect("MFA code")
        terminal.expect(": ")
        terminal.enter(place.fresh_code())
        terminal.expect("session ended")
        status = terminal.wait()
    before, during, after = map(read_environment, files)

    assert status == 0
    _hold(place, before, during, terminal.transcript)
    assert after == before
    assert place.everything_under_home() == home


def _asking(shell: Interpreter, file: Path) -> str:
    return f"^env -0 o> '{file}'" if shell.name == "nu" else f"env -0 > '{file}'"


@pytest.mark.parametrize("shell", [shell for shell in ALL if not shell.optional], ids=str)
def test_a_notice_sets_a_variable_in_the_words_of_the_shell(
    place: Place, shell: Interpreter
) -> None:
    shell.require()
    sitting = Sitting.at(place, shell)
    sitting.enter(f"aws-session --code {place.fresh_code()}")
    assert sitting.status == 0, sitting.notices
    sitting.environ["AWS_SESSION_CONFIG"] = os.fsencode(place.folder)
    sitting.enter("aws-session end")

    typed = dialect(shell.dialect).typed_set("AWS_SESSION_CONFIG", "FILE")
    assert f"or use another file: {typed}\n" in sitting.notices
