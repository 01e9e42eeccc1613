"""A text for a shell in a named pipe: complete, private to this user, and not there for ever."""

from __future__ import annotations

import os
import stat
import threading
import time
from pathlib import Path

import pytest

from aws_session.errors import SessionError
from aws_session.processes import named_pipe


def until_there(path: Path) -> None:
    end = time.monotonic() + 20
    while not path.exists() and time.monotonic() < end:
        time.sleep(0.01)


def test_it_is_read_whole_and_gone(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    thread = threading.Thread(
        target=named_pipe.hand_over, args=(lambda: "+text\udc80", str(pipe), os.getpid())
    )
    thread.start()
    until_there(pipe)
    found = pipe.lstat().st_mode
    file = os.open(pipe, os.O_RDONLY)
    octets = os.read(file, 100)
    thread.join(20)
    os.close(file)

    assert octets == b"+text\x80\0"
    assert (stat.S_ISFIFO(found), stat.S_IMODE(found)) == (True, 0o600)
    assert list(tmp_path.iterdir()) == []


def test_it_does_not_outlive_the_shell(tmp_path: Path) -> None:
    gone = 2**22 - 1
    named_pipe.hand_over(lambda: "+text", str(tmp_path / "pipe"), gone)

    assert list(tmp_path.iterdir()) == []


def test_a_text_that_the_pipe_does_not_hold_is_never_there(tmp_path: Path) -> None:
    with pytest.raises(SessionError, match="too small"):
        named_pipe.hand_over(lambda: "+" * 10_000_000, str(tmp_path / "pipe"), os.getpid())

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["no folder", "a folder"])
def test_nothing_is_created_if_there_can_be_no_pipe(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "none" / "pipe" if kind == "no folder" else tmp_path / "pipe"
    if kind == "a folder":
        (tmp_path / "pipe.new").mkdir()

    def made() -> str:
        raise AssertionError("made in vain")

    with pytest.raises(SessionError, match="cannot make a pipe"):
        named_pipe.hand_over(made, str(path), os.getpid())


def test_what_a_killed_process_left_is_not_a_hindrance(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.new")
    named_pipe.hand_over(lambda: "+text", str(tmp_path / "pipe"), 2**22 - 1)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["a link", "another's mode"])
def test_a_pipe_that_someone_put_there_gets_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    theirs = tmp_path / "theirs"
    os.mkfifo(theirs, 0o622)
    theirs.chmod(0o622)

    def put(path: str, mode: int) -> None:
        assert mode == 0o600
        if kind == "a link":
            Path(path).symlink_to(theirs)
        else:
            theirs.rename(path)

    monkeypatch.setattr(os, "mkfifo", put)

    with pytest.raises(SessionError, match="cannot make a pipe"):
        named_pipe.hand_over(lambda: "+secret", str(tmp_path / "pipe"), os.getpid())
