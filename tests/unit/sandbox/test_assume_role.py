import json
from datetime import UTC, datetime
from typing import Any

import pytest

from aws_session.sandbox.account import Account
from aws_session.sandbox.scenario import EXTERNAL_ID, Company, administrator_access, trust

from .clients import Clients, Credentials, refusal

PROD = "arn:aws:iam::210987654321:role"
NOT_AUTHORIZED = (
    "User: arn:aws:iam::111122223333:user/alice is not authorized to perform: "
    "sts:AssumeRole on resource: "
)


def pose(clients: Clients, role: str = f"{PROD}/Admin", **more: Any) -> Any:
    return clients("sts").assume_role(RoleArn=role, RoleSessionName="alice", **more)


def posing_refused(clients: Clients, role: str = f"{PROD}/Admin", **more: Any) -> Any:
    given = {"RoleSessionName": "alice"} | more
    return refusal(clients("sts").assume_role, RoleArn=role, **given)


def seconds_left(answer: Any) -> float:
    left = answer["Credentials"]["Expiration"] - datetime.now(UTC)
    return float(left.total_seconds())


def statement(effect: str, action: str, resource: str = "*") -> dict[str, Any]:
    one = {"Effect": effect, "Action": action, "Resource": resource}
    return {"Version": "2012-10-17", "Statement": [one]}


@pytest.fixture
def prod(company: Company) -> Account:
    return company.cloud.accounts["210987654321"]


def test_an_mfa_session_satisfies_the_trust_policys_condition(session: Clients) -> None:
    answer = pose(session)
    posed = session.with_(Credentials.of(answer))
    arn = "arn:aws:sts::210987654321:assumed-role/Admin/alice"

    assert answer["AssumedRoleUser"]["Arn"] == arn
    assert posed("sts").get_caller_identity()["Arn"] == arn
    assert posed("sts").get_caller_identity()["UserId"].endswith(":alice")
    assert seconds_left(answer) == pytest.approx(3600, abs=35)


def test_a_long_term_key_with_a_code_satisfies_it_too(
    alice: Clients, company: Company, code: str
) -> None:
    assert pose(alice, SerialNumber=company.device.serial, TokenCode=code)


def test_without_a_code_the_trust_policy_refuses(alice: Clients, company: Company) -> None:
    company.user.inline.remove("deny-without-mfa", 0)
    told = posing_refused(alice)

    assert (told.code, told.status) == ("AccessDenied", 403)
    assert told.message == f"{NOT_AUTHORIZED}{PROD}/Admin"


@pytest.mark.parametrize(
    "role",
    [
        f"{PROD}/Nobody",
        "arn:aws:iam::000000000000:role/Admin",
        "arn:aws:iam::999900001234:role/OrganizationAccountAccessRole",
        "arn:aws:iam::765432109876:role/Audit",
    ],
    ids=["missing role", "missing account", "suspended account", "path left out"],
)
def test_what_does_not_exist_looks_like_what_is_forbidden(session: Clients, role: str) -> None:
    told = posing_refused(session, role)

    assert (told.code, told.message, told.status) == (
        "AccessDenied",
        f"{NOT_AUTHORIZED}{role}",
        403,
    )


def test_an_external_id_has_to_be_the_right_one(session: Clients) -> None:
    role = "arn:aws:iam::765432109876:role/audit/Audit"

    assert posing_refused(session, role).code == "AccessDenied"
    assert posing_refused(session, role, ExternalId="wrong").code == "AccessDenied"
    assert pose(session, role, ExternalId=EXTERNAL_ID)


def test_another_account_needs_both_sides(alice: Clients, prod: Account) -> None:
    stranger = prod.cloud.accounts["543210987654"].add_user("eve")
    eve = alice.with_(Credentials.of_key(stranger.add_key()))
    role = prod.add_role("Open", trust(prod.cloud.accounts["111122223333"]))
    stranger.attach(administrator_access(prod.cloud))
    assert posing_refused(eve, role.arn).code == "AccessDenied"

    prod.add_role("Open", {**trust(stranger.account)})

    assert pose(eve, role.arn)
    stranger.put_policy("deny", statement("Deny", "sts:*"))
    assert "with an explicit deny in an identity-based policy" in (
        posing_refused(eve, role.arn).message
    )


def test_being_named_by_another_account_is_not_enough(alice: Clients, prod: Account) -> None:
    stranger = prod.cloud.accounts["543210987654"].add_user("eve")
    named = trust(prod)
    named["Statement"][0]["Principal"]["AWS"] = stranger.arn
    role = prod.add_role("ForEve", named)
    eve = alice.with_(Credentials.of_key(stranger.add_key()))
    assert posing_refused(eve, role.arn).code == "AccessDenied"

    stranger.put_policy("pose", statement("Allow", "sts:AssumeRole", role.arn))

    assert pose(eve, role.arn)


