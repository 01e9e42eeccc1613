from __future__ import annotations

from aws_session.aws.source_credentials import SourceCredentials
from aws_session.commands.doctor import identity
from aws_session.commands.doctor.findings import OK, WARNING
from aws_session.model.credentials import CallerIdentity
from aws_session.model.mfa import Device


def test_who_signs_and_with_which_device_is_said() -> None:
    guess = identity.of_device(Device("arn:aws:iam::1:mfa/a", "a guess", assumed=True))
    root = identity.of_caller(CallerIdentity("arn:aws:iam::1:root", "1"), _signer())

    assert guess.level == WARNING
    assert "mfa_serial" in str(guess.remedy)
    assert identity.of_device(Device("GAHT12345678", "as you said")).level == OK
    assert "denied" in identity.of_listing(None).what
    assert "1 of them security keys" in identity.of_listing(("a", "arn:aws:iam::1:u2f/x/y")).what
    assert [f.level for f in root] == [OK, WARNING]


def _signer() -> SourceCredentials:
    return SourceCredentials("environment", None, None)
