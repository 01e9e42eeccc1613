"""The cached list of the organization's accounts: names, IDs, emails and states."""

from __future__ import annotations

from aws_session.model import identifiers
from aws_session.model.account import (
    OPEN,
    ORGANIZATION,
    Account,
    AccountListing,
    ListingUnavailable,
    is_id,
)
from aws_session.model.identifiers import checksum
from aws_session.storage import files, tsv

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_KIND = "accounts 1"
_PREFIX = "accounts-"
_COLUMNS = 4


def names(environ: dict[str, str]) -> Iterator[tuple[str, str, bool]]:
    """Return IDs and names as any caller listed them, and whether each account is open."""
    for name in files.names_in(environ, ""):
        found = _rows(environ, name) if name.startswith(_PREFIX) else None
        for account, called, _, state in found[1] if found else ():
            yield account, called, state in OPEN


class AccountCache:
    """The list for one caller: another account may not be allowed to see it."""

    def __init__(
        self, environ: dict[str, str], partition: str, caller: str, endpoint: str | None = None
    ) -> None:
        """Take the partition and the calling account's ID from the caller's ARN.

        With another `endpoint` than AWS's, the same ID may be another account.
        """
        plain = partition.replace("-", "")
        if not (is_id(caller) and plain.isascii() and plain.isalnum()):
            raise ValueError(f"no caller: {partition} {caller}")
        self._environ = environ
        behind = f"-{checksum(endpoint)}" if endpoint else ""
        self._name = f"{_PREFIX}{partition}-{caller}{behind}"

    def read(self, now: float) -> AccountListing | None:
        """Return the list, however old; None if there is none or it is damaged."""
        found = _rows(self._environ, self._name)
        if found is None:
            return None
        at, rows = found
        sources = (ORGANIZATION,)
        accounts = tuple(
            Account(account, name, email, state, (), sources, ())
            for account, name, email, state in rows
        )
        return AccountListing(accounts, int(now) - at)

    def write(self, accounts: Iterable[Account], now: float) -> None:
        """Save a complete list."""
        from aws_session.storage import file_writing

        rows = ((account.id, account.name, account.email, account.state) for account in accounts)
        text = tsv.written(_KIND, ((str(int(now)),), *rows))
        file_writing.write(self._environ, self._name, text)

    def keeping(
        self, pages: Iterable[Iterable[Account] | ListingUnavailable], now: Callable[[], float]
    ) -> Iterator[Iterable[Account] | ListingUnavailable]:
        """Pass on pages as they arrive, and cache them all after the last one."""
        found: list[Account] = []
        for page in pages:
            if isinstance(page, ListingUnavailable):
                yield page
                return
            taken = tuple(page)
            found.extend(taken)
            yield taken
        self.write(found, now())


def _rows(environ: dict[str, str], name: str) -> tuple[int, list[list[str]]] | None:
    """Return when a list was fetched, and its rows; None if any row is not in our format."""
    text = files.read(environ, name)
    head, *rows = (tsv.read(_KIND, text) if text is not None else None) or [[]]
    try:
        at = identifiers.moment("".join(head))
    except ValueError:
        return None
    good = all(len(row) == _COLUMNS and is_id(row[0]) for row in rows)
    return (at, rows) if good else None
