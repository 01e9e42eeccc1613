from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from aws_session.accounts import DAY, ORGANIZATION, Account, Listed, Unlisted
from aws_session.accounts import Pose as PastPose
from aws_session.errors import SessionError, UsageError
from aws_session.intent import Pose
from aws_session.settings import AccountSettings, Settings
from memory import KEYS
from walk import Walk

if TYPE_CHECKING:
    from collections.abc import Iterator

PROD, NON_PROD, DEV = "210987654321", "321098765432", "012345678901"
LISTED = tuple(
    Account(number, name, f"{name}@x", sources=(ORGANIZATION,))
    for number, name in ((PROD, "prod"), (NON_PROD, "non-prod"), (DEV, "dev"))
)
FRESH, STALE = Listed(LISTED, DAY - 1), Listed(LISTED[:2], DAY)
PAST = PastPose(DEV, "Reader", 1, "dev")


def went(walk: Walk) -> list[str]:
    return [name for _, name in walk.roles]


def fetched(walk: Walk) -> bool:
    return ("accounts",) in walk.world.calls


def test_a_name_is_found_in_a_fresh_list_without_asking() -> None:
    walk = Walk.in_session()
    walk.go(Pose(target="DEV", role="Admin"), listed=FRESH)

    assert (went(walk), fetched(walk)) == ([f"{DEV}/Admin"], False)
    assert f"account {DEV} (dev), by the name" in walk.told


def test_a_list_of_yesterday_is_fetched_anew_for_what_may_have_changed() -> None:
    walk = Walk.in_session()
    walk.go(Pose(target="de", role="Admin"), listed=STALE, pages=[LISTED[:1], (), LISTED[1:]])

    assert (went(walk), fetched(walk)) == ([f"{DEV}/Admin"], True)


def test_some_digits_are_asked_of_the_organization_too() -> None:
    twin = Account("012300000000", "twin", sources=(ORGANIZATION,))
    walk = Walk.in_session()
    with pytest.raises(UsageError, match="0123 fits 2 accounts"):
        walk.go(Pose(target="0123"), posed=[PAST], pages=[(*LISTED, twin)])
    walk.go(Pose(target="0123", role="Admin"), posed=[PAST], listed=FRESH)
    assert (went(walk), fetched(walk)) == ([f"{DEV}/Admin"], False)


def test_digits_of_several_accounts_at_hand_are_refused_before_a_code_is_asked_for() -> None:
    walk = Walk()
    with pytest.raises(UsageError, match="01 fits 2 accounts"):
        walk.go(Pose(target="01"), posed=[PAST, PastPose("019999999999", "x", 1)])

    assert walk.world.calls == []


def test_who_may_not_list_is_told_so_and_served_from_what_is_known() -> None:
    walk = Walk.in_session()
    walk.settings = Settings({}, {"mine": AccountSettings(PROD, "Admin")})
    config = f"[profile team]\nrole_arn = arn:aws:iam::{NON_PROD}:role/Own\nsource_profile = x\n"
    walk.config = config
    for word, role in (
        ("2109", f"{PROD}/Admin"),
        ("32109", f"{NON_PROD}/OrganizationAccountAccessRole"),
        ("8901", f"{DEV}/Default"),
    ):
        walk.settings = walk.settings.but(default_role="Default" if word == "8901" else None)
        walk.go(Pose(target=word), posed=[PAST], pages=[Unlisted("you may not list")])

        assert "you may not list" in walk.told
        assert went(walk) == [role]


def test_a_name_from_an_earlier_pose_needs_no_list() -> None:
    walk = Walk.in_session()
    walk.go(Pose(target="dev", role="Admin"), posed=[PAST])

    assert (went(walk), fetched(walk)) == ([f"{DEV}/Admin"], False)


@pytest.mark.parametrize(
    ("answer", "posed"), [("y", True), (" YES ", True), ("n", False), ("", False)]
)
def test_a_part_of_a_name_is_asked_about(answer: str, posed: bool) -> None:
    walk = Walk.in_session()
    if posed:
        walk.go(Pose(target="on-p", role="Admin"), answer, listed=FRESH)

        assert went(walk) == [f"{NON_PROD}/Admin"]
    else:
        with pytest.raises(UsageError, match="not posed"):
            walk.go(Pose(target="on-p", role="Admin"), answer, listed=FRESH)

        assert went(walk) == []
    assert f"'on-p' is only a part of the name 'non-prod' ({NON_PROD})" in walk.world.questions[0]


def test_a_part_of_a_name_is_refused_without_a_terminal() -> None:
    walk = Walk.in_session()
    with pytest.raises(UsageError, match="is only a part of the name 'non-prod'") as caught:
        walk.go(Pose(target="on-p"), listed=FRESH, terminal=False)

    assert caught.value.hint == f"if that is meant: aws-session pose {NON_PROD}"
    assert went(walk) == []


