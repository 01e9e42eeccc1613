"""A list to choose from on the terminal, wherever the standard streams are connected."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from prompt_toolkit.application import Application
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.filters import Condition
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import (
    BufferControl,
    ConditionalContainer,
    FormattedTextControl,
    HSplit,
    Layout,
    Window,
)
from prompt_toolkit.layout.processors import BeforeInput
from prompt_toolkit.styles import Style
from prompt_toolkit.utils import get_cwidth

from aws_session.errors import Leaving, UsageError
from aws_session.model.terminal_text import sanitize
from aws_session.terminal import is_there, numbered_list, system
from aws_session.terminal.loop_ending import Ending

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from prompt_toolkit.formatted_text import StyleAndTextTuples as Fragments
    from prompt_toolkit.input import Input
    from prompt_toolkit.key_binding import KeyPressEvent
    from prompt_toolkit.output import Output

T = TypeVar("T")

_BREATH = 0.1
"""Seconds for which new items are collected, so that drawing them leaves time for the keys."""
_PAGE = 10
_AROUND = 3
"""Lines in addition to the rows: the question, the keys, the notes."""
_FAR = 1_000_000
_MOVES = {
    "up": -1, "c-p": -1, "s-tab": -1, "pageup": -_PAGE, "home": -_FAR,
    "down": 1, "c-n": 1, "tab": 1, "pagedown": _PAGE, "end": _FAR,
}  # fmt: skip
_STYLE = Style.from_dict(
    {"chosen": "reverse", "dim": "fg:ansibrightblack", "mark": "bold", "note": "fg:ansiyellow"}
)


class Choice(Protocol[T]):
    """What can be chosen. Every text that it returns has been made harmless."""

    question: str

    keys: str
    """What the keys do, in one line."""

    leaving: type[Leaving]
    """What Escape raises; Ctrl-C and similar keys always leave."""

    starts_chosen: bool
    """Whether Enter chooses the first row before anything was typed or moved."""

    @property
    def awaits_more(self) -> bool:
        """Tell whether more items may still arrive."""

    def search(self, query: str) -> Sequence[T]:
        """Return the items that match, the best first."""

    def is_named(self, item: T, typed: str) -> bool:
        """Tell whether a text is the full name of a known item."""

    def row(self, item: T, width: int) -> Fragments: ...

    def notes(self, shown: int) -> Fragments:
        """Return the line below the list, given the number of matches."""

    def identity(self, item: T) -> object:
        """Return what identifies an item when it arrives again."""

    def begin(self, wake: Callable[[], None]) -> None:
        """Do what was postponed until the list is on the screen; any thread may call `wake`."""

    def take_arrivals(self) -> bool:
        """Add what arrived; tell whether there was anything."""


def choose(choice: Choice[T]) -> T:
    """Return what a person chooses.

    Raises KeyboardInterrupt if the person leaves, and UsageError if there is no terminal. However
    it ends, even by a signal, the terminal is restored.
    """
    if numbered_list.is_wanted(os.environ):
        if not is_there():
            raise UsageError(_NO_TERMINAL, hint=_NAME_IT)
        return numbered_list.choose(choice)
    try:
        return _Screen(choice).run()
    except OSError as error:
        if error.errno != errno.EIO:
            raise
        # The terminal is gone: nobody can choose.
        raise KeyboardInterrupt from None


def fitted(text: str, width: int) -> str:
    """Return a foreign text in exactly so many columns, made harmless."""
    short = sanitize(text[: width + 1])
    if get_cwidth(short) > width:
        short = f"{short[: width - 1]}…"
        while get_cwidth(short) > width:
            short = f"{short[:-2]}…"
    return short + " " * (width - get_cwidth(short))


class _Screen(Generic[T]):
    """A line to type in, the matches, and a line of notes.

    `_at` is the row that Enter chooses, -1 for none.
    """

    def __init__(self, choice: Choice[T]) -> None:
        self._choice = choice
        self._found: Sequence[T] = choice.search("")
        self._at, self._top = self._start, 0
        self._query = Buffer(multiline=False, on_text_changed=lambda _: self._search())
        self._ending = Ending()

    @property
    def _start(self) -> int:
        return 0 if self._choice.starts_chosen else -1

    def run(self) -> T:
        with _terminal() as (typed, drawn), self._ending.of_signals():
            app = self._application(typed, drawn)
            loop: asyncio.AbstractEventLoop = system.event_loop()
            loop.set_exception_handler(self._ending.of_callback)
            with asyncio.Runner(loop_factory=lambda: loop) as runner:
                try:
                    return runner.run(self._show(app))
                except (asyncio.CancelledError, EOFError):
                    self._ending.raise_error()
                    raise KeyboardInterrupt from None

    def _application(self, typed: Input, drawn: Output) -> Application[T]:
        question = BufferControl(self._query, [BeforeInput(self._choice.question, "class:mark")])
        rows = FormattedTextControl(lambda: self._rows(*app.output.get_size()))
        keys = f"  {self._choice.keys}"
        notes = FormattedTextControl(lambda: self._choice.notes(len(self._found)))

        def if_fits(lines: int, control: FormattedTextControl) -> ConditionalContainer:
            fits = Condition(lambda: app.output.get_size().rows >= lines)
            return ConditionalContainer(Window(control, height=1), fits)

        app: Application[T] = Application(
            Layout(
                HSplit(
                    [
                        # Else what did not fit once stays out of sight in a wider terminal.
                        Window(question, height=1, get_horizontal_scroll=lambda _: 0),
                        Window(rows, always_hide_cursor=True),
                        # A row matters more: Enter must not choose one that is out of sight.
                        if_fits(4, FormattedTextControl([("class:dim", keys)])),
                        if_fits(3, notes),
                    ]
                )
            ),
            style=_STYLE,
            key_bindings=self._keys(),
            full_screen=True,
            input=typed,
            output=drawn,
        )
        # Otherwise Escape would wait half a second for the rest of a sequence.
        app.ttimeoutlen = 0.05
        return app

    async def _show(self, app: Application[T]) -> T:
        self._ending.task = asyncio.current_task()
        self._ending.validate()
        waker = _Waker(asyncio.get_running_loop(), lambda: self._look(app))

        def begin(_: object) -> None:
            app.after_render -= begin
            self._choice.begin(waker.wake)

        app.after_render += begin
        return await app.run_async(handle_sigint=False, set_exception_handler=False)

    def _look(self, app: Application[T]) -> None:
        """Show what arrived; the cursor stays on its row, or is on none if that row is gone."""
        if not self._choice.take_arrivals():
            return
        identity = self._choice.identity
        before = self._found
        self._found = self._choice.search(self._query.text)
        if before and self._at >= 0:
            chosen = identity(before[self._at])
            places = (at for at, item in enumerate(self._found) if identity(item) == chosen)
            self._at = next(places, -1)
        app.invalidate()

    def _search(self) -> None:
        self._found = self._choice.search(self._query.text)
        self._at, self._top = (0 if self._query.text.strip() else self._start), 0

    def _rows(self, rows: int, columns: int) -> Fragments:
        height = max(rows - _AROUND, 1)
        self._top = max(min(self._top, self._at), self._at - height + 1, 0)
        drawn: Fragments = []
        for at, item in enumerate(self._found[self._top : self._top + height], self._top):
            style = "class:chosen" if at == self._at else ""
            drawn.append((style, "> " if style else "  "))
            row = self._choice.row(item, columns - 2)
            drawn.extend((f"{own} {style}", text) for own, text, *_ in row)
            drawn.append(("", "\n"))
        return drawn[:-1]

    def _keys(self) -> KeyBindings:
        keys = KeyBindings()
        for key, steps in _MOVES.items():
            keys.add(key, eager=True)(self._mover(steps))
        for key in ("enter", "c-j"):
            keys.add(key, eager=True)(self._accept)
        # In raw mode these are not signals, and they are not text to search for either.
        keys.add("c-z", eager=True)(lambda _: None)
        keys.add("c-\\", eager=True)(_quit)
        keys.add("escape", eager=True)(self._escape)
        for key in ("c-c", "c-d", "c-g"):
            keys.add(key, eager=True)(_leave)
        keys.add(Keys.BracketedPaste, eager=True)(self._paste)
        return keys

    def _mover(self, steps: int) -> Callable[[KeyPressEvent], None]:
        def move(_: KeyPressEvent) -> None:
            self._at = max(0, min(self._at + steps, len(self._found) - 1))

        return move

    def _accept(self, event: KeyPressEvent) -> None:
        if self._found and self._at >= 0:
            event.app.exit(result=self._found[self._at])

    def _escape(self, event: KeyPressEvent) -> None:
        event.app.exit(exception=self._choice.leaving())

    def _paste(self, event: KeyPressEvent) -> None:
        # On a separate line, as often pasted from a web page.
        self._query.insert_text(sanitize(" ".join(event.data.split())))


def _quit(event: KeyPressEvent) -> None:
    if number := getattr(signal, "SIGQUIT", None):
        signal.raise_signal(number)
    else:
        _leave(event)


def _leave(event: KeyPressEvent) -> None:
    event.app.exit(exception=Leaving())


class _Waker:
    """Calls a function in the loop's thread, soon, however often any thread asks for it."""

    def __init__(self, loop: asyncio.AbstractEventLoop, work: Callable[[], None]) -> None:
        self._loop = loop
        self._work = work
        self._planned = False

    def wake(self) -> None:
        try:
            self._loop.call_soon_threadsafe(self._plan)
        except RuntimeError:
            # The loop is closed: a choice was made, and the list is gone.
            return

    def _plan(self) -> None:
        if not self._planned:
            self._planned = True
            self._loop.call_later(_BREATH, self._do)

    def _do(self) -> None:
        self._planned = False
        self._work()


@contextmanager
def _terminal() -> Iterator[tuple[Input, Output]]:
    with ExitStack() as opened:
        try:
            streams = opened.enter_context(system.picker_streams())
        except OSError as error:
            raise UsageError(_NO_TERMINAL, hint=_NAME_IT) from error
        yield streams


_NO_TERMINAL = "choosing from a list needs a terminal"
_NAME_IT = "name the account and the role: aws-session pose ACCOUNT ROLE"
