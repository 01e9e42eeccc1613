"""How AWS words a refusal: the kind of policy, its owner, and the action and resource."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from aws_session.sandbox.policy import resource_policy
from aws_session.sandbox.scenario import DEFAULT_ROLE, Company, administrator_access, trust

from .clients import Clients, Credentials, Refusal, refusal

if TYPE_CHECKING:
    from aws_session.sandbox.account import Account

ALICE = "User: arn:aws:iam::111122223333:user/alice is not authorized to perform: "
PROD = "arn:aws:iam::210987654321:role"
TAGS = [{"Key": "team", "Value": "red"}]


def one(effect: str, action: str = "*", **more: Any) -> dict[str, Any]:
    statement = {"Effect": effect, "Action": action, "Resource": "*"} | more
    return {"Version": "2012-10-17", "Statement": [statement]}


def everybody(effect: str, action: str = "*") -> dict[str, Any]:
    return one(effect, action, Principal="*")


def posing_refused(clients: Clients, role: str, **more: Any) -> Refusal:
    return refusal(clients("sts").assume_role, RoleArn=role, RoleSessionName="alice", **more)


@pytest.fixture
def own(company: Company) -> Account:
    """The user's own account, in which AWS says more."""
    company.user.put_policy("deny-without-mfa", one("Allow"))
    return company.account


@pytest.fixture
def prod(company: Company) -> Account:
    return company.cloud.accounts["210987654321"]


@pytest.fixture
def posed(session: Clients) -> Clients:
    """Clients of a role in a member account, to which control policies apply."""
    answer = session("sts").assume_role(RoleArn=f"{PROD}/Admin", RoleSessionName="alice")
    return session.with_(Credentials.of(answer))


def test_a_trust_policy_that_lacks_the_caller_names_no_resource(
    alice: Clients, own: Account
) -> None:
    role = own.add_role("Theirs", trust(own.cloud.accounts["210987654321"]))

    assert posing_refused(alice, role.arn) == Refusal(
        "AccessDenied",
        f"{ALICE}sts:AssumeRole because no role trust policy allows the sts:AssumeRole action",
        403,
    )


def test_a_trust_policy_that_denies_is_the_role_trust_policy(alice: Clients, own: Account) -> None:
    document = trust(own)
    document["Statement"].append(document["Statement"][0] | {"Effect": "Deny"})
    role = own.add_role("Closed", document)

    assert posing_refused(alice, role.arn) == Refusal(
        "AccessDenied",
        f"{ALICE}sts:AssumeRole with an explicit deny in the role trust policy",
        403,
    )


@pytest.mark.parametrize(
    ("given", "action"),
    [({"Tags": TAGS}, "sts:TagSession"), ({"SourceIdentity": "alice"}, "sts:SetSourceIdentity")],
)
def test_the_action_says_what_of_the_call_is_refused(
    alice: Clients, own: Account, given: dict[str, Any], action: str
) -> None:
    role = own.add_role("Plain", trust(own))

    assert posing_refused(alice, role.arn, **given) == Refusal(
        "AccessDenied",
        f"{ALICE}{action} because no role trust policy allows the {action} action",
        403,
    )


@pytest.mark.parametrize(
    ("given", "action"),
    [({"Tags": TAGS}, "sts:TagSession"), ({"SourceIdentity": "alice"}, "sts:SetSourceIdentity")],
)
def test_the_default_role_of_another_account_accepts_neither_tags_nor_a_source_identity(
    session: Clients, given: dict[str, Any], action: str
) -> None:
    role = f"{PROD}/{DEFAULT_ROLE}"

    assert posing_refused(session, role, **given).message == f"{ALICE}{action} on resource: {role}"


def test_a_source_identity_has_to_be_allowed_by_every_further_role(
    session: Clients, prod: Account, company: Company
) -> None:
    first, second = trust(company.account), trust(prod)
    first["Statement"][0]["Action"] = "sts:*"
    prod.add_role("First", first).attach(administrator_access(prod.cloud))
    prod.add_role("Second", second)
    answer = session("sts").assume_role(
        RoleArn=f"{PROD}/First", RoleSessionName="alice", SourceIdentity="alice"
    )

    told = posing_refused(session.with_(Credentials.of(answer)), f"{PROD}/Second")

    assert told.message == (
        "User: arn:aws:sts::210987654321:assumed-role/First/alice is not authorized to perform: "
        "sts:SetSourceIdentity because no role trust policy allows the sts:SetSourceIdentity action"
    )


