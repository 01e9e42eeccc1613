"""Changes passed through real evaluation lines, many at a time, and their results."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from aws_session.environment import EnvironmentChange
from aws_session.shells import CannotCarryError, dialect
from real.shells.interpreters import Cell, Interpreter, Outcome

NAME = "AWS_X"


@dataclass(frozen=True)
class Trial:
    """A text to evaluate, with an evaluation line and a setting."""

    text: str
    forget: tuple[str, ...] = (NAME,)
    form: str | None = None
    setting: str = ""
    then: str | None = None


def setting_one(shell: Interpreter, value: str) -> str | None:
    """Return the text that sets one variable, or None if the dialect refuses the value."""
    try:
        return dialect(shell.dialect).render(EnvironmentChange((), ((NAME, value),)))
    except CannotCarryError:
        return None


def carry_out(
    shell: Interpreter,
    trials: Sequence[Trial],
    folder: Path,
    env: dict[str, str] | None = None,
) -> list[Outcome]:
    """Evaluate each text in a shell in a folder of traps; nothing new may appear there."""
    texts = folder / ".shell" / "texts"
    texts.mkdir(parents=True, exist_ok=True)
    cells = []
    for number, trial in enumerate(trials):
        file = texts / str(number)
        file.write_bytes(trial.text.encode("utf-8", "surrogateescape"))
        _scatter(folder, trial.text)
        line = shell.evaluate(f"cat {file}", trial.form)
        if trial.then:
            line = shell.guarded(line, trial.then)
        cells.append(Cell(line, trial.setting, trial.forget))
    before = {entry.name for entry in folder.iterdir()}
    outcomes = shell.outcomes(cells, cwd=folder, env=env)
    after = {entry.name for entry in folder.iterdir()}

    assert after - before == set(), "something was run"
    return outcomes


def _scatter(folder: Path, text: str) -> None:
    """Create files that a word would match if it were a pattern."""
    for word in text.split():
        for name in (word, word.replace("\\", "")):
            if "/" not in name and 0 < len(name.encode("utf-8", "surrogateescape")) < 200:
                (folder / name).touch()


def wrong(
    trials: Sequence[Trial], outcomes: Sequence[Outcome], expected: Sequence[bytes]
) -> list[tuple[object, ...]]:
    """Return the trials whose value did not arrive exactly, with status 0."""
    return [
        (trial.form, trial.setting, value, outcome.status, outcome.environ.get(NAME))
        for trial, outcome, value in zip(trials, outcomes, expected, strict=True)
        if outcome.status != 0 or outcome.environ.get(NAME) != value
    ]
