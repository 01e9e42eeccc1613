"""Choosing a target and a role on the terminal."""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING

from aws_session.errors import Leaving, SessionError, StepBack, UsageError
from aws_session.model import account as accounts
from aws_session.model.account import Account, ListingUnavailable, Picked
from aws_session.model.identifiers import as_account
from aws_session.model.role import checked_role
from aws_session.model.shortcut import Shortcut
from aws_session.model.terminal_text import plain
from aws_session.terminal import fuzzy, picker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from prompt_toolkit.formatted_text import StyleAndTextTuples as Fragments

    Page = Iterable[Account] | ListingUnavailable

_TYPED = "typed"
_NARROWEST = 12
_TITLE = 40
_ID = 12


def pick_target(
    known: Iterable[Account],
    pages: Iterable[Page] | None = None,
    *,
    shortcuts: Iterable[Shortcut] = (),
    stale: Iterable[Account] = (),
    current: str | None = None,
) -> Picked:
    """Let a person choose a shortcut or an account; `current` is the ID of an account.

    `shortcuts` come first. `known` is shown at once, followed by `stale` until every page has
    arrived. `pages` are read in a thread that starts when the list is on the screen and continues
    after the choice; a SessionError or a ListingUnavailable from them is shown below the list.
    Raises KeyboardInterrupt if the person leaves, UsageError if there is no terminal.
    """
    choice = _Targets(known, pages, stale, tuple(shortcuts), current)
    return choice.picked(picker.choose(choice))


def pick_role(account: Account, default: str | None, known: Iterable[str] = ()) -> str:
    """Let a person choose a role, one of those known or any other by typing its name.

    The default comes first and is selected, and so is a role that is the only one; otherwise none
    is. Raises like `pick_target`, and StepBack for Escape.
    """
    first = () if default is None else (default,)
    return picker.choose(_Roles(account, tuple(dict.fromkeys((*first, *known))), default))


