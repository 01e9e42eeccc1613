"""Foreign data does nothing in a shell that evaluates the output of a data command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from aws_session.environment import SavedVariable, StackEntry, State, stack, state_format
from aws_session.storage import tsv
from hostile_endpoint import ACCOUNT, ALICE, PHONE, HostileEndpoint, caller, devices, json, xml
from hostile_endpoint import xml_error as refusal
from real.shells.interpreters import ALL, bare_environment

if TYPE_CHECKING:
    from pathlib import Path

    from real.journeys.place import Place
    from real.shells.interpreters import Interpreter

HOSTILE = (
    "$(touch PWN)", "`touch PWN`", "x;touch PWN;", "x\ntouch PWN\n", "x&touch PWN&", "*",
    "\x1b]0;owned\x07", "\u202e", "=touch", "{touch,PWN}", "touch PWN",
)  # fmt: skip
KEY = {"AWS_ACCESS_KEY_ID": "ASIAX", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t"}
LEVEL = StackEntry(
    "mfa", "ASIAX", 1, 4_000_000_000, ACCOUNT, ALICE, "eu-west-1", "environment", PHONE,
    (("seconds", "43200"),), None, f"alice@{ACCOUNT}",
)  # fmt: skip
CHECKED = ("kind", "key_id", "account", "principal", "region", "device")


def crafted(*levels: StackEntry, **changed: Any) -> dict[str, str]:
    state = State(levels=levels or (LEVEL,)).replace(**changed)
    return {**KEY, "AWS_SESSION_STATE": stack.encode(state)}


def refused_states() -> dict[str, dict[str, str]]:
    """Return well-formed states with contents that this program would never write."""
    no_text: Any = []
    found = {
        f"{name} {value!r}": crafted(LEVEL.replace(**{name: value}))
        for name in CHECKED
        for value in HOSTILE
        # A part of an ARN may contain any character: it only has to be inert where it is printed.
    }
    found |= {
        "a time": crafted(LEVEL.replace(expires=10**15)),
        "a time of long ago": crafted(LEVEL.replace(issued=-1)),
        "a duration": crafted(LEVEL.replace(request_params=(("seconds", "9" * 5_000),))),
        "a pose of nothing": crafted(LEVEL.replace(kind="pose", request_params=())),
        "a role that is not UTF-8": crafted(
            LEVEL.replace(kind="pose", request_params=(("account", ACCOUNT), ("role", "\udcff")))
        ),
        "carried": crafted(LEVEL.replace(exported_settings=(("LD_PRELOAD", "/tmp/x.so"),))),
        "a name": crafted(kept=(SavedVariable("x;touch PWN", None, "x"),)),
        "a name that has a meaning": crafted(kept=(SavedVariable("PATH", None, "/tmp"),)),
        "a name of the linker": crafted(kept=(SavedVariable("LD_PRELOAD", None, "/tmp/x.so"),)),
        "a digest that is a list": crafted(kept=(SavedVariable("AWS_PROFILE", no_text, "x"),)),
        "a level below without a key": crafted(LEVEL, LEVEL),
        "a value that is a list": crafted(kept=(SavedVariable("AWS_PROFILE", None, no_text),)),
    }
    return found


REFUSED = refused_states()


@pytest.mark.parametrize("how", REFUSED)
def test_a_crafted_state_is_ignored_and_can_be_ended(how: str) -> None:
    environ = REFUSED[how]

    with pytest.raises(state_format.DamagedStateError) as caught:
        state_format.read(environ["AWS_SESSION_STATE"])
    assert caught.value.message == "AWS_SESSION_STATE was not written by aws-session"
    assert caught.value.hint == "remove it: aws-session end"


@pytest.mark.parametrize(
    "changed", [{}, {"origin": "profile:R&D $(x)"}, {"label": "R&D `x`/Admin"}, {"account": None}]
)
def test_what_this_program_writes_is_read_again(changed: dict[str, Any]) -> None:
    written = State((LEVEL.replace(**changed),), (SavedVariable("AWSUME_PROFILE", None, "$(x)"),))

    assert state_format.read(stack.encode(written)) == written


@pytest.mark.parametrize("command", ["status", "status --json", "doctor --offline", "region x-1"])
def test_no_command_is_a_bug_with_a_crafted_state(place: Place, command: str) -> None:
    for how in (*(f"account {value!r}" for value in HOSTILE[:3]), "a time", "a pose of nothing"):
        done = place.program(*command.split(), environ=REFUSED[how])

        assert "bug in aws-session" not in done.stderr, how
        assert "touch" not in done.stdout, how
    assert done.returncode == 1


@pytest.mark.parametrize("shell", ALL, ids=str)
def test_no_shell_runs_what_a_crafted_state_or_the_environment_says(
    place: Place, shell: Interpreter, tmp_path: Path
) -> None:
    shell.require()
    here = tmp_path / "here"
    here.mkdir()
    states = (
        crafted(LEVEL.replace(account="$(touch PWN)")),
        crafted(LEVEL.replace(label="$(touch PWN)", origin="profile:`touch PWN`")),
        crafted() | {"AWS_REGION": "$(touch PWN)"},
        KEY | {"AWS_ACCESS_KEY_ID": "`touch PWN`", "AWS_CREDENTIAL_EXPIRATION": "$(touch PWN)"},
    )
    for environ in states:
        base = bare_environment(place.home) | place.environ | environ
        for form in shell.forms:
            line = shell.evaluate("aws-session status", form)
            shell.run(f"{line}\n", cwd=here, env=base, timeout=60)

            assert [file.name for file in here.iterdir() if file.name != ".shell"] == [], line


@pytest.mark.parametrize("path", ["touch PWN", "$(touch PWN)", "`touch PWN`", "x;touch PWN", "*"])
def test_the_path_of_the_settings_is_not_a_command(
    place: Place, bash: Interpreter, tmp_path: Path, path: str
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    base = bare_environment(place.home) | place.environ | {"AWS_SESSION_CONFIG": path}
    for form in bash.forms:
        line = bash.evaluate("aws-session config --path", form)
        bash.run(f"{line}\n", cwd=here, env=base, timeout=60)

        assert [file.name for file in here.iterdir() if file.name != ".shell"] == [], line


def test_a_crafted_cache_knows_no_accounts(place: Place) -> None:
    cache = place.folder / "cache"
    cache.mkdir(mode=0o700)
    rows = [("touch", "PWN", "1", "x"), ("210987654321", "Admin", "9" * 40, "prod")]
    (cache / "poses").write_text(tsv.written("poses 1", rows))
    listed = [("9999999999",), ("touch", "PWN", "x", "ACTIVE")]
    (cache / f"accounts-aws-{ACCOUNT}").write_text(tsv.written("accounts 1", listed))
    with HostileEndpoint(ListAccounts=json('{"Accounts": []}')) as endpoint:
        told = {"AWS_SESSION_CACHE": str(cache), "AWS_ENDPOINT_URL": endpoint.url}
        done = place.program("accounts", environ=told)

    assert (done.returncode, done.stdout) == (0, ""), done.stderr


@pytest.mark.parametrize(
    ("answers", "what"),
    [
        ({"GetCallerIdentity": caller(account="$(touch PWN)")}, "Account is not an account's"),
        ({"ListMFADevices": devices("$(touch PWN)")}, "MFADevices[0].SerialNumber is not"),
        ({"GetSessionToken": xml("GetSessionToken", "")}, "Credentials is missing"),
    ],
    ids=["account", "device", "session"],
)
def test_an_answer_that_makes_no_sense_sets_nothing(
    place: Place, bash: Interpreter, answers: dict[str, Any], what: str
) -> None:
    with HostileEndpoint(**answers) as endpoint:
        base = bare_environment(place.home) | place.environ | {"AWS_ENDPOINT_URL": endpoint.url}
        line = bash.evaluate("aws-session --code 123456")
        script = f"{line} && touch NEXT\necho status $?; env | grep -c ^AWS_S"
        done = bash.run(f"{script}\n", cwd=place.folder, env=base, timeout=60)

    assert f"AWS's response is not valid: {what}" in done.stderr.decode()
    assert done.stdout.decode().splitlines() == ["status 1", "0"]
    assert not (place.folder / "NEXT").exists()
    assert not (place.folder / "PWN").exists()


@pytest.mark.parametrize("command", ["--code 123456", "devices", "accounts"])
def test_no_endpoint_can_control_the_terminal(place: Place, command: str) -> None:
    words = "\x85\u202e\u2066owned"
    denied = f"not authorized to perform: x on resource: arn:{words}"
    with HostileEndpoint(
        GetCallerIdentity=refusal(words, words),
        GetSessionToken=refusal("AccessDenied", denied),
        ListAccounts=json(f'{{"__type": "{words}", "message": "{words}"}}', 400),
    ) as endpoint:
        told = {"AWS_ENDPOINT_URL": endpoint.url}
        done = place.program(*command.split(), "--debug", environ=told)

    assert done.returncode == 1, done.stderr
    assert [line for line in done.stderr.splitlines() if not line.isprintable()] == []
