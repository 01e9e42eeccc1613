"""Accounts identified by the first or the last digits of their ID."""

from __future__ import annotations

from aws_session.errors import UsageError
from aws_session.model import account as accounts
from aws_session.model.account import FEWEST_DIGITS, Account
from aws_session.session.known_accounts import Known, closed_error
from aws_session.session.name_search import is_called, listed
from aws_session.session.target import Target, of_account


def is_digits(word: str) -> bool:
    return word.isascii() and word.isdigit()


def check_digits(word: str, known: Known) -> None:
    """Refuse digits that cannot identify one account, before anything is asked."""
    digits = accounts.digits(word)
    if not digits or is_called(word, known):
        return
    check_enough(digits)
    if len(with_digits(digits, known)) > 1:
        by_digits(digits, None, known)


def check_enough(digits: str) -> None:
    if len(digits) < FEWEST_DIGITS:
        raise UsageError(
            f"{digits} is too short for an account ID",
            hint="type at least its first or last four digits, or all twelve",
        )


def with_digits(word: str, known: Known) -> list[Account]:
    return [
        account
        for account in known.accounts
        if account.id.startswith(word) or account.id.endswith(word)
    ]


def by_digits(word: str, role: str | None, known: Known) -> Target:
    matching = with_digits(word, known)
    if len(matching) > 1:
        raise UsageError(
            f"{word} matches {len(matching)} accounts",
            hint=listed((account.name, account.id, account) for account in matching),
        )
    if not matching:
        raise UsageError(
            f"no known account ID begins or ends with {word}",
            hint="type all 12 digits, or give the account an alias: aws-session config",
        )
    account = matching[0]
    if account.closed:
        raise closed_error(account)
    side = "beginning" if account.id.startswith(word) else "end"
    target = of_account(account, role, known.settings, f"by the {side} of its ID")
    return target.replace(shared=known.shares(account.name, account.id))
