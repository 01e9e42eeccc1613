from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from aws_session.errors import SessionError
from aws_session.processes import replace
from aws_session.processes.program import Program

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no interpreter lines")


def explained(file: Path, octets: bytes) -> SessionError:
    file.write_bytes(octets)
    file.chmod(0o755)
    program = Program((str(file),), {"PATH": "/usr/bin:/bin"})
    return replace.explained(program, FileNotFoundError(2, "No such file or directory"))


@pytest.mark.parametrize(
    ("octets", "what", "hint"),
    [
        (
            b"#!/nope/python3 -u\n",
            "its first line names /nope/python3, which does not exist",
            "correct the line, or install that program",
        ),
        (
            b"#! /nope/python3",
            "its first line names /nope/python3, which does not exist",
            "correct the line, or install that program",
        ),
        (
            b"#!/bin/sh\r\nexit 0\r\n",
            "it has Windows line endings",
            "save it with Unix line endings (LF)",
        ),
        (
            b"\x7fELF",
            "the loader that it names does not exist",
            "use a program for this system",
        ),
    ],
)
def test_a_program_whose_interpreter_is_missing_is_not_called_missing(
    tmp_path: Path, octets: bytes, what: str, hint: str
) -> None:
    error = explained(tmp_path / "tool", octets)

    assert error.message == f"{tmp_path}/tool cannot be run: {what}"
    assert (error.hint, error.status) == (hint, 126)


def test_a_program_that_is_missing_is() -> None:
    program = Program(("no-such-tool",), {"PATH": "/usr/bin:/bin"})
    error = replace.explained(program, FileNotFoundError(2, "No such file or directory"))

    assert (error.message, error.status) == ("no-such-tool: not found", 127)
