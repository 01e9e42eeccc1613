from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from aws_session.commands.console import Console
from aws_session.commands.end import End
from aws_session.commands.exec import Exec
from aws_session.commands.mfa import Mfa
from aws_session.commands.pose import Pose
from aws_session.config import NONE, AccountSettings, Settings, profiles
from aws_session.errors import SessionError, StepBack, UsageError
from aws_session.model.account import (
    DAY,
    ORGANIZATION,
    Account,
    AccountListing,
    ListingUnavailable,
)
from aws_session.model.account import Pose as RoleUse
from aws_session.session import for_program
from aws_session.session.for_program import ProgramRequest
from aws_session.session.request import MfaRequest, RoleRequest
from memory import KEYS, PHONE
from walk import Walk

if TYPE_CHECKING:
    from collections.abc import Iterator

PROD, NON_PROD, DEV = "210987654321", "321098765432", "012345678901"
LISTED = tuple(
    Account(number, name, f"{name}@x", sources=(ORGANIZATION,))
    for number, name in ((PROD, "prod"), (NON_PROD, "non-prod"), (DEV, "dev"))
)
FRESH, STALE = AccountListing(LISTED, DAY - 1), AccountListing(LISTED[:2], DAY)
NO_FILES = profiles.read("", "CONFIG", "", "CREDENTIALS")
PAST = RoleUse(DEV, "Reader", 1, "dev")


def went(walk: Walk) -> list[str]:
    return [name for _, name in walk.roles]


def fetched(walk: Walk) -> bool:
    return ("accounts",) in walk.world.calls


def test_a_name_is_found_in_a_fresh_list_without_asking() -> None:
    walk = Walk.in_session()
    walk.go(Pose(target="DEV", role="Admin"), listed=FRESH)

    assert (went(walk), fetched(walk)) == ([f"{DEV}/Admin"], False)
    assert f"using account dev ({DEV}), matched by its name" in walk.configured


@pytest.mark.parametrize("word", ["dev/Admin", "DEV/team/Admin", "R\\u0026D"])
def test_a_label_and_a_name_as_it_is_printed_are_found_in_a_fresh_list(word: str) -> None:
    lab = Account(DEV, "R&D", sources=(ORGANIZATION,))
    walk = Walk.in_session()
    walk.settings = Settings({}, {}, default_role="Admin")
    walk.go(Pose(target=word), listed=AccountListing((lab,), 0) if "u" in word else FRESH)

    assert went(walk)[0].startswith(f"{DEV}/")
    assert not fetched(walk)


NEW = Account("210900000000", "de", sources=(ORGANIZATION,))


@pytest.mark.parametrize("word", ["de", "210900", "de/Admin"])
def test_a_list_is_fetched_again_before_a_part_of_a_name_or_some_digits_decide(word: str) -> None:
    walk = Walk.in_session()
    role = None if "/" in word else "Admin"
    walk.go(Pose(target=word, role=role), listed=FRESH, pages=[LISTED, (NEW,)])

    assert went(walk) == [f"{NEW.id}/Admin"]


@pytest.mark.parametrize("word", ["pro", "2109"])
def test_a_fresh_list_still_decides_if_it_cannot_be_fetched_again(word: str) -> None:
    walk = Walk.in_session()
    denied = [ListingUnavailable("you may not list")]
    walk.go(Pose(target=word, role="Admin"), listed=FRESH, pages=denied)

    assert went(walk) == [f"{PROD}/Admin"]
    assert walk.configured[0] == "you may not list"


def test_yesterdays_list_is_fetched_again_for_what_may_have_changed() -> None:
    walk = Walk.in_session()
    walk.go(Pose(target="de", role="Admin"), listed=STALE, pages=[LISTED[:1], (), LISTED[1:]])

    assert (went(walk), fetched(walk)) == ([f"{DEV}/Admin"], True)


RENAMED = AccountListing((Account(NON_PROD, "prod", sources=(ORGANIZATION,)),), 40 * DAY)
"""An old list, from a time when another account was called prod."""


