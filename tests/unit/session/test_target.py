from __future__ import annotations

import pytest

from aws_session.config import NONE, AccountSettings, Settings, profiles
from aws_session.errors import UsageError
from aws_session.model.account import Account
from aws_session.model.role import DEFAULT_ROLE, AssumeRoleRequest
from aws_session.session import target as targets
from aws_session.session import target_search as search
from aws_session.session.known_accounts import Known
from aws_session.session.target import BY_DEFAULT, BY_SETTINGS, Target

PROD, OTHER, DEV = "210987654321", "321098765432", "012345678901"
MINE = Settings(
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
NO_FILES = profiles.read("", "CONFIG", "", "CREDENTIALS")
LISTED = (
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
    return targets.known_target(word, role, MINE, FILES)


def among(word: str, role: str | None = None) -> Target:
    return search.among(word, role, organization(*LISTED))


def organization(*listed: Account) -> Known:
    return Known(NONE, NO_FILES, listed)


@pytest.mark.parametrize(
    ("word", "role", "account", "chosen", "how"),
    [
        (PROD, None, PROD, "Admin", "by its ID"),
        (DEV, None, DEV, "Reader", "by its ID"),
        ("2109-8765-4321", None, PROD, "Admin", "by its ID"),
        (DEV, "a/b/Own", DEV, "a/b/Own", "by its ID"),
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
    assert (target.account, target.role, target.reason) == (account, chosen, how)


def test_an_arn_is_kept_as_it_was_written_and_a_replaced_role_is_not() -> None:
    for word, role, partition, arn in (
        (f"arn:aws-us-gov:iam::{DEV}:role/x/Y", None, "aws", f"arn:aws-us-gov:iam::{DEV}:role/x/Y"),
        ("audit", None, "aws", f"arn:aws-cn:iam::{OTHER}:role/team/Audit"),
        ("audit", "Own", "aws-cn", f"arn:aws-cn:iam::{OTHER}:role/Own"),
        (DEV, "a/Own", "aws-iso", f"arn:aws-iso:iam::{DEV}:role/a/Own"),
    ):
        target = at_hand(word, role)

        assert target is not None
        assert AssumeRoleRequest(target.account, target.role, target.arn).arn_in(partition) == arn


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
def test_an_incomplete_target_is_left_to_the_known_accounts(word: str) -> None:
    assert at_hand(word) is None


@pytest.mark.parametrize(
    ("word", "role", "message"),
    [
        (f"arn:aws:iam::{DEV}:role/x", "Own", "already names the role"),
        (f"arn:aws:iam::{DEV}:user/x", None, "is not the ARN of a role"),
        ("arn:aws:iam::12345:role/x", None, "is not the ARN of a role"),
        ("arn:aws:sts::012345678901:assumed-role/x/y", None, "is not the ARN of a role"),
        ("arn:aws:iam::012345678901:role/", None, "role/ is not the ARN of a role"),
        ("arn:aws:iam::012345678901:role/Own/", None, "Own/ is not the ARN of a role"),
        (DEV, "arn:aws:iam::012345678901:role/Own", "Own is an ARN, not the name of a role"),
        ("arn:aws:iam::012345678901:role/x y", None, "is not the ARN of a role"),
        ("plain", "Own", "has no role_arn, so its account is unknown"),
        (DEV, "no role", "is not a valid role name"),
        (DEV, "x" * 65, "is not a valid role name"),
        (DEV, "/", "is not a valid role name"),
        (DEV, "\x1b]0;x\x07/Own", "is not a valid role name"),
    ],
)
def test_an_impossible_target_is_refused_with_status_2(
    word: str, role: str | None, message: str
) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        at_hand(word, role)

    assert caught.value.status == 2


@pytest.mark.parametrize(
    ("word", "account", "how"),
    [
        ("1111", "111122223333", "by the beginning of its ID"),
        ("3333", "111122223333", "by the end of its ID"),
        ("43219876543", "543219876543", "by the end of its ID"),
        ("management", "111122223333", "by its name"),
        ("PROD", PROD, "by its name"),
        ("STAGING", "432109876543", "by its name"),
        ("staging-", "543219876543", "by the beginning of its name"),
        ("STRASSE", "777700000001", "by its name"),
        ("olde", "999911115678", "by the beginning of its name"),
    ],
)
def test_accounts_are_found_by_some_digits_or_by_name(word: str, account: str, how: str) -> None:
    target = among(word)
    role = DEFAULT_ROLE if how == "by its name" else ""

    assert (target.account, target.reason, target.doubtful) == (account, how, False)
    assert (target.role, target.lacks_role) == (role, not role)


def test_a_part_of_a_name_is_doubtful() -> None:
    target = among("on-pro")

    assert (target.account, target.doubtful) == (OTHER, True)


@pytest.mark.parametrize(
    ("word", "message", "hint"),
    [
        ("9800", "no known account ID begins or ends with 9800", "aws-session config"),
        ("210", "210 is too short for an account ID", "four digits"),
        ("99990000", "account 'old' (999900001234) is suspended", "only in active accounts"),
        ("0111122223333", "no known account ID begins or ends with 0111122223333", ""),
        ("9999", "9999 matches 2 accounts", "999900001234 old, 999911115678 older"),
        ("twin", "'twin' is the name of 2 accounts", "888800000001 twin, 888800000002 twin"),
        ("stag", "is the beginning of the name of 2 accounts", "432109876543 Staging"),
        ("ro", "'ro' is part of the name of 2 accounts", PROD),
        ("old", "account 'old' (999900001234) is suspended", "only in active accounts"),
        ("stagign", "named 'stagign'; did you mean 'Staging'?", "aws-session accounts"),
        ("STRASE", "did you mean 'Straße'?", "aws-session accounts"),
        ("nowhere", "no account, alias or profile named 'nowhere'", "aws-session accounts"),
    ],
)
def test_a_doubtful_target_is_refused_with_the_candidates(
    word: str, message: str, hint: str
) -> None:
    with pytest.raises(UsageError) as caught:
        among(word)

    assert message in caught.value.message
    assert hint in str(caught.value.hint)


def test_a_long_list_is_shortened_and_its_names_are_sanitized() -> None:
    many = tuple(Account(f"{n:012}", f"same\x1b[2J\u202e{n}") for n in range(1, 40))
    with pytest.raises(UsageError) as caught:
        search.among("same", None, organization(*many))

    assert "and 29 more" in str(caught.value.hint)
    assert not {"\x1b", "\u202e"} & set(str(caught.value.hint))


def test_an_account_without_a_name_is_found_by_its_digits_alone() -> None:
    with pytest.raises(UsageError, match="no account, alias"):
        search.among("x", None, organization(Account(DEV)))

    assert search.among("0123", "Own", organization(Account(DEV))).label == f"{DEV}/Own"


def test_the_aliases_role_and_region_hold_for_a_chosen_account() -> None:
    target = targets.of_account(Account(PROD, "prod"), None, MINE, "as you chose")

    assert (target.role, target.region) == ("Admin", "eu-west-1")
    assert targets.of_account(Account(OTHER), None, MINE, "").role == "Reader"
    assert targets.of_account(Account(OTHER), "Own", NONE, "").role == "Own"


# A role that was not named is not guessed.

PLAIN = Settings({}, {"main": AccountSettings(DEV)})


@pytest.mark.parametrize(
    ("word", "own", "default_role", "role", "default"),
    [
        (PROD, None, None, DEFAULT_ROLE, BY_DEFAULT),
        (PROD, None, "Reader", "Reader", BY_SETTINGS),
        (PROD, "Admin", "Reader", "Admin", ""),
        ("main", None, None, DEFAULT_ROLE, BY_DEFAULT),
        ("MAIN", None, None, DEFAULT_ROLE, BY_DEFAULT),
        ("main", None, "Reader", "Reader", BY_SETTINGS),
        ("main", "Admin", None, "Admin", ""),
        ("Staging", None, None, DEFAULT_ROLE, BY_DEFAULT),
        ("4321", None, None, "", ""),
        ("4321", None, "Reader", "Reader", BY_SETTINGS),
        ("6543", "Admin", None, "Admin", ""),
        ("mai", None, None, "", ""),
        ("mai", "Admin", None, "Admin", ""),
        ("Stag", None, None, "", ""),
        ("Stag", None, "Reader", "Reader", BY_SETTINGS),
        ("agin", None, None, "", ""),
    ],
)
def test_only_an_account_that_is_named_in_full_has_the_role_that_organizations_creates(
    word: str, own: str | None, default_role: str | None, role: str, default: str
) -> None:
    named = "main" if word.casefold().startswith("mai") else "other"
    account = {"main": PROD, "other": PROD if word == PROD else "432109876543"}[named]
    mine = Settings({}, {named: AccountSettings(account, own)}, default_role=default_role)
    known = Known(mine, NO_FILES, (Account("432109876543", "Staging"),))
    target = targets.known_target(word, None, mine, NO_FILES) or search.among(word, None, known)

    assert (target.account, target.role, target.default) == (account, role, default)


def test_aliases_that_differ_name_no_role_for_their_account() -> None:
    both = {"live": AccountSettings(PROD, "Admin"), "look": AccountSettings(PROD, "Reader")}
    mine = Settings({}, both)
    found = [targets.known_target(word, None, mine, NO_FILES) for word in (PROD, "live", "look")]

    assert [target.role for target in found if target] == ["", "Admin", "Reader"]


def test_a_name_from_an_earlier_pose_alone_does_not_name_an_account_in_full() -> None:
    known = Known(NONE, NO_FILES, posed=(Account(PROD, "prod"),))

    assert search.among("prod", None, known).lacks_role


# A word means the first kind that it matches.

ROLES = profiles.read(
    f"[profile audit]\nrole_arn = arn:aws:iam::{DEV}:role/team/Audit\nsource_profile = p\n"
    f"[profile prod-ro]\nrole_arn = arn:aws:iam::{PROD}:role/ReadOnly\nsource_profile = p\n"
    f"[profile prod-rw]\nrole_arn = arn:aws:iam::{PROD}:role/Admin\nsource_profile = p\n"
    "[profile keys]\naws_access_key_id = A\naws_secret_access_key = s\n",
    "CONFIG",
    "",
    "CREDENTIALS",
)
ALIASES = Settings(
    {}, {"live": AccountSettings(PROD, "Admin", "eu-west-1"), "li-st": AccountSettings(DEV)}
)
ALL = Known(
    ALIASES,
    ROLES,
    (
        Account(PROD, "prod"),
        Account(OTHER, "audit-log"),
        Account("432109876543", "Live Data"),
        Account("543210987654", "2109-team"),
        Account("654321098765", "2024"),
        Account("765432109876", "keystone"),
        Account("202498765432", "prod/Admin"),
    ),
    (Account("888888888888", "Live Data"), Account("999999999999", "autumn")),
)


@pytest.mark.parametrize(
    ("word", "role", "expected"),
    [
        ("AUDIT", None, (DEV, "team/Audit", "by the AWS profile 'audit'", "audit")),
        ("aud", None, (DEV, "team/Audit", "by the beginning of the AWS profile 'audit'", "audit")),
        ("aud", "Own", (DEV, "Own", "by the beginning of the AWS profile 'audit'", "audit")),
        ("prod-ro", None, (PROD, "ReadOnly", "by the AWS profile 'prod-ro'", "prod-ro")),
        ("audit-", None, (OTHER, "", "by the beginning of its name", None)),
        ("liv", None, (PROD, "Admin", "by the beginning of the alias 'live'", None)),
        ("LIVE DATA", None, ("432109876543", DEFAULT_ROLE, "by its name", None)),
        ("autumn", None, ("999999999999", "", "by its name", None)),
        ("aut", None, ("999999999999", "", "by the beginning of its name", None)),
        ("key", None, ("765432109876", "", "by the beginning of its name", None)),
        # An account whose whole name is digits comes before the digits of an ID.
        ("2024", None, ("654321098765", DEFAULT_ROLE, "by its name", None)),
        ("20249", None, ("202498765432", "", "by the beginning of its ID", None)),
        ("2109-", None, ("543210987654", "", "by the beginning of its name", None)),
        # Labels as printed.
        ("prod/Admin", None, ("202498765432", DEFAULT_ROLE, "by its name", None)),
        ("prod/ReadOnly", None, (PROD, "ReadOnly", "by its label", None)),
        ("live/Admin", None, (PROD, "Admin", "by its label", None)),
        ("audit/Audit", None, (DEV, "team/Audit", "by its label", "audit")),
        ("li-st/Audit", None, (DEV, "team/Audit", "by its label", None)),
        (f"{DEV}/Other", None, (DEV, "Other", "by its label", None)),
    ],
)
def test_the_first_kind_that_fits_is_what_a_word_means(
    word: str, role: str | None, expected: tuple[str | None, ...]
) -> None:
    target = targets.known_target(word, role, ALIASES, ROLES) or search.among(word, role, ALL)
    meant = target.profile.name if target.profile else None

    assert (target.account, target.role, target.reason, meant) == expected


@pytest.mark.parametrize(
    ("word", "role", "message", "hint"),
    [
        (
            "pro",
            None,
            "'pro' is the beginning of the name of 2 AWS profiles",
            f"one of: {PROD} prod-ro, {PROD} prod-rw",
        ),
        (
            "li",
            None,
            "'li' is the beginning of the name of 2 aliases",
            f"one of: {PROD} live, {DEV} li-st",
        ),
        ("prod/ReadOnly", "Admin", "'prod/ReadOnly' already names the role", "leave out"),
        ("nowhere/Admin", None, "no account, alias or profile named 'nowhere/Admin'", ""),
    ],
)
def test_an_ambiguity_within_one_kind_is_not_resolved_by_another_kind(
    word: str, role: str | None, message: str, hint: str
) -> None:
    with pytest.raises(UsageError) as caught:
        search.among(word, role, ALL)

    assert caught.value.message == message or message in caught.value.message
    assert hint in str(caught.value.hint)


def test_a_target_profile_brings_all_its_settings() -> None:
    whole, begun = (
        targets.known_target("audit", None, ALIASES, ROLES),
        search.among("aud", None, ALL),
    )

    assert whole is not None
    assert begun.replace(reason=whole.reason) == whole


def test_a_name_that_means_another_account_is_not_a_label() -> None:
    sso = profiles.read("[profile prod]\nsso_account_id = 321098765432\n", "CONFIG", "", "C")
    for known, account, shown in (
        (Known(PLAIN, NO_FILES, (Account(PROD, "prod"),)), PROD, "prod"),
        (Known(PLAIN, NO_FILES, (Account(PROD, "main"),)), PROD, PROD),
        (Known(PLAIN, sso, (Account(PROD, "PROD"),)), PROD, PROD),
        (Known(PLAIN, sso, (Account(OTHER, "prod"),)), OTHER, "prod"),
        (organization(Account(PROD, "prod"), Account(OTHER, "prod")), PROD, PROD),
        (Known(PLAIN, NO_FILES, (Account(PROD, "x"),), (Account(OTHER, "X"),)), PROD, PROD),
    ):
        target = search.among(account[:6], "Admin", known)

        assert target.label == f"{shown}/Admin"


def two_aliases(eu: tuple[str | None, ...], us: tuple[str | None, ...]) -> Settings:
    return Settings(
        {}, {"prod-eu": AccountSettings(PROD, *eu), "prod-us": AccountSettings(PROD, *us)}
    )


def meant(word: str, mine: Settings) -> tuple[str, str | None]:
    """Return the role and region for an ID, an alias, or the organization's account prod."""
    target = targets.known_target(word, None, mine, NO_FILES)
    if target is None:
        known = Known(mine, NO_FILES, (Account(PROD, "prod"),))
        target = search.among(word, None, known)
    return target.role, target.region


EU, US = "eu-west-1", "us-west-2"


@pytest.mark.parametrize(
    ("eu", "us", "by_id", "by_eu", "by_us"),
    [
        (("R", EU), ("R", US), ("R", None), ("R", EU), ("R", US)),
        (("R", EU), ("R", EU), ("R", EU), ("R", EU), ("R", EU)),
        (("R", EU), (), ("R", EU), ("R", EU), ("R", EU)),
        ((), ("R", US), ("R", US), ("R", US), ("R", US)),
        (("R", None), ("S", US), ("", US), ("R", US), ("S", US)),
        ((), (), (DEFAULT_ROLE, None), (DEFAULT_ROLE, None), (DEFAULT_ROLE, None)),
    ],
)
def test_what_the_aliases_of_one_account_say_holds_for_all_its_names_unless_they_differ(
    eu: tuple[str | None, ...],
    us: tuple[str | None, ...],
    by_id: tuple[str, str | None],
    by_eu: tuple[str, str | None],
    by_us: tuple[str, str | None],
) -> None:
    mine = two_aliases(eu, us)
    words = (PROD, "prod", "prod-eu", "prod-us")

    assert [meant(word, mine) for word in words] == [by_id, by_id, by_eu, by_us]


def test_an_alias_without_a_role_is_in_none_where_the_others_differ() -> None:
    mine = two_aliases(("R",), ("S",))
    mine = mine.replace(accounts={**mine.accounts, "main": AccountSettings(PROD)})

    assert meant("main", mine) == ("", None)


RESEARCH = "654321098765"
PRINTED = r"R\u0026D"
"""R&D as `accounts` prints it in a pipe."""


@pytest.mark.parametrize("word", [PRINTED, "R&D", PRINTED.lower(), r"R\u0026D/Admin"])
def test_a_name_is_known_as_it_is_printed(word: str) -> None:
    known = organization(*LISTED, Account(RESEARCH, "R&D"))
    role = None if "/" in word else "Admin"
    target = search.among(search.as_called(word, known), role, known)

    assert (target.account, target.role) == (RESEARCH, "Admin")


def test_a_name_that_prints_like_another_means_itself() -> None:
    known = organization(Account(RESEARCH, PRINTED))

    assert search.among(search.as_called(PRINTED, known), "A", known).account == RESEARCH
    both = organization(Account(RESEARCH, PRINTED), Account(PROD, "R&D"))
    with pytest.raises(
        UsageError,
        match="is one account's name, and another account's name is printed the same way",
    ):
        search.as_called(PRINTED, both)


def test_an_alias_and_a_profile_are_known_as_they_are_printed() -> None:
    mine = Settings({}, {"R&D": AccountSettings(RESEARCH, "Reader")})
    files = profiles.read(
        f"[profile a&b]\nrole_arn = arn:aws:iam::{OTHER}:role/x\nsource_profile = p\n",
        "CONFIG", "", "CREDENTIALS",
    )  # fmt: skip
    alias = targets.known_target(PRINTED, None, mine, files)
    profile = targets.known_target(r"a\u0026b", None, mine, files)

    assert alias is not None
    assert (alias.account, alias.role) == (RESEARCH, "Reader")
    assert profile is not None
    assert profile.profile == files.find(r"a\u0026b") == files.by_name["a&b"]
    assert targets.names_profile(r"a\u0026b", mine, files)


@pytest.mark.parametrize(
    "word", ["2109", "2109-8765", "2109-87", "8765-4321", "65-4321", "7654321"]
)
def test_a_part_of_an_id_may_be_written_as_the_console_does(word: str) -> None:
    assert among(word, "Admin").account == PROD


@pytest.mark.parametrize("word", ["21-098765", "2109-8765-43210", "2109--8765", "2-1"])
def test_other_groups_of_digits_are_not_part_of_an_id(word: str) -> None:
    with pytest.raises(UsageError, match="no account, alias or profile named"):
        among(word, "Admin")


def test_a_name_of_digits_and_dashes_may_be_abbreviated() -> None:
    known = organization(Account(RESEARCH, "2024-11-prod"), Account(PROD, "prod"))

    assert search.among("2024-11", "Admin", known).account == RESEARCH


@pytest.mark.parametrize("section", ["[stag]", "[Profile stag]", '["stag"]'])
def test_a_profile_that_is_not_read_is_not_the_beginning_of_another_name(section: str) -> None:
    role = f"role_arn = arn:aws:iam::{PROD}:role/Admin\nsource_profile = p\n"
    others = f"[profile stag-admin]\n{role}[profile p]\nregion = r\n"
    files = profiles.read(f"{others}{section}\n{role}", "CONFIG", "", "CREDENTIALS")
    known = Known(NONE, files, LISTED)

    assert search.profile_meant("stag", None, known) is None
    with pytest.raises(UsageError, match="is not read as profile 'stag'"):
        search.among("stag", "Admin", known)


def test_a_profile_that_is_not_read_is_not_a_part_of_another_name() -> None:
    role = f"role_arn = arn:aws:iam::{PROD}:role/Admin\nsource_profile = p\n"
    files = profiles.read("", "CONFIG", f"[profile work]\n{role}", "CREDENTIALS")
    with pytest.raises(UsageError) as caught:
        search.among("work", None, Known(NONE, files, ()))

    assert caught.value.message == (
        "CREDENTIALS, line 1: [profile work] is not read as profile 'work'"
    )
    assert caught.value.hint == "write it [work]"
