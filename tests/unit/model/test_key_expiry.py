from __future__ import annotations

import pytest

from aws_session.config import profiles
from aws_session.config.profile import Profile

PAIR = "aws_access_key_id = ASIAX\naws_secret_access_key = s\n"
KEY = f"{PAIR}aws_session_token = t\n"


def profile(config: str, credentials: str = "") -> Profile:
    return profiles.read(config, "CONFIG", credentials, "CREDENTIALS").find("default")


def ends(written: str) -> int | None:
    key = profile("", f"[default]\n{KEY}{written}\n").static_key()
    assert key is not None
    return key.expires


@pytest.mark.parametrize(
    "written",
    [
        "expiration = 2019-07-02 03:06:05",
        "x_security_token_expires = 2019-07-02T03:06:05Z",
        "x_security_token_expires = 2019-07-02T05:06:05+02:00",
        "x_security_token_expires = 2019-07-01T22:06:05-0500",
        "aws_expiration = 2019-07-02T03:06:05.000Z",
        "aws_session_expiration = 2019-07-02T03:06:05+0000",
        "EXPIRATION = '2019-07-02T03:06:05Z'",
        "expiration = 2019-07-02 03:06:05 +0000 UTC",
        "expiration = 1562036765",
        "expiration = 1562036765000",
    ],
)
def test_the_end_that_another_tool_wrote_is_read(written: str) -> None:
    assert ends(written) == 1_562_036_765


@pytest.mark.parametrize(
    "written",
    ["source_expiration = 2019-07-02 03:06:05",
     "expiration = soon", "expiration =", "role_expiration_seconds = 3600", "expires = 12-31",
     "expiration = 2019-13-45 00:00:00", "duration = 2019-07-02 03:06:05"],
)  # fmt: skip
def test_what_is_not_an_end_is_passed_over(written: str) -> None:
    assert ends(written) is None


def test_an_end_beyond_all_representable_times_is_the_last_of_them() -> None:
    assert ends("expiration = 9999-12-31T23:59:59-12:00") == 253_402_300_799


def test_of_several_expiries_the_latest_counts() -> None:
    written = "expiration = 2019-07-02 03:06:05\nx_security_token_expires = 2018-01-01T00:00:00Z"

    assert ends(written) == 1_562_036_765


def test_a_long_term_key_has_no_end() -> None:
    config = f"[default]\n{PAIR.replace('ASIA', 'AKIA')}expiration = 2019-07-02 03:06:05\n"
    key = profile(config).static_key()

    assert key is not None
    assert key.expires is None


def test_an_expiry_counts_only_next_to_its_key() -> None:
    key = profile("[default]\nexpiration = 2019-07-02 03:06:05\n", f"[default]\n{KEY}").static_key()

    assert key is not None
    assert key.expires is None
