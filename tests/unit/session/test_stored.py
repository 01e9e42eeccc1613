"""One code for every terminal, with a machine and an AWS in memory."""

from __future__ import annotations

import pytest

from aws_session.commands.back import Back
from aws_session.commands.end import End
from aws_session.commands.mfa import Mfa
from aws_session.commands.pose import Pose
from aws_session.commands.renew import Renew
from aws_session.commands.resume import Resume
from aws_session.config import NONE
from aws_session.environment import pack
from aws_session.errors import SessionError, UsageError
from aws_session.model import identifiers
from aws_session.model.credentials import Credentials
from memory import KEYS, PHONE, Store
from walk import Walk

KEPT = Mfa(keep=True)
ADMIN = Pose(target="210987654321", role="Admin")
CONFIG = "[default]\nregion = eu-west-1\n"
PASS = "[profile pass]\ncredential_process = pass aws\n"
FILES = ("CONFIG", "CREDENTIALS")
NO_STORE = SessionError("the store is locked", hint="unlock it")


def terminal(store: Store, environ: dict[str, str] | None = None, config: str = CONFIG) -> Walk:
    walk = Walk(environ, config)
    walk.store = store
    return walk


@pytest.fixture
def store() -> Store:
    """A store in which a first terminal has stored its session."""
    made = Store()
    first = terminal(made)
    first.go(KEPT, "111111")
    assert "stored in a store in memory for your other terminals" in first.configured
    return made


def key_of(walk: Walk) -> str:
    return walk.environ["AWS_ACCESS_KEY_ID"]


def test_another_terminal_gets_it_without_a_code_or_a_call(store: Store) -> None:
    second = terminal(store)
    second.go(Mfa(), terminal=False)

    assert second.world.calls == []
    assert second.environ["AWS_SESSION_TOKEN"] == "token1"
    who = "alice in account 111122223333, region eu-west-1"
    assert second.configured == [f"{who}: stored session until <43260 s on> (12 h left)"]


def test_a_session_that_the_previous_version_stored_is_used_until_it_is_replaced() -> None:
    store = Store()
    found = Credentials("AKIAPASS", "s")
    first = terminal(store, {}, PASS)
    first.go(Mfa(profile="pass", keep=True), "111111", resolved=[found])
    ((key, marker),) = store.markers.items()
    partition, program, *rest = key.split(" ")
    assert program.startswith("process-")
    written = pack(["pass aws", *FILES])
    assert program == f"process-{identifiers.checksum(written)}"
    earlier = " ".join((partition, f"process-{identifiers.checksum_of_version_1(written)}", *rest))
    store.markers = {earlier: marker.replace(cache_key=earlier)}
    store.texts = {earlier: store.texts[key]}

    second = terminal(store, {}, PASS)
    second.go(Mfa(profile="pass"), terminal=False)
    third = terminal(store, {}, PASS)
    third.later(100)
    third.go(Mfa(profile="pass", fresh=True), "222222", resolved=[found])
    fourth = terminal(store, {}, PASS)
    fourth.later(100)
    fourth.go(Mfa(profile="pass"), terminal=False)

    ends = [walk.environ["AWS_SESSION_EXPIRES"] for walk in (first, second, third, fourth)]
    assert key_of(second) == key_of(first)
    assert set(store.markers) == {earlier, key}
    assert ends[0] == ends[1] != ends[2] == ends[3]


def test_nothing_is_stored_without_being_asked_for() -> None:
    store = Store()
    terminal(store).go(Mfa(), "111111")

    assert store.markers == {}
    assert store.turns == []


def test_the_settings_can_ask_for_it() -> None:
    store = Store()
    first = terminal(store)
    first.settings = NONE.replace(keep=True)
    first.go(Mfa(), "111111")

    assert len(store.texts) == 1


def test_the_region_is_each_terminals_own(store: Store) -> None:
    second = terminal(store)
    second.go(Mfa(region="us-east-2"), terminal=False)

    assert second.region == ("us-east-2", "us-east-2")


def test_end_ends_one_terminal_only(store: Store) -> None:
    second, third = terminal(store), terminal(store)
    before = dict(second.environ)
    second.go(Mfa(), terminal=False)
    second.go(End())
    third.go(Mfa(), terminal=False)

    assert second.environ == before
    assert third.world.calls == []


def test_end_all_forgets_it(store: Store) -> None:
    second = terminal(store)
    second.go(End(all=True))
    second.go(Mfa(), "222222")

    assert store.texts == {}
    assert len(second.world.sent) == 1


