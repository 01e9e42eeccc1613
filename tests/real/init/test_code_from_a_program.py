"""`--code -`: a code that another program prints, with the line from the help."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from aws_session import shells
from aws_session.cli import examples
from real.init.loading import LOAD, STRUCTURED, WITHOUT_ALIASES
from real.journeys.place import SECRET, read_environment
from real.shells.interpreters import ALL, BOURNE

if TYPE_CHECKING:
    from pathlib import Path

    from real.journeys.place import Place
    from real.shells.interpreters import Interpreter

IN_SUBSHELL = [shell for shell in BOURNE if shell.name not in {"zsh", "ksh93"}]
"""Shells whose pipes end in a subshell that can be distinguished from the shell."""

BY_NAME = {shell.name: shell for shell in ALL}


@pytest.fixture(params=[s for s in ALL if s.dialect in LOAD and s.name not in STRUCTURED], ids=str)
def shell(request: pytest.FixtureRequest) -> Interpreter:
    found: Interpreter = request.param
    found.require()
    return found


@pytest.fixture
def stand_in(place: Place) -> Path:
    """A `pass` that prints a code."""
    folder = place.folder / "programs"
    folder.mkdir()
    program = folder / "pass"
    code = place.fresh_code()
    program.write_text(f'#!/bin/sh\ntest "$*" = "otp aws" && echo {code}\n')
    program.chmod(0o755)
    place.environ["PATH"] = f"{folder}:{place.environ['PATH']}"
    return program


def name(shell: Interpreter) -> str:
    return "aws_session" if shell.name in WITHOUT_ALIASES else "aws-session"


def load(shell: Interpreter) -> str:
    return LOAD[shell.dialect].replace(f"init {shell.dialect}", f"init {shell.dialect} --cmd NAME")


def carried_out(place: Place, shell: Interpreter, *lines: str) -> tuple[dict[str, bytes], str]:
    file = place.folder / "after"
    script = "\n".join((*lines, f"env -0 > {file}")).replace("NAME", name(shell))
    done = shell.run(f"{script}\n", cwd=place.folder, env=place.environ, timeout=90)
    return read_environment(file) if file.exists() else {}, done.stderr.decode()


def piped(shell: Interpreter, words: str = "NAME --code -") -> str:
    return shells.dialect(shell.dialect).piped("pass otp aws", words)


def test_the_help_teaches_the_line_that_bash_is_told() -> None:
    line = piped(BY_NAME["bash"], "aws-session --code -")

    assert line == 'eval "$(pass otp aws | aws-session --code -)"'
    assert line in {example for example, _ in examples.EXAMPLES["mfa"]}


@pytest.mark.parametrize("loaded", [False, True], ids=["bare", "function"])
def test_the_line_gives_a_session(
    place: Place, stand_in: Path, shell: Interpreter, loaded: bool
) -> None:
    lines = (load(shell), piped(shell)) if loaded else (piped(shell, "aws-session --code -"),)
    after, said = carried_out(place, shell, *lines)

    assert after.get("AWS_SESSION_TOKEN"), said
    assert place.company.cloud.calls.actions.count("GetSessionToken") == 1
    assert "would be lost" not in said


def test_without_a_pipe_a_line_that_needs_no_eval_is_named(place: Place) -> None:
    bash = BY_NAME["bash"]
    bash.require()
    after, said = carried_out(
        place,
        bash,
        load(bash),
        f'eval "$(aws-session {place.fresh_code()})"',
        "eval $(aws-session end)",
    )

    assert "AWS_SESSION_TOKEN" not in after
    assert "aws-session: session ended" in said
    assert (
        "aws-session: in $(…) this prints a line for eval; without eval, type: aws-session end\n"
    ) in said


@pytest.mark.parametrize("option", ["-m -", "--code=-", "-m-", "--mfa-code -"])
def test_every_spelling_of_the_option_does(place: Place, stand_in: Path, option: str) -> None:
    bash = BY_NAME["bash"]
    bash.require()
    words = f"aws-session pose 210987654321 Admin {option} --region eu-west-1"
    after, said = carried_out(place, bash, load(bash), piped(bash, words))

    assert after.get("AWS_SESSION_LABEL") == b"210987654321/Admin", said
    assert after["AWS_REGION"] == b"eu-west-1"


@pytest.mark.parametrize("printed", ["JBSWY3DPEHPK3PXP", "", "98765", "$(touch PWN)", "123456 7"])
def test_what_is_not_a_code_gets_into_no_line(place: Place, stand_in: Path, printed: str) -> None:
    bash = BY_NAME["bash"]
    bash.require()
    stand_in.write_text(f"#!/bin/sh\necho '{printed}'\n")
    lines = 'line=$(pass otp aws | aws-session --code -); eval "$line" || echo "<$?>$line" >&2'
    after, said = carried_out(place, bash, load(bash), lines)

    assert "AWS_SESSION_TOKEN" not in after
    assert "aws-session: error: stdin does not contain a six-digit code" in said
    assert "\n<1>command test " in said
    assert not printed or printed not in said
    assert not (place.folder / "PWN").exists()


def test_no_secret_is_caught_where_the_function_is_loaded(place: Place, stand_in: Path) -> None:
    bash = BY_NAME["bash"]
    bash.require()
    lines = 'export caught=$(pass otp aws | aws-session --code -)\neval "$caught"'
    after, _ = carried_out(place, bash, load(bash), lines)

    assert [name for name in SECRET if after[name] in after["caught"]] == []


@pytest.mark.parametrize("shell", IN_SUBSHELL, ids=str)
def test_a_pipe_that_would_lose_the_session_names_the_line(
    place: Place, stand_in: Path, shell: Interpreter
) -> None:
    shell.require()
    after, said = carried_out(place, shell, load(shell), "pass otp aws | NAME --code -")

    assert "AWS_SESSION_TOKEN" not in after
    assert said.endswith(
        "aws-session: error: the session would be lost: this end of the pipe runs in a "
        "subshell\n"
        "  set AWS_SESSION_MFA_COMMAND to the program that prints the code, or type: eval "
        '"$(pass otp aws | aws-session --code -)"\n'
    )
    assert place.company.cloud.calls.of("GetSessionToken") == []


@pytest.mark.parametrize(
    ("dialect", "line"),
    [
        ("bash", 'eval "$(pass otp aws | aws-session)"'),
        ("sh", 'eval "$(pass otp aws | aws-session)"'),
        ("fish", "eval (pass otp aws | aws-session)"),
        ("tcsh", "eval `pass otp aws | aws-session`"),
        ("elvish", "eval (pass otp aws | aws-session | slurp)"),
        ("xonsh", "execx($(pass otp aws | @unthread aws-session))"),
        ("powershell", "iex (pass otp aws | aws-session)"),
        ("cmd", """for /f "delims=" %i in ('pass otp aws ^| aws-session') do @%i"""),
    ],
)
def test_each_dialect_has_its_line(dialect: str, line: str) -> None:
    assert shells.dialect(dialect).piped("pass otp aws", "aws-session") == line


@pytest.mark.parametrize(
    ("dialect", "line"),
    [
        ("bash", 'eval "$(pass otp aws | aws-session --code -)"'),
        ("fish", "eval (pass otp aws | aws-session --code -)"),
    ],
)
def test_without_the_function_a_terminal_is_told_the_line(
    place: Place, dialect: str, line: str
) -> None:
    ours, terminal = os.openpty()
    told = {"AWS_SESSION_SHELL": dialect}
    done = place.program("--code", "-", environ=told, typed="123456\n", stdout=terminal)
    for descriptor in (ours, terminal):
        os.close(descriptor)

    assert done.returncode == 2
    assert f"  type: {line}\n" in done.stderr
