"""What IAM refuses: names that differ only in case, long documents, nonexistent principals."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from aws_session.sandbox.scenario import Company, trust

from .clients import Clients, Refusal, refusal

if TYPE_CHECKING:
    from collections.abc import Callable

EVERYTHING = json.dumps(
    {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
)


@pytest.fixture
def iam(session: Clients) -> Any:
    return session("iam")


CREATIONS: dict[str, Callable[[Any, str], Any]] = {
    "user": lambda iam, name: iam.create_user(UserName=name),
    "group": lambda iam, name: iam.create_group(GroupName=name),
    "policy": lambda iam, name: iam.create_policy(PolicyName=name, PolicyDocument=EVERYTHING),
    "device": lambda iam, name: iam.create_virtual_mfa_device(VirtualMFADeviceName=name),
}


@pytest.mark.parametrize("kind", CREATIONS)
def test_names_that_differ_only_by_case_are_the_same(iam: Any, kind: str) -> None:
    CREATIONS[kind](iam, "Night-Shift")

    told = refusal(lambda: CREATIONS[kind](iam, "night-shift"))

    assert (told.code, told.status) == ("EntityAlreadyExists", 409)


def test_a_user_is_not_renamed_to_another_in_capitals(iam: Any) -> None:
    iam.create_user(UserName="bob")
    iam.update_user(UserName="bob", NewUserName="Bob")

    told = refusal(iam.update_user, UserName="Bob", NewUserName="ALICE")

    assert (told.code, told.status) == ("EntityAlreadyExists", 409)


def test_an_inline_policy_is_found_in_any_case(iam: Any, company: Company) -> None:
    put = {"UserName": "alice", "PolicyDocument": EVERYTHING}
    iam.put_user_policy(PolicyName="Mine", **put)
    iam.put_user_policy(PolicyName="MINE", **put)

    assert iam.get_user_policy(UserName="alice", PolicyName="mine")["PolicyName"] == "Mine"
    assert sorted(policy.name for policy in company.user.inline) == ["Mine", "deny-without-mfa"]


@pytest.mark.parametrize("operation", ["user", "role"])
def test_tags_that_differ_only_by_case_are_refused(
    iam: Any, company: Company, operation: str
) -> None:
    tags = [{"Key": key, "Value": "x"} for key in ("team", "Team")]
    call = {
        "user": lambda: iam.create_user(UserName="bob", Tags=tags),
        "role": lambda: iam.create_role(
            RoleName="bob",
            AssumeRolePolicyDocument=json.dumps(trust(company.account)),
            Tags=tags,
        ),
    }[operation]

    assert refusal(call) == Refusal(
        "InvalidInput",
        "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
        400,
    )
    assert "bob" not in company.account.users | company.account.roles


def long_document(characters: int) -> str:
    """Return a policy with so many characters that count."""

    def text(action: str) -> str:
        statement = {"Effect": "Allow", "Action": action, "Resource": "*"}
        return json.dumps({"Version": "2012-10-17", "Statement": statement}, separators=(",", ":"))

    return text("iam:" + "x" * (characters - len(text("iam:")))).replace(",", ", \n ")


def test_a_managed_policy_has_6144_characters(iam: Any) -> None:
    iam.create_policy(PolicyName="long", PolicyDocument=long_document(6144))

    told = refusal(iam.create_policy, PolicyName="longer", PolicyDocument=long_document(6145))

    assert told == Refusal("LimitExceeded", "Cannot exceed quota for PolicySize: 6144", 409)


def test_a_trust_policy_has_2048_characters(iam: Any, company: Company) -> None:
    document = trust(company.account)
    condition: dict[str, Any] = {"StringEquals": {"sts:ExternalId": ""}}
    document["Statement"][0]["Condition"] = condition
    room = 2048 - len("".join(json.dumps(document).split()))
    condition["StringEquals"]["sts:ExternalId"] = "x" * room
    role = {"RoleName": "long", "AssumeRolePolicyDocument": json.dumps(document)}
    iam.create_role(**role)
    condition["StringEquals"]["sts:ExternalId"] += "x"

    told = refusal(
        iam.update_assume_role_policy, RoleName="long", PolicyDocument=json.dumps(document)
    )

    assert told == Refusal("LimitExceeded", "Cannot exceed quota for ACLSizePerRole: 2048", 409)


@pytest.mark.parametrize(
    "principal",
    [
        "nonsense",
        "alice",
        "arn:aws:iam::111122223333:group/admins",
        "arn:aws-cn:iam::111122223333:root",
        "arn:aws:iam::999999999999:root",
        "999999999999",
        "arn:aws:iam::111122223333:role/Missing",
    ],
)
def test_a_trust_policy_names_existing_principals(
    iam: Any, company: Company, principal: str
) -> None:
    document = trust(company.account)
    document["Statement"][0]["Principal"]["AWS"] = principal

    told = refusal(iam.create_role, RoleName="x", AssumeRolePolicyDocument=json.dumps(document))

    assert told == Refusal(
        "MalformedPolicyDocument", f'Invalid principal in policy: "AWS":"{principal}"', 400
    )


@pytest.mark.parametrize(
    "principal", ["111122223333", "*", "arn:aws:sts::210987654321:assumed-role/Admin/alice"]
)
def test_a_trust_policy_may_name_accounts_and_sessions(iam: Any, principal: str) -> None:
    statement = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": statement})

    assert iam.create_role(RoleName="x", AssumeRolePolicyDocument=document)


def test_lists_omit_what_aws_omits(iam: Any, company: Company) -> None:
    made = iam.create_policy(
        PolicyName="Bound",
        PolicyDocument=EVERYTHING,
        Description="for all",
        Tags=[{"Key": "team", "Value": "red"}],
    )["Policy"]
    given = {"Tags": [{"Key": "a", "Value": "b"}], "PermissionsBoundary": made["Arn"]}
    iam.create_user(UserName="bob", **given)
    iam.create_role(
        RoleName="bob", AssumeRolePolicyDocument=json.dumps(trust(company.account)), **given
    )
    users = {user["UserName"]: user for user in iam.list_users()["Users"]}
    roles = {role["RoleName"]: role for role in iam.list_roles()["Roles"]}
    read = iam.get_policy(PolicyArn=made["Arn"])["Policy"]

    for listed, whole in (
        (users["bob"], iam.get_user(UserName="bob")["User"]),
        (roles["bob"], iam.get_role(RoleName="bob")["Role"]),
    ):
        assert whole["Tags"] == given["Tags"]
        assert whole["PermissionsBoundary"]["PermissionsBoundaryArn"] == made["Arn"]
        assert listed.keys() == whole.keys() - {"Tags", "PermissionsBoundary", "RoleLastUsed"}
    assert "Tags" not in iam.get_user()["User"]
    listed = next(p for p in iam.list_policies(Scope="Local")["Policies"])
    assert listed.keys() == read.keys() - {"Tags", "Description"}
    assert (read["Description"], read["PermissionsBoundaryUsageCount"]) == ("for all", 2)
    assert read["PolicyId"].startswith("ANPAFAKE")
    assert read["CreateDate"] == read["UpdateDate"]
    version = iam.get_policy_version(PolicyArn=made["Arn"], VersionId="v1")["PolicyVersion"]
    assert version["CreateDate"] == read["CreateDate"]