def test_in_the_own_account_the_missing_policy_is_named(alice: Clients, own: Account) -> None:
    role = own.add_role("Plain", trust(own))
    own.users["alice"].put_policy("deny-without-mfa", one("Allow", "iam:*"))
    own.users["alice"].attached.remove(administrator_access(own.cloud).arn or "", 0)

    assert posing_refused(alice, role.arn).message == (
        f"{ALICE}sts:AssumeRole on resource: {role.arn} because no identity-based policy allows "
        "the sts:AssumeRole action"
    )


POSED = "User: arn:aws:sts::210987654321:assumed-role/Admin/alice is not authorized to perform: "
LISTING = f"{POSED}iam:ListUsers on resource: arn:aws:iam::210987654321:user/ "


def test_a_service_control_policy_is_named_with_its_arn(company: Company, posed: Clients) -> None:
    company.organization.put_control_policies(one("Allow"), one("Deny", "iam:*"))
    arn = company.organization.control_policies[1].arn or ""

    assert arn.startswith(
        "arn:aws:organizations::111122223333:policy/o-fakeorg123/service_control_policy/p-"
    )
    assert refusal(posed("iam").list_users).message == (
        f"{LISTING}with an explicit deny in a service control policy: {arn}"
    )


def test_a_service_control_policy_without_an_allow_is_named(
    company: Company, posed: Clients
) -> None:
    company.organization.put_control_policies(one("Allow", "sts:*"))

    assert refusal(posed("iam").list_users).message == (
        f"{LISTING}because no service control policy allows the iam:ListUsers action"
    )


def test_control_policies_do_not_bind_the_management_account(
    company: Company, session: Clients
) -> None:
    company.organization.put_control_policies(one("Deny"))
    company.organization.put_resource_control_policies(everybody("Deny"))

    assert session("iam").list_users()["Users"]


def test_a_resource_control_policy_protects_the_roles_of_members_from_anyone(
    company: Company, session: Clients
) -> None:
    company.organization.put_resource_control_policies(
        everybody("Allow"), everybody("Deny", "sts:AssumeRole")
    )
    arn = company.organization.resource_control_policies[1].arn or ""
    role = f"{PROD}/Admin"

    assert "/resource_control_policy/p-" in arn
    assert posing_refused(session, role).message == (
        f"{ALICE}sts:AssumeRole on resource: {role} with an explicit deny in a resource control "
        f"policy: {arn}"
    )


def test_a_resource_control_policy_without_an_allow_is_named(
    company: Company, posed: Clients
) -> None:
    company.organization.put_resource_control_policies(everybody("Allow", "sts:*"))

    assert refusal(posed("iam").list_users).message == (
        f"{LISTING}because no resource control policy allows the iam:ListUsers action"
    )


@pytest.mark.parametrize(
    ("policy", "reason"),
    [
        (everybody("Deny", "iam:*"), "with an explicit deny in a VPC endpoint policy"),
        (
            everybody("Allow", "sts:*"),
            "because no VPC endpoint policy allows the iam:ListUsers action",
        ),
    ],
    ids=["denies", "lacks"],
)
def test_a_vpc_endpoint_policy_is_named(
    company: Company, posed: Clients, policy: dict[str, Any], reason: str
) -> None:
    company.cloud.put_endpoint_policy(policy)

    assert refusal(posed("iam").list_users).message == f"{LISTING}{reason}"


def test_a_policy_that_names_no_principal_is_not_for_resources() -> None:
    with pytest.raises(Exception, match="MalformedPolicyDocument"):
        resource_policy(one("Deny"))


def test_a_quarantined_key_is_recognized_by_the_name_of_the_policy(
    company: Company, session: Clients
) -> None:
    arn = "arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3"
    company.user.attach(company.cloud.aws_managed[arn])

    told = refusal(session("iam").create_access_key, UserName="alice")

    assert told.message == (
        f"{ALICE}iam:CreateAccessKey on resource: user alice with an explicit deny in an "
        f"identity-based policy: {arn}"
    )
    assert session("iam").list_users()["Users"]


