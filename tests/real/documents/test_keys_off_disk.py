"""The profiles on the page about credentials, with programs that print such JSON."""

from __future__ import annotations

import configparser
import json
import re
import shlex
from typing import TYPE_CHECKING

import pytest

from aws_session.cli import topics
from real.journeys.place import Place, Sitting, company, in_front_of
from real.shells.interpreters import ALL

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SECTION = (
    topics.read("credentials")
    .partition("## Long-term keys off the disk\n")[2]
    .partition("\n## ")[0]
)
CONFIG = re.findall(r"```ini\n(.*?)```", SECTION, re.DOTALL)[0]
SHAPE = json.loads(re.findall(r"```json\n(.*?)```", SECTION, re.DOTALL)[0])
PROFILES = re.findall(r"^\[profile (.*)\]$", CONFIG, re.MULTILINE)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """A home without a credentials file."""
    with in_front_of(tmp_path, company()) as made:
        (made.home / ".aws" / "credentials").unlink()
        made.config(CONFIG)
        yield made


@pytest.mark.parametrize("name", PROFILES)
def test_a_key_from_a_program_starts_a_session(place: Place, name: str) -> None:
    parser = configparser.ConfigParser()
    parser.read_string(CONFIG)
    program, *words = shlex.split(parser[f"profile {name}"]["credential_process"])
    key = place.company.key
    printed = SHAPE | {"AccessKeyId": key.id, "SecretAccessKey": key.secret}
    folder = place.folder / "programs"
    folder.mkdir()
    script = folder / program
    script.write_text(
        f'#!/bin/sh\ntest "$*" = {shlex.quote(" ".join(words))} || exit 1\n'
        f"printf '%s\\n' {shlex.quote(json.dumps(printed))}\n"
    )
    script.chmod(0o755)
    dash = next(shell for shell in ALL if shell.name == "dash")
    path = f"{folder}:{place.environ['PATH']}"
    sitting = Sitting.at(place, dash, {"PATH": path, "AWS_REGION": place.company.region})
    sitting.enter(f"aws-session -p {name} --code {place.fresh_code()}")

    assert sitting.status == 0, sitting.notices
    assert place.with_session(sitting.environ)("iam").list_users()["Users"]
    assert key.secret not in sitting.notices
    assert not [file for file in place.home.rglob("*") if key.secret.encode() in _octets(file)]


def _octets(file: Path) -> bytes:
    return file.read_bytes() if file.is_file() else b""
