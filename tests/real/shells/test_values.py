from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aws_session.environment import EnvironmentChange
from aws_session.shells import Dialect
from real.shells.cells import NAME, Trial, carry_out, setting_one, wrong
from real.shells.interpreters import Interpreter
from unit.shells import hostile


def _trials(
    shell: Interpreter, values: list[str], setting: str, forms: tuple[str, ...] | None = None
) -> tuple[list[Trial], list[bytes]]:
    trials: list[Trial] = []
    expected: list[bytes] = []
    for value in values:
        text = setting_one(shell, value)
        if text is None or _beyond(shell, value):
            continue
        for form in forms or shell.forms:
            trials.append(Trial(text, form=form, setting=setting))
            expected.append(hostile.octets(value))
    return trials, expected


def _beyond(shell: Interpreter, value: str) -> bool:
    # yash stores text as characters, which these bytes are not; the line fails there.
    return shell.name == "yash" and not hostile.is_utf8(value)


def test_every_hostile_value_arrives_exactly_through_every_line(
    shell: Interpreter, hostile_folder: Path
) -> None:
    trials, expected = _trials(shell, list(hostile.VALUES.values()), shell.settings[""])
    outcomes = carry_out(shell, trials, hostile_folder)

    assert wrong(trials, outcomes, expected) == []


def test_every_hostile_value_arrives_exactly_under_every_option(
    shell: Interpreter, hostile_folder: Path
) -> None:
    # The first form is the hardest: it splits and expands what the others quote.
    for setting in list(shell.settings.values())[1:]:
        trials, expected = _trials(shell, list(hostile.VALUES.values()), setting, shell.forms[:1])
        outcomes = carry_out(shell, trials, hostile_folder)

        assert wrong(trials, outcomes, expected) == []


@pytest.mark.slow
def test_every_hostile_value_arrives_exactly_through_every_line_under_every_option(
    shell: Interpreter, hostile_folder: Path
) -> None:
    for setting in shell.settings.values():
        trials, expected = _trials(shell, list(hostile.VALUES.values()), setting)
        outcomes = carry_out(shell, trials, hostile_folder)

        assert wrong(trials, outcomes, expected) == []


def test_every_hostile_value_arrives_exactly_in_the_c_locale(
    shell: Interpreter, hostile_folder: Path
) -> None:
    values = [v for v in hostile.VALUES.values() if shell.name != "yash" or v.isascii()]
    trials, expected = _trials(shell, values, shell.settings[""])
    outcomes = carry_out(shell, trials, hostile_folder, env={"LC_ALL": "C"})

    assert wrong(trials, outcomes, expected) == []


@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
def test_bytes_that_a_locale_has_no_character_for_are_a_failure_where_they_cannot_arrive(
    shell: Interpreter, hostile_folder: Path, locale: str
) -> None:
    octets = [value for value in hostile.VALUES.values() if not value.isascii()]
    texts = [(setting_one(shell, value), value) for value in octets]
    trials = [Trial(text, setting=shell.settings[""]) for text, _ in texts if text]
    expected = [hostile.octets(value) for text, value in texts if text]
    outcomes = carry_out(shell, trials, hostile_folder, env={"LC_ALL": locale})

    for outcome, value in zip(outcomes, expected, strict=True):
        assert outcome.status != 0 or outcome.environ[NAME] == value


@settings(
    max_examples=3,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(hostile.values, min_size=10, max_size=40))
def test_made_up_values_arrive_exactly(
    shell: Interpreter, hostile_folder: Path, made_up: list[str]
) -> None:
    trials, expected = _trials(shell, made_up, shell.settings[""])
    outcomes = carry_out(shell, trials, hostile_folder)

    assert wrong(trials, outcomes, expected) == []


@pytest.mark.slow
@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.data())
def test_made_up_values_arrive_exactly_under_every_option(
    shell: Interpreter, hostile_folder: Path, data: st.DataObject
) -> None:
    made_up = data.draw(st.lists(hostile.values, min_size=20, max_size=60))
    setting = data.draw(st.sampled_from(sorted(shell.settings.values())))
    trials, expected = _trials(shell, made_up, setting)
    outcomes = carry_out(shell, trials, hostile_folder)

    assert wrong(trials, outcomes, expected) == []


