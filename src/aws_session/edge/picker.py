"""Choosing an account, and a role in it, on the terminal."""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING

from aws_session import accounts, matching
from aws_session.accounts import Account, Unlisted
from aws_session.display import harmless
from aws_session.edge import screen
from aws_session.errors import SessionError, UsageError
from aws_session.targets import checked_role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from prompt_toolkit.formatted_text import StyleAndTextTuples as Fragments

    Page = Iterable[Account] | Unlisted

_TYPED = "typed"
_NARROWEST = 12
_TITLE = 40


def pick_account(
    known: Iterable[Account],
    pages: Iterable[Page] | None = None,
    *,
    current: str | None = None,
    previous: str | None = None,
) -> Account:
    """Let a person choose an account; `current` and `previous` are ids.

    `known` is shown at once. `pages` are taken in a thread that begins when the list is on the
    screen and goes on after the choice; a SessionError from them, or an Unlisted among them, is
    said below the list. Raises KeyboardInterrupt where the person leaves, UsageError where there
    is no terminal.
    """
    return screen.choose(_Accounts(known, pages, {previous: "previous", current: "current"}))


def pick_role(account: Account, default: str, known: Iterable[str] = ()) -> str:
    """Let a person choose a role, one of those known or any that is typed; the default is first.

    Raises like `pick_account`.
    """
    return screen.choose(_Roles(account, tuple(dict.fromkeys((default, *known)))))


class _Accounts:
    """Accounts, some of which arrive while one looks at them."""

    question = "account: "

    def __init__(
        self,
        known: Iterable[Account],
        pages: Iterable[Page] | None,
        marks: dict[str | None, str],
    ) -> None:
        self._by_id = {account.id: account for account in accounts.merged(known)}
        self._index = matching.Index(self._by_id.values(), first=next(iter(marks)))
        self._longest = max(map(len, (one.name for one in self._by_id.values())), default=0)
        self._marks = marks
        self._pages = pages
        self._arrived: deque[Page | Exception | None] = deque()
        self._count = 0
        self._note = ""

    def begin(self, wake: Callable[[], None]) -> None:
        if self._pages is not None:
            threading.Thread(target=self._gather, args=(self._pages, wake), daemon=True).start()

    def take_arrivals(self) -> bool:
        arrived = [self._arrived.popleft() for _ in range(len(self._arrived))]
        for page in arrived:
            self._take(page)
        return bool(arrived)

    def identity(self, item: Account) -> str:
        return item.id

    def search(self, query: str) -> Sequence[Account]:
        found = self._index.search(query)
        typed = query.strip()
        if accounts.is_id(typed) and typed not in self._by_id:
            return [*found, Account(typed, sources=(_TYPED,))]
        return found

    def row(self, item: Account, width: int) -> Fragments:
        mark = "as typed, in no list" if item.sources == (_TYPED,) else self._marks.get(item.id)
        names = max(_NARROWEST, min(self._longest, width // 2))
        rest = max(width - names - 16, 1)
        also = ", ".join((*filter(None, (item.email,)), *item.aliases))
        return [
            ("", f"{screen.fitted(item.name or '-', names)}  {item.id}  "),
            ("class:mark", f"{mark}  " if mark else ""),
            ("class:dim", screen.fitted(also, rest)),
        ]

    def notes(self, shown: int) -> Fragments:
        count = f"  {shown:,} of {len(self._index):,}"
        if self._pages is not None:
            count += f", listing the organization: {self._count:,} …"
        elif not self._by_id:
            count = "  no account is known: type an id of 12 digits"
        return [("class:dim", count), ("class:note", f"  {harmless(self._note)}")]

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
        elif isinstance(page, Unlisted):
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
            before = self._by_id.get(account.id)
            now = account if before is None else accounts.both(before, account)
            self._by_id[account.id] = now
            self._longest = max(self._longest, len(now.name))
            arrived.append(now)
        self._count += len(arrived)
        self._index.put(arrived)


class _Roles:
    """Roles, the default first; what was typed is one of them."""

    def __init__(self, account: Account, roles: tuple[str, ...]) -> None:
        name = screen.fitted(account.name, _TITLE).rstrip() if account.name else account.id
        self.question = f"role in {name}: "
        self._roles = roles

    def begin(self, wake: Callable[[], None]) -> None:
        """Nothing is left to do."""

    def take_arrivals(self) -> bool:
        return False

    def identity(self, item: str) -> str:
        return item

    def search(self, query: str) -> Sequence[str]:
        found = matching.fitting(query, self._roles)
        try:
            typed = checked_role(query.strip())
        except UsageError:
            return found
        return found if typed in found else [*found, typed]

    def row(self, item: str, width: int) -> Fragments:
        mark = "default" if item == self._roles[0] else ""
        if item not in self._roles:
            mark = "as typed"
        return [("", f"{screen.fitted(item, width // 2)}  "), ("class:mark", mark)]

    def notes(self, shown: int) -> Fragments:
        if not shown:
            return [("class:note", "  a role's name is like Admin, or with its path, team/Admin")]
        return [("class:dim", "  choose one, or type a role's name")]
