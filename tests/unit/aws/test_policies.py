from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError

from aws_session.aws import policies, revocation
from aws_session.errors import UsageError
from aws_session.sandbox import MFA_POLICIES, scenario
from aws_session.sandbox.server import Server
from unit.sandbox.clients import Clients, Credentials

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = "2026-11-21T09:00:00Z"


@pytest.mark.parametrize("name", MFA_POLICIES)
def test_a_policy_is_the_one_that_the_sandbox_puts_its_user_under(name: str) -> None:
    ours = policies.named(name, max_age=None, before=NOW).document()
    theirs = MFA_POLICIES[name].document

    assert ours == {"Version": theirs["Version"], "Statement": list(theirs["Statement"])}


def test_revoking_by_hand_and_by_end_is_the_same_policy() -> None:
    import json

    ours = policies.revoke_older_sessions("2025-11-21T09:00:00Z").document()

    assert ours == json.loads(revocation.document(1_763_715_600))


def test_the_age_of_a_code_can_be_chosen() -> None:
    chosen = policies.named("require-mfa-age", max_age=3_600, before=NOW)
    conditions = [statement["Condition"] for statement in chosen.document()["Statement"]]

    assert {"NumericGreaterThan": {"aws:MultiFactorAuthAge": "3600"}} in conditions
    assert "1 h" in chosen.purpose


def test_an_age_for_a_policy_without_one_is_refused() -> None:
    with pytest.raises(UsageError, match="--max-age does not apply to allow-with-mfa"):
        policies.named("allow-with-mfa", max_age=3_600, before=NOW)


def test_an_unknown_policy_lists_the_names() -> None:
    with pytest.raises(UsageError, match="unknown policy 'mfa'") as caught:
        policies.named("mfa", max_age=None, before=NOW)

    assert "deny-without-mfa" in str(caught.value.hint)


def test_every_statement_says_what_it_means_and_every_policy_where_it_belongs() -> None:
    for policy in policies.every(max_age=None, before=NOW):
        assert policy.purpose
        assert all(meaning for _, meaning in policy.statements)
        assert policy.attach
        assert policy.without


@pytest.mark.parametrize("name", [*MFA_POLICIES, "revoke-older-sessions"])
def test_what_a_key_can_do_before_a_session_is_what_the_policy_says(name: str) -> None:
    policy = policies.named(name, max_age=None, before="2999-01-01T00:00:00Z")
    company = scenario.company(policy="allow-with-mfa")
    user = company.user
    user.put_policy("allow-with-mfa", policy.document())
    if not any(statement["Effect"] == "Allow" for statement, _ in policy.statements):
        user.attach(scenario.administrator_access(company.cloud))
    with Server(company.cloud) as server:
        key = Clients(server.endpoint, Credentials.of_key(company.key), company.region)
        can = {
            "listing your own MFA devices": lambda: key("iam").list_mfa_devices(UserName="alice"),
            "everything": lambda: key("iam").list_users(),
        }
        allowed = {what for what, call in can.items() if _passes(call)}

        assert key("sts").get_caller_identity()["Arn"] == user.arn
        session = _session(key, company)
        assert _passes(lambda: session("iam").list_users()) == (name != "revoke-older-sessions")
    expected = {what for what in can if what in policy.without}
    assert allowed == (set(can) if "everything" in expected else expected)


def _passes(call: Callable[[], object]) -> bool:
    try:
        call()
    except ClientError:
        return False
    return True


def test_sessions_issued_before_the_moment_are_refused_and_later_ones_work() -> None:
    company = scenario.company()
    # On a busy machine, the first session takes seconds.
    later = int(company.cloud.now()) + 60
    document = policies.revoke_older_sessions(_utc(later)).document()
    with Server(company.cloud) as server:
        alice = Clients(server.endpoint, Credentials.of_key(company.key), company.region)
        old = _session(alice, company)
        company.user.put_policy("AWSRevokeOlderSessions", document)
        company.device.forget_spent_codes()
        company.cloud.skew = 65
        new = _session(alice, company)

        with pytest.raises(Exception, match="explicit deny"):
            old("iam").list_users()
        assert new("iam").list_users()["Users"]


def _session(alice: Clients, company: scenario.Company) -> Clients:
    answer = alice("sts").get_session_token(
        SerialNumber=company.device.serial, TokenCode=company.code()
    )
    return alice.with_(Credentials.of(answer))


def _utc(moment: int) -> str:
    from aws_session.model import utc

    return utc(moment)
