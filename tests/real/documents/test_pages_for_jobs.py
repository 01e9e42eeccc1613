"""The commands on the pages about containers and CI, with stand-ins for Docker and the job."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pexpect
import pytest

import another_user
from aws_session.cli import topics
from real import programs
from real.journeys.place import Place, company, in_front_of

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[3]

BLOCKS = {
    f"{topic}-{number}": text
    for topic in ("containers", "ci")
    for number, text in enumerate(re.findall(r"```sh\n(.*?)```", topics.read(topic), re.DOTALL))
}
WHO = "import boto3; print(boto3.client('sts').get_caller_identity()['Arn'].rpartition(':')[2])"

# Like Docker: `-e NAME` passes the caller's value; in a file, the text after NAME= is literal.
DOCKER = """#!/usr/bin/env python3
import os, stat, subprocess, sys
words, passed = sys.argv[1:], {}
for option, value in zip(words, words[1:]):
    if option == "-e":
        passed[value] = os.environ[value]
    if option == "--env-file":
        assert stat.S_ISFIFO(os.stat(value).st_mode)
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


def run(
    place: Place, script: str, shell: str = "bash", **more: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [programs.require(shell), "-c", script],
        env=place.environ | more, cwd=place.folder, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=90, check=False, start_new_session=True,
    )  # fmt: skip


@pytest.mark.parametrize("name", BLOCKS)
def test_a_line_of_the_pages_does_what_it_is_there_for(place: Place, name: str) -> None:
    told = {} if "MFA_COMMAND" in BLOCKS[name] else {"AWS_SESSION_MFA_COMMAND": "pass otp aws"}
    if "--code -" in BLOCKS[name]:
        told = {}
    done = run(place, BLOCKS[name], **told)

    role = "assumed-role/Admin/alice" if "prod Admin" in BLOCKS[name] else "user/alice"
    assert (done.stdout, done.returncode) == (f"{role}\n", 0), done.stderr


@pytest.mark.parametrize("shell", ["zsh", "ksh93"])
def test_the_file_that_is_on_no_disk_is_there_in_other_shells(place: Place, shell: str) -> None:
    (block,) = (text for text in BLOCKS.values() if "--env-file" in text)
    done = run(place, block, shell, AWS_SESSION_MFA_COMMAND="pass otp aws")

    assert (done.stdout, done.returncode) == ("user/alice\n", 0), done.stderr


def test_more_time_is_had_by_asking_for_it(place: Place) -> None:
    line = "aws-session exec -d 8h -- sh -c 'echo $AWS_SESSION_EXPIRES'"
    done = run(place, line, AWS_SESSION_MFA_COMMAND="pass otp aws")

    assert "`-d 8h`" in topics.read("containers")
    assert 0 <= int(done.stdout) - place.company.cloud.now() - 7.9 * 3600 < 0.2 * 3600


def test_a_job_without_a_code_fails_at_once(place: Place) -> None:
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


def test_root_without_home_reads_the_files_that_were_mounted_and_types_the_code(
    place: Place,
) -> None:
    """As in `docker run -it -v ~/.aws:/root/.aws:ro python:slim`."""
    if another_user.words()[0] != "setpriv":
        pytest.skip("NOT TESTED: only root has its folder")
    upper, work = place.folder / "upper", place.folder / "work"
    (upper / ".aws").mkdir(parents=True)
    work.mkdir()
    mounts = (
        f"mount -t overlay -o lowerdir=/root,upperdir={upper},workdir={work} overlay /root"
        f" && mount --bind -o ro {place.home}/.aws /root/.aws"
    )
    kept = {name: place.environ[name] for name in ("PATH", "AWS_ENDPOINT_URL")}
    given = [f"{name}={value}" for name, value in kept.items()]
    bare = shlex.join(["env", "-i", *given, "aws-session", "exec", "--", "who"])
    words = ["--mount", "--ipc", "sh", "-c", f"{mounts} && exec {bare}"]
    child = pexpect.spawn("unshare", words, timeout=60, encoding="utf-8")
    asked = child.expect(["(?i)code.*: ", pexpect.EOF])
    assert asked == 0, child.before
    child.sendline(place.fresh_code())
    child.expect(pexpect.EOF)
    child.close()

    assert child.before.splitlines()[-1] == "user/alice"
    assert child.exitstatus == 0


def test_pip_compiles_a_wheel_even_where_nothing_is_to_be_compiled(tmp_path: Path) -> None:
    uv = Path(sys.executable).with_name("uv")
    build: tuple[str | Path, ...] = (uv, "build", "--quiet", "--wheel", "--out-dir", tmp_path, ROOT)
    subprocess.run(build, check=True, timeout=120)
    (wheel,) = tmp_path.glob("*.whl")
    folder = tmp_path / "site"
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", folder)
    environ = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run((*pip, wheel), env=environ, check=True, timeout=120)

    sources = {file.stem for file in (folder / "aws_session").glob("*.py")}
    compiled = (folder / "aws_session" / "__pycache__").glob("*.pyc")
    assert "main" in sources
    assert {file.name.partition(".")[0] for file in compiled} == sources
