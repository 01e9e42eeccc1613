from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config

from aws_session.aws import organizations, responses
from aws_session.aws.botocore_errors import Call
from aws_session.errors import SessionError
from aws_session.model.account import ORGANIZATION, Account, ListingUnavailable
from aws_session.model.recoverable_errors import ThrottledError
from aws_session.sandbox.faults import Dropped, Refused, throttled
from aws_session.sandbox.scenario import Company

Opener = Callable[..., boto3.session.Session]
MEMBER_ROLE = "arn:aws:iam::210987654321:role/OrganizationAccountAccessRole"


def asked(
    session: boto3.session.Session, who: str = "alice"
) -> Iterator[tuple[Account, ...]] | ListingUnavailable:
    def connect() -> object:
        return session.client("organizations", "us-east-1", config=organizations.CONFIG)

    return organizations.pages(connect, Call(responses.ACCOUNTS, who))


def pages(session: boto3.session.Session) -> Iterator[tuple[Account, ...]]:
    found = asked(session)
    assert not isinstance(found, ListingUnavailable)
    return found


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two tries instead of eight: the pauses between them grow to seconds."""
    monkeypatch.setattr(
        organizations,
        "CONFIG",
        Config(retries={"total_max_attempts": 2, "mode": "standard"}),
    )


@pytest.mark.locked
@pytest.mark.parametrize("says_status", [False, True])
def test_every_account_comes_with_name_id_email_and_state(
    open_session: Opener, company: Company, *, says_status: bool
) -> None:
    company.organization.says_status = says_status
    found = {account.name: account for page in pages(open_session()) for account in page}

    assert len(found) == 12
    assert found["prod"] == Account(
        "210987654321", "prod", "aws+4321@example.com", sources=(ORGANIZATION,)
    )
    assert found["old-billing"].state == "SUSPENDED"
    assert found["old-billing"].closed


def test_an_empty_page_is_not_an_end(open_session: Opener, company: Company) -> None:
    company.cloud.add_members(50)
    company.organization.empty_pages = frozenset({0, 2, 3})
    found = list(pages(open_session()))

    assert [len(page) for page in found] == [0, 20, 0, 0, 20, 20, 2]
    assert len({account.id for page in found for account in page}) == 62


def test_a_page_is_there_before_the_next_is_asked_for(
    open_session: Opener, company: Company
) -> None:
    company.cloud.add_members(50)
    found = pages(open_session())

    assert len(next(found)) == 20
    company.cloud.faults.add("ListAccounts", Refused("AccessDeniedException", "no longer"))
    with pytest.raises(
        SessionError, match="alice is not allowed to call organizations:ListAccounts"
    ):
        next(found)


@pytest.mark.locked
def test_the_state_is_read_if_there_is_one_and_otherwise_the_status(
    open_session: Opener, company: Company
) -> None:
    company.cloud.accounts["210987654321"].state = "PENDING_CLOSURE"
    one, two, three = (str(number) * 12 for number in (1, 2, 3))
    told: Any = [
        {"Accounts": [{"Id": one, "Status": "SUSPENDED"}, {"Id": two}], "NextToken": "x"},
        {"Accounts": [{"Id": three, "State": "CLOSED", "Status": "SUSPENDED"}]},
    ]
    listed = {account.id: account for page in pages(open_session()) for account in page}
    read = [account for answer in told for account in responses.accounts(answer)]

    assert listed["210987654321"].state == "PENDING_CLOSURE"
    assert [account.state for account in read] == ["SUSPENDED", "ACTIVE", "CLOSED"]


def test_hostile_names_arrive_unchanged(open_session: Opener, company: Company) -> None:
    name = "x; touch PWNED; $(touch PWNED) `touch PWNED` & \x1b[31m\u202e\t\n"
    company.cloud.accounts["210987654321"].name = name

    assert name in {account.name for page in pages(open_session()) for account in page}


def test_a_member_account_may_not_list_and_that_is_not_an_error(open_session: Opener) -> None:
    found = asked(open_session(MEMBER_ROLE), "the session")

    assert found == ListingUnavailable(
        "the session is not allowed to list the organization's accounts"
    )


def test_a_delegated_administrator_may_list(open_session: Opener, company: Company) -> None:
    company.organization.delegated_administrators.add("210987654321")

    assert len(next(pages(open_session(MEMBER_ROLE)))) == 12


def test_an_account_in_no_organization_says_so(open_session: Opener, company: Company) -> None:
    company.cloud.organization = None

    assert asked(open_session()) == ListingUnavailable("this account is in no organization")


def test_a_key_without_a_session_may_not_list(open_session: Opener, company: Company) -> None:
    key = boto3.session.Session(company.key.id, company.key.secret)

    assert isinstance(asked(key), ListingUnavailable)


def test_throttled_pages_are_asked_for_again(open_session: Opener, company: Company) -> None:
    company.cloud.add_members(30)
    slow_down = Refused("TooManyRequestsException", "slow down", 400)
    for fault in (throttled(), slow_down):
        company.cloud.faults.add("ListAccounts", fault)

    assert sum(map(len, pages(open_session()))) == 42


@pytest.mark.usefixtures("impatient")
def test_throttling_without_end_is_reported(open_session: Opener, company: Company) -> None:
    company.cloud.faults.add("ListAccounts", throttled(), times=None)

    with pytest.raises(ThrottledError):
        asked(open_session())


@pytest.mark.usefixtures("impatient")
def test_a_connection_that_breaks_between_pages_is_reported(
    open_session: Opener, company: Company
) -> None:
    company.cloud.add_members(30)
    found = pages(open_session())
    next(found)
    company.cloud.faults.add("ListAccounts", Dropped(), times=None)

    with pytest.raises(SessionError, match="closed the connection"):
        next(found)


@pytest.mark.slow
def test_ten_thousand_accounts_come_page_by_page(open_session: Opener, company: Company) -> None:
    company.cloud.add_members(10_000)
    begun = time.monotonic()
    found = pages(open_session())
    first, counts = len(next(found)), [len(page) for page in found]

    assert first == 20
    assert first + sum(counts) == 10_012
    assert len(counts) == 501
    assert time.monotonic() - begun < 60