def test_end_all_reports_what_the_store_did_not_delete(store: Store) -> None:
    second = terminal(store)
    second.go(Mfa(), terminal=False)
    store.fails = NO_STORE
    outcome = second.go(End(all=True))

    assert outcome.status == 1
    assert "AWS_SESSION_TOKEN" not in second.environ
    assert any("the store is locked" in line for line in second.configured)


def test_end_revoke_forgets_it(store: Store) -> None:
    second = terminal(store)
    second.go(Mfa(), terminal=False)
    second.go(End(revoke=True))

    assert store.texts == {}


def test_a_new_terminal_revokes_with_the_stored_session(store: Store) -> None:
    second = terminal(store)
    second.go(End(revoke=True), terminal=False)

    assert second.world.sent == []
    assert [call[0] for call in second.world.calls].count("put_user_policy") > 1


def test_a_pose_in_a_fresh_terminal_starts_from_it(store: Store) -> None:
    second = terminal(store)
    second.go(ADMIN, terminal=False)

    assert second.roles == [("ASIAFAKE1", "210987654321/Admin")]
    assert second.world.sent == []
    assert second.configured[-2].startswith("alice in account 111122223333")
    second.go(Back())
    assert second.environ["AWS_SESSION_TOKEN"] == "token1"
    second.go(End())
    assert "AWS_SESSION_TOKEN" not in second.environ


def test_a_refusal_of_the_stored_session_says_how_to_get_another(store: Store) -> None:
    second = terminal(store)
    with pytest.raises(SessionError) as caught:
        second.go(ADMIN, terminal=False, answers=[SessionError("no", hint="ask")])

    assert caught.value.hint == "ask (with the stored session; for a new one: --fresh)"


def test_pose_can_store_the_session_below() -> None:
    store = Store()
    first = terminal(store)
    first.go(ADMIN.replace(keep=True), "111111")
    second = terminal(store)
    second.go(Mfa(), terminal=False)

    assert key_of(second) == first.levels[0].key_id


@pytest.mark.parametrize(
    "command",
    [
        Mfa(code="222222"),
        Mfa(word="222222"),
        Mfa(word=PHONE, code="222222"),
        Mfa(duration="13h"),
        Mfa(fresh=True),
    ],
)
def test_what_asks_for_a_new_session_gets_one(store: Store, command: Mfa) -> None:
    second = terminal(store)
    second.go(command, "222222")

    assert [code for _, code in second.world.sent] == ["222222"]


LONGER = "--duration was not used: the stored session lasts longer"


def test_a_shorter_duration_is_not_a_reason_to_ask_but_to_say_so(store: Store) -> None:
    second = terminal(store)
    second.go(Mfa(duration="1h"), terminal=False)

    assert second.world.sent == []
    assert second.configured[0] == LONGER
    assert second.world.hints == ["for a new session of 1 h, add --fresh or a code"]


def test_a_code_starts_the_shorter_session_and_leaves_the_stored_one(store: Store) -> None:
    second, third = terminal(store), terminal(store)
    second.go(Mfa(duration="1h", code="222222"), terminal=False)
    third.go(Mfa(), terminal=False)

    assert second.levels[-1].expires - second.levels[-1].issued == 3_600
    assert third.environ["AWS_SESSION_TOKEN"] == "token1"
    assert third.levels[-1].expires - third.levels[-1].issued == 43_200


def test_a_shorter_duration_is_reported_to_who_waited_for_another_terminals_code() -> None:
    store = Store()
    second = terminal(store)

    def ask() -> None:
        terminal(store).go(KEPT, "111111")

    store.others = [ask]
    second.go(Mfa(duration="15m", keep=True), terminal=False)

    assert second.world.sent == []
    assert LONGER in second.configured


@pytest.mark.parametrize(
    ("command", "later"),
    [(Mfa(), 0), (Mfa(duration="12h"), 0), (Mfa(duration="1h"), 39_600), (End(revoke=True), 0)],
)
def test_a_stored_session_as_long_as_typed_is_used_without_comment(
    store: Store, command: Mfa | End, later: int
) -> None:
    second = terminal(store)
    second.later(later)
    second.go(command, terminal=False)

    assert second.world.sent == []
    assert LONGER not in second.configured


def test_the_session_of_a_fresh_line_needs_no_comment(store: Store) -> None:
    second = terminal(store)
    second.go(Mfa(duration="1h", fresh=True), "222222")

    assert not [line for line in second.configured if "--duration" in line]


