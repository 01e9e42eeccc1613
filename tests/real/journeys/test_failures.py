"""Every failure in every shell: nothing that waits for success runs, and nothing changes."""

import shutil
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

import aws_session
from real.journeys.place import Place, without
from real.journeys.terminal import INTERACTIVE, Terminal
from real.shells.cells import Trial, carry_out
from real.shells.interpreters import ALL, BOURNE, Cell, Interpreter
from real.shells.test_separators import EVERY

HALF = "[half]\naws_access_key_id = AKIAFAKEFAKEFAKEFAKE\n"


@dataclass(frozen=True)
class Failure:
    """A line that fails, its status, and the variables that make it fail.

    If it is not `special`, it fails in every shell in the same way as another one that is.
    """

    words: str
    status: int
    environ: Mapping[str, str]
    special: bool = True


@pytest.fixture(params=[shell for shell in ALL if not shell.optional], ids=str)
def shell(request: pytest.FixtureRequest) -> Interpreter:
    found: Interpreter = request.param
    found.require()
    return found


@pytest.fixture(scope="session")
def broken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Directories for PYTHONPATH with something broken in each."""
    place = tmp_path_factory.mktemp("broken")
    without("boto3", place / "no-boto")
    source = Path(aws_session.__file__).parent
    for name, text in {
        "session/perform_request": "raise ImportError('half installed')\n",
        "errors": "raise ImportError('half installed')\n",
        "search_path": "raise ImportError('half installed')\n",
        "environment": (source / "environment" / "__init__.py").read_text()
        + "\n\ndef without_sessions(*_):\n    raise ZeroDivisionError('a bug')\n",
        "session/mfa_code": "print('on stdout')\ndef\n",
    }.items():
        copy = place / f"no-{name.rpartition('/')[2]}" / "aws_session"
        shutil.copytree(source, copy, ignore=shutil.ignore_patterns("sandbox", "__pycache__"))
        module = copy / name
        module = module / "__init__.py" if module.is_dir() else module.with_suffix(".py")
        module.write_text(text)
    return {folder.name: str(folder) for folder in place.glob("no-*")}


def _at_the_machine(place: Place, broken: Mapping[str, str]) -> list[Failure]:
    code, wrong = place.fresh_code(), place.wrong_code()
    malformed = place.folder / "malformed"
    malformed.write_text("[default]\nno equals sign\n")
    command = place.folder / "stopping"
    failures = [
        Failure("aws-session", 2, {}),
        Failure(f"aws-session --code {wrong}", 1, {}),
        Failure("aws-session --code 12345", 2, {}, special=False),
        Failure("aws-session -p nobody", 2, {}),
        Failure("aws-session --no-such-option", 2, {}),
        Failure("aws-session no-such-command", 2, {}, special=False),
        Failure("aws-session --shell no-such-shell", 2, {}),
        Failure("aws-session --duration 99h", 2, {}, special=False),
        Failure("aws-session --region", 2, {}, special=False),
        Failure("aws-session --help", 2, {}),
        Failure("aws-session end --help", 2, {}, special=False),
        Failure("aws-session end --no-such-option", 2, {}, special=False),
        Failure(f"aws-session -p half {code}", 1, {}, special=False),
        Failure(f"aws-session {code}", 1, {"AWS_CONFIG_FILE": str(malformed)}, special=False),
        Failure(
            f"aws-session {code}", 1, {"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}, special=False
        ),
        Failure(f"aws-session {code}", 1, {"AWS_SESSION_EMIT_FD": "77"}),
    ]
    failures += [
        Failure(f"aws-session {code}", 1, {"PYTHONPATH": path}) for path in broken.values()
    ]
    for name in ("INT", "TERM", "HUP"):
        script = command.with_suffix(f".{name}")
        script.write_text(f"kill -{name} $PPID\nsleep 1\n")
        status = 128 + getattr(signal, f"SIG{name}")
        failures.append(Failure("aws-session", status, {"AWS_SESSION_MFA_COMMAND": f". {script}"}))
    return failures


def test_what_waits_for_a_session_does_not_run_and_nothing_changes(
    place: Place, shell: Interpreter, broken: Mapping[str, str]
) -> None:
    failures = _at_the_machine(place, broken)

    _hold(place, shell, [failure for failure in failures if failure.special])


def test_it_does_not_run_after_any_other_failure_in_bash(
    place: Place, broken: Mapping[str, str]
) -> None:
    bash = next(shell for shell in ALL if shell.name == "bash")
    bash.require()
    failures = _at_the_machine(place, broken)

    _hold(place, bash, [failure for failure in failures if not failure.special])


@pytest.mark.slow
def test_it_does_not_run_after_any_other_failure(
    place: Place, shell: Interpreter, broken: Mapping[str, str]
) -> None:
    failures = _at_the_machine(place, broken)

    _hold(place, shell, [failure for failure in failures if not failure.special])


def _hold(place: Place, shell: Interpreter, failures: list[Failure]) -> None:
    with (place.home / ".aws" / "credentials").open("a") as file:
        file.write(HALF)
    wrong = []
    for environ in _distinct(failures):
        these = [failure for failure in failures if failure.environ == environ]
        held = place.environ | {"AWS_PAGER": "less"} | dict(environ)
        cells = [shell.cell(_guarded(shell, failure.words)) for failure in these]
        for failure, outcome in zip(
            these, shell.outcomes(cells, cwd=place.folder, env=held), strict=True
        ):
            # If a status stops the evaluation, the shell reports that, but not which.
            expected = 1 if _raises(shell) else failure.status
            after = {name: v.decode() for name, v in outcome.environ.items() if name[:4] == "AWS_"}
            before = {name: value for name, value in held.items() if name[:4] == "AWS_"}
            if (outcome.status, after) != (expected, before):
                wrong.append((failure, outcome.status, after))

    assert wrong == []
    assert not list(place.folder.rglob("RAN"))


def _guarded(shell: Interpreter, words: str) -> str:
    return shell.guarded(shell.evaluate(words), "touch RAN").replace("\n", "\n    ")


def _raises(shell: Interpreter) -> bool:
    return shell.name in {"elvish", "nu", "xonsh", "pwsh"}


def _distinct(failures: list[Failure]) -> list[Mapping[str, str]]:
    found: list[Mapping[str, str]] = []
    for failure in failures:
        if failure.environ not in found:
            found.append(failure.environ)
    return found


@pytest.mark.parametrize("shell", INTERACTIVE, ids=str)
def test_whatever_ends_the_prompt_leaves_the_shell_as_it_was(
    place: Place, shell: Interpreter
) -> None:
    shell.require()
    line = shell.guarded(shell.evaluate("aws-session"), "touch RAN")
    statuses = {}
    with Terminal.of(place, shell) as terminal:
        before = terminal.environment()
        for how, status in (("^C", None), ("^D", 1), ("TERM", 143), ("HUP", 129)):
            terminal.enter(line)
            terminal.expect("MFA code: ")
            terminal.end_prompt(how)
            terminal.ready()
            found = terminal.status()
            # After Ctrl-C a shell returns its own status.
            statuses[how] = status is None or found == status or found
        after = terminal.environment()

    assert statuses == {"^C": True, "^D": True, "TERM": True, "HUP": True}
    assert after == before
    assert not (place.folder / "RAN").exists()


def test_a_signal_that_meets_a_callback_of_pythons_own_is_not_lost(
    place: Place, broken: Mapping[str, str]
) -> None:
    bash = next(shell for shell in INTERACTIVE if shell.name == "bash")
    bash.require()
    package = Path(broken["no-perform_request"]) / "aws_session"
    copy = place.folder / "copy"
    shutil.copytree(package, copy / "aws_session")
    module = Path("session") / "perform_request.py"
    text = (Path(aws_session.__file__).parent / module).read_text()
    (copy / "aws_session" / module).write_text(text + _STOPPED_IN_A_CALLBACK)
    with Terminal.of(place, bash, {"PYTHONPATH": str(copy)}) as terminal:
        terminal.enter(bash.evaluate("aws-session"))
        terminal.ready()

        assert terminal.status() == 143
    assert "ignored" not in terminal.transcript


_STOPPED_IN_A_CALLBACK = """
import os, signal, weakref
thing = type("Thing", (), {})()
mark = weakref.ref(thing, lambda _: os.kill(os.getpid(), signal.SIGTERM))
del thing
"""


@pytest.mark.parametrize("shell", BOURNE, ids=str)
def test_whatever_separates_words_a_session_arrives_whole_or_not_at_all(
    place: Place, shell: Interpreter, tmp_path: Path
) -> None:
    shell.require()
    place.credentials(work=place.company.key)
    ports = {"AWS_PROFILE": "work", "AWS_REGION": "us-east-1"}
    words = ("--shell", shell.dialect, "--region", "eu-west-1", "--code", place.fresh_code())
    text = place.program(*words, environ=ports).stdout
    folder = tmp_path / "cells"
    folder.mkdir()
    trials = [Trial(text, setting=_setting(those)) for those in EVERY]
    for trial, outcome in zip(trials, carry_out(shell, trials, folder, env=ports), strict=True):
        held = {name: v.decode() for name, v in outcome.environ.items() if name[:4] == "AWS_"}

        if outcome.status == 0:
            assert place.with_session(outcome.environ).credentials.token, trial.setting
            assert held["AWS_SECRET_ACCESS_KEY"] in text
            assert len(held["AWS_SECRET_ACCESS_KEY"]) == 40
            assert f"{held['AWS_SESSION_STATE']}'" in text
            assert "AWS_PROFILE" not in held
        elif outcome.status is not None:
            assert held == ports, trial.setting


@pytest.mark.parametrize("shell", BOURNE, ids=str)
def test_whatever_separates_words_a_failure_stops_what_waits(
    place: Place, shell: Interpreter, tmp_path: Path
) -> None:
    shell.require()
    dialect = ("--shell", shell.dialect)
    texts = [
        place.program(*dialect, "--no-such-option").stdout,
        place.program(*dialect, "--code", "1234567").stdout,
    ]
    folder = tmp_path / "cells"
    folder.mkdir()
    trials = [
        Trial(text, setting=_setting(those), then=then)
        for text in texts
        for those in EVERY
        for then in (None, "touch RAN")
    ]
    outcomes = carry_out(shell, trials, folder, env={"AWS_PROFILE": "work"})

    for trial, outcome in zip(trials, outcomes, strict=True):
        assert outcome.status != 0, trial
        assert outcome.environ.get("AWS_PROFILE", b"work") == b"work"


@pytest.mark.parametrize("shell", BOURNE, ids=str)
def test_the_program_itself_is_evaluated_under_hostile_separators(
    place: Place, shell: Interpreter
) -> None:
    shell.require()
    separators = ["e", "7", "'", "=", "/", " "]
    lines = [shell.evaluate("aws-session end --foreign"), _guarded(shell, "aws-session -p nobody")]
    held = place.environ | {"AWS_SESSION_TOKEN": "t", "AWS_PROFILE": "work"}
    for line, command in zip(lines, ("end", "fail"), strict=True):
        cells = [Cell(line, _setting(those)) for those in separators]
        for those, outcome in zip(
            separators, shell.outcomes(cells, cwd=place.folder, env=held), strict=True
        ):
            token = outcome.environ.get("AWS_SESSION_TOKEN")
            # A separator in the program's own name prevents the line from running.
            if command == "end" and outcome.status == 0:
                assert token is None, those
            else:
                assert (outcome.status != 0, token) == (True, b"t"), those
    assert not list(place.folder.rglob("RAN"))


def _setting(separators: str) -> str:
    quoted = separators.replace("'", "'\\''")
    return f"IFS='{quoted}'"
