"""The page for users of other tools: its profiles are used, its commands are parsed."""

from __future__ import annotations

import configparser
import json
import re
import shlex
from typing import TYPE_CHECKING

import pytest

from aws_session.cli import app, topics
from aws_session.cli._options_table import TAKES_VALUE
from aws_session.cli.fast_parser import tokenize
from real.journeys.place import Place, Sitting, company, in_front_of
from real.shells.interpreters import ALL

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

PAGE = topics.read("moving")
CONFIG = "".join(re.findall(r"```ini\n(.*?)```", PAGE, re.DOTALL))
ROWS = re.findall(r"^\| (`.*?) \| (.*?) \|$", PAGE, re.MULTILINE)
OURS = sorted({line for row in ROWS for line in re.findall(r"`(aws-session[^`]*)`", row[1])})
WITH_KEY = ("work", "home")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """A home without a credentials file, whose AWS config is that of the page."""
    with in_front_of(tmp_path, company()) as made:
        (made.home / ".aws" / "credentials").unlink()
        made.config(CONFIG)
        yield made


def _sitting(place: Place, name: str, printed: Mapping[str, object]) -> Sitting:
    """Return a shell in which the program of a profile prints a given text."""
    parser = configparser.ConfigParser()
    parser.read_string(CONFIG)
    program, *words = shlex.split(parser[f"profile {name}"]["credential_process"])
    folder = place.folder / "programs"
    folder.mkdir()
    script = folder / program
    script.write_text(
        f'#!/bin/sh\ntest "$*" = {shlex.quote(" ".join(words))} || exit 1\n'
        # Like aws-vault, which does not run inside its own session.
        'test -z "$AWS_VAULT" || exit 1\n'
        f"printf '%s\\n' {shlex.quote(json.dumps(printed))}\n"
    )
    script.chmod(0o755)
    dash = next(shell for shell in ALL if shell.name == "dash")
    return Sitting.at(place, dash, {"PATH": f"{folder}:{place.environ['PATH']}"})


@pytest.mark.parametrize("name", WITH_KEY)
def test_a_key_that_stays_in_the_tool_starts_a_session(place: Place, name: str) -> None:
    key = place.company.key
    printed = {"Version": 1, "AccessKeyId": key.id, "SecretAccessKey": key.secret}
    sitting = _sitting(place, name, printed)
    sitting.enter(f"aws-session -p {name} --code {place.fresh_code()}")

    assert sitting.status == 0, sitting.notices
    assert sitting.aws("REGION") == "eu-west-1"
    assert place.with_session(sitting.environ)("iam").list_users()["Users"]
    assert key.secret not in sitting.notices


def test_an_sso_profile_that_granted_wrote_is_exported_without_a_code(
    place: Place,
) -> None:
    maker = Sitting.at(
        place,
        next(shell for shell in ALL if shell.name == "dash"),
        {
            "AWS_ACCESS_KEY_ID": place.company.key.id,
            "AWS_SECRET_ACCESS_KEY": place.company.key.secret,
            "AWS_REGION": "eu-west-1",
        },
    )
    assert maker.enter(f"aws-session {place.fresh_code()}") == 0, maker.notices
    printed = {
        "Version": 1,
        "AccessKeyId": maker.aws("ACCESS_KEY_ID"),
        "SecretAccessKey": maker.aws("SECRET_ACCESS_KEY"),
        "SessionToken": maker.aws("SESSION_TOKEN"),
        "Expiration": maker.aws("CREDENTIAL_EXPIRATION"),
    }
    sitting = _sitting(place, "corp-admin", printed)

    assert sitting.enter("aws-session -p corp-admin") == 0, sitting.notices
    assert sitting.aws("ACCESS_KEY_ID") == maker.aws("ACCESS_KEY_ID")
    assert sitting.aws("CREDENTIAL_EXPIRATION") == maker.aws("CREDENTIAL_EXPIRATION")
    assert sitting.enter("aws-session pose prod Admin -p corp-admin") == 0, sitting.notices
    assert sitting.aws("SESSION_LABEL") == "prod/Admin"


def test_every_profile_of_the_page_is_one_of_those() -> None:
    names = re.findall(r"^\[profile (.*)\]$", CONFIG, re.MULTILINE)

    assert names == [*WITH_KEY, "corp-admin"]


@pytest.mark.parametrize("line", OURS)
def test_every_command_of_ours_is_one(line: str) -> None:
    arn = "arn:aws:iam::111122223333:role/Admin"
    if " mfa " in line:
        arn = "arn:aws:iam::111122223333:mfa/alice"
    words = tuple(arn if word == "ARN" else word for word in shlex.split(line)[1:])
    command = app.parse(words)

    assert type(command).__name__.lower() == (tokenize(words, TAKES_VALUE).command or "mfa")


def test_each_tool_has_a_table_and_no_command_appears_twice() -> None:
    heads = re.findall(r"^\| ([a-z-]+) \| aws-session \|$", PAGE, re.MULTILINE)
    theirs = [row[0] for row in ROWS]

    assert heads == ["aws-vault", "granted", "awsume", "aws-mfa"]
    assert len(theirs) == len(set(theirs)) > 35