@pytest.mark.parametrize("command", [Mfa(fresh=True), Mfa(fresh=True, duration="1h")])
def test_a_fresh_session_replaces_the_stored_one(store: Store, command: Mfa) -> None:
    second, third = terminal(store), terminal(store)
    second.later(100)
    second.go(command, "222222")
    third.later(200)
    third.go(Mfa(), terminal=False)

    assert third.environ["AWS_CREDENTIAL_EXPIRATION"] == second.environ["AWS_CREDENTIAL_EXPIRATION"]


def test_renewing_replaces_it(store: Store) -> None:
    second, third = terminal(store), terminal(store)
    second.go(Mfa(), terminal=False)
    second.later(3_600)
    second.go(Renew(), "222222")
    third.later(3_600)
    third.go(Mfa(), terminal=False)

    assert third.environ["AWS_CREDENTIAL_EXPIRATION"] == second.environ["AWS_CREDENTIAL_EXPIRATION"]


def test_a_short_session_does_not_replace_a_longer_one(store: Store) -> None:
    second = terminal(store)
    kept = dict(store.texts)
    second.go(Mfa(code="222222", duration="15m"))

    assert store.texts == kept


@pytest.mark.parametrize("typed", [False, True])
def test_a_short_session_replaces_a_longer_one_only_if_keep_is_typed(
    store: Store, typed: bool
) -> None:
    second, third = terminal(store), terminal(store)
    second.settings = third.settings = NONE.replace(keep=True)
    second.go(Mfa(code="222222", duration="1h", keep=typed))
    third.go(Mfa(), terminal=False)

    ends = third.environ["AWS_SESSION_EXPIRES"] == second.environ["AWS_SESSION_EXPIRES"]
    assert ends == typed


def test_an_ended_session_is_replaced_by_a_shorter_one_if_the_settings_store_it(
    store: Store,
) -> None:
    second, third = terminal(store), terminal(store)
    second.settings = third.settings = NONE.replace(keep=True)
    second.later(43_300)
    third.later(43_300)
    second.go(Mfa(code="222222", duration="1h"))
    third.go(Mfa(), terminal=False)

    assert third.environ["AWS_SESSION_EXPIRES"] == second.environ["AWS_SESSION_EXPIRES"]


def test_an_expired_session_is_asked_for_again_but_not_stored_again_without_keep(
    store: Store,
) -> None:
    second = terminal(store)
    second.later(13 * 3_600)
    kept = dict(store.texts)
    second.go(Mfa(), "222222")

    assert len(second.world.sent) == 1
    assert store.texts == kept


def test_an_almost_expired_session_is_replaced(store: Store) -> None:
    second = terminal(store)
    second.later(12 * 3_600 - 700)
    kept = dict(store.texts)
    second.go(Mfa(), "222222")

    assert len(second.world.sent) == 1
    assert store.texts != kept


def test_a_session_missing_from_the_store_is_asked_for(store: Store) -> None:
    store.texts.clear()
    second = terminal(store)
    second.go(Mfa(), "222222")

    assert len(second.world.sent) == 1


def test_a_store_that_fails_costs_one_line_and_no_session(store: Store) -> None:
    store.fails = NO_STORE
    second = terminal(store)
    second.go(KEPT, "222222")

    assert len(second.world.sent) == 1
    assert [line for line in second.configured if "store" in line] == ["the store is locked"]


def test_a_store_that_fails_to_store_costs_one_line() -> None:
    store = Store()
    store.fails = NO_STORE
    first = terminal(store)
    first.go(KEPT, "111111")

    assert "not stored: the store is locked" in first.configured
    assert first.environ["AWS_SESSION_TOKEN"] == "token1"


def test_two_at_once_ask_once() -> None:
    store = Store()
    first, second = terminal(store), terminal(store)

    def first_goes() -> None:
        first.go(KEPT, "111111")

    store.others = [first_goes]
    second.go(KEPT, terminal=False)

    assert second.world.sent == []
    assert second.configured[0] == "waiting for the MFA code that another asks for"
    assert key_of(second) == key_of(first)
    assert store.turns[0] == "busy"
    assert store.turns[-1] == "left"


def test_a_store_that_is_too_busy_when_all_wake_is_asked_again_before_aws_is() -> None:
    store = Store()
    first, second = terminal(store), terminal(store)
    reads: list[str] = []

    def read(holder: str, *, quickly: bool) -> str | None:
        reads.append(holder)
        if len(reads) == 1:
            raise SessionError("the system's secret store did not answer for 5 s")
        return store.texts[holder]

    def first_goes() -> None:
        first.go(KEPT, "111111")
        second.world.kept = read  # type: ignore[method-assign]

    store.others = [first_goes]
    second.go(KEPT, terminal=False)

    assert second.world.sent == []
    assert key_of(second) == key_of(first)
    assert len(reads) == 2
    assert not any("did not answer" in line for line in second.configured)