def test_a_name_that_steers_a_terminal_is_harmless_wherever_it_is_said() -> None:
    evil = Account(DEV, "e\x1b[2J\u202evil", sources=(ORGANIZATION,))
    walk = Walk.in_session()
    walk.go(Pose(target="vil"), "y", listed=Listed((evil,), 0))
    shown = "".join((*walk.told, *walk.world.questions, walk.environ["AWS_SESSION_LABEL"]))

    assert not {"\x1b", "\u202e"} & set(shown)


def test_a_list_that_breaks_off_is_no_list() -> None:
    def pages() -> Iterator[tuple[Account, ...]]:
        yield LISTED[:1]
        raise SessionError("the line is dead")

    walk = Walk.in_session()
    with pytest.raises(SessionError, match="the line is dead"):
        walk.go(Pose(target="dev"), pages=pages())

    assert went(walk) == []


def test_without_a_target_and_without_a_terminal_it_says_what_to_pass() -> None:
    walk = Walk()
    with pytest.raises(UsageError, match="a TARGET is needed") as caught:
        walk.go(Pose(), terminal=False)

    assert "name an account" in str(caught.value.hint)
    assert walk.world.calls == []


def choose(walk: Walk, *typed: str, intent: Pose | None = None, **world: Any) -> None:
    walk.go(intent or Pose(), *typed, picks=[LISTED[2]], **world)


def test_one_chooses_among_all_that_is_known_with_current_and_previous_marked() -> None:
    walk = Walk.in_session()
    walk.settings = Settings({}, {"mine": AccountSettings(PROD, "Admin")})
    choose(walk, listed=STALE, posed=[PAST])
    known, pages, current, previous = walk.world.offered[0]

    assert [account.id for account in known] == [PROD, NON_PROD, DEV]
    assert known[0].names == ("prod", "mine")
    assert (pages, current, previous) == (True, "111122223333", DEV)
    assert walk.world.offered[1] == (DEV, "OrganizationAccountAccessRole", ("Reader",))
    assert went(walk) == [f"{DEV}/OrganizationAccountAccessRole"]


def test_a_fresh_list_is_not_fetched_again() -> None:
    walk = Walk.in_session()
    choose(walk, listed=FRESH, roles=["Own"])

    assert (walk.world.offered[0][1], fetched(walk)) == (False, False)
    assert went(walk) == [f"{DEV}/Own"]
    assert walk.world.posed[0].name == "dev"


def test_a_role_that_was_given_is_not_asked_for() -> None:
    walk = Walk.in_session()
    walk.settings = Settings({}, {"dev": AccountSettings(DEV, "Mine")})
    choose(walk, listed=FRESH)
    default = went(walk)
    choose(walk, listed=FRESH, intent=Pose(target=None, role="Given"))

    assert (default, went(walk)) == ([f"{DEV}/Mine"], [f"{DEV}/Given"])
    assert len(walk.world.offered) == 1


def test_in_a_fresh_shell_the_code_comes_first_then_the_list_then_two_levels() -> None:
    walk = Walk({**KEYS, "AWS_PROFILE": "", "AWS_REGION": "a-1"})
    choose(walk, "111111", listed=STALE)

    assert [
        call[0] for call in walk.world.calls if call[0] in {"session_token", "assume_role"}
    ] == [
        "session_token",
        "assume_role",
    ]
    assert walk.labels == ["alice@111122223333", "dev/OrganizationAccountAccessRole"]
    assert walk.roles[0][0] == walk.levels[0].key_id
    assert "AWS_PROFILE" not in walk.environ


def test_the_list_of_a_role_profile_is_signed_by_its_role_and_the_pose_goes_on_from_it() -> None:
    key = "[profile work]\naws_access_key_id = AKIAWORK\naws_secret_access_key = s\n"
    hub = f"[profile hub]\nsource_profile = work\nrole_arn = arn:aws:iam::{PROD}:role/hub\n"
    walk = Walk({}, key + hub)
    walk.go(Pose(target="dev", role="Admin", profile="hub"), "111111", listed=FRESH)

    assert went(walk) == [f"{PROD}/hub", f"{DEV}/Admin"]
    assert walk.roles[1][0] == walk.levels[1].key_id


def test_who_leaves_the_list_changes_nothing() -> None:
    class Leaving(list[Account]):
        def pop(self, at: Any = 0) -> Account:
            raise KeyboardInterrupt

    walk = Walk.in_session()
    before = walk.environ
    with pytest.raises(KeyboardInterrupt):
        walk.go(Pose(), picks=Leaving())

    assert walk.environ == before
