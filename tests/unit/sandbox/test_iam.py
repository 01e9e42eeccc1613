import json
from collections.abc import Iterator
from typing import Any

import pytest

from aws_session.sandbox import Server, scenario, totp
from aws_session.sandbox.device import Kind
from aws_session.sandbox.scenario import Company, Owner

from .clients import Clients, Credentials, refusal

EVERYTHING = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
}
EVERYTHING_TEXT = json.dumps(EVERYTHING)


@pytest.fixture
def owner() -> Owner:
    return scenario.administrator()


@pytest.fixture
def clients(owner: Owner) -> Iterator[Clients]:
    with Server(owner.cloud) as server:
        yield Clients(server.endpoint, Credentials.of_key(owner.key), owner.region)


@pytest.fixture
def iam(clients: Clients) -> Any:
    return clients("iam")


def test_a_user_set_up_over_the_api_gets_a_session(clients: Clients, owner: Owner) -> None:
    iam = clients("iam")
    made = iam.create_user(UserName="carol", Path="/team/red/")["User"]
    assert made["Arn"] == "arn:aws:iam::111122223333:user/team/red/carol"
    key = iam.create_access_key(UserName="carol")["AccessKey"]
    device = iam.create_virtual_mfa_device(VirtualMFADeviceName="carol")["VirtualMFADevice"]
    phone = owner.account.virtual_devices[device["SerialNumber"]]
    assert device["Base32StringSeed"].decode() == phone.base32_seed
    first, second = phone.pair(owner.cloud.now())

    iam.enable_mfa_device(
        UserName="carol",
        SerialNumber=device["SerialNumber"],
        AuthenticationCode1=first,
        AuthenticationCode2=second,
    )

    carol = clients.with_(Credentials(key["AccessKeyId"], key["SecretAccessKey"]))
    code = totp.code_for(phone.seed, totp.step_at(owner.cloud.now()) + 1)
    answer = carol("sts").get_session_token(SerialNumber=device["SerialNumber"], TokenCode=code)
    assert carol.with_(Credentials.of(answer))("sts").get_caller_identity()["Arn"] == made["Arn"]


def test_enabling_spends_both_codes(iam: Any, owner: Owner, clients: Clients) -> None:
    user = owner.account.add_user("carol")
    carol = clients.with_(Credentials.of_key(user.add_key()))
    serial = iam.create_virtual_mfa_device(VirtualMFADeviceName="carol")["VirtualMFADevice"][
        "SerialNumber"
    ]
    codes = owner.account.virtual_devices[serial].pair(owner.cloud.now())
    iam.enable_mfa_device(
        UserName="carol",
        SerialNumber=serial,
        AuthenticationCode1=codes[0],
        AuthenticationCode2=codes[1],
    )

    for code in codes:
        told = refusal(carol("sts").get_session_token, SerialNumber=serial, TokenCode=code)

        assert "invalid MFA one time pass code" in told.message


def test_enabling_needs_two_codes_that_follow_each_other(iam: Any, owner: Owner) -> None:
    owner.account.add_user("carol")
    serial = iam.create_virtual_mfa_device(VirtualMFADeviceName="carol")["VirtualMFADevice"][
        "SerialNumber"
    ]
    first, second = owner.account.virtual_devices[serial].pair(owner.cloud.now())
    for pair in ((second, first), (second, second), ("000000", "000001")):
        told = refusal(
            iam.enable_mfa_device,
            UserName="carol",
            SerialNumber=serial,
            AuthenticationCode1=pair[0],
            AuthenticationCode2=pair[1],
        )

        assert (told.code, told.status) == ("InvalidAuthenticationCode", 403)
        assert told.message == "Authentication code for device is not valid."


def test_a_device_lives_from_creation_to_deletion(iam: Any, owner: Owner) -> None:
    owner.account.add_user("carol")
    device = iam.create_virtual_mfa_device(VirtualMFADeviceName="carol")["VirtualMFADevice"]
    serial = device["SerialNumber"]
    again = refusal(iam.create_virtual_mfa_device, VirtualMFADeviceName="carol")
    assert (again.code, again.status) == ("EntityAlreadyExists", 409)
    assert len(unassigned(iam)) == 1
    first, second = owner.account.virtual_devices[serial].pair(owner.cloud.now())
    iam.enable_mfa_device(
        UserName="carol",
        SerialNumber=serial,
        AuthenticationCode1=first,
        AuthenticationCode2=second,
    )
    assert iam.list_mfa_devices(UserName="carol")["MFADevices"][0]["SerialNumber"] == serial
    assert iam.get_mfa_device(SerialNumber=serial, UserName="carol")["UserName"] == "carol"
    listed = iam.list_virtual_mfa_devices(AssignmentStatus="Assigned")["VirtualMFADevices"]
    assert listed[0]["User"]["UserName"] == "carol"
    assert refusal(iam.delete_virtual_mfa_device, SerialNumber=serial).code == "DeleteConflict"

    iam.deactivate_mfa_device(UserName="carol", SerialNumber=serial)
    iam.delete_virtual_mfa_device(SerialNumber=serial)

    assert unassigned(iam) == []
    gone = refusal(iam.delete_virtual_mfa_device, SerialNumber=serial)
    assert (gone.code, gone.status) == ("NoSuchEntity", 404)