def test_when_the_first_gives_up_the_second_asks() -> None:
    store = Store()
    store.others = [lambda: None]
    second = terminal(store)
    second.go(KEPT, "222222")

    assert len(second.world.sent) == 1
    assert store.turns == ["busy", "taken", "left"]


def test_nobody_waits_for_a_prompt_forever_without_a_terminal() -> None:
    """A person at a terminal does: the prompt there is seen, and Ctrl-C ends it."""
    store = Store()
    tool, person, job = (terminal(store) for _ in range(3))

    def a_minute() -> None:
        for walk in (tool, person, job):
            walk.world.time += 60

    store.others = [a_minute] * 3
    with pytest.raises(SessionError) as failed:
        tool.go(KEPT, terminal=False)
    store.others = [a_minute] * 3
    person.go(KEPT, "111111")
    store.others = [a_minute] * 3
    store.markers.clear()
    job.environ["AWS_SESSION_MFA_COMMAND"] = "device"
    job.go(KEPT, terminal=False, printed=["222222"])

    assert failed.value.message == "an MFA code is needed, and another is still asking for it"
    assert person.environ["AWS_SESSION_TOKEN"] == "token1"
    assert job.world.sent == [(PHONE, "222222")]


def test_a_code_on_the_command_line_does_not_wait() -> None:
    store = Store()
    store.others = [lambda: pytest.fail("it waited")]
    second = terminal(store)
    second.go(Mfa(keep=True, code="222222"))

    assert len(store.texts) == 1


def test_a_failed_code_releases_the_lock() -> None:
    store = Store()
    second = terminal(store)
    with pytest.raises(SessionError):
        second.go(KEPT, answers=[NO_STORE] * 3, terminal=False)

    assert store.turns == ["taken", "left"]


def test_two_profiles_do_not_share_a_session(store: Store) -> None:
    config = f"{CONFIG}[profile other]\naws_access_key_id = AKIA2\naws_secret_access_key = s\n"
    second = terminal(store, config=config)
    second.go(Mfa(profile="other"), "222222")

    assert len(second.world.sent) == 1


def test_a_program_that_prints_a_key_is_not_run_for_a_stored_session() -> None:
    store = Store()
    first, second = terminal(store, {}, PASS), terminal(store, {}, PASS)
    first.go(Mfa(profile="pass", keep=True), "111111", resolved=[Credentials("AKIAPASS", "s")])
    second.go(Mfa(profile="pass"), terminal=False)

    assert ("resolve",) in first.world.calls
    assert second.world.calls == []
    assert key_of(second) == key_of(first)


def test_resume_loads_it_silently(store: Store) -> None:
    second = terminal(store)
    outcome = second.go(Resume(), terminal=False)

    assert second.environ["AWS_SESSION_TOKEN"] == "token1"
    assert (second.configured, outcome.status) == ([], 0)
    assert store.reads[-1][1]


@pytest.mark.parametrize("why", ["nothing kept", "store fails", "over", "files broken"])
def test_resume_is_silent_if_nothing_is_stored(store: Store, why: str) -> None:
    second = terminal(Store() if why == "nothing kept" else store)
    store.fails = NO_STORE if why == "store fails" else None
    second.later(12 * 3_600 if why == "over" else 0)
    second.config = "[default\n" if why == "files broken" else CONFIG
    before = dict(second.environ)
    outcome = second.go(Resume(), terminal=False)

    assert (second.configured, outcome.status, second.environ) == ([], 0, before)


def test_resume_leaves_a_session_alone(store: Store) -> None:
    second = terminal(store)
    second.go(Mfa(code="222222"))
    before = dict(second.environ)
    second.go(Resume())

    assert second.environ == before


def test_resume_replaces_an_expired_session(store: Store) -> None:
    second = terminal(Store())
    second.go(Mfa(duration="15m"), "222222")
    second.later(1_000)
    second.store = store
    second.go(Resume())

    assert second.levels[0].expires > second.time + 10 * 3_600


def test_resume_never_switches_to_an_identity_other_than_the_profiles(store: Store) -> None:
    role = "[profile admin]\nrole_arn = arn:aws:iam::1:role/Admin\nsource_profile = default\n"
    second = terminal(store, {"AWS_PROFILE": "admin"}, CONFIG + role)
    before = dict(second.environ)
    second.go(Resume())

    assert second.environ == before