@pytest.mark.parametrize("word", ["prod", "PROD", "prod/Admin", "pro"])
def test_a_full_name_means_todays_account_not_the_one_in_an_old_list(word: str) -> None:
    walk = Walk.in_session()
    role = None if "/" in word else "Admin"
    walk.go(Pose(target=word, role=role), listed=RENAMED, pages=[LISTED[:1], LISTED[1:]])

    assert (went(walk), fetched(walk)) == ([f"{PROD}/Admin"], True)


def test_a_name_that_only_an_old_list_contains_is_unknown() -> None:
    old = AccountListing((Account(DEV, "old", sources=(ORGANIZATION,)),), 40 * DAY)
    walk = Walk.in_session()
    with pytest.raises(UsageError, match="no account, alias or profile named 'old'"):
        walk.go(Pose(target="old", role="Admin"), listed=old, pages=[LISTED])

    assert went(walk) == []


def test_an_alias_is_decided_without_a_list() -> None:
    walk = Walk.in_session()
    walk.settings = Settings({}, {"mine": AccountSettings(PROD, "Admin")})
    walk.go(Pose(target="mine"), listed=RENAMED)

    assert (went(walk), fetched(walk)) == ([f"{PROD}/Admin"], False)


def _broken() -> Iterator[tuple[Account, ...]]:
    yield LISTED[2:]
    raise SessionError("the line is dead")


@pytest.mark.parametrize("why", ["you may not list", "the line is dead"])
def test_an_old_list_is_used_if_there_is_no_other_but_its_names_are_doubtful(
    why: str,
) -> None:
    def pages() -> Any:
        return _broken() if "dead" in why else [ListingUnavailable(why)]

    walk = Walk.in_session()
    walk.go(Pose(target="prod", role="Admin"), listed=RENAMED, pages=pages())
    assert went(walk) == [f"{NON_PROD}/Admin"]
    assert walk.configured[:3] == [
        why,
        "using the list of accounts from 40 days ago: names may be out of date",
        f"using account prod ({NON_PROD}), matched by its name",
    ]

    with pytest.raises(UsageError, match=f"a role is missing for account {NON_PROD}"):
        walk.go(Pose(target="prod"), listed=RENAMED, pages=pages(), terminal=False)


def test_the_part_of_a_list_that_arrived_comes_before_the_old_list() -> None:
    old = AccountListing((Account(DEV, "prod", sources=(ORGANIZATION,)),), 40 * DAY)
    walk = Walk.in_session()
    with pytest.raises(UsageError, match="no account, alias or profile named 'prod'"):
        walk.go(Pose(target="prod", role="Admin"), listed=old, pages=_broken())

    assert went(walk) == []


CLOSED = Account(PROD, "old-billing", state="SUSPENDED", sources=(ORGANIZATION,))


@pytest.mark.parametrize(
    "word", ["old-billing", "OLD-billing", "old-billing/Admin", "2109", "old-bil", "billing"]
)
@pytest.mark.parametrize("cached", [True, False])
def test_a_closed_accounts_name_is_not_another_accounts_former_name(
    word: str, cached: bool
) -> None:
    walk = Walk.in_session()
    listing = AccountListing((CLOSED, LISTED[2]), 0) if cached else None
    past = RoleUse(DEV, "Admin", 1, "old-billing")
    command = Pose(target=word, role=None if "/" in word else "Admin")
    with pytest.raises(UsageError) as caught:
        walk.go(command, listed=listing, pages=[(CLOSED, LISTED[2])], posed=[past])

    assert caught.value.message == f"account 'old-billing' ({PROD}) is suspended"
    assert went(walk) == []


def test_the_organization_is_asked_about_some_digits_too() -> None:
    twin = Account("012300000000", "twin", sources=(ORGANIZATION,))
    walk = Walk.in_session()
    with pytest.raises(UsageError, match="0123 matches 2 accounts"):
        walk.go(Pose(target="0123"), posed=[PAST], pages=[(*LISTED, twin)])
    walk.go(Pose(target="0123", role="Admin"), posed=[PAST], listed=FRESH, pages=[LISTED])
    assert (went(walk), fetched(walk)) == ([f"{DEV}/Admin"], True)


