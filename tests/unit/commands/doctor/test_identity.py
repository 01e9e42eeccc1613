from __future__ import annotations

import pytest

from aws_session.aws.source_credentials import SourceCredentials
from aws_session.commands.doctor import identity
from aws_session.commands.doctor.findings import OK, PROBLEM, WARNING, Finding
from aws_session.model.identity import CallerIdentity
from aws_session.model.mfa import Device


def test_who_signs_and_with_which_device_is_reported() -> None:
    guess = identity.of_device(Device("arn:aws:iam::1:mfa/a", "a guess", assumed=True), "1")
    root = identity.of_caller(CallerIdentity("arn:aws:iam::1:root", "1"), _signer())

    assert guess.level == WARNING
    assert "mfa_serial" in str(guess.remedy)
    assert identity.of_device(Device("GAHT12345678", "as you specified"), "1").level == OK
    assert "denied" in identity.of_listing(None).what
    assert "1 of them security keys" in identity.of_listing(("a", "arn:aws:iam::1:u2f/x/y")).what
    assert [f.level for f in root] == [OK, WARNING]


def test_a_device_of_another_account_is_a_problem() -> None:
    found = identity.of_device(Device("arn:aws:iam::2:mfa/a", "from AWS_MFA_SERIAL"), "1")

    assert found == Finding(
        "device",
        PROBLEM,
        "arn:aws:iam::2:mfa/a, from AWS_MFA_SERIAL, is a device of account 2: AWS refuses its "
        "codes for account 1",
        "name one of this account: aws-session devices",
    )


OLD = ": AWS advises a new one every 90 days"
REPLACE = "replace it: aws iam create-access-key, then aws configure, then delete the old one"


@pytest.mark.parametrize(
    ("seconds", "level", "age", "remedy"),
    [
        (-5, OK, "created today", None),
        (86_399, OK, "created today", None),
        (86_400, OK, "1 day old", None),
        (90.9 * 86_400, OK, "90 days old", None),
        (91 * 86_400, WARNING, f"91 days old{OLD}", REPLACE),
    ],
)
def test_a_key_older_than_ninety_days_gets_a_warning(
    seconds: float, level: str, age: str, remedy: str | None
) -> None:
    assert identity.of_key_age("AKIAFAKE", seconds, "default") == Finding(
        "identity", level, f"long-term key AKIAFAKE, {age}", remedy
    )


def test_a_key_is_replaced_in_its_profile() -> None:
    finding = identity.of_key_age("AKIAFAKE", 100 * 86_400, "a b")

    assert "then aws configure --profile 'a b', then delete" in str(finding.remedy)


def _signer() -> SourceCredentials:
    return SourceCredentials("environment", None, None)


def test_with_only_security_keys_the_way_to_sign_in_is_shown() -> None:
    key = "arn:aws:iam::1:u2f/x/y"

    assert identity.of_listing((key, key)).what == (
        "listing devices is allowed: 2, 2 of them security keys, which do not generate codes: "
        "to use them, sign in through the browser (aws login); aws-session exports that session"
    )
    assert "aws login" not in identity.of_listing((key, "arn:aws:iam::1:mfa/x")).what
