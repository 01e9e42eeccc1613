"""`policy NAME --enrol`: a new user can add a first device, and do nothing else before."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from aws_session.aws import policies
from aws_session.sandbox import Clock, Server, scenario, totp
from unit.sandbox.clients import Clients, Credentials

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from aws_session.sandbox.scenario import Company

NAMES = ("deny-long-term-keys", "require-mfa-age", "allow-with-mfa", "deny-without-mfa")
NOW = "2026-11-21T09:00:00Z"


def named(name: str) -> policies.Policy:
    return policies.named(name, max_age=None, before=NOW)


def can(call: Callable[[], Any]) -> bool:
    try:
        call()
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code in {"AccessDenied", "AccessDeniedException"}:
            return False
        raise
    return True


class NewUser:
    """A user with a key, no device, and a policy."""

    def __init__(self, company: Company, server: Server, policy: policies.Policy) -> None:
        self.company = company
        self.user = company.account.add_user("bob", "/team/")
        self.user.put_policy(policy.name, policy.document())
        if not any(s["Effect"] == "Allow" and "Condition" in s for s, _ in policy.statements):
            self.user.attach(scenario.administrator_access(company.cloud))
        key = Credentials.of_key(self.user.add_key())
        self.clients = Clients(server.endpoint, key, company.region)

    def create(self) -> str:
        made = self.clients("iam").create_virtual_mfa_device(VirtualMFADeviceName="bobs-phone")
        return str(made["VirtualMFADevice"]["SerialNumber"])

    def enable(self, serial: str, user: str = "bob") -> None:
        device = self.company.account.virtual_devices[serial]
        first, second = device.pair(self.company.cloud.now())
        self.clients("iam").enable_mfa_device(
            UserName=user, SerialNumber=serial, AuthenticationCode1=first,
            AuthenticationCode2=second,
        )  # fmt: skip

    def session(self, serial: str) -> Clients:
        device = self.company.account.virtual_devices[serial]
        assert isinstance(self.company.cloud.clock, Clock)
        self.company.cloud.clock.advance(60)
        device.forget_spent_codes()
        code = self.company.cloud.code(serial)
        answer = self.clients("sts").get_session_token(
            SerialNumber=serial,
            TokenCode=code.digits,  # type: ignore[union-attr] # no code is spent
        )
        return self.clients.with_(Credentials.of(answer))


@pytest.fixture
def server() -> Iterator[Server]:
    # At the start of a code's step, so that none ends between two calls.
    begun = time.time() // totp.STEP_SECONDS * totp.STEP_SECONDS
    company = scenario.company(clock=Clock(begun))
    with Server(company.cloud) as running:
        running.company = company  # type: ignore[attr-defined]
        yield running


@pytest.fixture
def company(server: Server) -> Company:
    return server.company  # type: ignore[attr-defined, no-any-return]


@pytest.mark.parametrize("name", NAMES)
def test_without_it_no_user_can_add_a_device_and_the_policy_says_so(
    company: Company, server: Server, name: str
) -> None:
    policy = named(name)
    bob = NewUser(company, server, policy)

    assert not can(bob.create)
    assert any(f"aws-session policy {name} --enrol" in line for line in policy.locks_out)


@pytest.mark.parametrize("name", NAMES)
def test_with_it_a_new_user_adds_a_device_and_starts_a_session(
    company: Company, server: Server, name: str
) -> None:
    bob = NewUser(company, server, named(name).enrolling)
    iam = bob.clients("iam")
    serial = bob.create()
    bob.enable(serial)
    session = bob.session(serial)

    assert iam.list_mfa_devices(UserName="bob")["MFADevices"][0]["SerialNumber"] == serial
    assert iam.get_mfa_device(SerialNumber=serial, UserName="bob")["UserName"] == "bob"
    assert iam.list_virtual_mfa_devices()["VirtualMFADevices"]
    assert iam.get_user(UserName="bob")["User"]["UserName"] == "bob"
    assert session("iam").list_users()["Users"]
    assert session("sts").assume_role(
        RoleArn="arn:aws:iam::210987654321:role/Admin", RoleSessionName="bob"
    )


@pytest.mark.parametrize("name", NAMES)
def test_with_it_a_new_user_can_do_nothing_else(
    company: Company, server: Server, name: str
) -> None:
    bob = NewUser(company, server, named(name).enrolling)
    iam, sts = bob.clients("iam"), bob.clients("sts")
    serial = bob.create()
    role = "arn:aws:iam::210987654321:role/OrganizationAccountAccessRole"
    others: dict[str, Callable[[], Any]] = {
        "users": iam.list_users,
        "another's devices": lambda: iam.list_mfa_devices(UserName="alice"),
        "another": lambda: iam.get_user(UserName="alice"),
        "a device for another": lambda: bob.enable(serial, "alice"),
        "a device off": lambda: iam.deactivate_mfa_device(UserName="bob", SerialNumber=serial),
        "a key": lambda: iam.create_access_key(UserName="bob"),
        "accounts": bob.clients("organizations").list_accounts,
        "a role": lambda: sts.assume_role(RoleArn=role, RoleSessionName="bob"),
    }

    assert {what for what, call in others.items() if can(call)} == set()


def test_a_stolen_key_could_add_a_device_and_the_form_says_so(
    company: Company, server: Server
) -> None:
    policy = named("deny-without-mfa").enrolling
    bob = NewUser(company, server, policy)
    bob.user.add_device(name="his-own")
    bob.enable(bob.create())

    assert len(bob.user.devices) == 2
    assert any("anyone who has only a user's key can add a device" in x for x in policy.locks_out)


@pytest.mark.parametrize("name", NAMES)
def test_the_form_fits_into_a_users_inline_policies(name: str) -> None:
    text = json.dumps(named(name).enrolling.document(), separators=(",", ":"))

    assert len(text) < 2048


@pytest.mark.parametrize("name", NAMES)
def test_deny_long_term_keys_alone_refuses_a_role_with_a_code(
    company: Company, server: Server, name: str
) -> None:
    bob = NewUser(company, server, named(name))
    device = bob.user.add_device()
    asked = {"RoleArn": "arn:aws:iam::432109876543:role/Admin", "RoleSessionName": "bob"}
    with_code = {"SerialNumber": device.serial, "TokenCode": company.cloud.code(device.serial)}
    with_code["TokenCode"] = with_code["TokenCode"].digits  # type: ignore[union-attr]

    told = any("pose -d 8h" in line and "cannot work" in line for line in named(name).locks_out)
    assert can(lambda: bob.clients("sts").assume_role(**asked, **with_code)) is not told
