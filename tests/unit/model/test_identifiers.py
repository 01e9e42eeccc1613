from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_session.model import identifiers

HOSTILE = (
    "$(touch PWN)", "`touch PWN`", "a;touch PWN", "a\ntouch PWN", "*", "\x1b[2J", "a b", "",
    "\u202e", "\uff11" * 12, "é", "~root", "{a,b}", "'", '"', "\\", "#", "!", "<(x)", "|x",
)  # fmt: skip
GOOD = {
    identifiers.is_account: ("111122223333", "000000000000"),
    identifiers.is_arn: (
        "arn:aws:iam::111122223333:root",
        "arn:aws:iam::111122223333:user/team/alice",
        "arn:aws-us-gov:sts::111122223333:assumed-role/Admin/alice@corp.example",
        "arn:aws-cn:sts::111122223333:federated-user/bob",
        "arn:aws:iam::111122223333:user/odd$(path)/alice",
    ),
    identifiers.is_key_id: ("AKIAIOSFODNN7EXAMPLE", "ASIAFAKE1", "test"),
    identifiers.is_serial: (
        "GAHT12345678",
        "arn:aws:iam::111122223333:mfa/alice",
        "arn:aws:iam::111122223333:u2f/user/alice/key-ABC",
    ),
    identifiers.is_region: ("eu-west-1", "us-gov-east-1", "mars-north-7"),
}


@pytest.mark.parametrize("is_one", GOOD)
def test_an_aws_id_is_recognized_and_holds_nothing_a_shell_expands(is_one: object) -> None:
    assert callable(is_one)
    assert [word for word in GOOD[is_one] if not is_one(word)] == []
    for word in GOOD[is_one]:
        for hostile in HOSTILE:
            assert not is_one(hostile), hostile
            if hostile and not (is_one is identifiers.is_arn and hostile.isascii()):
                assert not is_one(word + hostile), word + hostile


@pytest.mark.parametrize("word", [None, 7, ["a"], {}, b"111122223333"])
def test_what_is_not_text_is_not_an_id(word: object) -> None:
    assert not any(is_one(word) for is_one in GOOD)


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:iam::1:root",
        "arn:aws:iam::11112222333a:root",
        "arn:aws:iam::111122223333",
        "arn:aws:iam::111122223333:",
        "arn:amazon:iam::111122223333:root",
        "ARN:aws:iam::111122223333:root",
        "arn:aws:iam::111122223333:user/a b",
        "arn:aws:iam::111122223333:user/" + "a" * 3_000,
    ],
)
def test_what_only_looks_like_an_arn_is_not_one(arn: str) -> None:
    assert not identifiers.is_arn(arn)


@pytest.mark.parametrize("digits", ["", "-1", "1.5", "\uff11", "9" * 13, "9" * 5_000, " 1", "1_0"])
def test_what_is_not_a_time_is_refused(digits: str) -> None:
    with pytest.raises(ValueError, match="no time"):
        identifiers.moment(digits)


def test_a_time_is_read() -> None:
    assert identifiers.moment("0") == 0
    assert identifiers.moment("253402300799") == 253_402_300_799


@given(st.integers(0, identifiers.LATEST))
def test_a_number_is_what_it_says(wanted: int) -> None:
    assert identifiers.number(str(wanted), identifiers.LATEST) == wanted


@pytest.mark.parametrize(("text", "found"), [("8", 8), ("08", 8), ("10", 10), ("11", None)])
def test_a_number_above_the_maximum_is_rejected(text: str, found: int | None) -> None:
    assert identifiers.number(text, 10) == found


@pytest.mark.parametrize(
    "text",
    ["", " ", "-1", "+1", "1_0", " 1", "1 ", "1\n", "1.0", "1e3", "0x1", "\u0661", "\u00b2",
     "\uff11", "9" * 5000, "0" * 5000, "inf", "nan", "\0"],
)  # fmt: skip
def test_what_only_int_accepts_as_a_number_is_rejected(text: str) -> None:
    assert identifiers.number(text, identifiers.LATEST) is None


@given(st.text(), st.integers(0, 10**20))
def test_no_text_raises_an_error(text: str, most: int) -> None:
    found = identifiers.number(text, most)

    assert found is None or 0 <= found <= most


@given(st.text())
def test_a_checksum_is_the_standard_crc_32(text: str) -> None:
    assert identifiers.checksum(text) == f"{zlib.crc32(text.encode()):08x}"


def test_what_utf_8_lacks_has_a_checksum_too() -> None:
    assert (
        identifiers.checksum("\ud800") != identifiers.checksum("\udcff") != identifiers.checksum("")
    )


@pytest.mark.parametrize(
    ("text", "written"), [("eu-west-1", "bd57a511"), ("us-west-2", "b357a6a2")]
)
def test_the_checksum_of_version_1_is_the_one_in_open_shells(text: str, written: str) -> None:
    assert identifiers.checksum_of_version_1(text) == written
