from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aws_session import environment as env
from aws_session.commands import run
from aws_session.commands.end import End
from aws_session.commands.mfa import Mfa
from aws_session.commands.region import Region
from aws_session.environment import VARIABLE
from memory import KEYS, World

if TYPE_CHECKING:
    from aws_session.environment import Outcome


def evaluated(environ: dict[str, str], outcome: Outcome) -> dict[str, str]:
    left = {name: value for name, value in environ.items() if name not in outcome.change.unset}
    return {**left, **dict(outcome.change.assign)}


def inside(base: dict[str, str], *commands: Mfa, config: str = "") -> dict[str, str]:
    """Return the environment of a shell after so many sessions, started one after the other."""
    environ = base
    for number, command in enumerate(commands or (Mfa(),)):
        world = World(environ, f"{number:06}")
        world.time += 100 * number
        world.files = (config, "")
        environ = evaluated(environ, run(command, world))
    return environ


def ended(
    environ: dict[str, str], later: int = 0, command: End | None = None
) -> tuple[dict[str, str], Outcome]:
    world = World(environ, terminal=False)
    world.time += later
    outcome = run(command or End(), world)
    assert world.calls == []
    return evaluated(environ, outcome), outcome


BASE = {
    **KEYS,
    "AWS_PROFILE": "work",
    "AWS_REGION": "eu-west-1",
    "AWS_SECURITY_TOKEN": "",
    "PATH": "/bin",
}
OTHER = "[profile other]\naws_access_key_id = AKIAOTHER\naws_secret_access_key = s\nregion = x-1\n"


@pytest.mark.parametrize(
    "base", [{}, KEYS, BASE, {**KEYS, "AWS_DEFAULT_PROFILE": "a", "AWS_ACCOUNT_ID": "1"}]
)
def test_ending_restores_everything(base: dict[str, str]) -> None:
    config = "[default]\naws_access_key_id = A\naws_secret_access_key = s\nregion = r\n"
    environ = inside(base, config=config)
    after, outcome = ended(environ)

    assert environ["AWS_ACCESS_KEY_ID"] == "ASIAFAKE1"
    assert after == base
    assert outcome.status == 0


def test_one_end_returns_to_before_the_first_of_many_sessions() -> None:
    environ = inside(
        BASE, Mfa(), Mfa(region="us-east-1"), Mfa(profile="other"), Mfa(), config=OTHER
    )
    after, _ = ended(environ)

    assert environ["AWS_REGION"] == "eu-west-1"
    assert after == BASE


def test_a_session_may_be_ended_twice() -> None:
    after, _ = ended(inside(BASE))
    again, outcome = ended(after)

    assert again == BASE
    assert outcome.status == 0


def test_ending_says_until_when_aws_goes_on_accepting_the_session() -> None:
    _, outcome = ended(inside(KEYS), later=3_600)

    assert "AWS still accepts the session until <43200 s on> (11 h)" in outcome.notices
    assert "your long-term key is back in the environment" in outcome.notices


def test_nothing_is_reported_about_an_expired_session() -> None:
    _, outcome = ended(inside(KEYS), later=43_200)

    assert not any("stays valid" in line for line in outcome.notices)


def test_later_changes_are_kept_and_named() -> None:
    environ = {**inside(BASE), "AWS_REGION": "changed", "AWS_PROFILE": "mine"}
    after, outcome = ended(environ)

    assert after == {**BASE, "AWS_REGION": "changed", "AWS_PROFILE": "mine"}
    assert any("left unchanged: AWS_PROFILE, AWS_REGION" in line for line in outcome.notices)
    assert outcome.status == 0


def test_another_tools_keys_in_place_of_ours_stay_and_are_named() -> None:
    foreign = {env.KEY_ID: "ASIAOTHER", env.SECRET: "other", env.TOKEN: "other"}
    after, outcome = ended({**inside(BASE), **foreign})

    assert after == {**BASE, **foreign}
    assert any(env.KEY_ID in line and env.TOKEN in line for line in outcome.notices)
    assert outcome.status == 0


def test_a_damaged_state_costs_the_session_and_status_1() -> None:
    environ = inside(BASE)
    after, outcome = ended({**environ, VARIABLE: environ[VARIABLE][:-3]})

    assert outcome.status == 1
    assert not {env.KEY_ID, env.SECRET, env.TOKEN, env.LABEL, VARIABLE} & after.keys()
    assert any("what it replaced is lost" in line for line in outcome.notices)


def test_a_damaged_state_costs_no_long_term_key() -> None:
    after, outcome = ended({**KEYS, VARIABLE: "1,nonsense"})

    assert after == KEYS
    assert outcome.status == 1


LEFT = "left unchanged: a session of another tool: ASIAOTHER, until x"
REMEDY = "to remove what another tool has set: aws-session end --foreign"
REMOVED = "removed a session that another tool set"


