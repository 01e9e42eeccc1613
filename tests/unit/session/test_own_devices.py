from __future__ import annotations

import pytest

from aws_session.errors import SessionError, UsageError
from aws_session.model.identity import CallerIdentity
from aws_session.model.mfa import Device
from aws_session.session import mfa_device as mfa_devices

ACCOUNT = "111122223333"
ALICE = CallerIdentity(f"arn:aws:iam::{ACCOUNT}:user/team/alice", ACCOUNT)
ROOT = CallerIdentity(f"arn:aws:iam::{ACCOUNT}:root", ACCOUNT)
PHONE = f"arn:aws:iam::{ACCOUNT}:mfa/phone"
TABLET = f"arn:aws:iam::{ACCOUNT}:mfa/path/tablet"
FIDO = f"arn:aws:iam::{ACCOUNT}:u2f/user/alice/key-ABC"
HARDWARE = "GAHT12345678"


def test_a_security_key_that_is_listed_first_is_passed_over() -> None:
    found = mfa_devices.found(None, (FIDO, TABLET), ALICE)

    assert found == Device(TABLET, "your first device")


def test_the_first_of_several_is_taken_and_the_others_are_named() -> None:
    found = mfa_devices.found(None, (PHONE, FIDO, TABLET, HARDWARE), ALICE)

    assert found.serial == PHONE
    said = f"device {PHONE}; for another: aws-session mfa DEVICE ({TABLET}, {HARDWARE})"
    assert found.notices == (said,)


def test_nothing_but_security_keys_is_explained() -> None:
    with pytest.raises(SessionError, match="alice has only security keys") as caught:
        mfa_devices.found(None, (FIDO, FIDO), ALICE)

    assert caught.value.hint == (
        "add an authenticator app as a second device in the IAM console (8 are allowed), or "
        "sign in with it in the browser (AWS CLI 2.32 or later); aws-session can use that "
        "session: aws login"
    )


def test_no_device_at_all_is_explained() -> None:
    with pytest.raises(SessionError, match=f"alice has no MFA device in account {ACCOUNT}"):
        mfa_devices.found(None, (), ALICE)


@pytest.mark.parametrize(
    ("caller", "serial"),
    [
        (ALICE, f"arn:aws:iam::{ACCOUNT}:mfa/alice"),
        (
            CallerIdentity(f"arn:aws-cn:iam::{ACCOUNT}:user/alice", ACCOUNT),
            f"arn:aws-cn:iam::{ACCOUNT}:mfa/alice",
        ),
        (
            CallerIdentity(f"arn:aws-us-gov:iam::{ACCOUNT}:user/alice", ACCOUNT),
            f"arn:aws-us-gov:iam::{ACCOUNT}:mfa/alice",
        ),
        (ROOT, f"arn:aws:iam::{ACCOUNT}:mfa/root-account-mfa-device"),
    ],
)
def test_where_listing_is_denied_the_users_own_name_is_the_guess(
    caller: CallerIdentity, serial: str
) -> None:
    found = mfa_devices.found(None, None, caller)

    assert (found.serial, found.assumed) == (serial, True)
    assert "guess" in found.reason


@pytest.mark.parametrize(
    ("name", "serial"), [("phone", PHONE), ("tablet", TABLET), (HARDWARE,) * 2]
)
def test_a_name_finds_its_device_in_the_list(name: str, serial: str) -> None:
    found = mfa_devices.found(name, (FIDO, PHONE, TABLET, HARDWARE), ALICE)

    assert found == Device(serial, "by its name")


def test_a_name_missing_from_the_list_is_refused_with_the_list() -> None:
    with pytest.raises(UsageError, match="you have no MFA device 'watch'") as caught:
        mfa_devices.found("watch", (PHONE, TABLET), ALICE)

    assert caught.value.hint == f"you have: {PHONE}, {TABLET}"


@pytest.mark.parametrize("listing", [None, ()])
def test_a_name_without_a_list_is_built_into_a_serial_number(
    listing: tuple[str, ...] | None,
) -> None:
    found = mfa_devices.found("phone", listing, ALICE)

    assert (found.serial, found.assumed) == (PHONE, True)


def test_a_security_key_by_its_name_is_refused() -> None:
    with pytest.raises(SessionError, match="security key"):
        mfa_devices.found("key-ABC", (FIDO, PHONE), ALICE)


@pytest.mark.parametrize(
    ("listing", "serial"),
    [
        ((FIDO, PHONE, TABLET), TABLET),
        ((TABLET,), TABLET),
        ((PHONE,), None),
        ((FIDO, PHONE), None),
        ((PHONE, TABLET, HARDWARE), None),
        (None, None),
    ],
)
def test_only_a_single_other_device_stands_in(
    listing: tuple[str, ...] | None, serial: str | None
) -> None:
    previous = Device(PHONE, "the device of the previous session")
    other = mfa_devices.another(previous, listing, ALICE)

    assert (other and other.serial) == serial


@pytest.mark.parametrize(
    ("answer", "serial"), [(f" {TABLET} ", TABLET), (HARDWARE, HARDWARE), ("phone", PHONE)]
)
def test_a_typed_device_may_be_an_arn_a_serial_number_or_a_name(answer: str, serial: str) -> None:
    assert mfa_devices.typed(answer, ALICE).serial == serial


def test_a_typed_security_key_is_refused() -> None:
    with pytest.raises(SessionError, match="security key"):
        mfa_devices.typed(FIDO, ALICE)


@pytest.mark.parametrize("name", ["", "my phone", "a\x1bb", "ARN:AWS:IAM::1:MFA/x", "https://x"])
def test_a_name_that_no_device_can_have_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="is not the serial number"):
        mfa_devices.typed(name, ALICE)
