"""The commands on the pages about containers and CI, with stand-ins for Docker and the job."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from aws_session.cli import topics
from real.journeys.place import Place, company, in_front_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BLOCKS = {
    f"{topic}-{number}": text
    for topic in ("containers", "ci")
    for number, text in enumerate(re.findall(r"```sh\n(.*?)```", topics.read(topic), re.DOTALL))
}
WHO = "import boto3; print(boto3.client('sts').get_caller_identity()['Arn'].rpartition(':')[2])"

# Like Docker: `-e NAME` passes the caller's value; in a file, the text after NAME= is literal.
DOCKER = """#!/usr/bin/env python3
import os, subprocess, sys
words, passed = sys.argv[1:], {}
for option, value in zip(words, words[1:]):
    if option == "-e":
        passed[value] = os.environ[value]
    if option == "--env-file":
        lines = open(value).read().splitlines()
        passed.update(line.split("=", 1) for line in lines if line)
assert not any("SESSION_STATE" in name for name in passed)
kept = {name: os.environ[name] for name in ("PATH", "AWS_ENDPOINT_URL", "HOME")}
sys.exit(subprocess.call(["who"], env={**kept, **passed}))
"""


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with in_front_of(tmp_path, company()) as made:
        made.config(f"[default]\nmfa_serial = {made.company.device.serial}\n")
        made.credentials(default=made.company.key)
        programs = tmp_path / "programs"
        programs.mkdir()
        who = f"#!/usr/bin/env python3\n{WHO}\n"
        files = {
            programs / "docker": DOCKER,
            programs / "who": who,
            programs / "terraform": who,
            programs / "pass": f"#!/bin/sh\necho {made.fresh_code()}\n",
            tmp_path / "nightly-job": who,
        }
        for file, text in files.items():
            file.write_text(text)
            file.chmod(0o755)
        made.environ["PATH"] = f"{programs}:{made.environ['PATH']}"
        yield made


def run(place: Place, script: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", script],
        env=place.environ | more, cwd=place.folder, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=90, check=False, start_new_session=True,
    )  # fmt: skip


@pytest.mark.skipif(not shutil.which("bash"), reason="bash is not here")
@pytest.mark.parametrize("name", BLOCKS)
def test_a_line_of_the_pages_does_what_it_is_there_for(place: Place, name: str) -> None:
    told = {} if "MFA_COMMAND" in BLOCKS[name] else {"AWS_SESSION_MFA_COMMAND": "pass otp aws"}
    if "--code -" in BLOCKS[name]:
        told = {}
    done = run(place, BLOCKS[name], **told)

    role = "assumed-role/Admin/alice" if "prod Admin" in BLOCKS[name] else "user/alice"
    assert (done.stdout, done.returncode) == (f"{role}\n", 0), done.stderr


def test_a_job_that_nobody_gives_a_code_fails_at_once(place: Place) -> None:
    done = run(place, BLOCKS["ci-0"])

    assert (done.stdout, done.returncode) == ("", 125)
    assert "set AWS_SESSION_MFA_COMMAND to a program that prints it" in done.stderr


@pytest.mark.parametrize("home", ["", "HOME=/nonexistent "])
def test_it_runs_without_home_locale_and_man(place: Place, home: str) -> None:
    files = f"AWS_SHARED_CREDENTIALS_FILE={place.home}/.aws/credentials"
    config = f"AWS_CONFIG_FILE={place.home}/.aws/config"
    code, end = place.fresh_code(), place.environ["AWS_ENDPOINT_URL"]
    path = place.environ["PATH"]
    bare = f"env -i {home}PATH='{path}' AWS_ENDPOINT_URL={end} {files} {config}"
    done = run(place, f"{bare} PYTHONDONTWRITEBYTECODE=1 aws-session exec --code {code} -- who")

    assert (done.stdout, done.returncode) == ("user/alice\n", 0), done.stderr
    assert "Traceback" not in done.stderr


def test_a_devcontainer_names_what_a_session_is() -> None:
    (text,) = re.findall(r"```json\n(.*?)```", topics.read("containers"), re.DOTALL)
    named = json.loads(text)["remoteEnv"]

    assert named == {name: f"${{localEnv:{name}}}" for name in named}
    docker = re.findall(r"-e (\w+)", topics.read("containers"))
    assert list(named) == docker