def test_digits_of_several_accounts_at_hand_are_refused_before_a_code_is_asked_for() -> None:
    walk = Walk()
    for digits, refused in (("0123", "0123 matches 2 accounts"), ("012", "012 is too short")):
        with pytest.raises(UsageError, match=refused):
            walk.go(Pose(target=digits), posed=[PAST, RoleUse("012399999999", "x", 1)])

        assert walk.world.calls == []


def test_denied_listing_is_reported_and_known_names_are_used() -> None:
    walk = Walk.in_session()
    walk.settings = Settings({}, {"mine": AccountSettings(PROD, "Admin")})
    config = f"[profile team]\nrole_arn = arn:aws:iam::{NON_PROD}:role/Own\nsource_profile = x\n"
    walk.config = config
    for word, role in (
        ("2109", f"{PROD}/Admin"),
        ("32109", f"{NON_PROD}/Chosen"),
        ("8901", f"{DEV}/Default"),
    ):
        walk.settings = walk.settings.replace(default_role="Default" if word == "8901" else None)
        denied = [ListingUnavailable("you may not list")]
        walk.go(Pose(target=word), posed=[PAST], pages=denied, roles=["Chosen"])

        assert "you may not list" in walk.configured
        assert went(walk) == [role]


def test_a_name_from_an_earlier_pose_means_its_current_account() -> None:
    other = Account("019999999999", "dev", sources=(ORGANIZATION,))
    for world in ({"listed": AccountListing((other,), 0)}, {"pages": [(other,)]}):
        walk = Walk.in_session()
        walk.go(Pose(target="dev", role="Admin"), posed=[PAST], **world)

        assert went(walk) == ["019999999999/Admin"]
        assert walk.labels[-1] == "019999999999/Admin", "dev was another's, perhaps next door"


def test_a_name_from_an_earlier_pose_is_used_if_listing_is_denied() -> None:
    walk = Walk.in_session()
    walk.go(
        Pose(target="dev", role="Admin"),
        posed=[PAST],
        pages=[ListingUnavailable("you may not list")],
    )

    assert (went(walk), walk.labels[-1]) == ([f"{DEV}/Admin"], "dev/Admin")


@pytest.mark.parametrize(
    ("answer", "posed"), [("y", True), (" YES ", True), ("n", False), ("", False)]
)
def test_a_part_of_a_name_is_asked_about(answer: str, posed: bool) -> None:
    walk = Walk.in_session()
    if posed:
        walk.go(Pose(target="on-p", role="Admin"), answer, listed=FRESH, pages=[LISTED])

        assert went(walk) == [f"{NON_PROD}/Admin"]
    else:
        with pytest.raises(UsageError, match="no role was assumed"):
            walk.go(Pose(target="on-p", role="Admin"), answer, listed=FRESH, pages=[LISTED])

        assert went(walk) == []
    assert f"'on-p' is only part of the name 'non-prod' ({NON_PROD})" in walk.world.questions[0]


def test_a_part_of_a_name_is_refused_without_a_terminal() -> None:
    walk = Walk.in_session()
    with pytest.raises(UsageError, match="is only part of the name 'non-prod'") as caught:
        walk.go(Pose(target="on-p"), listed=FRESH, pages=[LISTED], terminal=False)

    assert caught.value.hint == f"to use that account: aws-session pose {NON_PROD} ROLE"
    assert went(walk) == []


def test_a_name_cannot_control_the_terminal_wherever_it_is_shown() -> None:
    evil = Account(DEV, "e\x1b[2J\u202evil", sources=(ORGANIZATION,))
    walk = Walk.in_session()
    walk.go(Pose(target="vil"), "y", pages=[(evil,)], roles=["Admin"])
    shown = "".join((*walk.configured, *walk.world.questions, walk.environ["AWS_SESSION_LABEL"]))

    assert not {"\x1b", "\u202e"} & set(shown)


def test_a_list_that_breaks_off_is_not_a_list() -> None:
    def pages() -> Iterator[tuple[Account, ...]]:
        yield LISTED[:1]
        raise SessionError("the line is dead")

    walk = Walk.in_session()
    with pytest.raises(SessionError, match="the line is dead"):
        walk.go(Pose(target="dev"), pages=pages())

    assert went(walk) == []


