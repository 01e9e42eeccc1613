"""Output through pipes on Windows."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from real.windows.conftest import Seat

_NOBODY_READS = """
import os, subprocess, sys
read, write = os.pipe()
child = subprocess.Popen(sys.argv[1:], stdout=write, stdin=subprocess.PIPE)
os.close(read)
os.close(write)
child.communicate()
print(child.returncode)
"""


def test_a_writer_without_a_reader_ends_silently(seat: Seat) -> None:
    python, program = seat.windows.python, str(seat.windows.program)
    done = seat.run("-c", _NOBODY_READS, program, "policy", program=python)

    assert done.stderr == b""
    assert done.stdout.split() == [b"141"]


def test_names_beyond_a_code_page_are_reported_in_utf_8_on_stderr_as_on_stdout(seat: Seat) -> None:
    done = seat.run("-p", "\u672c\u756a", "--shell", "cmd")

    assert done.returncode == 2
    assert "'\u672c\u756a'" in done.stderr.decode()
