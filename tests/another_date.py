"""Starts a program on another date: another_date.py DATE PROGRAM WORD …

The clock runs on from there, also in programs that it starts. Uses Debian's libfaketime.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

_PLACES = ("/usr/lib/*/faketime", "/usr/lib*/faketime", "/usr/local/lib/faketime")
_NAME = "libfaketimeMT.so.1"
_COPY = Path(sys.prefix) / "tools" / _NAME
_RENAMED = {
    # Python sleeps until a monotonic time; this one takes it for a calendar time, and fails.
    b"\0clock_nanosleep\0": b"\0CLOCK_NANOSLEEP\0",
    # Under these, threads that wait for each other take ten times as long.
    b"\0pthread_cond_init\0": b"\0PTHREAD_COND_INIT\0",
    b"\0pthread_cond_destroy\0": b"\0PTHREAD_COND_DESTROY\0",
    b"\0pthread_cond_timedwait\0": b"\0PTHREAD_COND_TIMEDWAIT\0",
    # This semaphore cannot be created, so nothing is shared and no descriptor stays open for it,
    # which would be stdout if that is closed.
    b"/faketime_sem_": b"/faketime/sem_",
}
"""The changes in a copy of version 0.9.10, that of Debian and Ubuntu.

A function whose name differs in the symbol table, the first place, is left to the C library.
"""

_TRY = "import time; time.sleep(0.01); print(int(time.time()))"


class CannotError(Exception):
    """The reason why the date of a program cannot be changed."""


def moment(text: str) -> float:
    """Read a date, with a time or at midnight, in the time zone of TZ."""
    try:
        return datetime.fromisoformat(text).timestamp()
    except (ValueError, OverflowError):
        example = "2028-02-29 or '2028-02-29 23:59:30'"
        raise CannotError(f"{text!r} is not a date; write it as {example}") from None


def library() -> Path:
    """Return a libfaketime that changes nothing but the date."""
    if sys.platform != "linux":
        raise CannotError("only Linux can be told another date")
    found = [file for place in _PLACES for file in Path("/").glob(f"{place[1:]}/{_NAME}")]
    if not found:
        raise CannotError("libfaketime is not here; to install it: sudo apt install faketime")
    octets = found[0].read_bytes()
    for old, new in _RENAMED.items():
        octets = octets.replace(old, new, 1)
    part = _COPY.with_suffix(f".{os.getpid()}")
    part.parent.mkdir(exist_ok=True)
    part.write_bytes(octets)
    return part.replace(_COPY)


def environment(at: float) -> dict[str, str]:
    """Return the variables that make programs believe in another time."""
    others = [each for each in os.environ.get("LD_PRELOAD", "").split() if _NAME not in each]
    # This program's own date may be different, too.
    now = time.time() - float(os.environ.get("FAKETIME", "0"))
    return {
        "LD_PRELOAD": " ".join((str(library()), *others)),
        "FAKETIME": f"{at - now:+.3f}",
        # Waits use a clock that is not changed, and files keep their real times, by which Python
        # knows which of its compiled modules are stale.
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "NO_FAKE_STAT": "1",
        # Never check again: a test may have cleared the environment by then.
        "FAKETIME_CACHE_DURATION": str(10**9),
    }


def check(environ: dict[str, str], at: float) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _TRY], env=environ, capture_output=True, text=True, check=False
    )
    if done.returncode or not 0 <= int(done.stdout) - int(at) < 60:
        raise CannotError(f"libfaketime does not work here: {done.stderr or done.stdout}")


def main() -> None:
    try:
        at = moment(sys.argv[1])
        environ = os.environ | environment(at)
        check(environ, at)
    except CannotError as error:
        sys.exit(f"tests/run --at: {error}")
    os.execvpe(sys.argv[2], sys.argv[2:], environ)


if __name__ == "__main__":
    main()
