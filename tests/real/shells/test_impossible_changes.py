from pathlib import Path

import pytest

from aws_session.environment import EnvironmentChange
from aws_session.shells import dialect
from real.shells.cells import Trial, carry_out
from real.shells.interpreters import ALL, Interpreter, Outcome

BEFORE = {"AWS_OLD": "o  *d", "AWS_B": "before", "AWS_C": "bef\nore"}
CHANGE = EnvironmentChange(
    ("AWS_OLD",), (("AWS_A", "1"), ("AWS_B", "2"), ("AWS_C", "it's"), ("AWS_D", "4"))
).replace(present=tuple(BEFORE))


def _aws(outcome: Outcome) -> dict[str, str]:
    return {n: v.decode() for n, v in outcome.environ.items() if n.startswith("AWS_")}


@pytest.mark.parametrize("name", CHANGE.names)
def test_nothing_changes_if_a_variable_is_readonly(
    splitting: Interpreter, hostile_folder: Path, name: str
) -> None:
    text = dialect(splitting.dialect).render(CHANGE)
    trials = [
        Trial(text, form=form, setting=f"{setting}\nreadonly {name}")
        for form in splitting.forms
        for setting in splitting.settings.values()
    ]

    for trial, outcome in zip(
        trials, carry_out(splitting, trials, hostile_folder, BEFORE), strict=True
    ):
        # Some shells end a script at such an error.
        assert outcome.status is None or (outcome.status and _aws(outcome) == BEFORE), trial


def test_no_command_after_the_line_runs_if_a_variable_is_readonly(
    splitting: Interpreter, hostile_folder: Path
) -> None:
    text = dialect(splitting.dialect).render(CHANGE)
    trials = [
        Trial(text, form=form, setting="readonly AWS_D", then="touch RAN")
        for form in splitting.forms
    ]
    carry_out(splitting, trials, hostile_folder, BEFORE)

    assert not (hostile_folder / "RAN").exists()


def test_variables_that_only_the_program_has_do_not_stop_the_change(
    splitting: Interpreter, hostile_folder: Path
) -> None:
    # As in `eval $(AWS_PROFILE=x aws-session)`.
    text = dialect(splitting.dialect).render(CHANGE)
    trials = [
        Trial(text, form=form, setting=setting)
        for form in splitting.forms
        for setting in splitting.settings.values()
    ]

    for outcome in carry_out(splitting, trials, hostile_folder):
        assert (outcome.status, _aws(outcome)) == (0, dict(CHANGE.assign))


def test_nothing_changes_if_yash_cannot_hold_a_value(hostile_folder: Path) -> None:
    yash = next(shell for shell in ALL if shell.name == "yash")
    yash.require()
    change = EnvironmentChange(("AWS_OLD",), (("AWS_A", "1"), ("AWS_C", "\udcff"))).replace(
        present=tuple(BEFORE)
    )
    trials = [Trial(dialect("sh").render(change), form=form) for form in yash.forms]

    for outcome in carry_out(yash, trials, hostile_folder, BEFORE):
        assert (outcome.status, _aws(outcome)) == (1, BEFORE)
