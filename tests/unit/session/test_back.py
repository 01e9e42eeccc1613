from __future__ import annotations

import pytest

from aws_session import environment as states
from aws_session.commands.back import Back
from aws_session.commands.end import End
from aws_session.commands.mfa import Mfa
from aws_session.commands.pose import Pose
from aws_session.commands.region import Region
from aws_session.environment.state_format import DamagedStateError
from aws_session.errors import SessionError
from memory import KEYS
from walk import Walk

PROD, DEV = "210987654321", "012345678901"


def posed(environ: dict[str, str] | None = None) -> tuple[Walk, dict[str, str]]:
    """Return an environment in a role, and the one before it."""
    walk = Walk.in_session(environ)
    before = walk.environ
    walk.go(Pose(target=PROD, role="Admin"))
    return walk, before


def without_state(environ: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in environ.items() if name != states.VARIABLE}


def test_back_is_the_session_below_without_a_code_or_a_call() -> None:
    walk, before = posed({**KEYS, "AWS_REGION": "eu-west-1"})
    walk.go(Back(), terminal=False)

    assert walk.world.calls == []
    assert without_state(walk.environ) == without_state(before)
    assert walk.configured == [
        "back to alice in account 111122223333, until <43260 s on> (11 h 58 min)"
    ]


def test_end_from_any_depth_restores_what_was_before_the_first() -> None:
    for depth in range(3):
        walk, _ = posed({**KEYS, "AWS_PROFILE": "", "AWS_DEFAULT_REGION": "a-1"})
        walk.go(Pose(target=DEV, role="Reader", chain=True))
        for _ in range(depth):
            walk.go(Back())
        walk.go(End())

        assert walk.environ == {
            "PATH": "/bin",
            **KEYS,
            "AWS_PROFILE": "",
            "AWS_DEFAULT_REGION": "a-1",
        }


def test_a_chain_goes_back_role_by_role() -> None:
    walk, _ = posed()
    walk.go(Pose(target=DEV, role="Reader", chain=True))
    walk.go(Back())
    first = walk.environ["AWS_SESSION_LABEL"]
    walk.go(Back())

    assert (first, walk.labels) == (f"{PROD}/Admin", ["alice@111122223333"])


def test_expired_sessions_are_skipped_and_reported() -> None:
    walk, _ = posed()
    walk.later(1800)
    walk.go(Pose(target=DEV, role="Reader", chain=True))
    walk.later(2400)
    walk.go(Back())

    assert walk.labels == ["alice@111122223333"]
    assert walk.configured[0] == f"skipped: {PROD}/Admin ended at <3720 s on>"


def test_if_everything_below_has_expired_nothing_changes() -> None:
    walk = Walk()
    walk.go(Mfa(duration="15m"), "111111")
    walk.go(Pose(target=PROD, role="Admin"))
    walk.later(900)
    with pytest.raises(SessionError, match=r"there is no previous session: .* ended at") as caught:
        walk.go(Back())

    assert "aws-session renew" in str(caught.value.hint)


def test_there_may_be_no_way_back() -> None:
    walk = Walk()
    with pytest.raises(SessionError, match="this shell has no session that aws-session started"):
        walk.go(Back())
    walk.go(Mfa(), "111111")
    with pytest.raises(SessionError, match="there is no previous session"):
        walk.go(Back())
    walk.go(Pose(target=PROD, no_back=True))
    with pytest.raises(SessionError, match="there is no previous session"):
        walk.go(Back())


def test_a_state_of_other_keys_is_not_a_way_back() -> None:
    walk, _ = posed()
    walk.environ["AWS_ACCESS_KEY_ID"] = "ASIASOMEBODYS"
    with pytest.raises(SessionError, match="this shell has no session that aws-session started"):
        walk.go(Back())


def test_a_damaged_state_is_named() -> None:
    walk, _ = posed()
    walk.environ[states.VARIABLE] += "x"
    for command in (Back(), Region(name="a-1")):
        with pytest.raises(DamagedStateError):
            walk.go(command)


@pytest.mark.parametrize(
    "name", ["AWS_REGION", "AWS_PROFILE", "AWS_ACCOUNT_ID", "AWS_SESSION_LABEL"]
)
@pytest.mark.parametrize("before", [{}, {"AWS_REGION": "a-1", "AWS_PROFILE": "default"}], ids=len)
def test_a_variable_that_was_changed_after_the_pose_survives_back_and_end(
    name: str, before: dict[str, str]
) -> None:
    walk, _ = posed({**KEYS, **before})
    walk.environ[name] = "mine"
    walk.go(Back())
    during = walk.environ[name]
    walk.go(End())

    assert during == "mine"
    assert walk.environ == {**KEYS, **before, "PATH": "/bin", name: "mine"}


def test_changed_variables_are_named_on_the_way_back() -> None:
    walk, _ = posed({**KEYS, "AWS_REGION": "a-1"})
    walk.environ |= {"AWS_REGION": "mine", "AWS_PROFILE": "mine"}
    walk.go(Back())

    assert walk.configured[:2] == [
        "changed outside aws-session, so left unchanged: AWS_REGION",
        "changed outside aws-session, so left unchanged: AWS_PROFILE",
    ]


def test_a_variable_that_was_unset_after_the_pose_stays_unset() -> None:
    walk, _ = posed({**KEYS, "AWS_REGION": "a-1"})
    del walk.environ["AWS_REGION"]
    walk.go(Back())

    assert "AWS_REGION" not in walk.environ


def test_the_keys_are_set_together_whatever_was_changed() -> None:
    walk, before = posed()
    walk.environ |= {"AWS_SECRET_ACCESS_KEY": "x", "AWS_SESSION_TOKEN": "y"}
    walk.environ |= {"AWS_CREDENTIAL_EXPIRATION": "z"}
    walk.go(Back())

    assert without_state(walk.environ) == without_state(before)
