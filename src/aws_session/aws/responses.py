"""AWS's responses as values, with an error that names a missing or invalid member."""

from __future__ import annotations

from aws_session.errors import SessionError
from aws_session.model import identifiers
from aws_session.model.account import ACTIVE, ORGANIZATION, Account
from aws_session.model.credentials import Credentials
from aws_session.model.identity import AssumedRole, CallerIdentity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

CALLER = "sts:GetCallerIdentity"
SESSION = "sts:GetSessionToken"
ROLE = "sts:AssumeRole"
DEVICES = "iam:ListMFADevices"
ACCOUNTS = "organizations:ListAccounts"
SIGN_IN = "getSigninToken"

ANOTHER_SERVER = "another server may be answering instead of AWS; to check: aws-session doctor"

MOST_PAGES = 2_000
_MOST_SECONDS = 129_600 + 900
"""The longest possible session, and the most that two clocks may differ."""

_MOST_LETTERS = 16_384
"""Of a secret: a variable can hold 128 kB, and AWS's tokens have a few thousand characters."""

_MOST_OF_NAME = 1_024


class SenselessAnswerError(SessionError):
    """AWS, or a server in its place, sent an answer that cannot be true."""

    def __init__(self, operation: str, what: str) -> None:
        super().__init__(
            f"AWS's response is not valid: {what} ({operation})",
            hint=ANOTHER_SERVER,
        )


class _Member:
    """A part of an answer: the value, and the path to it."""

    def __init__(self, operation: str, value: object, path: str = "") -> None:
        self.operation = operation
        self.value = value
        self.path = path

    def __getitem__(self, name: str) -> _Member:
        if not isinstance(self.value, dict):
            raise self.wrong("is not a structure")
        return self._below(self.value.get(name), name)

    def each(self) -> Iterator[_Member]:
        if not isinstance(self.value, list | tuple):
            raise self.wrong("is not a list")
        for number, value in enumerate(self.value):
            yield _Member(self.operation, value, f"{self.path}[{number}]")

    def text(self, fits: Callable[[str], bool], what: str) -> str:
        """Return a valid text; `what` completes "is not", for the error about an invalid one."""
        if isinstance(self.value, str) and self.value and fits(self.value):
            return self.value
        raise self.wrong("is empty" if self.value == "" else f"is not {what}")

    def wrong(self, why: str) -> SenselessAnswerError:
        """Return the error; it never shows the value, which may be a secret."""
        if self.value is None:
            why = "is missing"
        return SenselessAnswerError(self.operation, f"{self.path or 'the response'} {why}")

    def _below(self, value: object, name: str) -> _Member:
        return _Member(self.operation, value, f"{self.path}.{name}" if self.path else name)


def caller(answer: object) -> CallerIdentity:
    """Return the caller that GetCallerIdentity names."""
    whole = _Member(CALLER, answer)
    account = _account(whole["Account"])
    arn = whole["Arn"].text(_is_principal, "the ARN of a user, a role or an account")
    if arn.split(":")[4] != account:
        raise whole["Arn"].wrong("is not in the same account as Account")
    return CallerIdentity(arn, account)


def session(answer: object, now: float) -> Credentials:
    """Return GetSessionToken's session; `now` is in Unix seconds, by the clock that is ahead."""
    return _credentials(_Member(SESSION, answer)["Credentials"], now)


def role(answer: object, account: str, now: float) -> AssumedRole:
    """Return AssumeRole's session, which must belong to the requested account."""
    whole = _Member(ROLE, answer)
    credentials = _credentials(whole["Credentials"], now)
    arn = whole["AssumedRoleUser"]["Arn"].text(_is_role_session, "the ARN of a role's session")
    if arn.split(":")[4] != account:
        raise whole["AssumedRoleUser"]["Arn"].wrong("is not in the account of the role")
    return AssumedRole(credentials, arn)