def test_without_a_target_and_without_a_terminal_it_says_what_to_pass() -> None:
    walk = Walk()
    with pytest.raises(UsageError, match="TARGET is missing") as caught:
        walk.go(Pose(), terminal=False)

    assert "name an account" in str(caught.value.hint)
    assert walk.world.calls == []


@pytest.mark.parametrize("command", ["pose", "console", "exec"])
@pytest.mark.parametrize("token", ["AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN"])
def test_a_leftover_token_is_named_before_a_target_is_asked_for(command: str, token: str) -> None:
    walk = Walk({**KEYS, token: "old"})
    with pytest.raises(SessionError) as caught:
        walk.go(RoleRequest(command=command), terminal=False)

    assert "TARGET" not in caught.value.message
    assert token in str(caught.value.hint)

    with pytest.raises(UsageError, match="TARGET is missing"):
        walk.go(RoleRequest(command=command, profile="default"), terminal=False)


def choose(walk: Walk, *typed: str, command: Pose | None = None, **world: Any) -> None:
    walk.go(command or Pose(), *typed, picks=[LISTED[2]], **world)


def test_the_choice_shows_all_known_accounts_and_marks_the_current_one() -> None:
    walk = Walk.in_session()
    walk.settings = Settings({}, {"mine": AccountSettings(PROD, "Admin")})
    choose(walk, listed=STALE, posed=[PAST], roles=["Own"])
    known, pages, current = walk.world.offered[0]

    assert [account.id for account in known] == [PROD, DEV]
    assert walk.world.mismatched == LISTED[:2]
    assert (pages, current) == (True, "111122223333")
    assert [(row.name, row.used) for row in walk.world.shortcuts] == [
        ("dev/Reader", "20778 days ago")
    ]
    assert walk.world.offered[1] == (DEV, None, ("Reader", "OrganizationAccountAccessRole"))
    assert went(walk) == [f"{DEV}/Own"]


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
    choose(walk, listed=FRESH, command=Pose(target=None, role="Given"))

    assert (default, went(walk)) == ([f"{DEV}/Mine"], [f"{DEV}/Given"])
    assert len(walk.world.offered) == 1


def test_in_a_fresh_shell_the_code_comes_first_then_the_list_then_two_levels() -> None:
    walk = Walk({**KEYS, "AWS_PROFILE": "", "AWS_REGION": "a-1"})
    choose(walk, "111111", listed=STALE, roles=["Own"])

    assert [
        call[0] for call in walk.world.calls if call[0] in {"session_token", "assume_role"}
    ] == [
        "session_token",
        "assume_role",
    ]
    assert walk.labels == ["alice@111122223333", "dev/Own"]
    assert walk.roles[0][0] == walk.levels[0].key_id
    assert "AWS_PROFILE" not in walk.environ


def test_the_list_of_a_role_profile_is_signed_by_its_role_and_the_pose_goes_on_from_it() -> None:
    key = "[profile work]\naws_access_key_id = AKIAWORK\naws_secret_access_key = s\n"
    hub = f"[profile hub]\nsource_profile = work\nrole_arn = arn:aws:iam::{PROD}:role/hub\n"
    walk = Walk({}, key + hub)
    walk.go(Pose(target="dev", role="Admin", profile="hub"), "111111", listed=FRESH)

    assert went(walk) == [f"{PROD}/hub", f"{DEV}/Admin"]
    assert walk.roles[1][0] == walk.levels[1].key_id


TEAM = (
    "[default]\naws_access_key_id = AKIAFAKE\naws_secret_access_key = fake-secret\n"
    f"[profile prod-ro]\nrole_arn = arn:aws:iam::{PROD}:role/x/ReadOnly\n"
    "source_profile = default\nexternal_id = secret-7\nregion = eu-west-3\n"
)
OFFERED = ("x/ReadOnly", "OrganizationAccountAccessRole")


