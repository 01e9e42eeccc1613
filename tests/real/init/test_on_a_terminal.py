"""The function at a terminal: start, use and end a session, in every shell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aws_session.shells import dialect
from real.init.loading import LOAD, REDIRECT, TRACE, WITHOUT_ALIASES, alias
from real.journeys.place import SECRET, SESSION
from real.journeys.terminal import INTERACTIVE, STRUCTURED, Terminal

if TYPE_CHECKING:
    from real.journeys.place import Place
    from real.shells.interpreters import Interpreter

SHELLS = tuple(
    shell
    for shell in (*INTERACTIVE, *STRUCTURED)
    if shell.dialect in LOAD and shell.name not in WITHOUT_ALIASES
)


@pytest.fixture(params=SHELLS, ids=str)
def shell(request: pytest.FixtureRequest) -> Interpreter:
    found: Interpreter = request.param
    found.require()
    return found


def _loaded(place: Place, shell: Interpreter, line: str | None = None) -> Terminal:
    terminal = Terminal.of(place, shell)
    _type(terminal, line or LOAD[shell.dialect])
    return terminal


def _type(terminal: Terminal, line: str) -> str:
    """Type a line; return what was on the screen until the next one was finished."""
    begun = len(terminal.transcript)
    for part in line.split("\n"):
        terminal.enter(part)
        # Not the prompt, which line editors draw more than once.
        terminal.enter(terminal.say("<done>"))
        terminal.expect("<done>")
        terminal.ready()
    return terminal.transcript[begun:]


def _secrets(environ: dict[str, bytes]) -> list[str]:
    return [environ[name].decode()[-40:] for name in SECRET]


def test_the_whole_way_without_an_eval(place: Place, shell: Interpreter) -> None:
    home = place.everything_under_home()
    with _loaded(place, shell) as terminal:
        before = terminal.environment()
        terminal.answer("aws-session", place.fresh_code())
        terminal.expect("session until")
        terminal.ready()
        entered = terminal.status()
        during = terminal.environment()
        shown = _type(terminal, "aws-session status")
        terminal.enter("aws-session end")
        left = terminal.status()
        after = terminal.environment()

    assert (entered, left) in {(0, 0), (None, None)}
    assert set(SESSION) <= during.keys()
    assert "alice@111122223333" in shown
    assert after == before
    assert not [secret for secret in _secrets(during) if secret in terminal.transcript]
    assert place.everything_under_home() == home


def test_ctrl_backslash_at_the_prompt_leaves_the_shell(place: Place, shell: Interpreter) -> None:
    if shell.dialect == "powershell":
        pytest.skip("for PowerShell, it is the key of the debugger")
    with _loaded(place, shell) as terminal:
        before = terminal.environment()
        terminal.enter("aws-session")
        terminal.expect("MFA code: ")
        if dialect(shell.dialect).drops_at_quit:
            terminal.wait_until_quit_is_a_key()
        terminal.end_prompt("^\\")
        terminal.ready()
        after = terminal.environment()
    if shell.dialect == "xonsh":
        assert after.pop("LAST_RETURN_CODE") == b"131"
        del before["LAST_RETURN_CODE"]

    assert after == before
    assert list(place.folder.glob("core*")) == []


BACKGROUND = ("bash", "zsh", "dash", "mksh", "yash", "busybox")
"""Shells that run a function in the background, where it can be told from the shell itself."""


def test_a_change_in_the_background_is_reported_as_lost(place: Place, shell: Interpreter) -> None:
    with _loaded(place, shell) as terminal:
        here = _type(terminal, "aws-session region eu-west-3")
        if shell.name in BACKGROUND:
            terminal.enter("aws-session region eu-west-1 &")
            terminal.expect("running in a subshell, in the background: your shell stays unchanged")
            terminal.enter("")
            terminal.ready()
        environ = terminal.environment()

    assert "your shell stays unchanged" not in here
    assert environ["AWS_REGION"] == b"eu-west-3"


def test_an_old_alias_and_an_eval_still_do_it(place: Place, shell: Interpreter) -> None:
    by_hand = shell.evaluate("aws-session")
    with _loaded(place, shell) as terminal:
        lines = [by_hand]
        if shell not in STRUCTURED:
            _type(terminal, alias(shell.dialect, "awsin", by_hand))
            lines.append("awsin")
        for line in lines:
            terminal.answer(line, place.fresh_code())
            terminal.expect("session until")
            terminal.ready()
            environ = terminal.environment()

            assert set(SESSION) <= environ.keys()
            assert not [secret for secret in _secrets(environ) if secret in terminal.transcript]


def test_tracing_shows_no_secret_and_goes_on_afterwards(place: Place, shell: Interpreter) -> None:
    if shell.dialect not in TRACE:
        pytest.skip("this shell cannot trace")
    with _loaded(place, shell) as terminal:
        _type(terminal, TRACE[shell.dialect])
        terminal.answer("aws-session", place.fresh_code())
        terminal.expect("session until")
        terminal.ready()
        during = terminal.environment()
        begun = len(terminal.transcript)
        terminal.enter("sh -c true traced")
        terminal.ready()
        terminal.enter("aws-session end")
        terminal.expect("session ended")
        terminal.ready()

    assert terminal.transcript[begun:].count("traced") > 1
    assert not [secret for secret in _secrets(during) if secret in terminal.transcript]


def test_help_goes_into_a_pipe(place: Place, shell: Interpreter) -> None:
    with _loaded(place, shell) as terminal:
        shown = _type(terminal, "aws-session --help | head -3")

    assert "Puts a temporary AWS session" in shown


def test_stdout_is_what_it_would_be_without_the_function(place: Place, shell: Interpreter) -> None:
    with _loaded(place, shell) as terminal:
        into = REDIRECT.get(shell.dialect, ">")
        _type(terminal, f"aws-session version {into} version")
        _type(terminal, f"aws-session version | cat {into} piped")
        shown = _type(terminal, "aws-session version")

    version = place.program("version").stdout
    assert (place.folder / "version").read_text() == version
    assert (place.folder / "piped").read_text() == version
    assert version.strip() in shown


def test_a_wrong_line_keeps_its_status_and_stops_the_list(place: Place, shell: Interpreter) -> None:
    with _loaded(place, shell) as terminal:
        terminal.enter("aws-session frobnicate")
        status = terminal.status()
        _type(terminal, terminal.then("aws-session frobnicate", terminal.say("went on")))
        terminal.enter("aws-session status --at-least 15m")
        data = terminal.status()

    assert (status, data) in {(2, 1), (None, None)}
    assert "went on" not in terminal.transcript


def test_an_interrupt_returns_to_the_shell_and_the_list_stops(
    place: Place, shell: Interpreter
) -> None:
    with _loaded(place, shell) as terminal:
        terminal.enter(terminal.then("aws-session", terminal.say("went on")))
        terminal.expect("MFA code")
        terminal.expect(": ")
        terminal.end_prompt("^C")
        terminal.ready()
        after = _type(terminal, terminal.say("still here"))
        environ = terminal.environment()

    assert "still here" in after
    assert "went on" not in terminal.transcript
    assert "AWS_SESSION_TOKEN" not in environ


def test_loaded_twice_and_over_an_alias_it_works(place: Place, shell: Interpreter) -> None:
    with Terminal.of(place, shell) as terminal:
        if shell not in STRUCTURED:
            _type(terminal, alias(shell.dialect, "aws-session", "echo alias"))
        for _ in range(2):
            _type(terminal, LOAD[shell.dialect].replace("aws-session", "env aws-session", 1))
        _type(terminal, f"aws-session {place.fresh_code()}")
        environ = terminal.environment()

    assert "AWS_SESSION_TOKEN" in environ


def test_nothing_of_the_function_reaches_programs(place: Place, shell: Interpreter) -> None:
    script = place.folder / "asker"
    script.write_text(
        f"#!/bin/sh\nls -l /proc/self/fd > seen; env >> seen; echo {place.fresh_code()}\n"
    )
    script.chmod(0o755)
    with Terminal.of(place, shell, {"AWS_SESSION_MFA_COMMAND": str(script)}) as terminal:
        _type(terminal, LOAD[shell.dialect])
        _type(terminal, "aws-session")
        environ = terminal.environment()
    seen = (place.folder / "seen").read_text()

    assert "AWS_SESSION_TOKEN" in environ
    assert not {name for name in environ if name.startswith("AWS_SESSION_")} - {
        *SESSION,
        "AWS_SESSION_MFA_COMMAND",
    }
    assert "AWS_SESSION_SHELL" not in seen
    assert "AWS_SESSION_EMIT_FD" not in seen
    assert " 9 -> " not in seen


def test_a_program_in_the_sandbox_has_terminal_and_status(place: Place, shell: Interpreter) -> None:
    with _loaded(place, shell) as terminal:
        terminal.enter("aws-session sandbox -- sh -c 'test -t 0 && test -t 1 && exit 7'")
        status = terminal.status()

    assert status in {7, None}


def test_a_program_in_the_sandbox_is_stopped_and_goes_on(place: Place, shell: Interpreter) -> None:
    if shell in STRUCTURED:
        pytest.skip("it stops no programs, or in its own way")
    with _loaded(place, shell) as terminal:
        terminal.enter("aws-session sandbox -- sh -c 'echo u''p; cat; echo do''wn'")
        terminal.expect("up")
        terminal.process.sendcontrol("z")
        terminal.ready()
        terminal.enter("fg")
        terminal.handed_on()
        terminal.enter("again")
        terminal.expect("again")
        terminal.process.sendcontrol("d")
        terminal.expect("down")
        terminal.ready()


def test_a_shell_in_the_sandbox_is_left_with_its_status(place: Place, shell: Interpreter) -> None:
    with _loaded(place, shell) as terminal:
        terminal.enter("aws-session sandbox --shell dash")
        terminal.expect("(aws sandbox) ")
        terminal.enter('echo "<in $AWS_SESSION_SANDBOX$AWS_SESSION_EMIT_FD>"; test -t 1 && exit 5')
        terminal.expect("<in http")
        terminal.ready()
        status = terminal.status()

    assert status in {5, None}


@pytest.mark.parametrize("rc", ["readonly PROMPT_COMMAND=:", "PROMPT_COMMAND='PS1=\"new> \"'"])
def test_bash_in_the_sandbox_is_marked_whatever_its_prompt_command(place: Place, rc: str) -> None:
    bash = next(shell for shell in INTERACTIVE if shell.name == "bash")
    bash.require()
    (place.home / ".bashrc").write_text(f"PS1='mine> '\n{rc}\n")
    with Terminal.of(place, bash) as terminal:
        terminal.enter("aws-session sandbox --shell bash")
        terminal.expect("(aws sandbox) ")
        terminal.enter('echo "<${_aws_sandbox_kind-}>"; exit')
        terminal.expect("<>")
        said = terminal.process.before

    assert "readonly variable" not in said


@pytest.mark.parametrize("name", ["bash", "zsh"])
def test_a_pipe_that_loses_the_session_is_reported_before_a_code_is_asked_for(
    place: Place, name: str
) -> None:
    shell = next(shell for shell in INTERACTIVE if shell.name == name)
    shell.require()
    with _loaded(place, shell) as terminal:
        terminal.enter("aws-session | cat")
        terminal.expect("running in a subshell, as part of a pipe: your shell stays unchanged")
        terminal.expect("MFA code")
        terminal.end_prompt("INT")
        terminal.ready()


@pytest.mark.parametrize("name", ["elvish", "pwsh"])
def test_a_shell_without_process_groups_is_the_one_that_opens(place: Place, name: str) -> None:
    shell = next(shell for shell in STRUCTURED if shell.name == name)
    shell.require()
    with Terminal.of(place, shell) as terminal:
        terminal.enter("aws-session sandbox")
        terminal.expect({"elvish": "eval (aws-session ", "pwsh": "iex (aws-session "}[name])
        terminal.expect("(aws sandbox) ")
        terminal.enter("exit")


def test_a_shell_without_aliases_says_the_name_to_type(place: Place) -> None:
    shell = next(shell for shell in INTERACTIVE if shell.name in WITHOUT_ALIASES)
    shell.require()
    with _loaded(place, shell) as terminal:
        terminal.enter(f"aws_session {place.fresh_code()}")
        terminal.expect("session until")
        terminal.ready()
        environ = terminal.environment()

    assert "this shell has no aliases: type aws_session" in terminal.transcript
    assert "AWS_SESSION_TOKEN" in environ