def devices(page: object) -> tuple[str, ...]:
    """Return the serial numbers of a page of ListMFADevices."""
    return tuple(
        device["SerialNumber"].text(identifiers.is_serial, "a device's serial number")
        for device in _Member(DEVICES, page)["MFADevices"].each()
    )


def accounts(page: object) -> tuple[Account, ...]:
    """Return the accounts of a page of ListAccounts; names are whatever their owners typed."""
    return tuple(map(_listed, _Member(ACCOUNTS, page)["Accounts"].each()))


def texts(operation: str, page: object, name: str, member: str = "") -> tuple[str, ...]:
    """Return a page's texts, or a member of each of its structures."""
    found = _Member(operation, page)[name].each()
    return tuple(
        (each[member] if member else each).text(_is_short, "a short text") for each in found
    )


def text(operation: str, answer: object, *names: str) -> str:
    """Return a text inside nested structures."""
    found = _Member(operation, answer)
    for name in names:
        found = found[name]
    return found.text(_is_short, "a short text")


def sign_in(answer: object) -> str:
    """Return getSigninToken's token."""
    return _secret(_Member(SIGN_IN, answer)["SigninToken"])


def pages(
    operation: str, ask: Callable[[str | None], Any], more: str, asked: str = ""
) -> Iterator[Any]:
    """Yield a list's answers, page by page; `ask` gets the token of the page, None for the first.

    `more` is the member that has the next page's token, `asked` one that tells whether there is
    one. A repeated token, and more than two thousand pages, end it with an error.
    """
    seen: set[str] = set()
    token = None
    for _ in range(MOST_PAGES):
        answer = ask(token)
        yield answer
        whole = _Member(operation, answer)
        if (asked and not whole[asked].value) or not whole[more].value:
            return
        token = whole[more].text(lambda _: True, "a token")
        if token in seen:
            raise whole[more].wrong("repeats an earlier page")
        seen.add(token)
    raise SenselessAnswerError(operation, f"the list does not end after {MOST_PAGES:,} pages")


def _credentials(found: _Member, now: float) -> Credentials:
    return Credentials(
        found["AccessKeyId"].text(identifiers.is_key_id, "an access key ID"),
        _secret(found["SecretAccessKey"]),
        _secret(found["SessionToken"]),
        _end(found["Expiration"], now),
    )


def _secret(found: _Member) -> str:
    def fits(text: str) -> bool:
        return len(text) <= _MOST_LETTERS and identifiers.is_printable(text)

    return found.text(fits, "plain ASCII of usual length")


def _end(found: _Member, now: float) -> int:
    """Return when a session ends, which is a datetime in botocore's answers."""
    try:
        end = int(found.value.timestamp())  # type: ignore[attr-defined] # what has none is caught
    except (AttributeError, TypeError, ValueError, OverflowError, OSError):
        raise found.wrong("is not a time") from None
    if end <= now:
        raise found.wrong("is in the past")
    if end > now + _MOST_SECONDS:
        raise found.wrong("is later than any session can last")
    return end


def _listed(account: _Member) -> Account:
    # Status is being retired.
    state = account["State"] if account["State"].value else account["Status"]
    return Account(
        _account(account["Id"]),
        _name(account["Name"]),
        _name(account["Email"]),
        state.text(_is_state, "a state") if state.value else ACTIVE,
        sources=(ORGANIZATION,),
    )


def _account(found: _Member) -> str:
    return found.text(identifiers.is_account, "an account's twelve digits")


def _name(found: _Member) -> str:
    return "" if found.value in (None, "") else found.text(_is_short, "a short text")


def _is_short(text: str) -> bool:
    return len(text) <= _MOST_OF_NAME


def _is_state(text: str) -> bool:
    return _is_short(text) and text.isascii() and text.replace("_", "").isalpha()


def _is_principal(arn: str) -> bool:
    return identifiers.is_arn(arn, "iam") or identifiers.is_arn(arn, "sts")


def _is_role_session(arn: str) -> bool:
    return identifiers.is_arn(arn, "sts") and ":assumed-role/" in arn
