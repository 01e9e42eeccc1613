import json
import time
from typing import Any

import pytest

from aws_session.sandbox import Clock, Server, scenario
from aws_session.sandbox.policy import trust_policy
from aws_session.sandbox.scenario import Company

from .clients import Clients, Credentials, refusal


def pages(client: Any) -> list[list[dict[str, Any]]]:
    found, token = [], None
    while True:
        answer = client.list_accounts(**({"NextToken": token} if token else {}))
        found.append(answer["Accounts"])
        token = answer.get("NextToken")
        if token is None:
            return found


@pytest.mark.locked
@pytest.mark.parametrize("says_status", [False, True])
def test_all_accounts_are_listed_with_their_state(
    session: Clients, company: Company, *, says_status: bool
) -> None:
    company.organization.says_status = says_status
    accounts = [a for page in pages(session("organizations")) for a in page]

    assert len(accounts) == 12
    assert {(a["Name"], a["State"], a.get("Status")) for a in accounts} >= {
        ("Example Corp", "ACTIVE", "ACTIVE" if says_status else None),
        ("R&D", "ACTIVE", "ACTIVE" if says_status else None),
        ("old-billing", "SUSPENDED", "SUSPENDED" if says_status else None),
    }
    assert accounts[0]["Arn"] == (
        "arn:aws:organizations::111122223333:account/o-fakeorg123/111122223333"
    )


def test_pages_have_twenty_accounts_and_some_are_empty(session: Clients, company: Company) -> None:
    company.cloud.add_members(50)

    found = pages(session("organizations"))

    assert [len(page) for page in found] == [20, 0, 20, 20, 2]
    assert len({a["Id"] for page in found for a in page}) == 62


def test_a_foreign_token_is_refused(session: Clients) -> None:
    told = refusal(session("organizations").list_accounts, NextToken="x")

    assert (told.code, told.status) == ("InvalidInputException", 400)


def test_a_member_may_not_list(session: Clients) -> None:
    role = "arn:aws:iam::210987654321:role/OrganizationAccountAccessRole"
    answer = session("sts").assume_role(RoleArn=role, RoleSessionName="alice")
    posed = session.with_(Credentials.of(answer))

    told = refusal(posed("organizations").list_accounts)

    assert (told.code, told.status) == ("AccessDeniedException", 400)
    assert told.message == "You don't have permissions to access this resource."
    organization = posed("organizations").describe_organization()["Organization"]
    assert organization["MasterAccountId"] == "111122223333"


def test_a_delegated_administrator_may_list(session: Clients, company: Company) -> None:
    company.organization.delegated_administrators.add("210987654321")
    role = "arn:aws:iam::210987654321:role/OrganizationAccountAccessRole"
    answer = session("sts").assume_role(RoleArn=role, RoleSessionName="alice")
    posed = session.with_(Credentials.of(answer))

    assert posed("organizations").list_accounts()["Accounts"]


def test_without_permission_it_is_refused(alice: Clients) -> None:
    told = refusal(alice("organizations").list_accounts)

    assert (told.code, told.status) == ("AccessDeniedException", 400)
    assert told.message == (
        "User: arn:aws:iam::111122223333:user/alice is not authorized to perform: "
        "organizations:ListAccounts on resource: * with an explicit deny in an "
        "identity-based policy"
    )


def test_an_account_of_its_own_has_no_organization(session: Clients, company: Company) -> None:
    company.cloud.organization = None

    told = refusal(session("organizations").list_accounts)

    assert (told.code, told.status) == ("AWSOrganizationsNotInUseException", 400)
    assert told.message == "Your account is not a member of an organization."


def test_an_account_takes_a_while_to_be_created(session: Clients, company: Company) -> None:
    client = session("organizations")
    begun = client.create_account(AccountName="x; touch y", Email="a@example.com")
    request = begun["CreateAccountStatus"]["Id"]
    company.cloud.account_delay = 1000
    later = client.create_account(AccountName="later", Email="b@example.com")
    company.cloud.account_delay = 0
    twice = client.create_account(AccountName="twice", Email="a@example.com")
    pending = client.describe_create_account_status(
        CreateAccountRequestId=later["CreateAccountStatus"]["Id"]
    )["CreateAccountStatus"]
    failed = client.describe_create_account_status(
        CreateAccountRequestId=twice["CreateAccountStatus"]["Id"]
    )["CreateAccountStatus"]

    assert begun["CreateAccountStatus"]["State"] == "IN_PROGRESS"
    assert "AccountId" not in begun["CreateAccountStatus"]
    assert (pending["State"], "AccountId" in pending) == ("IN_PROGRESS", False)
    assert "later" not in {a["Name"] for page in pages(client) for a in page}
    assert (failed["State"], failed["FailureReason"]) == ("FAILED", "EMAIL_ALREADY_EXISTS")
    assert isinstance(company.cloud.clock, Clock)
    company.cloud.clock.advance(2)
    done = client.describe_create_account_status(CreateAccountRequestId=request)
    made = done["CreateAccountStatus"]["AccountId"]
    assert done["CreateAccountStatus"]["State"] == "SUCCEEDED"
    assert client.describe_account(AccountId=made)["Account"]["Name"] == "x; touch y"
    told = refusal(client.describe_account, AccountId="000000000000")
    assert told.code == "AccountNotFoundException"
    role = f"arn:aws:iam::{made}:role/OrganizationAccountAccessRole"
    assert session("sts").assume_role(RoleArn=role, RoleSessionName="alice")


def test_hostile_names_arrive_unchanged(session: Clients, company: Company) -> None:
    name = "\x1b[31m$(touch x) `y` <b>&amp; \u202e\x07"
    company.cloud.accounts["210987654321"].name = name

    accounts = session("organizations").list_accounts()["Accounts"]

    assert accounts[1]["Name"] == name


def test_ten_thousand_accounts_are_made_and_listed_quickly(
    session: Clients, company: Company
) -> None:
    begun = time.process_time()
    role = ("OrganizationAccountAccessRole", trust_policy(scenario.trust(company.account)))
    members = company.cloud.add_members(10_000, role=role)
    seconds = time.process_time() - begun

    assert len(members) == len({member.id for member in members}) == 10_000
    assert all(len(member.id) == 12 for member in members)
    assert seconds < 30, "quadratic"
    assert session("sts").assume_role(
        RoleArn=next(iter(members[9_999].roles.values())).arn, RoleSessionName="alice"
    )


@pytest.mark.parametrize("partition", ["aws-cn", "aws-us-gov"])
def test_other_partitions_have_organizations_too(partition: str) -> None:
    company = scenario.company(partition=partition, policy="deny-long-term-keys")
    with Server(company.cloud) as server:
        key = Clients(server.endpoint, Credentials.of_key(company.key), company.region)
        session = key.with_(Credentials.of(key("sts").get_session_token()))
        organization = session("organizations").describe_organization()["Organization"]

        assert organization["Arn"].startswith(f"arn:{partition}:organizations::")
        assert json.dumps(pages(session("organizations")), default=str).count('"Name"') == 12