class _Targets:
    """Shortcuts and accounts, some of which arrive while the list is shown."""

    keys = "Enter: choose  Up, Down: move  letters: search  Esc: leave"
    leaving: type[Leaving] = Leaving
    starts_chosen = True

    def __init__(
        self,
        known: Iterable[Account],
        pages: Iterable[Page] | None,
        stale: Iterable[Account],
        shortcuts: tuple[Shortcut, ...],
        current: str | None,
    ) -> None:
        self._known = tuple(known)
        self._listed: list[Account] = []
        self._shortcuts = shortcuts
        self._current = current
        self.question = "profile or account: " if shortcuts else "account: "
        self._show(accounts.merged(self._known, stale))
        self._pages = pages
        self._arrived: deque[Page | Exception | None] = deque()
        self._count = 0
        self._note = ""

    def _show(self, found: Iterable[Account]) -> None:
        """Start a separate list, whose notes are about these accounts only."""
        self._by_id = {account.id: account for account in found}
        rows: list[Account | Shortcut] = [*self._shortcuts, *self._by_id.values()]
        self._index = fuzzy.Index(rows)
        self._longest = max((len(one.name) for one in rows), default=0)

    def picked(self, choice: Account | Shortcut) -> Picked:
        return Picked(choice, tuple(self._by_id.values()))

    @property
    def awaits_more(self) -> bool:
        return self._pages is not None

    def begin(self, wake: Callable[[], None]) -> None:
        if self._pages is not None:
            threading.Thread(target=self._gather, args=(self._pages, wake), daemon=True).start()

    def take_arrivals(self) -> bool:
        arrived = [self._arrived.popleft() for _ in range(len(self._arrived))]
        for page in arrived:
            self._take(page)
        return bool(arrived)

    def identity(self, item: Account | Shortcut) -> str:
        return item.id

    def search(self, query: str) -> Sequence[Account | Shortcut]:
        found = self._index.search(query)
        digits = accounts.digits(query.strip())
        typed = as_account(query.strip())
        if digits != query.strip() and digits and (typed or not found):
            found = self._index.search(digits)
        if typed is None:
            return found
        return found if typed in self._by_id else [Account(typed, sources=(_TYPED,)), *found]

    def is_named(self, item: Account | Shortcut, typed: str) -> bool:
        if isinstance(item, Shortcut):
            return typed == item.name
        return typed in (item.name, *item.aliases) or as_account(typed) == item.id

    def row(self, item: Account | Shortcut, width: int) -> Fragments:
        names = max(_NARROWEST, min(self._longest, width // 2))
        if isinstance(item, Shortcut):
            id_, mark, also = item.account or "-", _mark(item), item.also
        else:
            id_, mark = item.id, "current  " if item.id == self._current else ""
            if item.sources == (_TYPED,):
                is_there = any(one.account == item.id for one in self._shortcuts)
                mark = "as typed  " if is_there else "as typed, not in the list  "
            also = (*filter(None, (item.email,)), *item.aliases)
        rest = max(width - names - _ID - len(mark) - 4, 1)
        return [
            ("", f"{picker.fitted(item.name or '-', names)}  {picker.fitted(id_, _ID)}  "),
            ("class:mark", mark),
            ("class:dim", picker.fitted(", ".join(also), rest)),
        ]

    def notes(self, shown: int) -> Fragments:
        nothing = "" if shown or not len(self._index) else "no match: "
        count = f"  {nothing}{shown:,} of {len(self._index):,}"
        if self._pages is not None:
            count += f", listing the organization: {self._count:,} …"
        elif not len(self._index):
            count = "  no accounts known: type a 12-digit account ID"
        return [("class:dim", count), ("class:note", f"  {plain(self._note)}")]

    def _gather(self, pages: Iterable[Page], wake: Callable[[], None]) -> None:
        try:
            for page in pages:
                self._arrived.append(page)
                wake()
        except Exception as error:  # noqa: BLE001 - carried to the thread that shows the list
            self._arrived.append(error)
        self._arrived.append(None)
        wake()

    def _take(self, page: Page | Exception | None) -> None:
        if page is None:
            self._pages = None
            if not self._note:
                # Earlier notes of the list may no longer be true.
                self._show(accounts.merged(self._known, self._listed))
        elif isinstance(page, ListingUnavailable):
            self._note = page.why
        elif isinstance(page, SessionError):
            self._note = f"the list is not complete: {page.message}"
        elif isinstance(page, Exception):
            raise page
        else:
            self._put(page)

    def _put(self, page: Iterable[Account]) -> None:
        arrived = []
        for account in page:
            self._listed.append(account)
            before = self._by_id.get(account.id)
            now = account if before is None else accounts.both(before, account)
            self._by_id[account.id] = now
            self._longest = max(self._longest, len(now.name))
            arrived.append(now)
        self._count += len(arrived)
        self._index.put(arrived)


def _mark(shortcut: Shortcut) -> str:
    """Return the words shown in bold for a shortcut."""
    words = ("current" if shortcut.current else "", "profile" if shortcut.profile else "",
             shortcut.used)  # fmt: skip
    return "".join(f"{word}  " for word in words if word)


class _Roles:
    """Roles, the default first; the typed text is one of them."""

    keys = "Enter: choose  Up, Down: move  letters: search  Esc: back"
    leaving: type[Leaving] = StepBack

    def __init__(self, account: Account, roles: tuple[str, ...], default: str | None) -> None:
        # Two names that lose characters may look the same.
        name = account.name if picker.fitted(account.name, _TITLE).rstrip() == account.name else ""
        self.question = f"role in {name or account.id}: "
        self.starts_chosen = default is not None or len(roles) == 1
        self._roles = roles
        self._default = default

    @property
    def awaits_more(self) -> bool:
        return False

    def begin(self, wake: Callable[[], None]) -> None:
        """Do nothing: everything is there."""

    def take_arrivals(self) -> bool:
        return False

    def identity(self, item: str) -> str:
        return item

    def search(self, query: str) -> Sequence[str]:
        found = fuzzy.fitting(query, self._roles)
        try:
            typed = checked_role(query.strip())
        except UsageError:
            return found
        return found if typed in found else [*found, typed]

    def is_named(self, item: str, typed: str) -> bool:
        return item == typed and item in self._roles

    def row(self, item: str, width: int) -> Fragments:
        mark = "default" if item == self._default else ""
        if item not in self._roles:
            mark = "as typed"
        return [("", f"{picker.fitted(item, width // 2)}  "), ("class:mark", mark)]

    def notes(self, shown: int) -> Fragments:
        if not shown:
            return [
                (
                    "class:note",
                    "  no match: type a role name such as Admin, or with its path, team/Admin",
                )
            ]
        return [("class:dim", "  choose one, or type a role's name")]
