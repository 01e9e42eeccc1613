"""Other software that reads a profile whose credential_process is this program."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import secret_service
from real.journeys.place import Sitting
from real.shells.interpreters import bare_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from real.journeys.place import Place
    from real.shells.interpreters import Interpreter

TOOLS = Path(sys.prefix) / "tools"
BOTO3 = "import boto3; print(boto3.client('sts').get_caller_identity()['Arn'])"
# The default chain, as any program of that SDK has it.
JAVASCRIPT = """\
const { STSClient, GetCallerIdentityCommand } = require("@aws-sdk/client-sts");
const { fromNodeProviderChain } = require("@aws-sdk/credential-providers");
const credentials = fromNodeProviderChain();
const client = new STSClient({ credentials });
client.send(new GetCallerIdentityCommand({})).then((answer) => console.log(answer.Arn));
"""
CLI = (str(TOOLS / "aws-cli/bin/aws"), "sts", "get-caller-identity")
TOOL = {
    "boto3": (sys.executable, "-c", BOTO3),
    "AWS CLI": (*CLI, "--query", "Arn", "--output", "text"),
    "AWS SDK for JavaScript": ("node", "-e", JAVASCRIPT),
}
NEEDED = {
    "AWS CLI": TOOLS / "aws-cli/bin/aws",
    "AWS SDK for JavaScript": TOOLS / "sdk-js/node_modules",
}


@pytest.fixture
def with_kept(place: Place) -> Iterator[Place]:
    """A place with a stored session, and the output of `--show` pasted into the AWS config."""
    with secret_service.bus(place.folder, place.environ) as service:
        service.start()
        place.environ.update(service.environ)
        code = {"AWS_SESSION_MFA_COMMAND": f"echo {place.fresh_code()}"}
        assert place.program("--keep", "--shell", "json", environ=code).returncode == 0
        own = place.program("process", "default", "--show", "tool").stdout
        role = place.program("process", "prod", "Admin", "--show", "tool-admin").stdout
        place.config(f"{own}{role}")
        yield place


def started(place: Place, tool: str, profile: str) -> subprocess.CompletedProcess[str]:
    if (needed := NEEDED.get(tool)) is not None and not needed.exists():
        missing = f"{tool} is not here: tests/prepare installs it"
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
    words = TOOL[tool]
    return subprocess.run(
        [shutil.which(words[0]) or words[0], *words[1:]],
        env={
            **bare_environment(place.home),
            **place.environ,
            "AWS_PROFILE": profile,
            "NODE_PATH": str(TOOLS / "sdk-js/node_modules"),
            "NODE_NO_WARNINGS": "1",
        },
        cwd=place.folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        start_new_session=True,
        timeout=90,
        check=False,
    )


@pytest.mark.parametrize(
    ("profile", "principal"), [("tool", ":user/alice"), ("tool-admin", ":assumed-role/Admin/alice")]
)
@pytest.mark.parametrize("tool", TOOL)
def test_a_tool_reads_a_profile_of_ours(
    with_kept: Place, tool: str, profile: str, principal: str
) -> None:
    done = started(with_kept, tool, profile)

    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().endswith(principal)
    assert with_kept.company.cloud.calls.count("GetSessionToken") == 1


# JavaScript's chain does not report what each of its links said.
@pytest.mark.parametrize("tool", ["boto3", "AWS CLI"])
def test_a_tool_is_told_what_to_type_if_nothing_is_stored(with_kept: Place, tool: str) -> None:
    with_kept.program("end", "--all", "--shell", "json")
    done = started(with_kept, tool, "tool")

    assert done.returncode != 0
    assert "in a terminal, type: aws-session --keep" in done.stderr


def test_the_lines_are_those_of_a_profile(with_kept: Place) -> None:
    done = with_kept.program("process", "prod", "Admin", "--show", "x")
    program = shutil.which("aws-session", path=with_kept.environ["PATH"])

    assert done.stdout == (
        f"[profile x]\ncredential_process = {program} process prod Admin --profile default\n"
        f"region = {with_kept.company.region}\n"
    )
    assert f"to paste into {with_kept.home}/.aws/config" in done.stderr


def test_a_key_that_would_take_precedence_has_to_be_moved(with_kept: Place) -> None:
    done = with_kept.program("process", "--show", "default")
    lines = done.stdout.splitlines()

    assert lines[0] == "[default]"
    assert lines[1].endswith(" process default-key")
    assert "which takes precedence: move it to a section [default-key]" in done.stderr


def test_a_profile_does_not_call_itself(with_kept: Place) -> None:
    done = with_kept.program("process", "tool", "--show", "tool")
    asked = with_kept.program("process", "tool")

    assert (done.returncode, done.stdout) == (1, "")
    assert "would run itself" in done.stderr
    assert (asked.returncode, asked.stdout) == (1, "")
    assert "gets its credentials from this program" in asked.stderr


def test_the_answer_is_the_same_in_every_shell(with_kept: Place, dash: Interpreter) -> None:
    held = {
        "AWS_ACCESS_KEY_ID": "ASIAOTHER",
        "AWS_SECRET_ACCESS_KEY": "s",
        "AWS_SESSION_TOKEN": "t",
        "AWS_PROFILE": "tool",
    }
    bare = json.loads(with_kept.program("process").stdout)
    other = with_kept.company.user.add_key()
    with_kept.credentials(default=with_kept.company.key, other=other)
    sitting = Sitting.at(with_kept, dash)
    sitting.enter(f"aws-session -p other {with_kept.fresh_code()}")
    ours = {name: value.decode() for name, value in sitting.environ.items()}

    assert ours["AWS_ACCESS_KEY_ID"] != bare["AccessKeyId"]
    assert json.loads(with_kept.program("process", environ=ours).stdout) == bare
    for words in ((), ("default",)):
        inside = with_kept.program("process", *words, environ=held)
        assert json.loads(inside.stdout) == bare
