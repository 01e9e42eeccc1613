import string
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aws_session.environment import EnvironmentChange
from aws_session.shells import dialect
from real.shells.cells import NAME, Trial, carry_out
from real.shells.interpreters import Interpreter
from unit.shells import hostile

EVERY = [*string.digits, *string.ascii_letters, *string.punctuation, " ", "\t", "\n"]

CHANGES = (
    EnvironmentChange(),
    EnvironmentChange(("AWS_OLD",)),
    EnvironmentChange(("AWS_OLD",), ((NAME, hostile.VALUES["arn"]),)),
    EnvironmentChange((), ((NAME, string.ascii_letters + string.digits + "/=:+-.,@%_"),)),
    EnvironmentChange((), ((NAME, "it's  a * b; $x?\n\n"),)),
    EnvironmentChange(("AWS_OLD",), ((NAME, "é{}"), ("AWS_Y", "plain"))),
    EnvironmentChange(("AWS_OLD",), ((NAME, "plain"), ("AWS_Y", "é"))).replace(
        present=("AWS_OLD",)
    ),
)


def _setting(separators: str, option: str) -> str:
    quoted = separators.replace("'", "'\\''")
    return f"{option}\nIFS='{quoted}'"


def _options(shell: Interpreter) -> list[str]:
    # An option that zsh needs to split anything other than $(…).
    return ["", "setopt SH_WORD_SPLIT"] if shell.dialect == "zsh" else [""]


def _left_over(shell: Interpreter, separators: str) -> bool:
    # ksh93 takes an empty first word for success. It needs the line's first two characters, a
    # space and a quote, in IFS, or the space twice.
    return (
        shell.name == "ksh93"
        and " " in separators
        and ("'" in separators or separators.count(" ") > 1)
    )


def _hold(
    shell: Interpreter, folder: Path, changes: list[EnvironmentChange], separators: list[str]
) -> None:
    pairs = [
        (change, Trial(text, setting=_setting(those, option)))
        for change in changes
        for text in [dialect(shell.dialect).render(change)]
        for those in separators
        for option in _options(shell)
        if not _left_over(shell, those)
    ]
    outcomes = carry_out(shell, [trial for _, trial in pairs], folder, env={"AWS_OLD": "old"})
    for (change, trial), outcome in zip(pairs, outcomes, strict=True):
        before: dict[str, bytes] = {"AWS_OLD": b"old"}
        wanted = {name: hostile.octets(value) for name, value in change.assign} | {
            name: value for name, value in before.items() if name not in change.unset
        }
        found = {n: v for n, v in outcome.environ.items() if n in (NAME, "AWS_Y", "AWS_OLD")}

        if outcome.status == 0:
            assert found == wanted, trial
        elif outcome.status is not None:
            assert found == before, trial


def test_whatever_separates_words_a_change_arrives_exactly_or_not_at_all(
    splitting: Interpreter, hostile_folder: Path
) -> None:
    _hold(splitting, hostile_folder, list(CHANGES), EVERY)


def test_separators_that_do_not_occur_in_the_line_do_no_harm(
    splitting: Interpreter, hostile_folder: Path
) -> None:
    sanitize = ["", " ", "\n", " \t\n", "|", "\t", "#", "*", "?"]
    text = dialect(splitting.dialect).render(EnvironmentChange((), ((NAME, "a/b=c"),)))
    trials = [Trial(text, setting=_setting(those, "")) for those in sanitize]

    for outcome in carry_out(splitting, trials, hostile_folder):
        assert (outcome.status, outcome.environ[NAME]) == (0, b"a/b=c")


def test_whatever_separates_words_a_failure_fails_and_what_waits_for_success_does_not_run(
    splitting: Interpreter, hostile_folder: Path
) -> None:
    spoken = dialect(splitting.dialect)
    trials = [
        Trial(spoken.failure(status), setting=_setting(those, option), then=then)
        for status in (1, 130)
        for those in EVERY
        for option in _options(splitting)
        for then in (None, "touch RAN")
    ]
    for trial, outcome in zip(trials, carry_out(splitting, trials, hostile_folder), strict=True):
        assert outcome.status != 0, trial


@settings(
    max_examples=3,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.text(st.sampled_from(EVERY), max_size=5), min_size=10, max_size=25))
def test_several_separators_at_once_are_not_worse(
    splitting: Interpreter, hostile_folder: Path, separators: list[str]
) -> None:
    _hold(splitting, hostile_folder, list(CHANGES), separators)


@pytest.mark.slow
def test_every_hostile_value_arrives_exactly_or_not_at_all_whatever_separates_words(
    splitting: Interpreter, hostile_folder: Path
) -> None:
    for value in hostile.VALUES.values():
        _hold(splitting, hostile_folder, [EnvironmentChange((), ((NAME, value),))], EVERY)
