from __future__ import annotations

import pytest

from aws_session import profiles, settings, targets
from aws_session.accounts import DEFAULT_ROLE, Account
from aws_session.errors import UsageError
from aws_session.settings import AccountSettings
from aws_session.targets import Target

PROD, OTHER, DEV = "210987654321", "321098765432", "012345678901"
MINE = settings.Settings(
    {},
    {"prod": AccountSettings(PROD, "Admin", "eu-west-1"), DEV: AccountSettings(OTHER)},
    default_role="Reader",
)
FILES = profiles.read(
    f"[profile prod]\nrole_arn = arn:aws:iam::{OTHER}:role/x\nsource_profile = p\n"
    f"[profile audit]\nrole_arn = arn:aws-cn:iam::{OTHER}:role/team/Audit\nsource_profile = p\n"
    "region = cn-north-1\n[profile plain]\naws_access_key_id = A\naws_secret_access_key = s\n",
    "CONFIG",
    "",
    "CREDENTIALS",
)
KNOWN = (
    Account("111122223333", "Management"),
    Account(PROD, "prod"),
    Account(OTHER, "non-prod"),
    Account("432109876543", "Staging"),
    Account("543219876543", "staging-eu"),
    Account("999900001234", "old", state="SUSPENDED"),
    Account("999911115678", "older"),
    Account("888800000001", "twin"),
    Account("888800000002", "twin"),
    Account("777700000001", "Straße"),
)


def at_hand(word: str, role: str | None = None) -> Target | None:
    return targets.at_hand(word, role, MINE, FILES)


def among(word: str, role: str | None = None) -> Target:
    return targets.among(word, role, KNOWN, settings.NONE)


@pytest.mark.parametrize(
    ("word", "role", "account", "chosen", "how"),
    [
        (PROD, None, PROD, "Admin", "by its id"),
        (DEV, None, DEV, "Reader", "by its id"),
        (DEV, "a/b/Own", DEV, "a/b/Own", "by its id"),
        (f"arn:aws:iam::{DEV}:role/x/Y", None, DEV, "x/Y", "by the role's ARN"),
        ("prod", None, PROD, "Admin", "by the alias 'prod'"),
        ("prod", "Own", PROD, "Own", "by the alias 'prod'"),
        ("audit", None, OTHER, "team/Audit", "by the AWS profile 'audit'"),
        ("audit", "Own", OTHER, "Own", "by the AWS profile 'audit'"),
    ],
)
def test_an_id_comes_before_an_arn_before_an_alias_before_a_profile(
    word: str, role: str | None, account: str, chosen: str, how: str
) -> None:
    target = at_hand(word, role)

    assert target is not None
    assert (target.account, target.role, target.how) == (account, chosen, how)


def test_an_arn_is_kept_as_it_was_written_and_a_replaced_role_is_not() -> None:
    for word, role, partition, arn in (
        (f"arn:aws-us-gov:iam::{DEV}:role/x/Y", None, "aws", f"arn:aws-us-gov:iam::{DEV}:role/x/Y"),
        ("audit", None, "aws", f"arn:aws-cn:iam::{OTHER}:role/team/Audit"),
        ("audit", "Own", "aws-cn", f"arn:aws-cn:iam::{OTHER}:role/Own"),
        (DEV, "a/Own", "aws-iso", f"arn:aws-iso:iam::{DEV}:role/a/Own"),
    ):
        target = at_hand(word, role)

        assert target is not None
        assert target.role_arn(partition) == arn


def test_regions_come_from_the_alias_or_the_profile() -> None:
    found = [at_hand(word) for word in ("prod", "audit", PROD, DEV)]

    assert [target.region for target in found if target] == [
        "eu-west-1",
        "cn-north-1",
        "eu-west-1",
        None,
    ]


def test_a_profile_without_a_role_is_its_own_credentials() -> None:
    target = at_hand("plain")

    assert target is not None
    assert (target.account, target.role, target.profile) == ("", "", FILES.by_name["plain"])


@pytest.mark.parametrize("word", ["1234", "nothing", "PROD", "Prod", "21098765432", "\uff11" * 12])
def test_what_does_not_say_it_all_is_left_to_the_accounts_one_knows(word: str) -> None:
    assert at_hand(word) is None