def unassigned(iam: Any) -> list[Any]:
    answer = iam.list_virtual_mfa_devices(AssignmentStatus="Unassigned")
    return list(answer["VirtualMFADevices"])


def test_security_keys_and_fobs_are_listed_with_their_serials(
    session: Clients, company: Company
) -> None:
    company.user.add_device(Kind.HARDWARE)
    company.user.add_device(Kind.U2F, "yubikey", first=True)

    devices = session("iam").list_mfa_devices(UserName="alice")["MFADevices"]

    assert [device["SerialNumber"] for device in devices] == [
        "arn:aws:iam::111122223333:u2f/user/alice/yubikey-FAKEFAKEFAKEFAKE",
        "arn:aws:iam::111122223333:mfa/alice",
        "GAHT12345678",
    ]


def test_a_policy_for_the_own_user_only_denies_listing_devices_without_a_name(
    alice: Clients, company: Company
) -> None:
    bob = company.account.add_user("bob")
    own = {
        "Effect": "Allow",
        "Action": "iam:*",
        "Resource": "arn:aws:iam::*:user/${aws:username}",
    }
    bob.put_policy("own", {"Version": "2012-10-17", "Statement": own})
    iam = alice.with_(Credentials.of_key(bob.add_key()))("iam")

    assert iam.list_mfa_devices(UserName="bob")["MFADevices"] == []
    assert refusal(iam.list_mfa_devices).code == "AccessDenied"
    told = refusal(iam.list_mfa_devices, UserName="alice")
    assert told.message == (
        "User: arn:aws:iam::111122223333:user/bob is not authorized to perform: "
        "iam:ListMFADevices on resource: user alice because no identity-based policy allows "
        "the iam:ListMFADevices action"
    )


def test_a_managed_policy_that_denies_is_named(alice: Clients, company: Company) -> None:
    policy = company.account.add_policy(
        "Stop",
        {
            "Version": "2012-10-17",
            "Statement": {"Effect": "Deny", "Action": "iam:*", "Resource": "*"},
        },
    )
    company.user.inline.remove("deny-without-mfa", 0)
    company.user.attach(policy)

    told = refusal(alice("iam").get_user)

    assert told.message.endswith(
        "with an explicit deny in an identity-based policy: arn:aws:iam::111122223333:policy/Stop"
    )


def test_users_come_in_pages(iam: Any, owner: Owner) -> None:
    for number in range(7):
        owner.account.add_user(f"user{number}")

    pages = list(iam.get_paginator("list_users").paginate(PaginationConfig={"PageSize": 3}))

    names = [user["UserName"] for page in pages for user in page["Users"]]
    assert [len(page["Users"]) for page in pages] == [3, 3, 2]
    assert names == ["administrator", *(f"user{number}" for number in range(7))]


def test_what_is_missing_or_already_exists_is_reported(iam: Any) -> None:
    told = refusal(iam.get_user, UserName="nobody")
    assert (told.code, told.status) == ("NoSuchEntity", 404)
    assert told.message == "The user with name nobody cannot be found."

    told = refusal(iam.create_user, UserName="Administrator")

    assert (told.code, told.status) == ("EntityAlreadyExists", 409)
    assert told.message == "User with name Administrator already exists."


def test_inline_policies_of_a_user_share_2048_characters(iam: Any) -> None:
    filler = {"Effect": "Allow", "Action": "iam:" + "x" * 800, "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": filler}, indent=400)
    put = {"UserName": "administrator", "PolicyDocument": document}
    iam.put_user_policy(PolicyName="one", **put)
    iam.put_user_policy(PolicyName="two", **put)
    iam.put_user_policy(PolicyName="two", **put)

    told = refusal(iam.put_user_policy, PolicyName="three", **put)

    assert (told.code, told.status) == ("LimitExceeded", 409)
    assert told.message == "Maximum policy size of 2048 bytes exceeded for user administrator"
    assert iam.list_user_policies(UserName="administrator")["PolicyNames"] == ["one", "two"]


