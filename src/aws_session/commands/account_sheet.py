"""Accounts as rows of data."""

from __future__ import annotations

from aws_session.commands import listing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from aws_session.model.account import Account
    from aws_session.terminal.output import Output

_COLUMNS = ("id", "name", "email", "state", "known_from")


def show(accounts: Iterable[Account], output: Output, *, as_json: bool) -> None:
    """Print accounts, closed ones too, in their order."""
    rows = (
        {
            "id": account.id,
            "name": account.name,
            "aliases": (*account.aliases, *account.profiles),
            "email": account.email,
            "state": account.state,
            "roles": account.roles,
            "known_from": account.sources,
        }
        for account in accounts
    )
    listing.show(rows, _COLUMNS, output, as_json=as_json)
