"""The endpoint to which a session is sent to get the address of the console."""

from __future__ import annotations

import pytest

from aws_session.aws import endpoints
from aws_session.commands import console
from aws_session.commands.console import Console
from aws_session.commands.mfa import Mfa
from aws_session.commands.pose import Pose
from aws_session.config import NONE, profiles
from aws_session.environment.state_format import read_snapshot
from aws_session.session.precedence import Inputs
from walk import Walk

DEFAULTS = "endpoint_url = https://of.default/\nca_bundle = of-default.pem\n"
CONFIG = (
    f"[default]\naws_access_key_id = AKIADEFAULT\naws_secret_access_key = s\n{DEFAULTS}"
    "[profile one]\naws_access_key_id = AKIAONE\naws_secret_access_key = s\n"
)
FOREIGN = {"AWS_ACCESS_KEY_ID": "ASIAX", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t"}


def places(walk: Walk) -> tuple[str | None, str | None]:
    """Return the endpoint and the CA bundle of the sign-in."""
    walk.world.files = (CONFIG, "")
    borrowed = Console().session(walk.world)
    here = read_snapshot(borrowed.environ, int(walk.time))
    inputs = Inputs(here, profiles.read(CONFIG, "CONFIG", "", "CREDENTIALS"), NONE)
    profile = console.signer_of(borrowed, inputs, walk.world.environ).profile
    assert profile is not None
    return endpoints.configured(borrowed.environ, profile, "signin"), profile.get("ca_bundle")


@pytest.mark.parametrize(
    ("profile", "found"),
    [("one", (None, None)), ("default", ("https://of.default/", "of-default.pem"))],
)
def test_a_session_is_sent_where_the_profile_that_it_came_from_says(
    profile: str, found: tuple[str | None, str | None]
) -> None:
    walk = Walk({}, CONFIG)
    walk.go(Mfa(profile=profile), "111111")
    walk.go(Pose(target="210987654321", role="Admin"))
    walk.world.environ = walk.environ

    assert places(walk) == found


@pytest.mark.parametrize(
    ("named", "found"),
    [({}, ("https://of.default/", "of-default.pem")), ({"AWS_PROFILE": "one"}, (None, None))],
)
def test_another_tools_session_is_sent_where_the_profile_of_the_environment_says(
    named: dict[str, str], found: tuple[str | None, str | None]
) -> None:
    assert places(Walk(FOREIGN | named, CONFIG)) == found
