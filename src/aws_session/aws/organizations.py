"""The accounts of the caller's organization, page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from botocore.config import Config

from aws_session import __version__
from aws_session.aws import access_denied, botocore_errors, responses
from aws_session.aws.botocore_errors import RAISED, Call
from aws_session.model.account import NO_ORGANIZATION, Account, ListingUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CONFIG = Config(
    connect_timeout=5,
    read_timeout=20,
    # Five hundred pages in a row are throttled sooner or later.
    retries={"total_max_attempts": 8, "mode": "standard"},
    user_agent_extra=f"aws-session/{__version__}",
)
_NOT_IN_USE = "AWSOrganizationsNotInUseException"
_DENIED = frozenset({"AccessDenied", "AccessDeniedException", _NOT_IN_USE})


def pages(
    connect: Callable[[], Any], call: Call
) -> Iterator[tuple[Account, ...]] | ListingUnavailable:
    """Return the accounts in AWS's order, closed ones too, a page whenever it is taken.

    The first page is fetched at once. Raises SessionError, also from the iterator; `connect`
    returns the client, `call` says whose credentials it has.
    """
    try:
        client = connect()
        first = client.list_accounts()
    except RAISED as error:
        code = botocore_errors.code_of(error)
        if code in _DENIED:
            return _unlisted(code, botocore_errors.message_of(error), call.description)
        raise botocore_errors.explain(error, call) from error
    return _onward(client, first, call)


def _onward(client: Any, first: Any, call: Call) -> Iterator[tuple[Account, ...]]:
    def page(token: str | None) -> Any:
        if token is None:
            return first
        try:
            return client.list_accounts(NextToken=token)
        except RAISED as error:
            raise botocore_errors.explain(error, call) from error

    # An empty page is not the end: only a missing token is.
    for answer in responses.pages(responses.ACCOUNTS, page, "NextToken"):
        yield responses.accounts(answer)


def _unlisted(code: str, message: str, description: str) -> ListingUnavailable:
    if code == _NOT_IN_USE:
        return ListingUnavailable(NO_ORGANIZATION)
    denial = access_denied.read(message, responses.ACCOUNTS)
    above = denial.kind and denial.kind != access_denied.IDENTITY
    why = f": a {denial.kind} denies it (ask {denial.owner})" if above else ""
    return ListingUnavailable(
        f"{description} is not allowed to list the organization's accounts{why}"
    )