def test_a_malformed_policy_is_refused(iam: Any) -> None:
    told = refusal(
        iam.put_user_policy, UserName="administrator", PolicyName="x", PolicyDocument="{}"
    )

    assert (told.code, told.status) == ("MalformedPolicyDocument", 400)
    assert told.message == "Syntax errors in policy."


@pytest.mark.parametrize("kind", ["user", "group", "role"])
def test_policies_go_on_and_off(iam: Any, owner: Owner, kind: str) -> None:
    owner.account.add_user("x")
    owner.account.add_group("x")
    owner.account.add_role("x", scenario.trust(owner.account))
    who = {f"{kind.title()}Name": "x"}
    arn = iam.create_policy(PolicyName="All", PolicyDocument=EVERYTHING_TEXT)["Policy"]["Arn"]

    getattr(iam, f"put_{kind}_policy")(**who, PolicyName="p", PolicyDocument=EVERYTHING_TEXT)
    getattr(iam, f"attach_{kind}_policy")(**who, PolicyArn=arn)

    read = getattr(iam, f"get_{kind}_policy")(**who, PolicyName="p")["PolicyDocument"]
    assert read == EVERYTHING
    attached = getattr(iam, f"list_attached_{kind}_policies")(**who)["AttachedPolicies"]
    assert attached == [{"PolicyName": "All", "PolicyArn": arn}]
    assert refusal(iam.delete_policy, PolicyArn=arn).code == "DeleteConflict"
    getattr(iam, f"detach_{kind}_policy")(**who, PolicyArn=arn)
    getattr(iam, f"delete_{kind}_policy")(**who, PolicyName="p")
    assert getattr(iam, f"list_{kind}_policies")(**who)["PolicyNames"] == []
    iam.delete_policy(PolicyArn=arn)
    assert refusal(iam.get_policy, PolicyArn=arn).code == "NoSuchEntity"


def test_a_groups_policies_are_its_members(clients: Clients, owner: Owner) -> None:
    iam = clients("iam")
    bob = owner.account.add_user("bob")
    theirs = clients.with_(Credentials.of_key(bob.add_key()))("iam")
    iam.create_group(GroupName="admins")
    iam.put_group_policy(GroupName="admins", PolicyName="all", PolicyDocument=EVERYTHING_TEXT)
    assert refusal(theirs.list_users).code == "AccessDenied"

    iam.add_user_to_group(GroupName="admins", UserName="bob")

    assert theirs.list_users()
    assert iam.get_group(GroupName="admins")["Users"][0]["UserName"] == "bob"
    assert iam.list_groups_for_user(UserName="bob")["Groups"][0]["GroupName"] == "admins"
    iam.remove_user_from_group(GroupName="admins", UserName="bob")
    assert refusal(theirs.list_users).code == "AccessDenied"


def test_a_boundary_limits_what_policies_allow(clients: Clients, owner: Owner) -> None:
    iam = clients("iam")
    only_sts = json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": {"Effect": "Allow", "Action": "sts:*", "Resource": "*"},
        }
    )
    arn = iam.create_policy(PolicyName="OnlySts", PolicyDocument=only_sts)["Policy"]["Arn"]
    iam.create_user(UserName="bob", PermissionsBoundary=arn)
    bob = owner.account.users["bob"]
    bob.attach(scenario.administrator_access(owner.cloud))
    theirs = clients.with_(Credentials.of_key(bob.add_key()))("iam")

    told = refusal(theirs.list_users)

    assert told.message.endswith("because no permissions boundary allows the iam:ListUsers action")
    iam.delete_user_permissions_boundary(UserName="bob")
    assert theirs.list_users()


def test_a_role_set_up_over_the_api_can_be_assumed(clients: Clients, owner: Owner) -> None:
    iam = clients("iam")
    trust = json.dumps(scenario.trust(owner.account))
    made = iam.create_role(
        RoleName="Deploy",
        Path="/ci/",
        AssumeRolePolicyDocument=trust,
        MaxSessionDuration=7200,
    )["Role"]
    assert made["Arn"] == "arn:aws:iam::111122223333:role/ci/Deploy"
    read = iam.get_role(RoleName="Deploy")["Role"]
    assert read["AssumeRolePolicyDocument"] == scenario.trust(owner.account)
    assert read["MaxSessionDuration"] == 7200

    answer = clients("sts").assume_role(
        RoleArn=made["Arn"], RoleSessionName="x1", DurationSeconds=7200
    )

    assert answer["AssumedRoleUser"]["Arn"] == ("arn:aws:sts::111122223333:assumed-role/Deploy/x1")