def in_team() -> Walk:
    """Return a shell with a session of the profile that the role's profile names."""
    walk = Walk({}, TEAM)
    walk.go(Mfa(), "111111")
    return walk


@pytest.mark.parametrize("world", [{"listed": FRESH}, {"listed": STALE}, {}], ids=str)
@pytest.mark.parametrize("word", ["2109", "4321", "prod-r", "pro", "ro"])
def test_an_unnamed_role_is_chosen_and_a_profile_has_its_own(
    word: str, world: dict[str, Any]
) -> None:
    walk = in_team()
    pages = [LISTED[:1], LISTED[1:]]
    walk.go(Pose(target=word), *["y"] * (word == "ro"), pages=pages, roles=["Own"], **world)
    role = walk.world.assumed[-1][1]

    if word[0].isdigit():
        assert walk.world.offered == [(PROD, None, OFFERED)]
        assert (role.role, role.external_id, walk.labels[-1]) == ("Own", None, "prod/Own")
    else:
        assert walk.world.offered == []
        assert (role.role, role.external_id) == ("x/ReadOnly", "secret-7")
        assert (walk.labels[-1], walk.region[0]) == ("prod-ro/ReadOnly", "eu-west-3")


@pytest.mark.parametrize(
    ("command", "line"),
    [
        (Pose(target="2109"), f"aws-session pose {PROD} ROLE"),
        (Pose(target="2109", chain=True), f"aws-session pose {PROD} ROLE --chain"),
        (Exec(target="2109").request, f"aws-session exec {PROD} ROLE -- COMMAND"),
        (Console(target="2109", profile="default").request,
         f"aws-session console {PROD} ROLE --profile default"),
        (for_program.request_for_program(ProgramRequest(target="2109"), NONE, NO_FILES),
         f"aws-session process {PROD} ROLE"),
    ],
)  # fmt: skip
def test_without_a_terminal_the_line_to_type_includes_the_role(
    command: Pose | RoleRequest, line: str
) -> None:
    walk = in_team()
    walk.time += 30
    with pytest.raises(UsageError) as caught:
        walk.go(
            command.replace(code=None if command.chain else "222222"),
            pages=[LISTED],
            terminal=False,
        )

    assert caught.value.message == f"a role is missing for account {PROD} (prod)"
    assert caught.value.hint == f"name one: {line}"
    assert caught.value.status == 2
    assert went(walk) == []


@pytest.mark.parametrize("command", ["process", "exec --refresh"])
def test_a_tool_that_asks_again_and_again_opens_no_list(command: str) -> None:
    wish = for_program.request_for_program(
        ProgramRequest(target="2109", command=command), NONE, NO_FILES
    )
    part = for_program.request_for_program(
        ProgramRequest(target="on-p", command=command), NONE, NO_FILES
    )
    behind = " -- COMMAND" if command != "process" else ""
    for request, account in ((wish, PROD), (part, NON_PROD)):
        walk = in_team()
        with pytest.raises(UsageError) as caught:
            walk.go(request, listed=FRESH, pages=[LISTED])

        assert str(caught.value.hint).endswith(f": aws-session {command} {account} ROLE{behind}")
        assert (walk.world.questions, walk.world.offered) == ([], [])


def test_the_only_word_after_process_is_an_alias_before_it_is_a_profile() -> None:
    files = profiles.read(TEAM, "CONFIG", "", "CREDENTIALS")
    mine = Settings({}, {"prod-ro": AccountSettings(DEV, "Reader")})
    alone = ProgramRequest(target="prod-ro")

    assert for_program.request_for_program(alone, NONE, files) == MfaRequest(profile="prod-ro")
    assert for_program.request_for_program(alone, mine, files) == RoleRequest(
        target="prod-ro", command="process", for_tool=True
    )


def test_a_default_role_is_announced_as_such() -> None:
    walk = Walk.in_session()
    walk.go(Pose(target="dev"), listed=FRESH)
    by_default = walk.configured[0]
    walk.settings = Settings({}, {}, default_role="Reader")
    walk.go(Pose(target=DEV))

    assert by_default == (
        f"using account dev ({DEV}), matched by its name; "
        "role OrganizationAccountAccessRole by default"
    )
    assert walk.configured[0] == (
        f"using account {DEV}, matched by its ID; role Reader from default_role in the settings"
    )


