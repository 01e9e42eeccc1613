"""What is guaranteed if the program cannot print anything: killed, not started, or missing."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from aws_session.cli import topics
from real.init.loading import LOAD, STRUCTURED, WITHOUT_ALIASES
from real.shells.interpreters import ALL, BOURNE

if TYPE_CHECKING:
    import subprocess

    from real.journeys.place import Place
    from real.shells.interpreters import Interpreter

ROOT = Path(__file__).parents[3]
SECURITY = (ROOT / ".github" / "SECURITY.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
FORM = 'out=$(command aws-session pose prod Admin) && eval "$out" && next'

PROGRAM = """#!/bin/sh
case $(cat '{folder}/how' 2>/dev/null) in
home) PYTHONHOME=/nonexistent; export PYTHONHOME ;;
encoding) PYTHONIOENCODING=nonsense; export PYTHONIOENCODING ;;
seed) PYTHONHASHSEED=nonsense; export PYTHONHASHSEED ;;
KILL) kill -KILL $$ ;;
SEGV) kill -SEGV $$ ;;
esac
exec '{real}' "$@"
"""
HOW = ("home", "encoding", "seed", "KILL", "SEGV", "missing")
"""How it is broken: an environment that Python does not accept, a signal, no program at all."""

RAN = "touch RAN"


@pytest.fixture(params=HOW)
def how(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def _break(place: Place, how: str) -> tuple[str, dict[str, str]]:
    """Put a program on PATH that breaks when the returned line runs; return the environment."""
    folder = place.folder / "bin"
    folder.mkdir()
    program = folder / "aws-session"
    real = shutil.which("aws-session", path=place.environ["PATH"])
    program.write_text(PROGRAM.format(folder=folder, real=real))
    program.chmod(0o700)
    others = [
        path
        for path in place.environ["PATH"].split(":")
        if how != "missing" or not (Path(path) / "aws-session").exists()
    ]
    environ = {**place.environ, "PATH": ":".join((str(folder), *others))}
    line = f"rm '{program}'" if how == "missing" else f"echo {how} > '{folder}/how'"
    return line, environ


def _run(
    place: Place, shell: Interpreter, environ: dict[str, str], *lines: str
) -> subprocess.CompletedProcess[bytes]:
    return shell.run("\n".join(lines) + "\n", cwd=place.folder, env=environ, timeout=90)


@pytest.mark.parametrize(
    "shell", [s for s in ALL if s.dialect in LOAD and s.name not in STRUCTURED], ids=str
)
def test_the_function_fails(place: Place, shell: Interpreter, how: str) -> None:
    shell.require()
    line, environ = _break(place, how)
    name = "aws_session" if shell.name in WITHOUT_ALIASES else "aws-session"
    load = LOAD[shell.dialect].replace(
        f"init {shell.dialect}", f"init {shell.dialect} --cmd {name}"
    )
    then = shell.guarded(f"{name} --code 123456", RAN)
    _run(place, shell, environ, load, f"{name} status > loaded", line, then, "touch WENT_ON")

    assert (place.folder / "loaded").read_text() == "no session here\n"
    assert not (place.folder / "RAN").exists()
    assert (place.folder / "WENT_ON").exists()


@pytest.mark.parametrize("shell", BOURNE, ids=str)
def test_the_form_for_scripts_runs_nothing(place: Place, shell: Interpreter, how: str) -> None:
    shell.require()
    line, environ = _break(place, how)
    form = FORM.replace("next", RAN)
    before = "AWS_ACCESS_KEY_ID=before; export AWS_ACCESS_KEY_ID"
    done = _run(place, shell, environ, before, line, form, 'echo "$AWS_ACCESS_KEY_ID"')

    assert done.stdout == b"before\n"
    assert not (place.folder / "RAN").exists()


@pytest.mark.parametrize("shell", BOURNE, ids=str)
def test_the_form_for_scripts_fails_as_eval_does_and_works(
    place: Place, shell: Interpreter
) -> None:
    shell.require()
    form = FORM.replace("pose prod Admin", "CODE").replace("next", RAN)
    failing = _run(place, shell, place.environ, form.replace("CODE", "--code 12"), 'echo "$?"')

    assert failing.stdout == b"2\n"
    assert not (place.folder / "RAN").exists()

    _run(place, shell, place.environ, form.replace("CODE", place.fresh_code()))

    assert (place.folder / "RAN").exists()


@pytest.mark.parametrize(
    "shell", [*BOURNE, *(s for s in ALL if s.name in {"fish", "tcsh"})], ids=str
)
def test_exec_runs_nothing(place: Place, shell: Interpreter, how: str) -> None:
    shell.require()
    line, environ = _break(place, how)
    then = shell.guarded("aws-session exec 210987654321 Admin -- touch STARTED", RAN)
    _run(place, shell, environ, line, then)

    assert not (place.folder / "RAN").exists()
    assert not (place.folder / "STARTED").exists()


def test_the_documents_say_the_form_that_is_tested() -> None:
    assert re.findall(r"```sh\n(.*?)\n```", SECURITY, re.DOTALL) == [FORM]
    form = FORM.replace("next", "terraform apply")
    assert f"`{form}`" in README
    assert f"`{form}`" in topics.read("shells")
    assert f"\n{form}\n" in topics.read("ci")


@pytest.mark.parametrize("name", ["PYTHONHOME", "PYTHONIOENCODING", "PYTHONHASHSEED", "SIGKILL"])
def test_security_names_what_cannot_be_caught(name: str) -> None:
    assert name in SECURITY.partition("\n## When")[2].partition("\n## ")[0]


@pytest.mark.parametrize(
    ("name", "how"),
    [("tcsh", "missing"), *((n, h) for n in STRUCTURED for h in ("seed", "KILL"))],
)
def test_shells_that_stop_at_a_status_are_those_it_names(place: Place, name: str, how: str) -> None:
    shell = next(shell for shell in ALL if shell.name == name)
    shell.require()
    line, environ = _break(place, how)
    _run(place, shell, environ, line, shell.guarded(shell.evaluate("aws-session"), RAN))

    assert not (place.folder / "RAN").exists()


@pytest.mark.parametrize("name", ["bash", "zsh", "dash", "ksh93", "mksh", "busybox", "yash"])
@pytest.mark.parametrize("how", ["missing", "KILL"])
def test_shells_that_continue_are_named(place: Place, name: str, how: str) -> None:
    shell = next(shell for shell in ALL if shell.name == name)
    shell.require()
    line, environ = _break(place, how)
    _run(place, shell, environ, line, f'eval "$(aws-session pose prod Admin)" && {RAN}')

    # The documents warn about this; if it is no longer true, the warning must go.
    assert (place.folder / "RAN").exists()


@pytest.mark.parametrize("name", ["bash", "zsh", "dash"])
def test_what_the_documents_offer_instead_runs_nothing_without_the_program(
    place: Place, name: str
) -> None:
    shell = next(shell for shell in ALL if shell.name == name)
    shell.require()
    terraform = place.folder / "programs" / "terraform"
    terraform.parent.mkdir()
    terraform.write_text(f"#!/bin/sh\ntouch '{place.folder}/APPLIED'\n")
    terraform.chmod(0o700)
    line, environ = _break(place, "missing")
    environ["PATH"] = f"{terraform.parent}:{environ['PATH']}"
    forms = re.findall(r"^- .*: `(.*terraform apply)`$", topics.read("shells"), re.MULTILINE)
    program = place.folder / "bin" / "aws-session"
    text = program.read_text()
    for form, loads in zip(forms, (":", LOAD[shell.dialect], ":"), strict=True):
        _run(place, shell, environ, loads, "aws-session version >there", line, form)

        assert (place.folder / "there").read_text(), form
        assert not program.exists()
        assert not (place.folder / "APPLIED").exists(), form
        program.write_text(text)
        program.chmod(0o700)


@pytest.mark.parametrize(
    "said",
    ["AWSRevokeOlderSessions", "iam:PutUserPolicy", "AWS_SESSION_STATE", "--no-back", "live AWS"],
)
def test_both_documents_answer_a_cautious_readers_questions(said: str) -> None:
    assert said in README
    assert said in SECURITY