def test_in_the_same_account_being_named_is_enough(alice: Clients, company: Company) -> None:
    account = company.account
    bob = account.add_user("bob", "/team/")
    clients = alice.with_(Credentials.of_key(bob.add_key()))
    through_account = account.add_role("ThroughAccount", trust(account))
    named = trust(account)
    named["Statement"][0]["Principal"]["AWS"] = bob.arn
    account.add_role("Named", named)

    assert posing_refused(clients, through_account.arn).code == "AccessDenied"
    assert pose(clients, "arn:aws:iam::111122223333:role/Named")


def test_a_role_session_is_trusted_by_its_role(session: Clients, prod: Account) -> None:
    named = trust(prod)
    named["Statement"][0]["Principal"]["AWS"] = f"{PROD}/Admin"
    prod.add_role("Inner", named)
    posed = session.with_(Credentials.of(pose(session)))

    assert pose(posed, f"{PROD}/Inner")


def test_credentials_from_assume_role_carry_no_mfa(session: Clients, prod: Account) -> None:
    condition = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    prod.add_role("WithMfa", trust(prod, condition))
    posed = session.with_(Credentials.of(pose(session)))

    assert posing_refused(posed, f"{PROD}/WithMfa").code == "AccessDenied"


@pytest.mark.parametrize(
    ("condition", "taken"),
    [
        ({"Bool": {"aws:MultiFactorAuthPresent": "false"}}, True),
        ({"Null": {"aws:MultiFactorAuthPresent": "false"}}, True),
        ({"Null": {"aws:MultiFactorAuthPresent": "true"}}, False),
        ({"Null": {"aws:MultiFactorAuthAge": "true"}}, True),
    ],
)
def test_a_role_session_says_that_it_has_no_mfa(
    session: Clients, prod: Account, condition: dict[str, Any], *, taken: bool
) -> None:
    prod.add_role("Inner", trust(prod, condition))
    posed = session.with_(Credentials.of(pose(session)))

    if taken:
        assert pose(posed, f"{PROD}/Inner")
    else:
        assert posing_refused(posed, f"{PROD}/Inner").code == "AccessDenied"


@pytest.mark.parametrize("seconds", [3601, 7200, 43200])
def test_chained_roles_last_an_hour_at_most(session: Clients, seconds: int) -> None:
    told = posing_refused(session, f"{PROD}/ReadOnly", DurationSeconds=seconds)

    assert (told.code, told.status) == ("ValidationError", 400)
    assert told.message == (
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by "
        "role chaining."
    )
    assert pose(session, f"{PROD}/ReadOnly", DurationSeconds=3600)


def test_a_key_with_a_code_gets_what_the_role_allows(
    alice: Clients, company: Company, code: str
) -> None:
    staging = "arn:aws:iam::432109876543:role/Admin"
    with_code = {"SerialNumber": company.device.serial, "TokenCode": code}

    answer = pose(alice, staging, DurationSeconds=7200, **with_code)

    assert seconds_left(answer) == pytest.approx(7200, abs=35)


def test_a_roles_own_maximum_counts(alice: Clients, company: Company, code: str) -> None:
    with_code = {"SerialNumber": company.device.serial, "TokenCode": code}

    told = posing_refused(alice, DurationSeconds=3601, **with_code)

    assert (told.code, told.status) == ("ValidationError", 400)
    assert told.message == (
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
    )


def test_root_may_not_assume_roles(alice: Clients, company: Company) -> None:
    root = alice.with_(Credentials.of_key(company.account.root.add_key()))

    told = posing_refused(root)

    assert (told.code, told.status) == ("AccessDenied", 403)
    assert told.message == "Roles may not be assumed by root accounts."


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"RoleSessionName": "x"}, "'roleSessionName'"),
        ({"RoleSessionName": "x" * 65}, "'roleSessionName'"),
        ({"RoleSessionName": "Zoë"}, "'roleSessionName'"),
        ({"SourceIdentity": "a b"}, "'sourceIdentity'"),
        ({"SourceIdentity": "a" * 257}, "'sourceIdentity'"),
        ({"ExternalId": "a"}, "'externalId'"),
        ({"ExternalId": "a;b"}, "'externalId'"),
        ({"DurationSeconds": 899}, "'durationSeconds'"),
        ({"DurationSeconds": 43201}, "'durationSeconds'"),
        ({"Tags": [{"Key": f"k{n}", "Value": ""} for n in range(51)]}, "'tags'"),
        ({"Policy": json.dumps(statement("Allow", "iam:*")) + " " * 2048}, "'policy'"),
        ({"PolicyArns": [{"arn": f"arn:aws:iam::aws:policy/P{n}"} for n in range(11)]}, "Arns'"),
    ],
)
def test_shapes_are_checked(session: Clients, given: dict[str, Any], place: str) -> None:
    told = posing_refused(session, **given)

    assert (told.code, told.status) == ("ValidationError", 400)
    assert place in told.message