@pytest.mark.parametrize("token", [env.TOKEN, env.OLD_TOKEN])
def test_another_tools_session_is_left_and_named(token: str) -> None:
    environ = {env.KEY_ID: "ASIAOTHER", env.SECRET: "s", token: "t", env.EXPIRATION: "x", "A": "b"}
    after, outcome = ended(environ)

    assert after == environ
    assert (outcome.notices, outcome.status) == ((f"{LEFT}\n{REMEDY}",), 0)


@pytest.mark.parametrize("token", [env.TOKEN, env.OLD_TOKEN])
def test_another_tools_session_is_removed_on_request(token: str) -> None:
    environ = {env.KEY_ID: "ASIAOTHER", env.SECRET: "s", token: "t", env.EXPIRATION: "x", "A": "b"}
    after, outcome = ended(environ, command=End(foreign=True))

    assert after == {"A": "b"}
    assert (outcome.notices, outcome.status) == ((REMOVED,), 0)


OTHERS = {env.KEY_ID: "ASIAOTHER", env.SECRET: "other", env.TOKEN: "other"}
A_KEY = "[default]\naws_access_key_id = A\naws_secret_access_key = s\n"


def test_another_tools_session_below_ours_is_removed_on_request() -> None:
    after, outcome = ended(inside({**OTHERS, "A": "b"}, config=A_KEY), command=End(foreign=True))

    assert after == {"A": "b"}
    assert outcome.notices[0] == "session ended"
    assert outcome.notices[-1] == REMOVED


def test_another_tools_keys_in_place_of_ours_are_removed_on_request() -> None:
    environ = {**inside(BASE), **OTHERS, "AWS_REGION": "changed"}
    after, outcome = ended(environ, command=End(foreign=True))

    gone = {env.KEY_ID, env.SECRET, env.TOKEN, env.OLD_TOKEN}
    kept = {name: value for name, value in BASE.items() if name not in gone}
    assert after == {**kept, "AWS_REGION": "changed"}
    assert REMOVED in outcome.notices
    assert outcome.notices[-1] == "changed outside aws-session, so left unchanged: AWS_REGION"


def test_another_tools_keys_in_place_of_ours_are_named_with_the_command_that_removes_them() -> None:
    _, outcome = ended({**inside(BASE), **OTHERS})

    assert outcome.notices[-1].endswith(f"\n{REMEDY}")


def test_another_tools_session_is_left_if_only_the_region_was_ours() -> None:
    world = World({**OTHERS, "AWS_REGION": "a"}, terminal=False)
    environ = evaluated(world.environ, run(Region(name="us-east-1"), world))
    after, outcome = ended(environ)

    assert after == {**OTHERS, "AWS_REGION": "a"}
    assert outcome.notices == (
        "the region is restored",
        f"left unchanged: a session of another tool: ASIAOTHER, no known expiry\n{REMEDY}",
    )


def test_a_token_with_a_long_term_key_is_left_and_named() -> None:
    environ = {**KEYS, env.TOKEN: "t"}
    after, outcome = ended(environ)

    assert after == environ
    left = "AKIAFAKE in the environment is a long-term key, with a session token that does not"
    assert outcome.notices == (f"left unchanged: {left} belong to it\n{REMEDY}",)


def test_a_token_with_a_long_term_key_is_removed_without_the_key() -> None:
    after, outcome = ended({**KEYS, env.TOKEN: "t"}, command=End(foreign=True))

    assert after == KEYS
    assert outcome.notices == ("removed a session token that is not the long-term key's",)


@pytest.mark.parametrize("environ", [{}, KEYS, {**KEYS, env.EXPIRATION: "x"}])
def test_without_another_tools_session_nothing_is_removed(environ: dict[str, str]) -> None:
    after, outcome = ended(environ, command=End(foreign=True))

    assert after == environ
    assert outcome.notices == ended(environ)[1].notices


@pytest.mark.parametrize("empty", [{}, {env.TOKEN: ""}, {env.OLD_TOKEN: ""}])
def test_a_long_term_key_alone_is_not_a_session_and_stays(empty: dict[str, str]) -> None:
    after, outcome = ended({**KEYS, **empty})

    assert after == {**KEYS, **empty}
    assert outcome.notices == ("this shell has no session, only a long-term key",)
    assert outcome.status == 0


def test_with_nothing_to_end_nothing_changes() -> None:
    after, outcome = ended({"PATH": "/bin"})

    assert after == {"PATH": "/bin"}
    assert (outcome.notices, outcome.status) == (("this shell has no session to end",), 0)


def test_another_tools_session_that_was_replaced_comes_back() -> None:
    foreign = {env.KEY_ID: "ASIAOTHER", env.SECRET: "other", env.TOKEN: "other"}
    config = "[default]\naws_access_key_id = A\naws_secret_access_key = s\n"
    after, outcome = ended(inside(foreign, config=config))

    assert after == foreign
    assert "another tool's session is back in the environment" in outcome.notices


def test_an_unset_key_does_not_come_back_as_another_tools() -> None:
    environ = inside({"AWS_REGION": "r", **KEYS})
    gone = {name: value for name, value in environ.items() if name != env.KEY_ID}
    after, outcome = ended(gone)

    assert env.SECRET in after
    assert any(env.KEY_ID in line for line in outcome.notices)
