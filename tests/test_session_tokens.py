"""What counts as a session token, and whether a key id can have one."""

from __future__ import annotations

import pytest

from aws_session import environment as env
from aws_session import notation, profiles, report, run, signer, stack, state, state_text
from aws_session.credentials import Credentials
from aws_session.intent import End
from aws_session.lending import keeping
from aws_session.profiles import LONG_TERM, TEMPORARY
from aws_session.situation import survey
from aws_session.state import Level, State
from memory import World

KEYS = {env.KEY_ID: "AKIAFAKE", env.SECRET: "s"}
LEVEL = Level("mfa", "ASIAFAKE", 0, 1, "111122223333", None, None, "profile:work")
EMPTY = ["", " ", "\t"]


def in_file(*lines: str, config: str = "") -> profiles.Profile:
    text = "\n".join(
        ("[work]", "aws_access_key_id = AKIAFAKE", "aws_secret_access_key = s", *lines)
    )
    return profiles.read(config, "CONFIG", text, "CREDENTIALS").find("work")


@pytest.mark.parametrize("token", EMPTY)
def test_credentials_with_an_empty_token_are_long_term(token: str) -> None:
    found = Credentials("AKIAFAKE", "s", token)

    assert found == Credentials("AKIAFAKE", "s")
    assert not found.temporary


@pytest.mark.parametrize("token", EMPTY)
@pytest.mark.parametrize("name", [env.TOKEN, env.OLD_TOKEN])
def test_an_empty_token_in_the_environment_is_none(name: str, token: str) -> None:
    environ = {**KEYS, name: token}

    assert signer.key_in(environ) == Credentials("AKIAFAKE", "s")
    assert not env.holds_session(environ)
    assert env.forget(environ) == KEYS
    assert report.of(survey(environ, 0)).foreign == (
        "no session here: AKIAFAKE in the environment is a long-term key"
    )
    assert run.run(End(), World(environ)).said == (
        "no session here: the environment holds a long-term key",
    )


@pytest.mark.parametrize("token", EMPTY)
def test_an_empty_token_does_not_hide_the_other(token: str) -> None:
    environ = {env.KEY_ID: "ASIAFAKE", env.SECRET: "s", env.OLD_TOKEN: token, env.TOKEN: "t"}

    assert signer.key_in(environ) == Credentials("ASIAFAKE", "s", "t")


@pytest.mark.parametrize("setting", ["aws_session_token", "aws_security_token"])
def test_an_empty_token_in_a_file_is_none(setting: str) -> None:
    found = in_file(f"{setting} =")

    assert found.kind == LONG_TERM
    assert found.static_key() == Credentials("AKIAFAKE", "s")


def test_a_token_of_the_other_file_is_not_the_keys() -> None:
    found = in_file(config="[profile work]\naws_session_token = t\n")

    assert found.kind == LONG_TERM
    assert found.static_key() == Credentials("AKIAFAKE", "s")


def test_a_key_of_the_config_file_has_the_token_beside_it() -> None:
    text = "[profile work]\naws_access_key_id = ASIAFAKE\naws_secret_access_key = s\n"
    found = profiles.read(f"{text}aws_session_token = t\n", "CONFIG", "", "CREDENTIALS").find(
        "work"
    )

    assert found.kind == TEMPORARY
    assert found.static_key() == Credentials("ASIAFAKE", "s", "t")


@pytest.mark.parametrize("token", EMPTY)
def test_an_empty_token_in_the_state_is_none(token: str) -> None:
    below = LEVEL.but(credentials=Credentials("ASIAFAKE", "s", "MARK"))
    held = State((below, LEVEL.but(key_id="ASIATOP")))
    body = state_text.encode(held).split(",", 2)[2].replace(".MARK", f".{token}" if token else ".")
    text = f"1,{state.digest(body)},{body}"
    environ = {state.VARIABLE: text, env.KEY_ID: "ASIATOP", env.SECRET: "s", env.TOKEN: token}

    levels = stack.levels(survey(environ, 0))

    assert [level.credentials for level in levels] == [
        Credentials("ASIAFAKE", "s", None, 1),
        Credentials("ASIATOP", "s", None, 1),
    ]


@pytest.mark.parametrize("token", EMPTY)
def test_what_is_kept_without_a_token_is_no_session(token: str) -> None:
    sealed = keeping.sealed(
        LEVEL.but(device="d", principal="p", credentials=Credentials("A", "s", "MARK"))
    )
    assert keeping.opened(sealed) is not None

    assert keeping.opened(notation.write(_replaced(notation.read(sealed), token))) is None


def _replaced(node: notation.Node, token: str) -> notation.Node:
    if isinstance(node, list):
        return [_replaced(each, token) for each in node]
    return token if node == "MARK" else node
