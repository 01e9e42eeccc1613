from __future__ import annotations

from typing import TYPE_CHECKING

from aws_session.run import RAISING, Run
from aws_session.shells import PROCESSES, detect, dialect

if TYPE_CHECKING:
    import pytest


def test_the_calling_shell_is_detected_once(monkeypatch: pytest.MonkeyPatch) -> None:
    found = iter(["fish", "zsh"])
    monkeypatch.setattr(detect, "find", lambda _: next(found))
    run = Run({})

    assert run.dialect().name == run.dialect().name == "fish"


def test_a_caller_with_a_known_name_is_not_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(detect, "find", None)

    assert Run({"AWS_SESSION_SHELL": "tcsh"}).dialect().name == "tcsh"


def test_the_shells_in_which_a_failure_prints_nothing_are_known() -> None:
    dialects = [dialect(name) for name in PROCESSES]

    assert tuple(d.name for d in dialects if not d.data and not d.failure(1)) == RAISING
