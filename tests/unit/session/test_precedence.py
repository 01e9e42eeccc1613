"""Precedence: option, environment, settings, AWS config."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aws_session.commands.mfa import Mfa
from aws_session.commands.pose import Pose
from aws_session.commands.renew import Renew
from aws_session.config import AccountSettings, ProfileSettings, Settings
from aws_session.errors import SessionError
from memory import KEYS, PHONE
from walk import Walk

if TYPE_CHECKING:
    from collections.abc import Callable

ORDER = ("default", "config", "settings", "environment", "option")
KEY = "[default]\naws_access_key_id = AKIA\naws_secret_access_key = s\n"
PROD = "210987654321"


def serial(source: str) -> str:
    return f"arn:aws:iam::111122223333:mfa/{source}"


def region(sources: tuple[str, ...]) -> str | None:
    config = KEY + ("region = config\n" if "config" in sources else "")
    environ = {"AWS_REGION": "environment"} if "environment" in sources else {}
    walk = Walk(environ, config)
    own = ProfileSettings(region="settings" if "settings" in sources else None)
    walk.settings = Settings({"default": own}, {})
    walk.go(Mfa(region="option-1" if "option" in sources else None), "111111")
    name = walk.region[0]
    return None if name is None else name.removesuffix("-1")


def device(sources: tuple[str, ...]) -> str | None:
    config = KEY + (f"mfa_serial = {serial('config')}\n" if "config" in sources else "")
    environ = {"AWS_MFA_SERIAL": serial("environment")} if "environment" in sources else {}
    walk = Walk(environ, config)
    own = ProfileSettings(mfa_serial=serial("settings") if "settings" in sources else None)
    walk.settings = Settings({"default": own}, {})
    walk.go(Mfa(word=serial("option") if "option" in sources else None), "111111")
    sent = walk.world.sent[0][0]
    return None if sent == PHONE else sent.rpartition("/")[2]


def command(sources: tuple[str, ...]) -> str | None:
    config = KEY + ("mfa_process = config\n" if "config" in sources else "")
    environ = {"AWS_SESSION_MFA_COMMAND": "environment"} if "environment" in sources else {}
    walk = Walk(environ, config)
    own = ProfileSettings(mfa_command="settings" if "settings" in sources else None)
    walk.settings = Settings({"default": own}, {})
    walk.go(Mfa(code="222222" if "option" in sources else None), "111111", printed=["333333"])
    code = walk.world.sent[0][1]
    return {"111111": None, "222222": "option"}.get(code, "".join(walk.world.commands))


def profile(sources: tuple[str, ...]) -> str | None:
    config = KEY + "".join(
        f"[profile {source}]\naws_access_key_id = AKIA\naws_secret_access_key = s\n"
        for source in ORDER
        if source != "default"
    )
    environ = {"AWS_PROFILE": "environment"} if "environment" in sources else {}
    walk = Walk(environ, config)
    walk.settings = Settings({}, {}, "settings" if "settings" in sources else None)
    walk.go(Mfa(profile="option" if "option" in sources else None), "111111")
    origin = walk.levels[0].origin.partition(":")[2]
    return None if origin == "default" else origin


def session_name(sources: tuple[str, ...]) -> str | None:
    config = (
        f"{KEY}[profile there]\nsource_profile = default\nrole_arn = arn:aws:iam::{PROD}:role/R\n"
        + ("role_session_name = config\n" if "config" in sources else "")
    )
    # The variable is for web identities, which these roles are not.
    walk = Walk({"AWS_ROLE_SESSION_NAME": "environment"}, config)
    name = "settings" if "settings" in sources else None
    walk.settings = Settings({}, {}, session_name=name)
    option = "option" if "option" in sources else None
    walk.go(Pose(target="there", session_name=option), "111111")
    return walk.world.assumed[-1][1].session_name


# A setting that the AWS config does not have goes from the settings to the default.
def duration(sources: tuple[str, ...]) -> str | None:
    walk = Walk(KEYS)
    own = ProfileSettings(duration=2_000 if "settings" in sources else None)
    walk.settings = Settings({"default": own}, {})
    walk.config = "[default]\nregion = x\n"
    walk.go(Mfa(duration="3000" if "option" in sources else None), "111111")
    seconds = next(call[3] for call in walk.world.calls if call[0] == "session_token")
    return {43_200: None, 2_000: "settings", 3_000: "option"}[seconds]


def role(sources: tuple[str, ...]) -> str | None:
    walk = Walk(KEYS)
    account = AccountSettings(PROD, "settings" if "settings" in sources else None)
    walk.settings = Settings({}, {"prod": account}, default_role="least")
    walk.go(Pose(target="prod", role="option" if "option" in sources else None), "111111")
    taken = walk.roles[-1][1].rpartition("/")[2]
    return None if taken == "least" else taken


@pytest.mark.parametrize(
    ("found", "known"),
    [
        (region, ORDER),
        (device, ORDER),
        (command, ORDER),
        (session_name, ("config", "settings", "option")),
        (profile, ("default", "settings", "environment", "option")),
        (duration, ("default", "settings", "option")),
        (role, ("default", "settings", "option")),
    ],
)
def test_the_higher_source_wins_whatever_is_below(
    found: Callable[[tuple[str, ...]], str | None], known: tuple[str, ...]
) -> None:
    for at, source in enumerate(known):
        expected = None if source == "default" else source

        assert found(known[: at + 1]) == expected
        assert found((source,)) == expected


ENV_KEY = {"AWS_ACCESS_KEY_ID": "AKIAENV", "AWS_SECRET_ACCESS_KEY": "s"}
WATCH = "arn:aws:iam::111122223333:mfa/watch"


@pytest.mark.parametrize("name", ["two", "default"])
@pytest.mark.parametrize(("key_id", "own"), [("AKIATWO", False), (None, False), ("AKIAENV", True)])
@pytest.mark.parametrize("command", [Mfa(), Pose(target="210987654321", role="Admin", mfa=True)])
def test_device_and_program_of_a_profile_are_those_of_its_own_key(
    name: str, key_id: str | None, own: bool, command: Mfa | Pose
) -> None:
    key = f"aws_access_key_id = {key_id}\naws_secret_access_key = s\n" if key_id else ""
    heading = "default" if name == "default" else f"profile {name}"
    config = f"[{heading}]\nregion = two-1\nmfa_serial = {WATCH}\nmfa_process = print-code\n{key}"
    walk = Walk({**ENV_KEY, **({"AWS_PROFILE": name} if name == "two" else {})}, config)
    walk.go(command, "111111", printed=["222222"])

    assert walk.region == ("two-1", "two-1")
    assert (walk.levels[-1].device == WATCH) is own
    assert walk.world.commands == ["print-code"] * own
    first = walk.levels[-1].device
    walk.go(Renew(), "333333", printed=["444444"])
    assert walk.levels[-1].device == first
    assert walk.world.commands == ["print-code"] * own


@pytest.mark.parametrize("variable", ["AWS_REGION", "AWS_DEFAULT_REGION"])
@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("EU-WEST-1", "; did you mean eu-west-1?"),
        ("eu_west_1", "; did you mean eu-west-1?"),
        ("eu-west-1 ", "; did you mean eu-west-1?"),
        ('"eu-west-1"', ""),
        ("eu-wést-1", ""),
        ("Ireland", ""),
        ("None", ""),
        ("5", ""),
        ("-eu-west-1", ""),
        ("a" * 64, ""),
    ],
)
@pytest.mark.parametrize("has_session", [True, False])
def test_an_impossible_region_is_refused_with_its_variable_before_anything_is_sent(
    variable: str, written: str, meant: str, *, has_session: bool
) -> None:
    walk = Walk.in_session(KEYS) if has_session else Walk(KEYS)
    walk.environ[variable] = written
    with pytest.raises(SessionError) as caught:
        walk.go(Pose(target="210987654321", role="Admin"), "111111")

    assert caught.value.message == f"{written!r} is not a valid region ({variable}){meant}"
    assert caught.value.hint == f"set it to one like eu-west-1: export {variable}=NAME"
    assert walk.world.calls == []
