"""What counts as a session token, and which key IDs can have one."""

from __future__ import annotations

import pytest

from aws_session import environment as states
from aws_session import shells
from aws_session.commands import run, status
from aws_session.commands.end import End
from aws_session.commands.exec import Exec
from aws_session.commands.mfa import Mfa
from aws_session.commands.pose import Pose
from aws_session.config import profiles
from aws_session.config.profile import LONG_TERM, TEMPORARY, Profile
from aws_session.environment import (
    StackEntry,
    State,
    pack,
    stack,
    unpack,
)
from aws_session.environment import change as changes
from aws_session.environment.state_format import read_snapshot
from aws_session.errors import LeftoverError, SessionError
from aws_session.model.credentials import Credentials
from aws_session.session import precedence
from aws_session.storage import session_format
from memory import PHONE, World
from walk import Walk

KEYS = {states.KEY_ID: "AKIAFAKE", states.SECRET: "s"}
LEVEL = StackEntry("mfa", "ASIAFAKE", 0, 1, "111122223333", None, None, "profile:work")
EMPTY = ["", " ", "\t"]


def in_file(*lines: str, config: str = "") -> Profile:
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
@pytest.mark.parametrize("name", [states.TOKEN, states.OLD_TOKEN])
def test_an_empty_token_in_the_environment_counts_as_none(name: str, token: str) -> None:
    environ = {**KEYS, name: token}

    assert precedence.key_in(environ) == Credentials("AKIAFAKE", "s")
    assert not states.holds_session(environ)
    assert changes.forget(environ) == KEYS
    assert status.report(read_snapshot(environ, 0)).third_party == (
        "no session here: AKIAFAKE in the environment is a long-term key"
    )
    assert run(End(), World(environ)).notices == (
        "this shell has no session, only a long-term key",
    )


@pytest.mark.parametrize("token", EMPTY)
def test_an_empty_token_does_not_hide_the_other(token: str) -> None:
    environ = {
        states.KEY_ID: "ASIAFAKE",
        states.SECRET: "s",
        states.OLD_TOKEN: token,
        states.TOKEN: "t",
    }

    assert precedence.key_in(environ) == Credentials("ASIAFAKE", "s", "t")


@pytest.mark.parametrize("setting", ["aws_session_token", "aws_security_token"])
def test_an_empty_token_in_a_file_counts_as_none(setting: str) -> None:
    found = in_file(f"{setting} =")

    assert found.kind == LONG_TERM
    assert found.static_key() == Credentials("AKIAFAKE", "s")


def test_a_token_in_the_other_file_does_not_belong_to_the_key() -> None:
    found = in_file(config="[profile work]\naws_session_token = t\n")

    assert found.kind == LONG_TERM
    assert found.static_key() == Credentials("AKIAFAKE", "s")


def test_a_key_in_the_config_file_uses_the_token_next_to_it() -> None:
    text = "[profile work]\naws_access_key_id = ASIAFAKE\naws_secret_access_key = s\n"
    found = profiles.read(f"{text}aws_session_token = t\n", "CONFIG", "", "CREDENTIALS").find(
        "work"
    )

    assert found.kind == TEMPORARY
    assert found.static_key() == Credentials("ASIAFAKE", "s", "t")


@pytest.mark.parametrize("token", EMPTY)
def test_an_empty_token_in_the_state_counts_as_none(token: str) -> None:
    below = LEVEL.replace(credentials=Credentials("ASIAFAKE", "s", "MARK"))
    held = State((below, LEVEL.replace(key_id="ASIATOP")))
    body = stack.encode(held).split(",", 2)[2].replace(".MARK", f".{token}" if token else ".")
    text = f"2,{states.digest(body)},{body}"
    environ = {
        states.VARIABLE: text,
        states.KEY_ID: "ASIATOP",
        states.SECRET: "s",
        states.TOKEN: token,
    }

    levels = stack.levels(read_snapshot(environ, 0))

    assert [level.credentials for level in levels] == [
        Credentials("ASIAFAKE", "s", None, 1),
        Credentials("ASIATOP", "s", None, 1),
    ]


@pytest.mark.parametrize("token", EMPTY)
def test_stored_credentials_without_a_token_are_not_a_session(token: str) -> None:
    sealed = session_format.sealed(
        LEVEL.replace(
            device="arn:aws:iam::111122223333:mfa/alice",
            principal="arn:aws:iam::111122223333:user/alice",
            credentials=Credentials("ASIAFAKE", "s", "MARK"),
        )
    )
    assert session_format.opened(sealed) is not None

    assert session_format.opened(pack(_replaced(unpack(sealed), token))) is None


def _replaced(node: states.Node, token: str) -> states.Node:
    if isinstance(node, list):
        return [_replaced(each, token) for each in node]
    return token if node == "MARK" else node


LONG = "a long-term key, AKIAFAKE, with a session token that does not belong to it"
SHORT = "a temporary key, ASIAFAKE, without its session token"
ASIA = {**KEYS, states.KEY_ID: "ASIAFAKE"}


@pytest.mark.parametrize("name", [states.TOKEN, states.OLD_TOKEN])
@pytest.mark.parametrize("command", [Mfa(), Pose(target="012345678901"), End(revoke=True)])
def test_a_long_term_key_with_a_token_is_an_error_before_anything_is_sent(
    name: str, command: Mfa | Pose | End
) -> None:
    world = World({**KEYS, name: "left-over"}, "123456")
    world.files = ("", "[default]\naws_access_key_id = AKIAOTHER\naws_secret_access_key = s\n")

    with pytest.raises(LeftoverError) as caught:
        run(command, world)
    assert caught.value.message == f"the environment has {LONG}"
    assert caught.value.hint == f"remove the token: unset {name}"
    assert (world.calls, world.questions) == ([], [])