def test_a_profile_that_is_chosen_is_that_profile_and_no_role_is_asked_for() -> None:
    walk = in_team()
    walk.go(Pose(), listed=FRESH, picks=["prod-ro"])
    role = walk.world.assumed[-1][1]

    assert len(walk.world.offered) == 1
    assert (role.role, role.external_id, walk.region[0]) == ("x/ReadOnly", "secret-7", "eu-west-3")


def test_a_chosen_account_does_not_take_a_profiles_role() -> None:
    walk = in_team()
    walk.go(Pose(), listed=FRESH, picks=[LISTED[0]], roles=["Own"])
    role = walk.world.assumed[-1][1]

    assert walk.world.offered[1] == (PROD, None, OFFERED)
    assert (role.role, role.external_id, walk.labels[-1]) == ("Own", None, "prod/Own")


@pytest.mark.parametrize("settings", [{"default_role": "R"}, {"accounts": {"me": (DEV, "R")}}])
def test_a_role_of_the_settings_is_chosen_at_first(settings: dict[str, Any]) -> None:
    walk = Walk.in_session()
    given = settings.get("accounts", {})
    walk.settings = Settings(
        {}, {name: AccountSettings(*row) for name, row in given.items()},
        default_role=settings.get("default_role"),
    )  # fmt: skip
    choose(walk, listed=FRESH)

    assert walk.world.offered[1][:2] == (DEV, "R")
    assert went(walk) == [f"{DEV}/R"]


def test_two_accounts_of_one_name_are_shown_by_their_ids() -> None:
    twins = tuple(Account(id_, "twin", sources=(ORGANIZATION,)) for id_ in (PROD, DEV))
    walk, labels = Walk.in_session(), []
    for twin in twins:
        walk.go(Pose(role="Admin"), listed=AccountListing(twins, 0), picks=[twin])
        labels.append(walk.labels[-1])

    assert labels == [f"{PROD}/Admin", f"{DEV}/Admin"]


def test_leaving_the_list_changes_nothing() -> None:
    class Leaving(list[Account]):
        def pop(self, at: Any = 0) -> Account:
            raise KeyboardInterrupt

    walk = Walk.in_session()
    before = walk.environ
    with pytest.raises(KeyboardInterrupt):
        walk.go(Pose(), picks=Leaving())

    assert walk.environ == before


LONG = Pose(target="dev", role="Admin", duration="8h")
DENIED = ListingUnavailable("you may not list")


def test_if_listing_is_denied_nothing_is_said_to_be_missing() -> None:
    walk = Walk.in_session()
    with pytest.raises(UsageError) as failed:
        walk.go(Pose(target="dev", role="Admin"), pages=[DENIED])

    assert failed.value.message == (
        "no alias or profile named 'dev', and the organization's accounts could not be listed"
    )
    assert failed.value.hint == (
        "use an account ID or a role ARN, or give the account an alias: aws-session config"
    )


def test_a_mistyped_alias_gets_a_suggestion_even_if_listing_is_denied() -> None:
    walk = Walk.in_session()
    walk.settings = Settings({}, {"mine": AccountSettings(PROD, "Admin")})
    with pytest.raises(UsageError, match=r"could not be listed; did you mean 'mine'\?$"):
        walk.go(Pose(target="mnie", role="Admin"), pages=[DENIED])


def test_without_an_organization_a_name_is_unknown() -> None:
    walk = Walk.in_session()
    alone = ListingUnavailable("this account is in no organization")
    with pytest.raises(UsageError, match=r"^no account, alias or profile named 'dev'$"):
        walk.go(Pose(target="dev", role="Admin"), pages=[alone])


def test_the_session_below_lists_for_a_role_that_signs() -> None:
    walk = Walk.in_session()
    walk.go(Pose(target=PROD, role="Admin"))
    walk.go(Pose(target="dev", role="Admin", chain=True), pages=[LISTED])

    assert walk.world.listers == [walk.levels[0].key_id]
    assert walk.roles == [(walk.levels[1].key_id, f"{DEV}/Admin")]


