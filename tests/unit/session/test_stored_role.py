"""One call for a role in all terminals, with a machine and an AWS in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from aws_session.commands.end import End
from aws_session.commands.mfa import Mfa
from aws_session.commands.pose import Pose
from aws_session.commands.renew import Renew
from aws_session.config import NONE, profiles
from aws_session.environment.state_format import read_snapshot
from aws_session.errors import SessionError
from aws_session.model.credentials import Credentials
from aws_session.model.recoverable_errors import RefusedRoleError
from aws_session.model.role import BELOW
from aws_session.session import ready_session
from aws_session.session.for_program import ProgramRequest, session_for_program
from memory import Store, World
from walk import Walk

if TYPE_CHECKING:
    from aws_session.environment import Outcome

PROD = "210987654321"
ADMIN = Pose(target=PROD, role="Admin")
KEPT = ADMIN.replace(keep=True)
CONFIG = "[default]\nregion = eu-west-1\n"
LONG = (
    f"[profile long]\nrole_arn = arn:aws:iam::{PROD}:role/Admin\nsource_profile = default\n"
    "duration_seconds = 28800\n[default]\naws_access_key_id = AKIAX\naws_secret_access_key = s\n"
)
PASS = "[profile pass]\ncredential_process = pass aws\n"
BY_CODE = ["caller", "devices", "session_token", "assume_role"]
TOOL = ProgramRequest(PROD, "Admin", keep=True, min_remaining=1200)


def terminal(store: Store, config: str = CONFIG, environ: dict[str, str] | None = None) -> Walk:
    walk = Walk(environ, config)
    walk.store = store
    return walk


@pytest.fixture
def store() -> Store:
    """A store in which a first terminal has stored its session and its role."""
    made = Store()
    terminal(made).go(KEPT, "111111")
    return made


def tool(walk: Walk, wish: ProgramRequest = TOOL, *typed: str) -> Outcome:
    """Let a program ask in an environment, without a person who could type."""
    walk.time += 60
    walk.world = type(walk.world)(walk.environ, *typed, terminal=bool(typed))
    walk.world.time, walk.world.files = walk.time, (walk.config, "")
    walk.world.own_settings, walk.world.store = walk.settings, walk.store
    return session_for_program(wish, walk.world)


def names(walk: Walk) -> list[str]:
    return [call[0] for call in walk.world.calls]


def roles(store: Store) -> list[str]:
    return [key for key in store.markers if "/role-" in key]


def test_another_terminal_gets_the_role_and_the_session_below_without_a_call(
    store: Store,
) -> None:
    second = terminal(store)
    second.go(ADMIN, terminal=False)

    assert second.world.calls == []
    assert second.labels == ["alice@111122223333", f"{PROD}/Admin"]
    assert second.environ["AWS_SESSION_TOKEN"] == "token4"
    assert second.region == ("eu-west-1", "eu-west-1")
    who = f"{PROD}/Admin in account {PROD}, region eu-west-1"
    assert second.configured == [
        f"using account {PROD}, matched by its ID",
        f"{who}: stored session until <3660 s on> (1 h left)",
    ]


def test_what_a_terminal_took_can_be_left_and_renewed(store: Store) -> None:
    from aws_session.commands.back import Back

    second = terminal(store)
    second.go(ADMIN, terminal=False)
    second.go(Back())
    below = second.labels
    second.go(ADMIN, terminal=False)
    taken = second.environ["AWS_SESSION_TOKEN"]
    second.go(Renew(), terminal=False)

    assert below == ["alice@111122223333"]
    assert names(second) == ["assume_role"]
    assert second.environ["AWS_SESSION_TOKEN"] != taken


def test_a_role_outlives_the_session_that_it_came_from_in_the_store(store: Store) -> None:
    (role,) = roles(store)
    store.markers = {role: store.markers[role]}
    second = terminal(store)
    second.go(ADMIN, terminal=False)

    assert second.world.calls == []
    assert second.labels == [f"{PROD}/Admin"]
    assert second.levels[0].request_params[-1] == (BELOW, "mfa")


def test_nothing_is_stored_without_being_asked_for() -> None:
    store = Store()
    terminal(store).go(ADMIN, "111111")

    assert store.markers == {}
    assert store.turns == []


def test_a_tool_uses_it_with_at_least_a_quarter_of_an_hour_left(store: Store) -> None:
    first, second = terminal(store), terminal(store)
    first.later(2_640)
    second.later(2_760)
    taken = tool(first)
    assert first.world.calls == []
    anew = tool(second)

    assert taken.arrived is not None
    assert anew.arrived is not None
    assert names(second) == ["assume_role"]
    assert taken.arrived.key_id != anew.arrived.key_id
    (role,) = roles(store)
    assert store.markers[role].expires == anew.arrived.expires


def test_a_terminal_uses_it_with_as_much_time_left_as_the_settings_say(store: Store) -> None:
    second = terminal(store)
    second.settings = NONE.replace(keep_at_least=3_500)
    second.later(120)
    second.go(ADMIN, terminal=False)

    assert names(second) == ["assume_role"]


def test_a_typed_duration_always_asks_aws(store: Store) -> None:
    second = terminal(store)
    second.go(ADMIN.replace(duration="1h"), terminal=False)

    assert names(second) == ["assume_role"]


def test_a_shorter_one_does_not_replace_a_longer_one(store: Store) -> None:
    (role,) = roles(store)
    before = store.markers[role]
    terminal(store).go(KEPT.replace(duration="15m"), terminal=False)

    assert store.markers[role] == before


def test_fresh_uses_no_stored_role_and_replaces_it(store: Store) -> None:
    (role,) = roles(store)
    before = store.texts[role]
    second = terminal(store)
    second.later(60)
    second.go(ADMIN.replace(fresh=True), "222222")

    assert names(second) == BY_CODE
    assert roles(store) == [role]
    assert store.texts[role] != before


def test_renew_asks_aws(store: Store) -> None:
    second = terminal(store)
    second.go(ADMIN, terminal=False)
    second.go(Renew(), terminal=False)

    assert names(second) == ["assume_role"]


OTHERS: dict[str, dict[str, Any]] = {
    "another role": {"role": "Reader"},
    "another account": {"target": "333333333333"},
    "session name": {"session_name": "deploy"},
    "external id": {"external_id": "theirs"},
    "source identity": {"source_identity": "alice"},
    "a tag": {"tag": ("team=ops",)},
    "a transitive tag": {"tag": ("team=ops",), "transitive": True},
    "a policy's ARN": {"policy_arn": ("arn:aws:iam::aws:policy/ReadOnlyAccess",)},
    "a policy": {"policy": "FILE"},
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_a_request_with_other_parameters_is_another_role(
    store: Store, other: dict[str, Any]
) -> None:
    policies = {"FILE": '{"Version":"2012-10-17"}'}
    asked = ADMIN.replace(**other)
    second, third, fourth = terminal(store), terminal(store), terminal(store)
    second.go(asked.replace(keep=True), terminal=False, policies=policies)
    third.go(asked, terminal=False, policies=policies)
    fourth.go(ADMIN, terminal=False)

    assert names(second) == ["assume_role"]
    assert third.world.calls == fourth.world.calls == []
    assert len({walk.environ["AWS_ACCESS_KEY_ID"] for walk in (second, third, fourth)}) == 2
    assert len(roles(store)) == 2


def test_tags_that_differ_in_being_transitive_are_two_roles() -> None:
    store = Store()
    tagged = ADMIN.replace(keep=True, tag=("team=ops",))
    terminal(store).go(tagged, "111111")
    second = terminal(store)
    second.go(tagged.replace(transitive=True), terminal=False)

    assert names(second) == ["assume_role"]


def test_the_same_role_by_its_arn_and_by_its_account_is_one(store: Store) -> None:
    second = terminal(store)
    second.go(Pose(target=f"arn:aws:iam::{PROD}:role/Admin"), terminal=False)

    assert second.world.calls == []


def test_two_roles_with_the_same_checksum_are_not_mixed_up(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    (role,) = roles(store)
    monkeypatch.setattr("aws_session.storage.session_format.checksum", lambda _: role[-8:])
    mark = role.split("/role-")[1].split(" ")[0]
    monkeypatch.setattr("aws_session.storage.session_format.checksum", lambda _: mark)
    second = terminal(store)
    second.go(ADMIN.replace(role="Reader"), terminal=False)

    assert second.roles == [("ASIAFAKE1", f"{PROD}/Reader")]


def test_a_role_from_a_role_is_another_than_the_same_from_the_session(store: Store) -> None:
    second, third, fourth = terminal(store), terminal(store), terminal(store)
    reader = Pose(target=PROD, role="Reader", chain=True, keep=True)
    second.go(ADMIN, terminal=False)
    second.go(reader, terminal=False)
    third.go(ADMIN, terminal=False)
    third.go(reader, terminal=False)
    fourth.go(reader, terminal=False)

    assert third.world.calls == []
    assert third.environ["AWS_ACCESS_KEY_ID"] == second.environ["AWS_ACCESS_KEY_ID"]
    assert third.labels == ["alice@111122223333", f"{PROD}/Admin", f"{PROD}/Reader"]
    assert names(fourth) == ["assume_role"]


def test_a_role_of_this_shells_session_is_stored_for_the_same_key() -> None:
    store = Store()
    first, second = terminal(store), terminal(store)
    first.go(Mfa(), "111111")
    first.go(KEPT, terminal=False)
    second.go(Mfa(), "222222")
    second.go(ADMIN, terminal=False)

    assert len(store.markers) == 1
    assert second.world.calls == []
    assert second.environ["AWS_SESSION_TOKEN"] == first.environ["AWS_SESSION_TOKEN"]
    assert second.labels == ["alice@111122223333", f"{PROD}/Admin"]


def test_another_key_has_roles_of_its_own(store: Store) -> None:
    other = {"AWS_ACCESS_KEY_ID": "AKIAOTHER", "AWS_SECRET_ACCESS_KEY": "s"}
    second = terminal(store, environ=other)
    second.go(ADMIN, "222222")

    assert second.roles == [("ASIAFAKE1", f"{PROD}/Admin")]


@pytest.mark.parametrize("region", ["cn-north-1", "us-gov-west-1"])
def test_another_partition_has_roles_of_its_own(store: Store, region: str) -> None:
    second = terminal(store)
    second.go(ADMIN.replace(region=region), "222222")

    assert "assume_role" in names(second)


def test_a_role_of_another_tools_session_is_never_used_for_the_profile() -> None:
    store = Store()
    found = Credentials("AKIAPASS", "s")
    first = terminal(store, PASS, {"AWS_PROFILE": "pass"})
    first.go(KEPT, "111111", resolved=[found])
    assert len(roles(store)) == 1
    foreign = {
        "AWS_PROFILE": "pass",
        "AWS_ACCESS_KEY_ID": "ASIATHEIRS",
        "AWS_SECRET_ACCESS_KEY": "s",
        "AWS_SESSION_TOKEN": "t",
    }
    second = terminal(store, PASS, foreign)
    second.go(ADMIN, terminal=False)

    assert second.roles == [("ASIATHEIRS", f"{PROD}/Admin")]


def test_a_credential_process_does_not_run_for_a_stored_role() -> None:
    store = Store()
    found = Credentials("AKIAPASS", "s")
    terminal(store, PASS, {}).go(KEPT.replace(profile="pass"), "111111", resolved=[found])
    second = terminal(store, PASS, {})
    second.go(ADMIN.replace(profile="pass"), terminal=False)

    assert second.world.calls == []


def test_a_role_for_eight_hours_needs_one_code() -> None:
    store = Store()
    first, second = terminal(store, LONG, {}), terminal(store, LONG, {})
    wish = ProgramRequest("long", keep=True, min_remaining=1200)
    outcome = tool(first, wish, "111111")
    second.later(6 * 3_600)
    again = tool(second, wish)

    assert names(first) == ["caller", "devices", "assume_role"]
    assert second.world.calls == []
    assert outcome.arrived is not None
    assert again.arrived is not None
    assert again.arrived.key_id == outcome.arrived.key_id
    said = "long/Admin is stored in a store in memory for your other terminals"
    assert said in first.world.configured
    assert "to delete it: aws-session end --all" in first.world.hints


def test_no_code_is_announced_if_a_long_role_is_stored() -> None:
    store = Store()
    first, second = terminal(store, LONG, {}), terminal(store, LONG, {})
    first.go(Pose(target="long", keep=True), "111111")
    second.go(Pose(target="long"), terminal=False)

    announced = "8 h (duration_seconds of profile 'long') needs your long-term key and a new code: "
    assert any(line.startswith(announced) for line in first.configured)
    assert not any(line.startswith(announced) for line in second.configured)
    assert second.labels == ["long/Admin"]


def test_by_code_and_from_a_session_are_two_roles(store: Store) -> None:
    second = terminal(store)
    second.go(ADMIN.replace(mfa=True), "222222")

    assert names(second)[-1] == "assume_role"
    assert second.world.calls[-1][3] == "222222"


def test_a_role_that_aws_no_longer_accepts_is_dropped(store: Store) -> None:
    assert len(roles(store)) == 1
    second = terminal(store)
    with pytest.raises(RefusedRoleError):
        second.go(
            ADMIN.replace(duration="1h"), terminal=False, answers=[RefusedRoleError("not allowed")]
        )

    assert roles(store) == []
    assert len(store.texts) == 1


def test_end_all_forgets_roles_too(store: Store) -> None:
    second = terminal(store)
    second.go(End(all=True))
    said = second.configured
    second.go(ADMIN, "222222")

    assert said[1:] == ["2 stored sessions were deleted"]
    assert names(second) == BY_CODE


def test_a_store_that_fails_is_named_once_and_the_role_is_assumed(store: Store) -> None:
    store.fails = SessionError("the store is locked", hint="unlock it")
    second = terminal(store)
    second.go(ADMIN, "222222")

    assert second.configured.count("the store is locked") == 1
    assert second.labels == ["alice@111122223333", f"{PROD}/Admin"]


def test_waiting_processes_use_the_first_ones_role() -> None:
    store = Store()
    first, second = terminal(store), terminal(store)
    # The turn for the role, while the first one has it.
    store.others = [lambda: None]

    def work() -> None:
        first.go(KEPT, "111111")

    store.others = [work]
    second.go(KEPT, terminal=False)

    assert second.world.calls == []
    assert "waiting for the MFA code that another asks for" in second.configured


def test_waiting_for_a_call_alone_mentions_no_code(store: Store) -> None:
    reader = KEPT.replace(role="Reader")
    first, second = terminal(store), terminal(store)

    def work() -> None:
        first.go(reader, terminal=False)

    store.others = [work]
    second.go(reader, terminal=False)

    assert second.world.calls == []
    assert not [line for line in second.configured if line.startswith("waiting")]


def test_long_policies_and_many_tags_leave_room_for_the_session(store: Store) -> None:
    long = KEPT.replace(
        policy="FILE", tag=tuple(f"key-{number}={'v' * 200}" for number in range(50))
    )
    policies = {"FILE": '{"Version":"2012-10-17","Statement":[' + '{"a":"b"},' * 150 + "{}]}"}
    before = set(store.texts)
    terminal(store).go(long, terminal=False, policies=policies)
    other = long.replace(keep=False, tag=(*long.tag[:-1], f"key-49={'v' * 199}w"))
    second, third = terminal(store), terminal(store)
    second.go(long, terminal=False, policies=policies)
    third.go(other, terminal=False, policies=policies)

    (role,) = set(store.texts) - before
    assert len(store.texts[role]) < 1_000
    assert second.world.calls == []
    assert names(third) == ["assume_role"]


def test_a_tool_served_ahead_uses_no_role_without_the_session_below(
    store: Store,
) -> None:
    ahead = TOOL.replace(ahead=True)
    first = terminal(store)
    tool(first, ahead)
    (role,) = roles(store)
    store.markers = {role: store.markers[role]}
    second, third = terminal(store), terminal(store)
    tool(second, ahead, "222222")
    tool(third)

    assert first.world.calls == []
    assert names(second) == BY_CODE
    assert third.world.calls == []


def test_a_role_for_a_tool_in_a_session_that_was_not_to_be_stored_is_not_stored_either() -> None:
    store = Store()
    walk = Walk.in_session(config=CONFIG)
    walk.store = store
    here = read_snapshot(walk.environ, int(walk.time))
    files = profiles.read(CONFIG, "CONFIG", "", "CREDENTIALS")
    ready = ready_session.lent(here, files, NONE)
    assert ready is not None
    for own, stored in ((NONE, 0), (NONE.replace(keep=True), 1)):
        world = World(dict(walk.world.environ), terminal=False)
        world.time, world.files, world.store = walk.time, (CONFIG, ""), store
        world.own_settings = own
        session_for_program(TOOL, world, ready)

        assert [call[0] for call in world.calls] == ["assume_role"]
        assert len(roles(store)) == len(store.markers) == stored
