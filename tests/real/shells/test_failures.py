import os
import sys
from pathlib import Path

import pytest

from aws_session.environment import EnvironmentChange
from aws_session.run import RAISING
from aws_session.shells import Dialect, dialect
from real.shells.cells import NAME, Trial, carry_out
from real.shells.interpreters import ALL, Interpreter

STATUSES = (1, 2, 129, 130, 143)


def _program(folder: Path, text: str, status: int) -> str:
    """Return a command that prints a text and exits with a status, as ours does."""
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


def test_a_change_succeeds_whatever_failed_before_it(
    told: Interpreter, hostile_folder: Path
) -> None:
    changes = (
        EnvironmentChange((), ((NAME, "a"),)),
        EnvironmentChange((), ((NAME, "it's"),)),
        EnvironmentChange(("AWS_NEVER_SET",)),
        EnvironmentChange(),
    )
    trials = [
        Trial(dialect(told.dialect).render(change), form=form, setting="sh -c 'exit 5'")
        for form in told.forms
        for change in changes
    ]

    assert {outcome.status for outcome in carry_out(told, trials, hostile_folder)} == {0}


def test_a_failure_fails_and_changes_nothing_under_every_option(
    told: Interpreter, hostile_folder: Path
) -> None:
    for setting in told.settings.values():
        trials = [
            Trial(dialect(told.dialect).failure(3), form=form, setting=setting, then=then)
            for form in told.forms
            for then in (None, "touch RAN")
        ]
        for outcome in carry_out(told, trials, hostile_folder, env={NAME: "before"}):
            # None: `set -e` ended the cell, as it should.
            assert outcome.status != 0
            assert (outcome.status is None) <= ("set -e" in setting)
            assert outcome.environ.get(NAME, b"before") == b"before"


@pytest.mark.parametrize("kind", ["function", "alias"])
def test_what_a_person_calls_sh_does_not_turn_a_failure_into_a_success(
    told: Interpreter, hostile_folder: Path, kind: str
) -> None:
    setting = _OWN_SH.get((told.dialect, kind), _OWN_SH["", kind])
    if told.dialect not in {*_BOURNE, "fish", "tcsh"} or not setting:
        pytest.skip("its failure line runs no sh, or it has no such thing")
    if kind == "alias" and told.name == "posh":
        pytest.skip("posh has no aliases")
    if kind == "alias" and told.dialect == "bash":
        setting = f"shopt -s expand_aliases\n{setting}"
    trials = [
        Trial(dialect(told.dialect).failure(3), form=form, setting=setting, then="touch RAN")
        for form in told.forms
    ]

    assert {outcome.status for outcome in carry_out(told, trials, hostile_folder)} == {3}


_BOURNE = {"bash", "zsh", "ksh", "sh"}
_OWN_SH = {
    ("", "function"): "sh() { :; }",
    ("fish", "function"): "function sh; true; end",
    ("tcsh", "function"): "",
    ("", "alias"): "alias sh=true",
    ("fish", "alias"): "alias sh true",
    ("tcsh", "alias"): "alias sh true",
}
"""What stands for a remote or a container's shell, by dialect and kind."""


def test_a_function_that_logs_errors_does_not_turn_powershells_failure_into_a_success(
    hostile_folder: Path,
) -> None:
    pwsh = next(shell for shell in ALL if shell.name == "pwsh")
    pwsh.require()
    trials = [
        Trial(
            dialect("powershell").failure(3),
            form=form,
            setting="function Write-Error { $null = $args }",
            then="touch RAN",
        )
        for form in pwsh.forms
    ]

    assert 0 not in {outcome.status for outcome in carry_out(pwsh, trials, hostile_folder)}
    assert not (hostile_folder / "RAN").exists()


def test_a_failure_has_its_own_status(
    told: Interpreter, hostile_folder: Path, tmp_path: Path
) -> None:
    # An error that is caught in PowerShell has no number.
    expected = {1} if told.dialect == "powershell" else set(STATUSES)
    found = set()
    for status in STATUSES:
        program = _program(tmp_path / "bin", dialect(told.dialect).failure(status), status)
        cells = [told.cell(told.evaluate(program, form)) for form in told.forms]
        found |= {outcome.status for outcome in told.outcomes(cells, cwd=hostile_folder)}

    assert found == expected


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


@pytest.mark.parametrize("value", ["plain", "it's\nnot"])
def test_what_comes_after_a_variable_that_cannot_be_set_is_not_set(
    splitting: Interpreter, hostile_folder: Path, value: str
) -> None:
    change = EnvironmentChange((), ((NAME, value), ("AWS_ACCESS_KEY_ID", "ASIAEXAMPLE")))
    text = dialect(splitting.dialect).render(change)
    setting = f"readonly {NAME}=before; export {NAME}"
    trials = [Trial(text, form=form, setting=setting) for form in splitting.forms]

    for outcome in carry_out(splitting, trials, hostile_folder):
        assert outcome.status != 0
        assert outcome.environ.get(NAME, b"before") == b"before"
        assert "AWS_ACCESS_KEY_ID" not in outcome.environ


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it would cost a process")
@pytest.mark.parametrize("asking", RAISING)
@pytest.mark.parametrize("more", [{}, {"AWS_SESSION_EMIT_FD": "1"}], ids=["alone", "with more"])
def test_a_failure_fails_if_another_shell_has_left_its_name(
    told: Interpreter, tmp_path: Path, asking: str, more: dict[str, str]
) -> None:
    scripts = Path(sys.executable).parent
    environ = {"AWS_SESSION_SHELL": asking, "PATH": f"{scripts}:{os.environ['PATH']}", **more}
    line = told.evaluate("aws-session no-such-command")
    done = told.run(told.guarded(line, "touch RAN"), cwd=tmp_path, env=environ)

    assert b"is not a command" in done.stderr
    assert not (tmp_path / "RAN").exists()
