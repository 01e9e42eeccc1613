from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest

from aws_session.config import aws_files, import_yaml, whole_files
from aws_session.errors import SessionError
from aws_session.storage import known_names

if TYPE_CHECKING:
    from pathlib import Path

PIPE = os.name == "posix"
pytestmark = pytest.mark.skipif(not PIPE, reason="there are no named pipes")


def pipe(folder: Path, content: bytes = b"", *, after: float = 0) -> str:
    """Make a named pipe; if there is content, it is written to it, and only once."""
    path = folder / "pipe"
    os.mkfifo(path)

    def write() -> None:
        time.sleep(after)
        path.write_bytes(content)

    if content:
        threading.Thread(target=write, daemon=True).start()
    return str(path)


def test_a_pipe_is_read_once_and_known_from_then_on(tmp_path: Path) -> None:
    path = pipe(tmp_path, b"[default]\n")

    assert whole_files.read(path) == b"[default]\n"
    assert whole_files.read(path) == b"[default]\n"


@pytest.mark.skipif(not hasattr(os, "memfd_create"), reason="there are no files in memory")
def test_others_read_a_pipe_again_and_again(tmp_path: Path) -> None:
    path = whole_files.lasting(pipe(tmp_path, b"text"))

    for _ in range(3):
        with open(path, "rb") as file:  # noqa: PTH123 - as botocore opens it
            assert file.read() == b"text"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_regular_file_keeps_its_own_path(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a")

    for name in ("file", "nowhere", "."):
        assert whole_files.lasting(str(tmp_path / name)) == str(tmp_path / name)


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "file"
    found = []
    for text in ("a", "b"):
        file.write_text(text)
        found.append(whole_files.read(str(file)))

    assert found == [b"a", b"b"]


def test_what_has_no_end_is_refused() -> None:
    with pytest.raises(SessionError) as caught:
        whole_files.read("/dev/zero")

    assert caught.value.message == "/dev/zero has no end, or is larger than 16 MB"


def test_a_socket_is_not_a_file(tmp_path: Path) -> None:
    path = tmp_path / "s"
    with socket.socket(socket.AF_UNIX) as held:
        held.bind(str(path))
        with pytest.raises(SessionError) as caught:
            aws_files.read({"AWS_CONFIG_FILE": str(path)})

    assert caught.value.message.startswith(f"{path} cannot be read: ")
    assert caught.value.hint == f"put a file in place of {path}"


def test_permission_is_advised_only_where_it_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = str(tmp_path / ("a" * 300))
    with pytest.raises(SessionError) as too_long:
        aws_files.read({"AWS_CONFIG_FILE": long})
    monkeypatch.setattr(os, "open", _refuse)
    with pytest.raises(SessionError) as denied:
        aws_files.read({"AWS_CONFIG_FILE": str(tmp_path / "config")})

    assert too_long.value.message == f"{long} cannot be read: File name too long"
    assert too_long.value.hint == "check the path and the disk"
    assert denied.value.hint == f"make it readable: chmod u+r {tmp_path / 'config'}"


def _refuse(path: str, *_: object) -> int:
    raise PermissionError(errno.EACCES, "Permission denied", path)


def test_a_folder_cannot_be_imported(tmp_path: Path) -> None:
    with pytest.raises(SessionError) as caught:
        import_yaml.read(str(tmp_path))

    assert caught.value.message == f"{tmp_path} cannot be read: Is a directory"
    assert caught.value.hint == "name a file, not a folder: aws-session config import FILE"


@pytest.mark.parametrize("kind", ["pipe", "zero", "socket"])
def test_a_caller_that_cannot_wait_gets_nothing(tmp_path: Path, kind: str) -> None:
    path = {"zero": "/dev/zero"}.get(kind) or str(tmp_path / "s")
    if kind == "pipe":
        path = pipe(tmp_path)
    begun = time.monotonic()
    names = {"AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_SESSION_CONFIG"}
    environ = dict.fromkeys(names, path) | {"AWS_SESSION_CACHE": str(tmp_path / "cache")}
    found = list(known_names.KnownNames(environ).profiles())

    assert found == []
    assert time.monotonic() - begun < 5


SLOWLY = """
import os, sys, time
from aws_session.config import whole_files
read = os.read
def slow(*args):
    time.sleep(60)
    return read(*args)
os.read = slow
try:
    whole_files.read(sys.argv[1], quickly=True)
except TimeoutError as error:
    print(error)
"""


def test_a_file_on_a_slow_disk_is_given_up_by_callers_that_cannot_wait(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a")
    words = [sys.executable, "-c", SLOWLY, str(tmp_path / "file")]
    done = subprocess.run(words, capture_output=True, text=True, timeout=40, check=True)

    assert done.stdout == f"{tmp_path}/file took too long to read\n"


def test_waiting_is_reported_once_and_the_alarm_is_given_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import signal

    before = signal.getsignal(signal.SIGALRM)
    path = pipe(tmp_path, b"late", after=2.6)

    assert whole_files.read(path) == b"late"
    assert capsys.readouterr().err == f"aws-session: waiting for {path} …\n"
    assert signal.getsignal(signal.SIGALRM) == before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_a_thread_may_read_too(tmp_path: Path) -> None:
    path = pipe(tmp_path, b"text")
    found: list[bytes] = []
    thread = threading.Thread(target=lambda: found.append(whole_files.read(path)))
    thread.start()
    thread.join(20)

    assert found == [b"text"]