def test_many_values_arrive_in_one_change_and_the_others_go(
    shell: Interpreter, spoken: Dialect, hostile_folder: Path
) -> None:
    carried = [
        value
        for value in hostile.VALUES.values()
        if setting_one(shell, value) and not _beyond(shell, value) and len(value) < 1000
    ][:40]
    names = tuple(f"AWS_{number}" for number in range(len(carried)))
    gone = ("AWS_OLD", "AWS_NEVER_SET")
    before = {"AWS_OLD": "o l\nd*", names[0]: "\n*"}
    change = EnvironmentChange(gone, tuple(zip(names, carried, strict=True))).replace(
        present=tuple(before)
    )
    text = spoken.render(change)
    trials = [
        Trial(text, form=form, setting=setting, forget=names)
        for form in shell.forms
        for setting in shell.settings.values()
    ]
    for trial in trials if shell.language.forget else [None]:
        batch = [trial] if trial else trials
        outcomes = carry_out(shell, batch, hostile_folder, env=before)

        for outcome in outcomes:
            assert outcome.status == 0
            assert {name: outcome.environ.get(name) for name in (*names, *gone)} == {
                **dict.fromkeys(gone),
                **{n: hostile.octets(v) for n, v in zip(names, carried, strict=True)},
            }


def test_the_longest_state_arrives(
    shell: Interpreter, spoken: Dialect, hostile_folder: Path
) -> None:
    state = ("eyJ2IjoxLCJsZXZlbHMiOlt7ImtleSI6IkFTSUEi-_=" * 1000)[: spoken.state_limit]
    text = spoken.render(EnvironmentChange((), (("AWS_SESSION_STATE", state),)))
    trials = [
        Trial(text, form=form, setting=shell.settings[""], forget=("AWS_SESSION_STATE",))
        for form in shell.forms
    ]

    for outcome in carry_out(shell, trials, hostile_folder):
        assert outcome.status == 0
        assert outcome.environ["AWS_SESSION_STATE"] == state.encode()


def test_a_change_of_nothing_succeeds(
    shell: Interpreter, spoken: Dialect, hostile_folder: Path
) -> None:
    trials = [
        Trial(spoken.render(EnvironmentChange()), form=form, setting=setting)
        for form in shell.forms
        for setting in shell.settings.values()
    ]

    assert {outcome.status for outcome in carry_out(shell, trials, hostile_folder)} == {0}


def test_removing_what_is_not_there_succeeds(
    shell: Interpreter, spoken: Dialect, hostile_folder: Path
) -> None:
    text = spoken.render(EnvironmentChange(("AWS_NEVER_SET", "AWS_NOR_THIS")))
    trials = [
        Trial(text, form=form, setting=setting)
        for form in shell.forms
        for setting in shell.settings.values()
    ]

    assert {outcome.status for outcome in carry_out(shell, trials, hostile_folder)} == {0}


@pytest.mark.parametrize(
    "setting",
    ["test() { return 1; }", "alias test=false", "shopt -s expand_aliases\nalias test=false"],
    ids=["function", "alias", "alias in a script of bash"],
)
def test_what_a_person_calls_test_does_not_matter(
    splitting: Interpreter, hostile_folder: Path, setting: str
) -> None:
    if setting.startswith("shopt") and splitting.dialect != "bash":
        pytest.skip("an option of bash")
    if setting.startswith("alias") and splitting.name == "posh":
        pytest.skip("posh has no aliases")
    values = [hostile.VALUES["arn"], "it's a *b*; $x?\n"]
    texts = [setting_one(splitting, value) for value in values]
    trials = [
        Trial(text, form=form, setting=setting)
        for text in texts
        for form in splitting.forms
        if text is not None
    ]
    expected = [hostile.octets(value) for value in values for _ in splitting.forms]

    assert wrong(trials, carry_out(splitting, trials, hostile_folder), expected) == []