@pytest.mark.parametrize(
    ("word", "role", "message"),
    [
        (f"arn:aws:iam::{DEV}:role/x", "Own", "names the role already"),
        (f"arn:aws:iam::{DEV}:user/x", None, "is no role's ARN"),
        ("arn:aws:iam::12345:role/x", None, "is no role's ARN"),
        ("arn:aws:sts::012345678901:assumed-role/x/y", None, "is no role's ARN"),
        ("arn:aws:iam::012345678901:role/", None, "is no role's name"),
        ("arn:aws:iam::012345678901:role/x y", None, "is no role's name"),
        ("plain", "Own", "has no role_arn, so its account is not known"),
        (DEV, "no role", "is no role's name"),
        (DEV, "x" * 65, "is no role's name"),
        (DEV, "/", "is no role's name"),
        (DEV, "\x1b]0;x\x07/Own", "is no role's name"),
    ],
)
def test_what_cannot_be_is_refused_with_status_2(word: str, role: str | None, message: str) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        at_hand(word, role)

    assert caught.value.status == 2


@pytest.mark.parametrize(
    ("word", "account", "how"),
    [
        ("1111", "111122223333", "by the beginning of its id"),
        ("3333", "111122223333", "by the end of its id"),
        ("43219876543", "543219876543", "by the end of its id"),
        ("management", "111122223333", "by the name"),
        ("PROD", PROD, "by the name"),
        ("STAGING", "432109876543", "by the name"),
        ("staging-", "543219876543", "by the beginning of the name"),
        ("STRASSE", "777700000001", "by the name"),
        ("olde", "999911115678", "by the beginning of the name"),
    ],
)
def test_accounts_are_found_by_some_digits_or_by_name(word: str, account: str, how: str) -> None:
    target = among(word)

    assert (target.account, target.how, target.doubtful) == (account, how, False)
    assert target.role == DEFAULT_ROLE


def test_a_part_of_a_name_is_doubtful() -> None:
    target = among("on-pro")

    assert (target.account, target.doubtful) == (OTHER, True)


@pytest.mark.parametrize(
    ("word", "message", "hint"),
    [
        ("98", "account ids have 12 digits, and no account you know", "[accounts.NAME]"),
        ("0111122223333", "account ids have 12 digits", ""),
        ("9999", "9999 fits 2 accounts", "999900001234 old, 999911115678 older"),
        ("twin", "'twin' is the name of 2 accounts", "888800000001 twin, 888800000002 twin"),
        ("stag", "is the beginning of the name of 2 accounts", "432109876543 Staging"),
        ("ro", "'ro' is part of the name of 2 accounts", PROD),
        ("old", "account 'old' (999900001234) is suspended", "only active accounts"),
        ("stagign", "called 'stagign'; did you mean 'Staging'?", "aws-session accounts"),
        ("STRASE", "did you mean 'Straße'?", "aws-session accounts"),
        ("nowhere", "no account, alias or profile is called 'nowhere'", "aws-session accounts"),
    ],
)
def test_what_is_not_sure_is_refused_with_what_there_is(word: str, message: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        among(word)

    assert message in caught.value.message
    assert hint in str(caught.value.hint)


def test_a_list_of_many_is_cut_and_strangers_names_are_harmless() -> None:
    many = tuple(Account(f"{n:012}", f"same\x1b[2J\u202e{n}") for n in range(1, 40))
    with pytest.raises(UsageError) as caught:
        targets.among("same", None, many, settings.NONE)

    assert "and 29 more" in str(caught.value.hint)
    assert not {"\x1b", "\u202e"} & set(str(caught.value.hint))


def test_an_account_without_a_name_is_found_by_its_digits_alone() -> None:
    with pytest.raises(UsageError, match="no account, alias"):
        targets.among("x", None, (Account(DEV),), settings.NONE)

    assert (
        targets.among("0123", None, (Account(DEV),), settings.NONE).label == f"{DEV}/{DEFAULT_ROLE}"
    )


def test_the_aliases_role_and_region_hold_for_a_chosen_account() -> None:
    target = targets.of_account(Account(PROD, "prod"), None, MINE, "as you chose")

    assert (target.role, target.region) == ("Admin", "eu-west-1")
    assert targets.of_account(Account(OTHER), None, MINE, "").role == "Reader"
    assert targets.of_account(Account(OTHER), "Own", settings.NONE, "").role == "Own"
