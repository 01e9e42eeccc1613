from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aws_session.commands.mfa import Mfa
from aws_session.config import profiles
from aws_session.errors import SessionError, UsageError
from aws_session.model import mfa
from aws_session.model.mfa import Device
from aws_session.model.recoverable_errors import WrongDeviceError
from aws_session.session import precedence
from walk import Walk

if TYPE_CHECKING:
    from aws_session.config.profile import Profile

ACCOUNT = "111122223333"
PHONE = f"arn:aws:iam::{ACCOUNT}:mfa/phone"
TABLET = f"arn:aws:iam::{ACCOUNT}:mfa/path/tablet"
FIDO = f"arn:aws:iam::{ACCOUNT}:u2f/user/alice/key-ABC"
HARDWARE = "GAHT12345678"


def profile(serial: str, *, in_credentials: bool = False) -> Profile:
    text = f"[a]\nmfa_serial = {serial}\n"
    texts = ("", text) if in_credentials else (text.replace("[a]", "[profile a]"), "")
    return profiles.read(texts[0], "CONFIG", texts[1], "CREDENTIALS").find("a")


def told(
    word: str | None = None, environ: dict[str, str] | None = None, of: Profile | None = None
) -> Device | None:
    return precedence.configured_device(word, environ or {}, of)


def test_the_argument_precedes_the_variable_which_precedes_the_profile() -> None:
    environ, of = {precedence.DEVICE_VARIABLE: TABLET}, profile(HARDWARE)

    assert told(PHONE, environ, of) == Device(PHONE, "as you specified")
    assert told(None, environ, of) == Device(TABLET, f"from {precedence.DEVICE_VARIABLE}")
    assert told(None, {}, of) == Device(HARDWARE, "from mfa_serial of profile 'a'")
    assert told(None, {precedence.DEVICE_VARIABLE: ""}, of) == told(None, {}, of)
    assert told() is None


def test_the_serial_number_may_be_in_the_credentials_file() -> None:
    found = told(of=profile(PHONE, in_credentials=True))

    assert found is not None
    assert found.serial == PHONE


def test_a_bare_name_is_not_overruled_by_a_serial_number_further_down() -> None:
    environ = {precedence.DEVICE_VARIABLE: TABLET}

    assert told("phone", environ) is None
    assert precedence.configured_device_name("phone", environ, profile(HARDWARE)) == "phone"
    assert (
        precedence.configured_device_name(
            None, {precedence.DEVICE_VARIABLE: "tablet"}, profile(HARDWARE)
        )
        == "tablet"
    )
    assert precedence.configured_device_name(None, {}, profile("laptop")) == "laptop"
    assert precedence.configured_device_name(None, {}, None) is None


@pytest.mark.parametrize("where", ["word", "variable", "profile"])
def test_a_security_key_is_refused_before_a_code_is_asked_for(where: str) -> None:
    with pytest.raises(SessionError, match="security key") as caught:
        told(
            FIDO if where == "word" else None,
            {precedence.DEVICE_VARIABLE: FIDO} if where == "variable" else {},
            profile(FIDO) if where == "profile" else None,
        )

    assert caught.value.hint == (
        "name another device, or add an authenticator app (8 are allowed), or sign in with it "
        "in the browser (AWS CLI 2.32 or later); aws-session can use that session: aws login"
    )


@pytest.mark.parametrize(
    ("serial", "is_one"),
    [
        ("GAHT12345678", True),
        ("GAKT00012345", True),
        ("gaht12345678", False),
        ("GAHT", False),
        ("12345678", False),
        ("GAHTX2345678", False),
        ("\u0413\u0410\u041d\u042212345678", False),
        ("phone", False),
    ],
)
def test_hardware_tokens_are_distinguished_from_names(serial: str, is_one: bool) -> None:
    assert mfa.is_hardware(serial) is is_one


@pytest.mark.parametrize(
    "word",
    [
        "arn:",
        f"{PHONE} ",
        f"{PHONE}\x1b[2J",
        f"{PHONE}é",
        f"arn:aws:iam::{ACCOUNT}:mfa/{'a' * 256}",
    ],
)
def test_what_aws_would_never_accept_is_refused_before_a_code_is_asked_for(word: str) -> None:
    with pytest.raises(UsageError, match="is not the serial number or name of an") as caught:
        told(word)

    assert "\x1b" not in caught.value.message


