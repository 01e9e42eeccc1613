import pytest

from aws_session.sandbox import totp
from aws_session.sandbox.device import Code, Device, Kind, Wait

SEED = b"12345678901234567890"
NOW = 1_111_111_111.0


def device() -> Device:
    return Device("arn:aws:iam::111122223333:mfa/alice", Kind.VIRTUAL, SEED, enabled_at=0.0)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_codes_are_those_of_rfc_6238(at: int, expected: str) -> None:
    assert totp.code_for(SEED, totp.step_at(at), digits=8) == expected


@pytest.mark.parametrize(("steps_off", "accepted"), [(-2, 0), (-1, 1), (0, 1), (1, 1), (2, 0)])
def test_a_clock_may_be_one_step_off(steps_off: int, accepted: int) -> None:
    code = totp.code_for(SEED, totp.step_at(NOW) + steps_off)

    assert device().accept(code, NOW) is bool(accepted)


def test_a_code_is_accepted_once() -> None:
    phone = device()
    code = totp.code_for(SEED, totp.step_at(NOW))

    assert [phone.accept(code, NOW), phone.accept(code, NOW + 20)] == [True, False]


def test_a_device_offers_the_next_code_and_then_says_how_long_to_wait() -> None:
    phone = device()
    offered = []
    for _ in range(2):
        code = phone.code(NOW)
        assert isinstance(code, Code)
        assert phone.accept(code.digits, NOW)
        offered.append(code.step - totp.step_at(NOW))

    assert offered == [0, 1]
    assert phone.code(NOW) == Wait(29.0)
    assert isinstance(phone.code(NOW + 29.0), Code)
