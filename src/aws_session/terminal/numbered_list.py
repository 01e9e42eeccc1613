"""A list to choose from by number, for terminals without cursor movement and for screen readers."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, TypeVar

from aws_session.errors import Leaving, SessionError, StepBack
from aws_session.terminal import show, system

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from prompt_toolkit.formatted_text import StyleAndTextTuples as Fragments

    from aws_session.terminal.picker import Choice

T = TypeVar("T")

_OFF = frozenset({"", "0", "false", "no", "off"})
_AT_ONCE = 30
"""How many lines are read out before the question."""
_NUMBER = 3
"""Digits of the longest number in the list; a longer number is part of an ID."""
_MORE = "+"
_WIDTH = 80
_PATIENCE = 1.0
"""Seconds after which a person is told what the program is waiting for."""


def is_wanted(environ: Mapping[str, str]) -> bool:
    """Tell whether plain lines are wanted: by ACCESSIBLE, as in other programs, or by TERM."""
    accessible = environ.get("ACCESSIBLE", "").strip().lower() not in _OFF
    return accessible or not system.moves_cursor(environ)


def choose(choice: Choice[T]) -> T:
    """Return what a person chooses by its number or its full name.

    Raises the choice's `leaving` for an empty line, and KeyboardInterrupt if the person leaves in
    another way.
    """
    try:
        _gather(choice)
        return _ask(choice)
    except OSError:
        # The terminal is gone: nobody can choose.
        raise KeyboardInterrupt from None


def _gather(choice: Choice[T]) -> None:
    """Wait for everything to arrive: the meaning of a number must not change."""
    arrived = threading.Event()
    choice.begin(arrived.set)
    is_patient = True
    while choice.awaits_more:
        if not arrived.wait(_PATIENCE) and is_patient:
            is_patient = False
            show("listing …\n")
        arrived.clear()
        choice.take_arrivals()


def _ask(choice: Choice[T]) -> T:
    back = "goes back" if choice.leaving is StepBack else "leaves"
    what = f"{choice.question}number, or letters to search; Enter alone {back}: "
    found, start = choice.search(""), 0
    _show(choice, found, start)
    while True:
        typed = _typed(what)
        if not typed:
            raise choice.leaving
        if typed == _MORE and start + _AT_ONCE < len(found):
            start += _AT_ONCE
        elif typed.isdecimal() and len(typed) <= _NUMBER:
            if 0 < int(typed) <= len(found):
                return found[int(typed) - 1]
            show(f"{typed} is not a number of this list\n")
            continue
        else:
            fitting = choice.search(typed)
            named = [item for item in fitting if choice.is_named(item, typed)]
            if len(named) == 1:
                return named[0]
            if not fitting:
                show(f"{_line(choice.notes(0))}\n")
                continue
            found, start = fitting, 0
        _show(choice, found, start)


def _typed(question: str) -> str:
    try:
        return system.ask(question).strip()
    except SessionError:
        # The terminal's end of input, as Ctrl-D sends it.
        raise Leaving from None


def _show(choice: Choice[T], found: Sequence[T], start: int) -> None:
    shown = found[start : start + _AT_ONCE]
    digits = len(str(start + len(shown)))
    width = max(_columns() - digits - len(".  "), 1)
    lines = [
        f"{number:>{digits}}. {_line(choice.row(item, width))}"
        for number, item in enumerate(shown, start + 1)
    ]
    notes = _line(choice.notes(len(found)))
    left = len(found) - start - len(shown)
    lines.append(f"{notes}  {_MORE} shows {left:,} more" if left else notes)
    show("".join(f"{line}\n" for line in lines))


def _line(fragments: Fragments) -> str:
    return "".join(text for _, text, *_ in fragments).strip()


def _columns() -> int:
    with system.writing() as terminal:
        columns, _ = system.size(terminal.fileno())
    return columns or _WIDTH