def test_trust_in_a_missing_principal_is_refused(iam: Any, owner: Owner) -> None:
    arn = "arn:aws:iam::111122223333:user/nobody"
    trust = json.dumps(scenario.trust(owner.account)).replace(owner.account.root.arn, arn)

    told = refusal(iam.create_role, RoleName="x", AssumeRolePolicyDocument=trust)

    assert told.code == "MalformedPolicyDocument"
    assert told.message == f'Invalid principal in policy: "AWS":"{arn}"'


def test_a_user_has_two_keys_at_most_and_they_can_be_turned_off(
    clients: Clients, owner: Owner
) -> None:
    iam = clients("iam")
    iam.create_user(UserName="bob")
    keys = [iam.create_access_key(UserName="bob")["AccessKey"] for _ in range(2)]
    told = refusal(iam.create_access_key, UserName="bob")
    assert (told.code, told.status) == ("LimitExceeded", 409)
    bob = clients.with_(Credentials(keys[0]["AccessKeyId"], keys[0]["SecretAccessKey"]))
    assert bob("sts").get_caller_identity()

    iam.update_access_key(UserName="bob", AccessKeyId=keys[0]["AccessKeyId"], Status="Inactive")

    listed = iam.list_access_keys(UserName="bob")["AccessKeyMetadata"]
    assert [key["Status"] for key in listed] == ["Inactive", "Active"]
    assert refusal(bob("sts").get_caller_identity).code == "InvalidClientTokenId"


def test_a_user_is_deleted_once_nothing_is_attached_to_it(iam: Any, owner: Owner) -> None:
    user = owner.account.add_user("bob")
    key = user.add_key()
    told = refusal(iam.delete_user, UserName="bob")
    assert (told.code, told.status) == ("DeleteConflict", 409)
    assert told.message == "Cannot delete entity, must delete access keys first."

    iam.delete_access_key(UserName="bob", AccessKeyId=key.id)
    iam.delete_user(UserName="bob")

    assert refusal(iam.get_user, UserName="bob").code == "NoSuchEntity"


def test_an_account_has_an_alias(iam: Any) -> None:
    assert iam.list_account_aliases()["AccountAliases"] == []

    iam.create_account_alias(AccountAlias="example-corp")

    assert iam.list_account_aliases()["AccountAliases"] == ["example-corp"]


def test_an_unknown_action_is_not_an_action(iam: Any) -> None:
    assert refusal(iam.get_account_summary).code == "InvalidAction"


@pytest.mark.parametrize("partition", scenario.REGIONS)
def test_arns_are_of_the_clouds_partition(partition: str) -> None:
    owner = scenario.administrator(partition=partition)
    with Server(owner.cloud) as server:
        clients = Clients(server.endpoint, Credentials.of_key(owner.key), owner.region)

        assert clients("iam").get_user()["User"]["Arn"] == (
            f"arn:{partition}:iam::111122223333:user/administrator"
        )
        assert clients("sts").get_caller_identity()["Arn"].startswith(f"arn:{partition}:")


@pytest.mark.parametrize(
    ("policy", "keys", "decision"),
    [
        ("deny-long-term-keys", {"aws:MultiFactorAuthPresent": "true"}, "explicitDeny"),
        ("deny-long-term-keys", {"aws:TokenIssueTime": "2026-11-21T09:00:00Z"}, "allowed"),
        ("deny-without-mfa", {"aws:MultiFactorAuthPresent": "true"}, "allowed"),
        ("deny-without-mfa", {}, "explicitDeny"),
        ("allow-with-mfa", {}, "implicitDeny"),
        ("require-mfa-age", {"aws:MultiFactorAuthAge": "28801"}, "explicitDeny"),
    ],
)
def test_a_simulation_says_what_the_policies_would(
    iam: Any, owner: Owner, policy: str, keys: dict[str, str], decision: str
) -> None:
    user = owner.account.add_user("bob")
    scenario.demand_mfa(user, policy)

    answer = iam.simulate_principal_policy(
        PolicySourceArn=user.arn,
        ActionNames=["sts:AssumeRole"],
        ContextEntries=[
            {"ContextKeyName": name, "ContextKeyValues": [value], "ContextKeyType": "string"}
            for name, value in keys.items()
        ],
    )

    assert answer["EvaluationResults"] == [
        {"EvalActionName": "sts:AssumeRole", "EvalResourceName": "*", "EvalDecision": decision}
    ]
    told = refusal(
        iam.simulate_principal_policy,
        PolicySourceArn=user.arn.replace("bob", "nobody"),
        ActionNames=["sts:AssumeRole"],
    )
    assert told.code == "NoSuchEntity"