@pytest.mark.parametrize(
    ("given", "code", "words"),
    [
        (
            {"Tags": [*TAGS, {"Key": "Team", "Value": "blue"}]},
            "InvalidParameterValue",
            "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
        ),
        (
            {"Tags": TAGS, "TransitiveTagKeys": ["team", "stage"]},
            "InvalidParameterValue",
            "The specified transitive tag key must be included in the requested tags.",
        ),
        ({"Tags": [{"Key": "aws:x", "Value": "y"}]}, "ValidationError", "prefix 'aws:'"),
        ({"SourceIdentity": "aws:alice"}, "ValidationError", "'sourceIdentity'"),
        (
            {"Tags": [{"Key": f"{n:0128}", "Value": "v" * 256} for n in range(20)]},
            "PackedPolicyTooLarge",
            "Packed size of session tags consumes 187% of allotted space.",
        ),
    ],
)
def test_session_tags_that_no_role_accepts(
    session: Clients, prod: Account, given: dict[str, Any], code: str, words: str
) -> None:
    document = trust(prod.cloud.accounts["111122223333"])
    document["Statement"][0]["Action"] = "sts:*"
    prod.add_role("Tagged", document)

    told = posing_refused(session, f"{PROD}/Tagged", **given)

    assert (told.code, told.status) == (code, 400)
    assert words in told.message


def test_a_source_identity_may_be_long(session: Clients, prod: Account) -> None:
    document = trust(prod.cloud.accounts["111122223333"])
    document["Statement"][0]["Action"] = "sts:*"
    prod.add_role("Named", document)

    answer = session("sts").assume_role(
        RoleArn=f"{PROD}/Named", RoleSessionName="alice", SourceIdentity="a" * 256
    )

    assert answer["SourceIdentity"] == "a" * 256


@pytest.mark.locked
def test_an_answer_says_how_long_its_token_is(session: Clients) -> None:
    answer = session("sts").assume_role(
        RoleArn=f"{PROD}/Admin", RoleSessionName="alice", MinimumSessionTokenSize=4096
    )

    assert (answer["SessionTokenSize"], answer["SessionTokenUtilization"]) == (4096, 100)
    assert len(answer["Credentials"]["SessionToken"]) == 4096


def test_a_session_without_a_role_asks_sts_for_little(
    session: Clients, posed: Clients, company: Company
) -> None:
    asked = {"AccessKeyId": company.key.id}

    assert refusal(session("sts").get_access_key_info, **asked) == Refusal(
        "AccessDenied", "Cannot call GetAccessKeyInfo with session credentials", 403
    )
    assert posed("sts").get_access_key_info(**asked)["Account"] == "111122223333"


def test_get_access_key_info_needs_permission(alice: Clients, company: Company) -> None:
    told = refusal(alice("sts").get_access_key_info, AccessKeyId=company.key.id)

    assert told.message == (
        f"{ALICE}sts:GetAccessKeyInfo on resource: * with an explicit deny in an identity-based "
        "policy"
    )


def test_a_boundary_of_a_role_limits_it(session: Clients, company: Company) -> None:
    iam = session("iam")
    arn = iam.create_policy(PolicyName="OnlySts", PolicyDocument=json.dumps(one("Allow", "sts:*")))[
        "Policy"
    ]["Arn"]
    role = iam.create_role(
        RoleName="Bounded",
        AssumeRolePolicyDocument=json.dumps(trust(company.account)),
        PermissionsBoundary=arn,
    )["Role"]
    company.account.roles["Bounded"].attach(administrator_access(company.cloud))
    answer = session("sts").assume_role(RoleArn=role["Arn"], RoleSessionName="alice")
    bounded = session.with_(Credentials.of(answer))("iam")

    assert role["PermissionsBoundary"]["PermissionsBoundaryArn"] == arn
    assert refusal(bounded.list_users).message.endswith(
        "because no permissions boundary allows the iam:ListUsers action"
    )
    assert refusal(iam.delete_policy, PolicyArn=arn).code == "DeleteConflict"
    iam.delete_role_permissions_boundary(RoleName="Bounded")
    assert bounded.list_users()["Users"]
    iam.put_role_permissions_boundary(RoleName="Bounded", PermissionsBoundary=arn)
    assert refusal(bounded.list_users).code == "AccessDenied"
    told = refusal(
        iam.put_role_permissions_boundary,
        RoleName="Bounded",
        PermissionsBoundary="arn:aws:iam::111122223333:policy/Nothing",
    )
    assert told.code == "NoSuchEntity"
