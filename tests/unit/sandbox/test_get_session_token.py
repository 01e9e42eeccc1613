from datetime import UTC, datetime

import pytest

from aws_session.sandbox import Clock, Kind
from aws_session.sandbox.scenario import Company

from .clients import Clients, Credentials, refusal

INVALID_CODE = "MultiFactorAuthentication failed with invalid MFA one time pass code."
INVALID_SERIAL = (
    "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA "
    "serial number is valid and associated with this user."
)


def seconds_left(answer: dict[str, dict[str, datetime]]) -> float:
    return (answer["Credentials"]["Expiration"] - datetime.now(UTC)).total_seconds()


def test_a_session_lasts_twelve_hours_by_default(alice: Clients, code: str) -> None:
    answer = alice("sts").get_session_token()

    assert seconds_left(answer) == pytest.approx(43200, abs=35)


def test_credentials_look_like_aws_ones_and_are_obviously_fake(
    alice: Clients, company: Company, code: str
) -> None:
    answer = alice("sts").get_session_token(SerialNumber=company.device.serial, TokenCode=code)
    got = Credentials.of(answer)

    assert got.key_id.startswith("ASIAFAKE")
    assert (len(got.key_id), len(got.secret)) == (20, 40)
    assert got.token is not None
    assert 350 <= len(got.token) <= 400
    assert {"/", "+", "="} <= set(got.token)


@pytest.mark.parametrize(
    ("seconds", "limit"),
    [(899, "greater than or equal to 900"), (129601, "less than or equal to 129600")],
)
def test_durations_have_limits(alice: Clients, seconds: int, limit: str) -> None:
    told = refusal(alice("sts").get_session_token, DurationSeconds=seconds)

    assert (told.code, told.status) == ("ValidationError", 400)
    assert told.message == (
        f"1 validation error detected: Value '{seconds}' at 'durationSeconds' failed to satisfy "
        f"constraint: Member must have value {limit}"
    )


@pytest.mark.parametrize(("asked", "given"), [(None, 3600), (900, 900), (43200, 3600)])
def test_a_root_session_is_cut_to_an_hour(
    alice: Clients, company: Company, asked: int | None, given: int
) -> None:
    root = alice.with_(Credentials.of_key(company.account.root.add_key()))
    asking = {} if asked is None else {"DurationSeconds": asked}

    assert seconds_left(root("sts").get_session_token(**asking)) == pytest.approx(given, abs=35)


def test_a_session_cannot_get_another(session: Clients) -> None:
    told = refusal(session("sts").get_session_token)

    assert (told.code, told.status) == ("AccessDenied", 403)
    assert told.message == "Cannot call GetSessionToken with session credentials"


def test_a_wrong_code_is_refused_and_the_right_one_still_good(
    alice: Clients, company: Company, code: str
) -> None:
    sts, serial = alice("sts"), company.device.serial
    wrong = "000000" if code != "000000" else "000001"

    told = refusal(sts.get_session_token, SerialNumber=serial, TokenCode=wrong)

    assert (told.code, told.message, told.status) == ("AccessDenied", INVALID_CODE, 403)
    assert sts.get_session_token(SerialNumber=serial, TokenCode=code)


def test_a_code_works_for_one_call_and_the_next_code_for_another(
    alice: Clients, company: Company, code: str
) -> None:
    sts, serial = alice("sts"), company.device.serial
    sts.get_session_token(SerialNumber=serial, TokenCode=code)

    told = refusal(sts.get_session_token, SerialNumber=serial, TokenCode=code)

    assert told.message == INVALID_CODE
    assert sts.get_session_token(SerialNumber=serial, TokenCode=company.code())


def test_assume_role_spends_the_code_too(alice: Clients, company: Company, code: str) -> None:
    sts, serial = alice("sts"), company.device.serial
    sts.assume_role(
        RoleArn="arn:aws:iam::210987654321:role/Admin",
        RoleSessionName="alice",
        SerialNumber=serial,
        TokenCode=code,
    )

    told = refusal(sts.get_session_token, SerialNumber=serial, TokenCode=code)

    assert told.message == INVALID_CODE


def test_a_wrong_serial_does_not_spend_the_code(
    alice: Clients, company: Company, code: str
) -> None:
    sts = alice("sts")
    other = company.account.add_user("bob").add_device().serial
    for serial in (other, "arn:aws:iam::111122223333:mfa/nobody", "GAHT00000000"):
        told = refusal(sts.get_session_token, SerialNumber=serial, TokenCode=code)

        assert (told.code, told.message, told.status) == ("AccessDenied", INVALID_SERIAL, 403)
    assert sts.get_session_token(SerialNumber=company.device.serial, TokenCode=code)


