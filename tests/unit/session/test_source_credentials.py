from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aws_session import environment as states
from aws_session.config import NONE, Settings, profiles
from aws_session.environment import StackEntry, State, stack
from aws_session.environment.state_format import read_snapshot
from aws_session.errors import SessionError, UsageError
from aws_session.model.credentials import Credentials
from aws_session.session import session_source
from aws_session.session.precedence import Inputs

if TYPE_CHECKING:
    from aws_session.aws.source_credentials import SourceCredentials
    from aws_session.config.profiles import Profiles

KEYS = {"AWS_ACCESS_KEY_ID": "AKIAENV", "AWS_SECRET_ACCESS_KEY": "s"}
FOREIGN = {"AWS_ACCESS_KEY_ID": "ASIAOTHER", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t"}
OURS = {"AWS_ACCESS_KEY_ID": "ASIAOURS", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t"}


def key(name: str) -> str:
    return f"[{name}]\naws_access_key_id = AKIA{name.upper()}\naws_secret_access_key = s\n"


FILES = profiles.read(
    "[profile role]\nrole_arn = r\nsource_profile = default\n[profile process]\n"
    "credential_process = p\n[profile sso]\nsso_session = s\n[profile login]\nlogin_session = l\n"
    "[profile web]\nweb_identity_token_file = f\nrole_arn = r\n[profile empty]\nregion = r\n",
    "CONFIG",
    key("default")
    + key("work")
    + key("other")
    + key("handed")
    + "aws_session_token = t\n[half]\naws_access_key_id = AKIAHALF\n",
    "CREDENTIALS",
)
NO_FILES = profiles.read("", "CONFIG", "", "CREDENTIALS")


def chosen(
    environ: dict[str, str], option: str | None = None, files: Profiles = FILES
) -> SourceCredentials:
    return session_source.choose_source(option, Inputs(read_snapshot(environ, 0), files, NONE))


def in_session(origin: str, held: dict[str, str] = OURS, **more: str) -> dict[str, str]:
    level = StackEntry("mfa", "ASIAOURS", 0, 1, None, None, None, origin)
    return {**held, states.VARIABLE: stack.encode(State((level,))), **more}


@pytest.mark.parametrize(
    ("environ", "option", "origin"),
    [
        ({**in_session("profile:work"), "AWS_PROFILE": "work"}, "other", "profile:other"),
        (in_session("profile:work", AWS_PROFILE="other"), None, "profile:work"),
        ({**KEYS, "AWS_PROFILE": "work"}, None, "environment"),
        ({"AWS_DEFAULT_PROFILE": "work", "AWS_PROFILE": "other"}, None, "profile:work"),
        ({"AWS_PROFILE": "other"}, None, "profile:other"),
        ({"AWS_PROFILE": ""}, None, "profile:default"),
        ({}, None, "profile:default"),
    ],
    ids=["option", "remembered", "environment", "default-profile", "profile", "empty", "default"],
)
def test_each_source_goes_before_those_below_it(
    environ: dict[str, str], option: str | None, origin: str
) -> None:
    assert chosen(environ, option).origin == origin


def test_the_key_in_the_environment_signs() -> None:
    found = chosen(KEYS)

    assert found.key == Credentials("AKIAENV", "s")
    assert found.description == "the key in the environment"


def test_a_profiles_key_signs() -> None:
    found = chosen({}, "work")

    assert found.key == Credentials("AKIAWORK", "s")
    assert found.description == "profile 'work'"


def test_the_session_that_this_shell_holds_never_signs() -> None:
    found = chosen(in_session("profile:work"))

    assert found.key == Credentials("AKIAWORK", "s")


def test_a_mismatched_state_decides_nothing() -> None:
    environ = in_session("profile:work", {**OURS, "AWS_ACCESS_KEY_ID": "ASIAOTHER"})

    assert chosen(environ).origin == "profile:default"


def test_a_long_term_key_that_replaced_our_session_signs() -> None:
    kept = (
        states.SavedVariable("AWS_ACCESS_KEY_ID", states.digest("ASIAOURS"), "AKIAENV"),
        states.SavedVariable("AWS_SESSION_TOKEN", states.digest("t"), None),
    )
    level = StackEntry("mfa", "ASIAOURS", 0, 1, None, None, None, "environment")
    environ = {**OURS, states.VARIABLE: stack.encode(State((level,), kept))}

    assert chosen(environ).key == Credentials("AKIAENV", "s")


def test_a_deleted_profile_that_the_session_came_from_is_named() -> None:
    with pytest.raises(UsageError, match="started from AWS profile 'work', which no longer exists"):
        chosen(in_session("profile:work"), files=NO_FILES)


def test_an_overruled_profile_is_reported() -> None:
    said = ("using the key in the environment, not AWS profile 'work'",)

    assert chosen({**KEYS, "AWS_PROFILE": "work"}).notices == said


def test_two_profiles_in_the_environment_are_reported_where_they_differ() -> None:
    both = {"AWS_DEFAULT_PROFILE": "work", "AWS_PROFILE": "other"}

    assert chosen(both).notices == (
        "AWS_DEFAULT_PROFILE (work) takes precedence over AWS_PROFILE, as in boto3",
    )
    assert chosen({**both, "AWS_PROFILE": "work"}).notices == ()


@pytest.mark.parametrize("token", ["AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN"])
def test_another_tools_session_is_reported_and_a_profile_signs(token: str) -> None:
    until = {"AWS_CREDENTIAL_EXPIRATION": "2026-11-21T10:00:00Z"}
    environ = {**KEYS, "AWS_ACCESS_KEY_ID": "ASIAOTHER", token: "t", **until}
    found = chosen(environ)

    assert found.origin == "profile:default"
    assert "temporary credentials of another tool (ASIAOTHER, until 2026-" in found.notices[0]


@pytest.mark.parametrize(
    ("there", "missing"),
    [
        ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"),
        ("AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID"),
    ],
)
def test_half_a_pair_in_the_environment_is_named(there: str, missing: str) -> None:
    with pytest.raises(SessionError) as caught:
        chosen({there: "x"})

    assert caught.value.message == f"{there} is set, but {missing} is not"
    assert caught.value.hint == f"set both, or remove it: unset {there}"


def test_half_a_pair_does_not_matter_where_a_profile_was_named() -> None:
    assert chosen({"AWS_ACCESS_KEY_ID": "x"}, "work").origin == "profile:work"


def test_half_a_pair_in_a_profile_is_named_with_its_line() -> None:
    with pytest.raises(SessionError, match=r"profile 'half' has aws_access_key_id \(line \d+\)"):
        chosen({}, "half")


@pytest.mark.parametrize(
    ("environ", "message"),
    [({}, "no AWS credentials found"), (FOREIGN, "temporary credentials of another tool")],
)
def test_no_key_anywhere_says_how_to_make_one(environ: dict[str, str], message: str) -> None:
    with pytest.raises(SessionError, match=f"{message}.*no profile 'default'") as caught:
        chosen(environ, files=NO_FILES)

    assert "aws configure" in str(caught.value.hint)


def test_without_a_default_profile_those_with_keys_are_named() -> None:
    files = profiles.read("", "CONFIG", key("work") + key("other"), "CREDENTIALS")

    with pytest.raises(SessionError) as caught:
        chosen({}, files=files)
    assert str(caught.value.hint).startswith("name a profile with a long-term key (other, work)")


@pytest.mark.parametrize("environ", [{"AWS_PROFILE": "gone"}, {"AWS_DEFAULT_PROFILE": "gone"}])
def test_a_missing_profile_is_a_usage_error(environ: dict[str, str]) -> None:
    with pytest.raises(UsageError) as caught:
        chosen(environ)

    assert caught.value.message == f"there is no AWS profile 'gone', named by {next(iter(environ))}"
    assert str(caught.value.hint).startswith("CONFIG and CREDENTIALS have: default, empty, ")


def test_a_profile_that_the_settings_name_is_looked_for_there() -> None:
    settings = Settings({}, {}, default_profile="defautl")
    with pytest.raises(UsageError) as caught:
        session_source.choose_source(None, Inputs(read_snapshot({}, 0), FILES, settings))

    assert caught.value.message == (
        "there is no AWS profile 'defautl', named by default_profile in the settings; did you "
        "mean 'default'?"
    )


def test_a_missing_profile_does_not_matter_where_a_key_signs() -> None:
    assert chosen({**KEYS, "AWS_PROFILE": "gone"}).profile is None