def test_both_leftover_tokens_are_removed() -> None:
    with pytest.raises(LeftoverError) as caught:
        precedence.key_in({**KEYS, states.TOKEN: "a", states.OLD_TOKEN: "b"})

    assert caught.value.names == (states.TOKEN, states.OLD_TOKEN)


def test_a_sessions_key_without_its_token_is_named() -> None:
    with pytest.raises(LeftoverError) as caught:
        precedence.key_in(ASIA)

    assert caught.value.message == f"the environment has {SHORT}"
    assert caught.value.hint == (
        "set AWS_SESSION_TOKEN, or remove the key: unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY"
    )


@pytest.mark.parametrize("key_id", ["AKIAFAKE", "ASIAFAKE"])
def test_what_the_environment_holds_does_not_matter_where_a_profile_is_named(key_id: str) -> None:
    token = {states.TOKEN: "t"} if key_id == "AKIAFAKE" else {}
    world = World({**KEYS, states.KEY_ID: key_id, **token}, "123456")
    world.files = ("", "[work]\naws_access_key_id = AKIAOTHER\naws_secret_access_key = s\n")

    assert run(Mfa(profile="work"), world).status == 0
    assert world.sent == [(PHONE, "123456")]


def test_ids_that_are_not_of_aws_may_have_a_token_or_none() -> None:
    assert precedence.key_in({**KEYS, states.KEY_ID: "minio"}) == Credentials("minio", "s")
    assert precedence.key_in({**KEYS, states.KEY_ID: "minio", states.TOKEN: "t"}) == Credentials(
        "minio", "s", "t"
    )


@pytest.mark.parametrize("setting", ["aws_session_token", "aws_security_token"])
def test_a_token_with_a_long_term_key_in_a_file_is_reported_with_its_line(setting: str) -> None:
    with pytest.raises(SessionError) as caught:
        in_file(f"{setting} = t").static_key()

    assert caught.value.message == f"profile 'work' has {LONG}"
    assert caught.value.hint == (f"if the key is correct, remove {setting}: CREDENTIALS, line 4")


def test_a_sessions_key_in_a_file_without_its_token_is_named_with_its_line() -> None:
    text = "[work]\naws_access_key_id = ASIAFAKE\naws_secret_access_key = s\n"
    found = profiles.read("", "CONFIG", text, "CREDENTIALS")
    with pytest.raises(SessionError) as caught:
        precedence.of_source(found.find("work"))

    assert caught.value.message == f"profile 'work' has {SHORT}"
    assert (
        caught.value.hint == "add aws_session_token to it, or remove the key: CREDENTIALS, line 2"
    )


@pytest.mark.parametrize("command", [Pose(target="012345678901"), Exec(trailing=("true",))])
def test_a_session_of_ours_that_lost_its_token_is_not_used(command: Pose | Exec) -> None:
    walk = Walk.in_session()
    environ = {name: value for name, value in walk.environ.items() if name != states.TOKEN}
    world = World(environ)

    with pytest.raises(SessionError) as caught:
        _use(command, world)
    assert caught.value.message == (
        "the credentials of this shell's session were changed: they are now a temporary key, "
        f"{environ[states.KEY_ID]}, without its session token"
    )
    assert caught.value.hint == "start a new session: aws-session"
    assert world.calls == []


@pytest.mark.parametrize(("environ", "what"), [({**KEYS, states.TOKEN: "t"}, LONG), (ASIA, SHORT)])
def test_a_command_is_not_given_a_key_and_a_token_of_two_kinds(
    environ: dict[str, str], what: str
) -> None:
    with pytest.raises(LeftoverError, match=what):
        Exec(trailing=("true",)).session(World(environ))


def _use(command: Pose | Exec, world: World) -> None:
    if isinstance(command, Exec):
        command.session(world)
    else:
        run(command, world)


def test_a_token_alone_is_not_a_session() -> None:
    environ = {states.TOKEN: "t", "A": "b"}

    assert not states.holds_session(environ)
    assert changes.forget(environ) == {"A": "b"}


def test_a_long_term_key_with_a_token_is_not_a_session_to_end_or_forget() -> None:
    environ = {**KEYS, states.TOKEN: "t", states.EXPIRATION: "x", "A": "b"}

    assert not states.holds_session(environ)
    assert changes.forget(environ) == {**KEYS, "A": "b"}
    assert status.report(read_snapshot(environ, 0)).third_party == (
        "no session here: AKIAFAKE in the environment is a long-term key, with a session token "
        "that does not belong to it"
    )


def test_a_sessions_key_alone_is_shown_without_its_token() -> None:
    assert status.report(read_snapshot(ASIA, 0)).third_party == (
        "a session of another tool: ASIAFAKE, without its session token"
    )


@pytest.mark.parametrize(
    ("shell", "words"),
    [
        ("bash", "unset A B"),
        ("zsh", "unset A B"),
        ("ksh", "unset A B"),
        ("sh", "unset A B"),
        ("fish", "set -e A B"),
        ("tcsh", "unsetenv A; unsetenv B"),
        ("elvish", "unset-env A; unset-env B"),
        ("nu", "hide-env A B"),
        ("xonsh", "del $A, $B"),
        ("powershell", "$Env:A = $null; $Env:B = $null"),
        ("cmd", 'set "A=" & set "B="'),
        ("json", "unset A B"),
    ],
)
def test_each_shell_removes_variables_in_its_own_syntax(shell: str, words: str) -> None:
    assert shells.dialect(shell).typed_unset(("A", "B")) == words
