from pathlib import Path

import pytest

from aws_session.dialects.base import Dialect
from aws_session.environment import EnvironmentChange
from shells.cells import NAME, Trial, carry_out
from shells.interpreters import Interpreter

STATUSES = (1, 2, 129, 130, 143)


def _program(folder: Path, text: str, status: int) -> str:
    """Return a command that prints a text and leaves with a status, as ours does."""
    folder.mkdir(exist_ok=True)
    (folder / "text").write_text(text)
    program = folder / "program"
    program.write_text(f"#!/bin/sh\ncat '{folder}/text'\nexit {status}\n")
    program.chmod(0o755)
    return str(program)


@pytest.mark.parametrize("status", STATUSES)
def test_what_waits_for_success_does_not_run_after_a_failure(
    shell: Interpreter, spoken: Dialect, hostile_folder: Path, tmp_path: Path, status: int
) -> None:
    program = _program(tmp_path / "bin", spoken.failure(status), status)
    for form in shell.forms:
        line = shell.guarded(shell.evaluate(program, form), "touch RAN")
        result = shell.run(f"{line}\n", cwd=hostile_folder)

        assert not (hostile_folder / "RAN").exists()
        assert result.returncode != 0 or shell.name == "tcsh", form


def test_what_waits_for_success_runs_after_it(
    shell: Interpreter, spoken: Dialect, hostile_folder: Path, tmp_path: Path
) -> None:
    change = EnvironmentChange((), ((NAME, "a"),))
    program = _program(tmp_path / "bin", spoken.render(change), 0)
    for form in shell.forms:
        line = shell.guarded(shell.evaluate(program, form), "touch RAN")
        shell.run(f"{line}\n", cwd=hostile_folder)

        assert (hostile_folder / "RAN").exists(), form
        (hostile_folder / "RAN").unlink()


def test_a_failure_fails_and_changes_nothing_under_every_option(
    shell: Interpreter, spoken: Dialect, hostile_folder: Path, tmp_path: Path
) -> None:
    if not spoken.failure(3):
        pytest.skip("the exit status alone says it")
    for setting in shell.settings.values():
        trials = [
            Trial(spoken.failure(3), form=form, setting=setting, then=then)
            for form in shell.forms
            for then in (None, "touch RAN")
        ]
        for outcome in carry_out(shell, trials, hostile_folder, env={NAME: "before"}):
            # `set -e` ends the cell, as it should.
            assert outcome.status in (3, None if "-e" in setting else 3)
            assert outcome.environ.get(NAME, b"before") == b"before"


def test_a_change_and_then_a_failure_changes_first_and_fails_then(
    shell: Interpreter, spoken: Dialect, hostile_folder: Path, tmp_path: Path
) -> None:
    change = EnvironmentChange(("AWS_OLD",), ((NAME, "it's back"),))
    text, status = spoken.render_then_fail(change, 1)
    program = _program(tmp_path / "bin", text, status)
    for form in shell.forms:
        cells = [shell.cell(shell.evaluate(program, form))]
        [outcome] = shell.outcomes(cells, cwd=hostile_folder, env={"AWS_OLD": "old"})

        assert outcome.status == 1, form
        assert outcome.environ.get(NAME) == b"it's back"
        assert "AWS_OLD" not in outcome.environ
        line = shell.guarded(shell.evaluate(program, form), "touch RAN")
        shell.run(f"{line}\n", cwd=hostile_folder)
        assert not (hostile_folder / "RAN").exists()
