"""`credential_source = Environment`: the caller's environment assumes the role."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from aws_session.environment import stack, state_format

if TYPE_CHECKING:
    from real.journeys.place import Place, Sitting

ADMIN = "arn:aws:sts::210987654321:assumed-role/Admin/alice"
ROLE = "role_arn = arn:aws:iam::210987654321:role/Admin\n"


@pytest.fixture(autouse=True)
def _from_the_environment(place: Place) -> None:
    place.config(
        f"[default]\nregion = eu-west-1\n[profile deploy]\nregion = eu-west-3\n{ROLE}"
        f"credential_source = Environment\nmfa_serial = {place.company.device.serial}\n"
        f"[profile hop]\n{ROLE}source_profile = deploy\n"
    )
    place.credentials("")


@pytest.fixture
def _with_key(place: Place, sitting: Sitting) -> None:
    key = place.company.key
    sitting.environ["AWS_ACCESS_KEY_ID"] = key.id.encode()
    sitting.environ["AWS_SECRET_ACCESS_KEY"] = key.secret.encode()


def who(place: Place, sitting: Sitting) -> str:
    return str(place.with_session(sitting.environ)("sts").get_caller_identity()["Arn"])


def expire_role(sitting: Sitting) -> None:
    """Let the role of the shell, but not the session below it, be over."""
    state = state_format.decode(sitting.environ["AWS_SESSION_STATE"].decode())
    *below, role = state.levels
    over = role.replace(issued=int(time.time()) - 3_600, expires=int(time.time()) - 1)
    text = stack.encode(state.replace(levels=(*below, over)))
    sitting.environ["AWS_SESSION_STATE"] = text.encode()


@pytest.mark.usefixtures("_with_key")
@pytest.mark.parametrize("words", ["pose deploy", "-p deploy", "pose deploy --mfa"])
def test_the_key_in_the_environment_assumes_the_role(
    place: Place, sitting: Sitting, words: str
) -> None:
    before = dict(sitting.environ)

    assert sitting.enter(f"aws-session {words} --code {place.fresh_code()}") == 0, sitting.notices
    assert who(place, sitting) == ADMIN
    assert sitting.aws("REGION") == "eu-west-3"
    assert sitting.aws("SESSION_LABEL") == "deploy/Admin"
    assert sitting.enter("aws-session end") == 0
    assert sitting.environ == before


@pytest.mark.usefixtures("_with_key")
def test_a_session_of_that_key_assumes_the_role_without_another_code(
    place: Place, sitting: Sitting
) -> None:
    sitting.enter(f"aws-session {place.fresh_code()}")

    assert sitting.enter("aws-session pose deploy") == 0, sitting.notices
    assert who(place, sitting) == ADMIN
    assert sitting.enter("aws-session back") == 0
    assert sitting.aws("SESSION_LABEL") == "alice@111122223333"


def test_a_session_of_any_profile_in_this_shell_assumes_the_role(
    place: Place, sitting: Sitting
) -> None:
    place.credentials(default=place.company.key)
    sitting.enter(f"aws-session {place.fresh_code()}")

    assert sitting.enter("aws-session pose deploy") == 0, sitting.notices
    assert who(place, sitting) == ADMIN
    assert sitting.enter("aws-session renew") == 0, sitting.notices
    assert who(place, sitting) == ADMIN


def test_the_session_below_an_expired_role_assumes_the_role(place: Place, sitting: Sitting) -> None:
    place.credentials(default=place.company.key)
    sitting.enter(f"aws-session {place.fresh_code()}")
    assert sitting.enter("aws-session pose 432109876543 Admin") == 0, sitting.notices
    expire_role(sitting)

    assert sitting.enter("aws-session pose deploy") == 0, sitting.notices
    assert who(place, sitting) == ADMIN
    assert place.company.cloud.calls.actions.count("GetSessionToken") == 1


def test_an_expired_role_assumes_no_other_one(place: Place, sitting: Sitting) -> None:
    place.credentials(default=place.company.key)
    sitting.enter(f"aws-session {place.fresh_code()}")
    assert sitting.enter("aws-session pose 432109876543 Admin") == 0, sitting.notices
    expire_role(sitting)
    before = sitting.environ

    for target in ("deploy", "210987654321 Admin"):
        assert sitting.enter(f"aws-session pose {target} --chain") == 1
        assert "--chain cannot be used: the session of this shell as" in sitting.notices
        assert sitting.notices.endswith("432109876543/Admin has ended\n  aws-session renew\n")
        assert sitting.environ == before


def test_another_tools_session_assumes_the_role(place: Place, sitting: Sitting) -> None:
    place.credentials(default=place.company.key)
    sitting.enter(f"aws-session {place.fresh_code()}")
    for name in ("AWS_SESSION_STATE", "AWS_SESSION_LABEL", "AWS_SESSION_EXPIRES"):
        del sitting.environ[name]
    place.credentials("")

    assert sitting.enter("aws-session pose deploy") == 0, sitting.notices
    assert "using another tool's session" in sitting.notices
    assert who(place, sitting) == ADMIN


@pytest.mark.usefixtures("_with_key")
def test_it_begins_a_chain_of_roles(place: Place, sitting: Sitting) -> None:
    sitting.enter(f"aws-session pose hop --code {place.fresh_code()}")
    actions = place.company.cloud.calls.actions

    # The second role does not trust the first: what matters is that it is requested.
    assert actions.count("GetSessionToken") == 1
    assert actions[-2:] == ["AssumeRole", "AssumeRole"]


@pytest.mark.parametrize("words", ["pose deploy --code 123456", "-p hop --code 123456"])
def test_an_environment_without_a_key_is_reported(
    place: Place, sitting: Sitting, words: str
) -> None:
    before = dict(sitting.environ)
    place.credentials(default=place.company.key)

    assert sitting.enter(f"aws-session {words}") == 1
    assert (
        "aws-session: error: profile 'deploy' takes its "
        "credentials from the environment, which has none "
        f"(credential_source: {place.home}/.aws/config, line 6)\n"
        "  set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or start a session first: "
        "aws-session -p NAME\n"
    ) in sitting.notices
    assert sitting.environ == before
    assert place.company.cloud.calls.actions == []
