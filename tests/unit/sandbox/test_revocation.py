"""An inline policy that denies everything to sessions issued before a time."""

import json
from email.utils import parsedate_to_datetime
from typing import Any

from aws_session.sandbox.clock import iso
from aws_session.sandbox.scenario import Company

from .clients import Clients, Credentials, refusal


def revoke(clients: Clients, at: str) -> dict[str, Any]:
    condition = {"DateLessThan": {"aws:TokenIssueTime": at}}
    statement = {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": condition}
    put = {
        "UserName": "alice",
        "PolicyName": "AWSRevokeOlderSessions",
        "PolicyDocument": json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
    }
    clients("iam").put_user_policy(**put)
    return put


def server_time(clients: Clients, *, plus: int) -> str:
    answer = clients("sts").get_caller_identity()
    date = answer["ResponseMetadata"]["HTTPHeaders"]["date"]
    return iso(parsedate_to_datetime(date).timestamp() + plus)


def new_session(alice: Clients, company: Company) -> Clients:
    company.device.forget_spent_codes()
    answer = alice("sts").get_session_token(
        SerialNumber=company.device.serial, TokenCode=company.code()
    )
    return alice.with_(Credentials.of(answer))


def test_the_old_session_is_refused_and_the_next_one_is_not(
    alice: Clients, session: Clients, company: Company
) -> None:
    put = revoke(session, server_time(session, plus=1))

    told = refusal(session("iam").put_user_policy, **put)

    assert (told.code, told.status) == ("AccessDenied", 403)
    assert told.message == (
        "User: arn:aws:iam::111122223333:user/alice is not authorized to perform: "
        "iam:PutUserPolicy on resource: user alice with an explicit deny in an identity-based "
        "policy"
    )
    assert session("sts").get_caller_identity()
    company.cloud.skew += 2
    assert new_session(alice, company)("iam").list_users()


def test_a_session_of_the_same_second_survives_a_time_without_the_extra_second(
    session: Clients, company: Company
) -> None:
    own = company.cloud.sessions[session.credentials.key_id]

    revoke(session, iso(own.issued))

    assert session("iam").list_users()


def test_it_takes_effect_after_the_delay(session: Clients, company: Company) -> None:
    company.cloud.policy_delay = 60
    put = revoke(session, server_time(session, plus=1))
    session("iam").put_user_policy(**put)
    assert session("iam").list_user_policies(UserName="alice")["PolicyNames"] == [
        "AWSRevokeOlderSessions",
        "deny-without-mfa",
    ]

    company.cloud.skew += 61

    assert refusal(session("iam").put_user_policy, **put).code == "AccessDenied"


def test_role_sessions_and_the_long_term_key_live_on(
    alice: Clients, session: Clients, company: Company
) -> None:
    role = "arn:aws:iam::210987654321:role/OrganizationAccountAccessRole"
    answer = session("sts").assume_role(RoleArn=role, RoleSessionName="alice")
    posed = session.with_(Credentials.of(answer))

    revoke(session, server_time(session, plus=1))

    assert posed("iam").list_users()
    assert alice("sts").get_session_token()
    assert refusal(session("sts").assume_role, RoleArn=role, RoleSessionName="alice").status == 403
