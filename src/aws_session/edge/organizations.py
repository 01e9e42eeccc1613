"""The accounts of the caller's organization, page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from aws_session import __version__
from aws_session.accounts import ACTIVE, ORGANIZATION, Account, Unlisted
from aws_session.edge import failures
from aws_session.edge.failures import Call

if TYPE_CHECKING:
    from collections.abc import Iterator

    import boto3

_OPERATION = "organizations:ListAccounts"
_CONFIG = Config(
    connect_timeout=5,
    read_timeout=20,
    # Five hundred pages in a row are throttled sooner or later.
    retries={"total_max_attempts": 8, "mode": "standard"},
    user_agent_extra=f"aws-session/{__version__}",
)
_NO_ORGANIZATION = "AWSOrganizationsNotInUseException"
_DENIED = frozenset({"AccessDenied", "AccessDeniedException", _NO_ORGANIZATION})


def pages(session: boto3.session.Session, whose: str) -> Iterator[tuple[Account, ...]] | Unlisted:
    """Return the accounts in AWS's order, closed ones too, a page whenever it is taken.

    The first page is fetched at once. Raises SessionError, also from the iterator; `whose` names
    the credentials of the session in it.
    """
    try:
        # A global service; but where an endpoint is named, botocore wants a region as well.
        region = session.region_name or "us-east-1"
        client = session.client("organizations", region_name=region, config=_CONFIG)
        first = client.list_accounts()
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        if code in _DENIED:
            return _unlisted(code, whose)
        raise failures.explain(error, Call(_OPERATION, whose)) from error
    except BotoCoreError as error:
        raise failures.explain(error, Call(_OPERATION, whose)) from error
    return _onward(client, first, whose)


def _onward(client: Any, answer: Any, whose: str) -> Iterator[tuple[Account, ...]]:
    yield _page(answer)
    # An empty page is no end: only a missing token is.
    while token := answer.get("NextToken"):
        try:
            answer = client.list_accounts(NextToken=token)
        except (ClientError, BotoCoreError) as error:
            raise failures.explain(error, Call(_OPERATION, whose)) from error
        yield _page(answer)


def _page(answer: Any) -> tuple[Account, ...]:
    return tuple(
        Account(
            account["Id"],
            account.get("Name", ""),
            account.get("Email", ""),
            # Status is being retired.
            account.get("State") or account.get("Status") or ACTIVE,
            sources=(ORGANIZATION,),
        )
        for account in answer.get("Accounts", ())
    )


def _unlisted(code: str, whose: str) -> Unlisted:
    if code == _NO_ORGANIZATION:
        return Unlisted("this account is in no organization")
    return Unlisted(f"{whose} may not list the organization's accounts")
