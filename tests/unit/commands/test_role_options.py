"""`exec` and `console` accept the options of `pose` for a role session."""

from __future__ import annotations

from typing import Any

import pytest

from aws_session.commands.console import Console
from aws_session.commands.exec import Exec
from aws_session.commands.pose import Pose
from aws_session.errors import UsageError
from aws_session.session import role_name_tags_policies
from aws_session.session.request import RoleRequest
from walk import Walk

PROD = "210987654321"
KINDS = (Exec, Console)
OPTIONS: dict[str, Any] = {
    "session_name": "bob",
    "external_id": "id-1",
    "source_identity": "alice",
    "tag": ("team=ops", "cost=1"),
    "policy_arn": ("arn:aws:iam::aws:policy/ReadOnlyAccess",),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_option_of_a_roles_session_is_there(kind: type[Exec | Console]) -> None:
    of_pose = {name: option for name, option in Pose.options if option.spellings}
    here = dict(kind.options)
    # A program or a browser cannot return to a previous session.
    only_in_a_shell = {"shell", "show", "no_back"}

    assert of_pose.keys() - here.keys() <= only_in_a_shell
    shared = of_pose.keys() & here.keys() - {"duration", "shell"}
    assert {name for name in shared if here[name] is not of_pose[name]} == set()


@pytest.mark.parametrize("kind", KINDS)
def test_they_are_sent_with_the_role(kind: type[Exec | Console]) -> None:
    command = kind(target=PROD, role="Admin", transitive=True, **OPTIONS)
    walk = Walk.in_session()
    walk.world.environ = walk.environ
    command.session(walk.world)
    ((_, role),) = walk.world.assumed

    assert (role.session_name, role.external_id) == ("bob", "id-1")
    assert (role.source_identity, role.transitive) == ("alice", True)
    assert role.tags == (("team", "ops"), ("cost", "1"))
    assert role.policy_arns == OPTIONS["policy_arn"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_policy_is_read_from_its_file(kind: type[Exec | Console]) -> None:
    walk = Walk.in_session()
    walk.world.environ = walk.environ
    walk.world.policies = {"file": "{}"}
    kind(target=PROD, role="Admin", policy="file").session(walk.world)

    assert [role.policy for _, role in walk.world.assumed] == ["{}"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_role_of_the_shell_signs_with_chain(kind: type[Exec | Console]) -> None:
    walk = Walk.in_session()
    walk.go(Pose(target=PROD, role="Admin"))
    own = walk.environ["AWS_ACCESS_KEY_ID"]
    walk.world.environ, walk.world.assumed = walk.environ, []
    kind(target="012345678901", role="Reader", chain=True).session(walk.world)

    assert [key for key, _ in walk.world.assumed] == [own]


def test_exec_keeps_the_session_and_the_role_that_it_starts() -> None:
    walk = Walk()
    walk.world.typed = ["111111"]
    walk.world.time = walk.time
    Exec(target=PROD, role="Admin", keep=True).session(walk.world)

    assert len(walk.world.store.texts) == 2


def test_fresh_does_not_use_the_shells_session() -> None:
    walk = Walk.in_session()
    walk.world.environ, walk.world.typed = walk.environ, ["222222"]
    Exec(fresh=True).session(walk.world)

    assert [code for _, code in walk.world.sent] == ["111111", "222222"]


def test_keep_reports_that_nothing_is_stored_if_the_shells_session_is_used() -> None:
    walk = Walk.in_session()
    walk.world.environ = walk.environ
    Exec(keep=True).session(walk.world)

    said = "--keep was not used: no new MFA session was started"
    assert said in walk.world.configured


@pytest.mark.parametrize(
    ("named", "option"),
    [
        *(({name: value}, f"--{name.replace('_', '-')}") for name, value in OPTIONS.items()),
        ({"policy": "file"}, "--policy"),
        ({"chain": True}, "--chain"),
        ({"mfa": True}, "--mfa"),
        ({"no_mfa": True}, "--no-mfa"),
    ],
)
def test_without_a_role_they_are_refused(named: dict[str, Any], option: str) -> None:
    with pytest.raises(UsageError) as refused:
        Exec(**named)

    assert refused.value.message == f"{option} cannot be used without a role"
    assert refused.value.hint == "name one: aws-session exec TARGET [ROLE] -- COMMAND"


@pytest.mark.parametrize(
    ("named", "option"),
    [({"tag": ("a=b",)}, "--tag"), ({"fresh": True}, "--fresh"), ({"chain": True}, "--chain")],
)
def test_refresh_refuses_what_the_next_session_would_lack(
    named: dict[str, Any], option: str
) -> None:
    with pytest.raises(UsageError, match=f"^--refresh and {option} cannot be used together$"):
        Exec(target=PROD, refresh=True, **named)


@pytest.mark.parametrize("name", ["no_mfa", "chain"])
def test_a_longer_session_needs_the_code_with_the_role(name: str) -> None:
    option = f"--{name.replace('_', '-')}"
    with pytest.raises(UsageError, match=f"^--duration and {option} cannot be used together$"):
        Console(target=PROD, duration="8h").replace(**{name: True})


@pytest.mark.parametrize("kind", KINDS)
def test_what_aws_would_refuse_is_refused_before(kind: type[Exec | Console]) -> None:
    with pytest.raises(UsageError):
        kind(target=PROD, external_id="x")


@pytest.mark.parametrize("kind", KINDS)
def test_pose_treats_it_the_same_way(kind: type[Exec | Console]) -> None:
    asked = kind(target=PROD, role="Admin", **OPTIONS).request
    posed = Pose(target=PROD, role="Admin", **OPTIONS).request

    assert isinstance(asked, RoleRequest)
    assert asked.replace(command="pose") == posed


@pytest.mark.parametrize(
    ("tags", "message"),
    [
        (("aws:team=ops",), "--tag 'aws:team' begins with aws:, which only AWS may use"),
        (("AWS:x=y",), "--tag 'AWS:x' begins with aws:, which only AWS may use"),
        (
            ("team=a", "cost=1", "Team=b"),
            "--tag 'team' and --tag 'Team' have the same key: AWS ignores case",
        ),
        (("a!=x",), "--tag 'a!': the key contains '!'"),
        (("a=b&c",), "--tag 'a': the value contains '&'"),
        (("a=b\tc",), "--tag 'a': the value contains '\\t'"),
        ((f"a={'v' * 257}",), "--tag 'a': the value is too long"),
        ((f"{'k' * 129}=v",), f"--tag '{'k' * 129}': the key is too long"),
        (("a=1", "a=2"), "--tag 'a' and --tag 'a' have the same key: AWS ignores case"),
    ],
)
def test_tags_that_aws_refuses_are_refused_before_it_is_asked(
    tags: tuple[str, ...], message: str
) -> None:
    with pytest.raises(UsageError) as caught:
        role_name_tags_policies.check(RoleRequest(target=PROD, role="Admin", tag=tags))

    assert caught.value.message == message


def test_a_source_identity_may_be_as_long_as_aws_accepts() -> None:
    role_name_tags_policies.check(RoleRequest(source_identity="a" * 256))

    with pytest.raises(UsageError, match="--source-identity"):
        role_name_tags_policies.check(RoleRequest(source_identity="a" * 257))
    with pytest.raises(UsageError, match="--source-identity"):
        role_name_tags_policies.check(RoleRequest(source_identity="aws:a"))


def test_tags_that_aws_accepts_are_accepted() -> None:
    tags = ("team=ops", "größe=ö ß", "a.b:/=+-@_=x=y", f"{'k' * 128}={'v' * 256}", "empty=")

    role_name_tags_policies.check(RoleRequest(target=PROD, role="Admin", tag=tags))