PROD = "210987654321"
AUDIT = f"[profile audit]\nrole_arn = arn:aws:iam::{PROD}:role/Audit\nsource_profile = default\n"


def test_resume_assumes_a_role_in_it_silently(store: Store) -> None:
    second = terminal(store)
    outcome = second.go(Resume(target=PROD, role="Admin", region="eu-west-3"), terminal=True)

    assert second.roles == [("ASIAFAKE1", f"{PROD}/Admin")]
    assert [level.kind for level in second.levels] == ["mfa", "pose"]
    assert second.region == ("eu-west-3", "eu-west-3")
    assert (second.configured, second.world.questions, outcome.status) == ([], [], 0)
    assert second.world.posed == []


def test_resume_assumes_the_role_of_a_profile() -> None:
    config = f"{CONFIG}aws_access_key_id = AKIAD\naws_secret_access_key = s\n{AUDIT}"
    store = Store()
    terminal(store, {}, config).go(KEPT, "111111")
    second = terminal(store, {}, config)
    second.go(Resume(target="audit"))

    assert second.roles == [("ASIAFAKE1", f"{PROD}/Audit")]


def test_resume_assumes_a_role_from_the_session_of_the_shell(store: Store) -> None:
    second = terminal(Store())
    second.go(Mfa(), "222222")
    second.go(Resume(target=PROD, role="Admin"))

    assert second.roles == [("ASIAFAKE1", f"{PROD}/Admin")]


@pytest.mark.parametrize(
    "why", ["nothing kept", "over", "another profile's", "a program for codes"]
)
def test_resume_asks_for_no_code_for_a_role(store: Store, why: str) -> None:
    own = KEYS | ({"AWS_SESSION_MFA_COMMAND": "say"} if why == "a program for codes" else {})
    config = CONFIG + "[profile other]\naws_access_key_id = AKIAO\naws_secret_access_key = s\n"
    second = terminal(store if why in {"over", "another profile's"} else Store(), own, config)
    second.later(12 * 3_600 if why == "over" else 0)
    profile = "other" if why == "another profile's" else None
    before = dict(second.environ)
    outcome = second.go(Resume(target=PROD, role="Admin", profile=profile), "222222")

    assert (second.environ, second.configured, outcome.status) == (before, [], 0)
    assert (second.world.questions, second.world.commands, second.roles) == ([], [], [])


def test_resume_tells_what_is_wrong_with_a_target(store: Store) -> None:
    second = terminal(store)
    with pytest.raises(UsageError, match="no account, alias or profile named 'nope'"):
        second.go(Resume(target="nope", role="Admin"))


def test_resume_does_not_let_another_session_pass_for_the_role(store: Store) -> None:
    held = {
        "AWS_ACCESS_KEY_ID": "ASIAX",
        "AWS_SECRET_ACCESS_KEY": "s",
        "AWS_SESSION_TOKEN": "t",
    }
    second = terminal(store, held)
    before = dict(second.environ)
    with pytest.raises(SessionError, match="another session, and 210987654321 Admin needs") as told:
        second.go(Resume(target=PROD, role="Admin"))

    assert second.environ == before
    assert told.value.hint == f"aws-session pose {PROD} Admin"


@pytest.mark.parametrize("target", [PROD, "543210987654"])
@pytest.mark.parametrize("is_over", [False, True])
def test_resume_keeps_the_current_role_and_mistakes_no_other_for_it(
    target: str, *, is_over: bool
) -> None:
    second = terminal(Store())
    second.go(Pose(target=PROD, role="Admin", no_mfa=True))
    second.later(50_000 if is_over else 0)
    before = dict(second.environ)
    if target == PROD or is_over:
        outcome = second.go(Resume(target=target, role="Admin"))
        assert outcome.status == 0
    else:
        with pytest.raises(SessionError, match="this shell has another session"):
            second.go(Resume(target=target, role="Admin"))

    assert second.environ == before


def test_resume_reports_which_profile_an_abbreviation_meant() -> None:
    config = f"{CONFIG}aws_access_key_id = AKIAD\naws_secret_access_key = s\n{AUDIT}"
    store = Store()
    terminal(store, {}, config).go(KEPT, "111111")
    second = terminal(store, {}, config)
    second.go(Resume(target="aud"))

    assert second.roles == [("ASIAFAKE1", f"{PROD}/Audit")]
    assert [line for line in second.configured if "the beginning of" in line] == second.configured
    assert len(second.configured) == 1
