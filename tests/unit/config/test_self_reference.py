from __future__ import annotations

import pytest

from aws_session.config import NONE, profiles, self_reference
from aws_session.environment.state_format import read_snapshot
from aws_session.errors import SessionError
from aws_session.session import precedence
from aws_session.session.precedence import Inputs


@pytest.mark.parametrize(
    "command",
    [
        "aws-session process",
        "/home/a/.local/bin/aws-session process work",
        '"C:\\Program Files\\py\\aws-session.exe" process',
        "aws-session-shell process",
        "python3 -m aws_session process",
        "/usr/bin/env python -m aws_session process",
        "python3 -P /src/aws_session/__main__.py process",
        "env A=b /opt/a/bin/python3.13 /opt/a/bin/aws-session process",
        "env A=b aws-session process",
        "sh -c 'aws-session process work'",
        "uvx aws-session-shell process",
        "pipx run aws-session-shell process",
        "C:\\Python\\python.exe -P C:\\Temp\\aws-session-x\\aws-session.py process work",
        '"C:\\Py thon\\python.exe" -P "C:\\Te mp\\aws-session.py" process work',
        "C:\\sandbox\\bin\\aws-session.cmd process",
        "/opt/venv/bin/python3.12 /opt/venv/bin/aws-session process",
    ],
)
def test_this_program_is_known_by_its_name(command: str) -> None:
    assert self_reference.is_ours(command)


@pytest.mark.parametrize(
    "command",
    [
        "pass-aws work",
        "python /opt/other.py aws-session",
        "pass show aws-session",
        "/opt/my-aws-session work",
        "cat aws-session",
        "python -m aws_session_other",
        "python3 /src/aws_session_other/__main__.py",
        "python3 script.py aws-session",
        "",
    ],
)
def test_other_programs_are_not_taken_for_this_one(command: str) -> None:
    assert not self_reference.is_ours(command)


def test_a_profile_that_this_program_serves_never_signs() -> None:
    files = profiles.read(
        "[profile tool]\ncredential_process = aws-session process work\n"
        "[profile mixed]\ncredential_process = aws-session process work\n",
        "CONFIG",
        "[mixed]\naws_access_key_id = AKIAMIXED\naws_secret_access_key = s\n",
        "CREDENTIALS",
    )
    inputs = Inputs(read_snapshot({}, 0), files, NONE)

    # boto3 would use a key in the credentials file, too.
    assert precedence.choose_source("mixed", inputs).key is not None
    with pytest.raises(SessionError, match="gets its credentials from this program"):
        precedence.choose_source("tool", inputs)


OTHER_KEY = "name the profile with the long-term key: aws-session --profile NAME"


@pytest.mark.parametrize(
    ("command", "hint"),
    [
        ("aws-session process prod Admin", "aws-session pose prod Admin --profile NAME"),
        (
            "'/opt/my tools/aws-session' process 'R&D' Admin",
            "aws-session pose 'R&D' Admin --profile NAME",
        ),
        ("aws-session process prod --profile work", "aws-session pose prod --profile work"),
        ("aws-session process --profile work", "aws-session --profile work"),
        ("aws-session process -p work", "aws-session -p work"),
        ("aws-session process", "aws-session --profile NAME"),
    ],
)
def test_a_profile_for_tools_names_the_line_for_a_shell(command: str, hint: str) -> None:
    files = profiles.read(f"[profile tool]\ncredential_process = {command}\n", "CONFIG", "", "")
    inputs = Inputs(read_snapshot({}, 0), files, NONE)

    with pytest.raises(SessionError) as caught:
        precedence.choose_source("tool", inputs)
    assert caught.value.hint == (
        f"it is for tools; in a shell, name the profile that signs, as in: {hint}"
    )


@pytest.mark.parametrize(
    "command", ["aws-session process tool", "sh -c 'aws-session process prod'", "aws-session"]
)
def test_a_profile_for_tools_that_asks_for_itself_names_no_line(command: str) -> None:
    files = profiles.read(f"[profile tool]\ncredential_process = {command}\n", "CONFIG", "", "")
    inputs = Inputs(read_snapshot({}, 0), files, NONE)

    with pytest.raises(SessionError) as caught:
        precedence.choose_source("tool", inputs)
    assert caught.value.hint == OTHER_KEY


def test_what_runs_below_a_profile_does_not_resolve_it_again() -> None:
    below = self_reference.resolving({}, "one")
    further = self_reference.resolving({self_reference.RESOLVING: below}, "two")

    assert self_reference.being_resolved({self_reference.RESOLVING: further}) == ("one", "two")
    for name in ("one", "two"):
        with pytest.raises(SessionError, match=name):
            self_reference.resolving({self_reference.RESOLVING: further}, name)