def test_the_role_lists_where_the_session_below_may_not() -> None:
    walk = Walk.in_session()
    walk.go(Pose(target=PROD, role="Admin"))
    posed = walk.levels[1].key_id
    walk.go(Pose(target="dev", role="Admin", chain=True), pages=[LISTED], may_list={posed})

    assert walk.world.listers == [walk.levels[0].key_id, posed]
    assert walk.roles == [(posed, f"{DEV}/Admin")]


def test_a_session_of_the_same_key_lists_for_a_profile_that_is_named() -> None:
    config = "[profile w]\naws_access_key_id = AKIAW\naws_secret_access_key = s\n"
    walk = Walk({}, config)
    walk.go(Mfa(profile="w"), "111111")
    session = walk.levels[0].key_id
    walk.go(LONG.replace(profile="w"), "222222", pages=[LISTED], may_list={session})

    assert walk.world.listers == [session]
    assert walk.roles == [("AKIAW", f"{DEV}/Admin")]


def test_a_session_of_another_key_lists_nothing() -> None:
    config = "[profile w]\naws_access_key_id = AKIAW\naws_secret_access_key = s\n"
    walk = Walk.in_session(config=config)
    session = walk.levels[0].key_id
    with pytest.raises(UsageError, match="could not be listed"):
        walk.go(LONG.replace(profile="w"), pages=[LISTED], may_list={session}, terminal=False)

    assert walk.world.listers == ["AKIAW"]


def test_a_session_lists_what_the_key_alone_may_not_and_the_role_needs_its_own_code() -> None:
    walk = Walk()
    walk.go(LONG, "111111", "222222", pages=[LISTED], may_list={"ASIAFAKE1"})

    assert walk.configured[:3] == [
        "AKIAFAKE may not list",
        "listing the accounts needs a session and one code, the role needs the next one",
        f"MFA device {PHONE}: your first device",
    ]
    assert walk.world.sent == [(PHONE, "111111")]
    assert walk.world.calls[-1] == (
        "assume_role",
        f"arn:aws:iam::{DEV}:role/Admin",
        PHONE,
        "222222",
    )
    assert walk.roles == [("AKIAFAKE", f"{DEV}/Admin")]
    assert walk.labels == ["alice@111122223333", "dev/Admin"]


def test_a_stored_session_lists_and_leaves_the_code_to_the_role() -> None:
    walk = Walk()
    walk.go(Mfa(keep=True), "111111")
    session = walk.levels[0].key_id
    walk.go(End())
    walk.go(LONG.replace(code="222222"), pages=[LISTED], may_list={session}, terminal=False)

    assert walk.world.listers == ["AKIAFAKE", session]
    assert walk.world.calls[-1] == (
        "assume_role",
        f"arn:aws:iam::{DEV}:role/Admin",
        PHONE,
        "222222",
    )


def test_no_code_is_used_if_a_second_one_cannot_be_asked_for() -> None:
    walk = Walk()
    with pytest.raises(UsageError, match="could not be listed") as failed:
        walk.go(LONG.replace(code="111111"), pages=[DENIED], terminal=False)

    assert failed.value.hint == (
        "use an account ID or a role ARN, or start a session, which may list the accounts: "
        "aws-session"
    )
    assert walk.world.sent == []


class OneStepBack(list[str]):
    """A choice of roles in which the person goes back to the accounts once."""

    def __bool__(self) -> bool:
        return True

    def pop(self, at: Any = -1) -> str:
        role = super().pop(at)
        if role == "back":
            raise StepBack
        return role


def test_escape_in_the_roles_goes_back_to_the_accounts() -> None:
    walk = Walk.in_session()
    roles = OneStepBack(["back", "Own"])
    walk.go(Pose(), listed=FRESH, picks=[LISTED[0], LISTED[2]], roles=roles)

    assert went(walk) == [f"{DEV}/Own"]
    assert [offer[0] for offer in walk.world.offered if isinstance(offer[0], str)] == [PROD, DEV]
