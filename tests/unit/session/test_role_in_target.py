"""TARGET and ROLE in one word, `prod/Admin`: the part before the slash, and after it."""

from __future__ import annotations

import pytest

from aws_session.commands.pose import Pose
from aws_session.config import AccountSettings, Settings
from aws_session.errors import UsageError
from aws_session.model.account import ORGANIZATION, Account, AccountListing
from memory import KEYS
from walk import Walk

PROD, NON_PROD, SLASHED = "210987654321", "321098765432", "012345678901"
CONFIG = (
    f"[profile ops]\nrole_arn = arn:aws:iam::{NON_PROD}:role/Ops\nsource_profile = base\n"
    "[profile base]\naws_access_key_id = AKIABASE\naws_secret_access_key = s\n"
)


def listing(*named: tuple[str, str]) -> AccountListing:
    found = (Account(number, name, sources=(ORGANIZATION,)) for number, name in named)
    return AccountListing(tuple(found), 0)


def walked(word: str, role: str | None = None, *named: tuple[str, str]) -> Walk:
    walk = Walk.in_session(KEYS, CONFIG)
    walk.settings = Settings({}, {"mine": AccountSettings(PROD, "Own")})
    walk.go(
        Pose(target=word, role=role), "222222", listed=listing(("222233334444", "prod"), *named)
    )
    return walk


@pytest.mark.parametrize(
    ("word", "role", "label"),
    [
        ("prod/Admin", "222233334444/Admin", "prod/Admin"),
        ("prod/team/Admin", "222233334444/team/Admin", "prod/Admin"),
        ("PROD/team/sub/Admin", "222233334444/team/sub/Admin", "prod/Admin"),
        ("mine/team/Admin", f"{PROD}/team/Admin", "mine/Admin"),
        ("ops/team/Admin", f"{NON_PROD}/team/Admin", "ops/Admin"),
        (f"{PROD}/team/Admin", f"{PROD}/team/Admin", "mine/Admin"),
        ("2109-8765-4321/team/Admin", f"{PROD}/team/Admin", "mine/Admin"),
    ],
)
def test_the_first_slash_separates_the_role_with_its_path(word: str, role: str, label: str) -> None:
    walk = walked(word)

    assert [called for _, called in walk.roles] == [role]
    assert walk.labels[-1] == label


def test_a_name_with_a_slash_keeps_it_before_the_role() -> None:
    walk = walked("eu/shop/Admin", None, (SLASHED, "eu/shop"))

    assert [role for _, role in walk.roles] == [f"{SLASHED}/Admin"]


def test_a_name_that_matches_in_full_is_not_split() -> None:
    walk = walked("prod/team/Admin", "Reader", (SLASHED, "prod/team/Admin"))

    assert [role for _, role in walk.roles] == [f"{SLASHED}/Reader"]


def test_two_accounts_that_a_word_fits_are_both_named() -> None:
    with pytest.raises(UsageError) as caught:
        walked("prod/team/Admin", None, (SLASHED, "prod/team"))

    assert caught.value.message == "'prod/team/Admin' matches two accounts, 'prod/team' and 'prod'"
    assert caught.value.hint == (
        f"name the account and the role: aws-session pose {SLASHED} Admin, or aws-session pose "
        "222233334444 team/Admin"
    )


@pytest.mark.parametrize("word", ["prod/Admin", "prod/team/Admin", f"{PROD}/team/Admin"])
def test_a_role_after_a_target_that_includes_one_is_refused(word: str) -> None:
    with pytest.raises(UsageError) as caught:
        walked(word, "Reader")

    assert caught.value.message == f"{word!r} already names the role"


@pytest.mark.parametrize("word", ["prod/", "/Admin", "prod/team/", "pro/team/Admin"])
def test_what_names_no_account_or_no_role_is_unknown(word: str) -> None:
    with pytest.raises(UsageError) as caught:
        walked(word)

    assert caught.value.message.startswith(f"no account, alias or profile named {word!r}")