@pytest.mark.parametrize(
    ("serial", "message", "example"),
    [
        (
            "arn:aws:iam::111122223333:user/alice",
            "is the ARN of a user, not of an MFA device",
            "arn:aws:iam::111122223333:mfa/alice",
        ),
        (
            "arn:aws-cn:iam::111122223333:user/team/alice",
            "is the ARN of a user, not of an MFA device",
            "arn:aws-cn:iam::111122223333:mfa/alice",
        ),
        (
            "arn:aws:iam::111122223333:role/Admin",
            "is the ARN of a role, not of an MFA device",
            "arn:aws:iam::ACCOUNT:mfa/NAME",
        ),
        (
            "arn:aws:iam::111122223333:root",
            "is not the ARN of an MFA device",
            "arn:aws:iam::ACCOUNT:mfa/NAME",
        ),
        (
            "arn:aws:sts::111122223333:assumed-role/Admin/alice",
            "is not the ARN of an MFA device",
            "arn:aws:iam::ACCOUNT:mfa/NAME",
        ),
        (
            "arn:aws:iam::1111-2222-3333:mfa/alice",
            "is not the ARN of an MFA device",
            "arn:aws:iam::ACCOUNT:mfa/NAME",
        ),
    ],
)
def test_the_arn_of_something_else_is_refused_with_its_place(
    serial: str, message: str, example: str
) -> None:
    hint = f"use the ARN of a device, for example: {example}"

    with pytest.raises(UsageError) as caught:
        precedence.configured_device(None, {}, profile(serial))
    assert caught.value.message == f"{serial} {message} (mfa_serial: CONFIG, line 2)"
    assert caught.value.hint == hint
    with pytest.raises(UsageError) as caught:
        precedence.configured_device(serial, {}, None)
    assert (caught.value.message, caught.value.hint) == (f"{serial} {message}", hint)
    with pytest.raises(UsageError) as caught:
        precedence.configured_device(None, {"AWS_MFA_SERIAL": serial}, None)
    assert caught.value.message == f"{serial} {message} (AWS_MFA_SERIAL)"


def test_a_device_in_quotes_is_refused_before_it_is_taken_for_a_name() -> None:

    with pytest.raises(UsageError) as caught:
        precedence.configured_device(None, {}, profile(f'"{PHONE}"'))
    assert caught.value.message.endswith(
        "serial number or name of an MFA device (mfa_serial: CONFIG, line 2)"
    )


@pytest.mark.parametrize(
    ("serial", "why"),
    [
        (f"{PHONE} # mine", ": AWS's tools read a comment after a value as part of it"),
        ("phone ; mine", ": AWS's tools read a comment after a value as part of it"),
        (f"{PHONE}\u00e9", ""),
        ("ARN:AWS:IAM::111122223333:MFA/alice", ""),
    ],
)
def test_what_is_not_a_device_is_refused_with_its_place(serial: str, why: str) -> None:
    with pytest.raises(UsageError) as caught:
        precedence.configured_device(None, {}, profile(serial))

    assert caught.value.message == (
        f"{serial!r} is not the serial number or name of an MFA device (mfa_serial: CONFIG, "
        f"line 2){why}"
    )
    assert caught.value.hint == "find it in the IAM console, under your security credentials"


def test_a_device_is_known_as_devices_prints_it() -> None:
    walk = Walk()
    walk.go(Mfa(word=r"arn:aws:iam::111122223333:mfa/a\u003db"), "111111")

    assert walk.world.sent[0][0] == "arn:aws:iam::111122223333:mfa/a=b"


KEY = "aws_access_key_id = AKIAFAKE\naws_secret_access_key = s\n"
GUESSED = f"arn:aws:iam::{ACCOUNT}:mfa/alice"


@pytest.mark.parametrize(
    ("usual", "listing", "serial"),
    [
        (TABLET, None, TABLET),
        (TABLET, (PHONE,), PHONE),
        (TABLET.replace(ACCOUNT, "210987654321"), None, GUESSED),
        (HARDWARE, None, GUESSED),
        (FIDO, None, GUESSED),
        ("nonsense", None, GUESSED),
    ],
)
def test_the_device_of_the_default_profile_comes_before_a_guess(
    usual: str, listing: tuple[str, ...] | None, serial: str
) -> None:
    walk = Walk({}, f"[default]\nmfa_serial = {usual}\n[profile other]\n{KEY}")
    walk.go(Mfa(profile="other"), "111111", listings=[listing])

    assert walk.world.sent == [(serial, "111111")]


def test_a_profiles_own_device_comes_before_that_of_the_default_one() -> None:
    walk = Walk(
        {}, f"[default]\nmfa_serial = {TABLET}\n[profile other]\nmfa_serial = {PHONE}\n{KEY}"
    )
    walk.go(Mfa(profile="other"), "111111", listings=[None])

    assert walk.world.sent == [(PHONE, "111111")]


def test_if_the_default_profiles_device_is_another_users_the_guess_is_next() -> None:
    walk = Walk({}, f"[default]\nmfa_serial = {TABLET}\n[profile other]\n{KEY}")
    walk.go(
        Mfa(profile="other"), "111111", listings=[None, None],
        answers=[WrongDeviceError("not yours", hint="use another")],
    )  # fmt: skip

    assert walk.world.sent == [(TABLET, "111111"), (GUESSED, "111111")]
    assert any(f"trying {GUESSED}" in line for line in walk.world.configured)


@pytest.mark.parametrize(
    ("environ", "config", "what"),
    [
        ({}, f"mfa_serial = {TABLET}\n", "correct mfa_serial of the profile"),
        ({"AWS_MFA_SERIAL": TABLET}, "", "correct AWS_MFA_SERIAL"),
        ({}, "", "use another"),
    ],
)
def test_what_named_another_users_device_is_what_to_correct(
    environ: dict[str, str], config: str, what: str
) -> None:
    walk = Walk(environ, f"[profile other]\n{config}{KEY}")
    with pytest.raises(WrongDeviceError) as caught:
        walk.go(
            Mfa(profile="other", code="111111"), listings=[None, None],
            answers=[WrongDeviceError("not yours", hint="use another")], terminal=False,
        )  # fmt: skip

    assert (caught.value.hint or "").endswith(what)