@pytest.mark.parametrize(
    "arn", ["arn:aws:iam::210987654321:user/alice", "arn:aws-cn:iam::210987654321:role/Admin"]
)
def test_the_arn_has_to_be_a_roles(session: Clients, arn: str) -> None:
    told = posing_refused(session, arn)

    assert (told.code, told.message) == ("ValidationError", "Request ARN is invalid")


def test_a_session_policy_limits_the_session(session: Clients) -> None:
    only_users = json.dumps(statement("Allow", "iam:ListUsers"))

    posed = session.with_(Credentials.of(pose(session, Policy=only_users)))

    assert posed("iam").list_users()
    told = refusal(posed("iam").list_roles)
    assert told.message == (
        "User: arn:aws:sts::210987654321:assumed-role/Admin/alice is not authorized to perform: "
        "iam:ListRoles on resource: arn:aws:iam::210987654321:role/ because no session policy "
        "allows the iam:ListRoles action"
    )


def test_managed_session_policies_limit_it_too(session: Clients) -> None:
    arns = [{"arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}]

    posed = session.with_(Credentials.of(pose(session, PolicyArns=arns)))

    assert posed("iam").list_roles()
    assert refusal(posed("iam").create_user, UserName="x").code == "AccessDenied"


def test_a_malformed_session_policy_is_refused(session: Clients) -> None:
    told = posing_refused(session, Policy="{")

    assert (told.code, told.status) == ("MalformedPolicyDocument", 400)


def test_tags_need_permission_on_both_sides(session: Clients, prod: Account) -> None:
    tags = [{"Key": "team", "Value": "red"}]
    told = posing_refused(session, Tags=tags)
    assert "perform: sts:TagSession on resource" in told.message

    both = trust(prod.cloud.accounts["111122223333"])
    both["Statement"][0]["Action"] = ["sts:AssumeRole", "sts:TagSession"]
    prod.add_role("Tagged", both)

    assert pose(session, f"{PROD}/Tagged", Tags=tags, TransitiveTagKeys=["team"])


def test_transitive_tags_stay_in_the_chain(session: Clients, prod: Account) -> None:
    for name in ("First", "Second"):
        both = trust(prod if name == "Second" else prod.cloud.accounts["111122223333"])
        both["Statement"][0]["Action"] = ["sts:AssumeRole", "sts:TagSession"]
        prod.add_role(name, both).attach(administrator_access(prod.cloud))
    tags = [{"Key": "team", "Value": "red"}]
    first = pose(session, f"{PROD}/First", Tags=tags, TransitiveTagKeys=["team"])
    chained = session.with_(Credentials.of(first))

    told = posing_refused(chained, f"{PROD}/Second", Tags=tags)

    assert told.code == "InvalidParameterValue"
    got = Credentials.of(pose(chained, f"{PROD}/Second"))
    held = prod.cloud.sessions[got.key_id].role_session
    assert held is not None
    assert held.tags == {"team": "red"}


def test_a_source_identity_stays_in_the_chain(session: Clients, prod: Account) -> None:
    for name in ("First", "Second"):
        both = trust(prod if name == "Second" else prod.cloud.accounts["111122223333"])
        both["Statement"][0]["Action"] = ["sts:AssumeRole", "sts:SetSourceIdentity"]
        prod.add_role(name, both).attach(administrator_access(prod.cloud))
    first = pose(session, f"{PROD}/First", SourceIdentity="alice")
    chained = session.with_(Credentials.of(first))

    assert pose(chained, f"{PROD}/Second")["SourceIdentity"] == "alice"
    assert posing_refused(chained, f"{PROD}/Second", SourceIdentity="bob").code == "AccessDenied"


def test_a_region_can_be_switched_off(alice: Clients, company: Company) -> None:
    company.cloud.disabled_regions.add("us-east-1")

    told = posing_refused(alice)

    assert (told.code, told.status) == ("RegionDisabledException", 403)


def test_role_tokens_are_long(session: Clients) -> None:
    got = Credentials.of(pose(session))

    assert got.token is not None
    assert 700 < len(got.token) <= 1000


def test_a_deleted_roles_sessions_are_invalid(session: Clients, prod: Account) -> None:
    posed = session.with_(Credentials.of(pose(session)))
    del prod.roles["Admin"]

    assert refusal(posed("sts").get_caller_identity).code == "InvalidClientTokenId"