def test_a_hardware_device_has_a_bare_serial(alice: Clients, company: Company) -> None:
    fob = company.user.add_device(Kind.HARDWARE, "GAHT87654321")
    shown = company.cloud.code("GAHT87654321")

    assert fob.serial == "GAHT87654321"
    assert alice("sts").get_session_token(
        SerialNumber=fob.serial,
        TokenCode=shown.digits,  # type: ignore[union-attr]
    )


def test_a_security_key_shows_no_codes(alice: Clients, company: Company) -> None:
    key = company.user.add_device(Kind.U2F)
    assert key.serial.startswith("arn:aws:iam::111122223333:u2f/user/alice/")

    told = refusal(alice("sts").get_session_token, SerialNumber=key.serial, TokenCode="123456")

    assert told.message == INVALID_SERIAL


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"SerialNumber": "short", "TokenCode": "123456"}, "'serialNumber'"),
        ({"SerialNumber": "GAHT 12345678", "TokenCode": "123456"}, "'serialNumber'"),
        ({"SerialNumber": "GAHT12345678", "TokenCode": "12345"}, "'tokenCode'"),
        ({"SerialNumber": "GAHT12345678", "TokenCode": "12345a"}, "'tokenCode'"),
        ({"SerialNumber": "GAHT12345678", "TokenCode": "\u0661" * 6}, "'tokenCode'"),
    ],
)
def test_shapes_are_checked(alice: Clients, given: dict[str, str], place: str) -> None:
    told = refusal(alice("sts").get_session_token, **given)

    assert (told.code, told.status) == ("ValidationError", 400)
    assert place in told.message


def test_serial_and_code_come_together(alice: Clients, company: Company) -> None:
    for given in ({"TokenCode": "123456"}, {"SerialNumber": company.device.serial}):
        told = refusal(alice("sts").get_session_token, **given)

        assert told.message == (
            "MultiFactorAuthentication failed, must provide both MFA serial number "
            "and one time pass code."
        )


def test_no_policy_can_block_it(alice: Clients, company: Company) -> None:
    everything = {"Effect": "Deny", "Action": "*", "Resource": "*"}
    company.user.put_policy("deny", {"Version": "2012-10-17", "Statement": everything})

    assert alice("sts").get_session_token()
    assert alice("sts").get_caller_identity()["Arn"] == company.user.arn


def test_a_session_expires(session: Clients, company: Company) -> None:
    company.cloud.age_sessions(43201)

    told = refusal(session("sts").get_caller_identity)

    assert (told.code, told.status) == ("ExpiredToken", 403)
    assert told.message == "The security token included in the request is expired"
    told = refusal(session("organizations").list_accounts)
    assert (told.code, told.status) == ("ExpiredTokenException", 400)


def test_a_session_without_a_code_may_do_little(alice: Clients) -> None:
    plain = alice.with_(Credentials.of(alice("sts").get_session_token()))

    told = refusal(plain("iam").list_users)

    assert (told.code, told.status) == ("InvalidClientTokenId", 403)
    told = refusal(plain("sts").get_access_key_info, AccessKeyId=plain.credentials.key_id)
    assert (told.code, told.status) == ("AccessDenied", 403)
    assert plain("sts").get_caller_identity()


def test_the_caller_of_a_session_is_the_user(session: Clients, company: Company) -> None:
    identity = session("sts").get_caller_identity()

    assert identity["Arn"] == company.user.arn
    assert identity["UserId"] == company.user.id
    assert identity["Account"] == company.account.id


def test_time_can_be_pushed_ahead(alice: Clients, company: Company) -> None:
    clock = Clock()
    company.cloud.clock = clock
    answer = alice("sts").get_session_token(DurationSeconds=900)
    clock.advance(600)

    later = alice("sts").get_session_token(DurationSeconds=900)

    apart = later["Credentials"]["Expiration"] - answer["Credentials"]["Expiration"]
    assert apart.total_seconds() == pytest.approx(600, abs=35)


def test_a_deleted_users_sessions_are_invalid(session: Clients, company: Company) -> None:
    del company.account.users["alice"]

    assert refusal(session("sts").get_caller_identity).code == "InvalidClientTokenId"
