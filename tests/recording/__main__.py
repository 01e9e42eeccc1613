"""Record what the program prints, or compare it with an earlier recording."""

from __future__ import annotations

import argparse
import ctypes
import fcntl
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time
import zlib
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from . import cases, transcript
from .case import MAIN
from .lane import Lane

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .case import Case
    from .lane import Run

FOLDER = Path("/tmp/aws-session-runs")
"""The home of the runs: it appears in their output, so it is always the same."""

LANES = 2
_ALONE = "RECORDING_ALONE"
_DIES_WITH_PARENT = 1
_HERE = Path(__file__).parent
_SHOWN = 40


def main() -> int:
    given = _arguments()
    chosen = [case for case in cases.every() if _is_wanted(case, given.only)]
    if given.list:
        print(*(case.name for case in chosen), sep="\n")
        return 0
    _go_on_alone()
    begun = time.monotonic()
    with Path(f"{FOLDER}.lock").open("w", encoding="utf-8") as lock:
        if _ALONE not in os.environ:
            _take(lock.fileno())
        now = transcript.blocks(_runs(chosen))
    took = f"{len(now)} cases in {time.monotonic() - begun:.0f} s"
    if given.what == "record":
        kept = {} if not given.only else transcript.read(given.folder)
        transcript.write(given.folder, dict(sorted({**kept, **now}.items())))
        print(f"{took}, written to {given.folder}")
        return 0
    before = transcript.read(given.folder)
    before = {name: text for name, text in before.items() if not given.only or name in now}
    found = transcript.differences(before, now, [transcript.Mask(m) for m in given.mask])
    for name, lines in found.items():
        print(f"{name}:", *(f"    {line}" for line in lines[: given.lines]), sep="\n")
        if len(lines) > given.lines:
            print(f"    … {len(lines) - given.lines} lines more")
    print(f"{took}: {len(found)} differ" if found else f"{took}: nothing differs")
    return int(bool(found))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.recording", description=__doc__)
    parser.add_argument("what", choices=("record", "compare"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", action="append", default=[], metavar="PREFIX")
    parser.add_argument("--mask", action="append", default=[], type=re.compile, metavar="REGEX")
    parser.add_argument("--lines", type=int, default=_SHOWN, metavar="N")
    parser.add_argument("--list", action="store_true")
    return parser.parse_args()


def _is_wanted(case: Case, prefixes: Sequence[str]) -> bool:
    return not prefixes or any(case.name.startswith(prefix) for prefix in prefixes)


def _go_on_alone() -> None:
    """Continue in separate namespaces for ports and paths, if the system has them."""
    if _ALONE in os.environ:
        FOLDER.mkdir(exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "none", str(FOLDER)], check=True)
        _bring_loopback_up()
        return
    namespaces = ["--mount", "--net", *([] if os.geteuid() == 0 else ["--map-root-user"])]
    unshare = shutil.which("unshare")
    if unshare is None or subprocess.run([unshare, *namespaces, "true"], check=False).returncode:
        return
    os.environ[_ALONE] = "yes"
    words = [sys.executable, "-m", str(__package__), *sys.argv[1:]]
    os.execv(unshare, [unshare, *namespaces, *words])


def _bring_loopback_up() -> None:
    up, set_flags, name = 1, 0x8914, b"lo"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, set_flags, struct.pack("16sH14x", name, up))


def _take(lock: int) -> None:
    """Wait for another recording on this machine: it uses the same ports."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("another recording is under way; waiting for its end", file=sys.stderr)
        fcntl.flock(lock, fcntl.LOCK_EX)


def _runs(chosen: Sequence[Case]) -> list[Run]:
    program = _furnish()
    own: list[list[Case]] = [[] for _ in range(LANES)]
    for case in chosen:
        own[zlib.crc32(case.name.encode()) % LANES].append(case)
    try:
        with ProcessPoolExecutor(LANES) as pool:
            numbers = range(LANES)
            return [
                run for runs in pool.map(_lane, numbers, [program] * LANES, own) for run in runs
            ]
    finally:
        shutil.rmtree(FOLDER, ignore_errors=True)


def _lane(number: int, program: Path, own: list[Case]) -> list[Run]:
    ctypes.CDLL(None).prctl(_DIES_WITH_PARENT, signal.SIGKILL)
    # The recorded programs must not see what started this one, such as nohup.
    for name in ("SIGINT", "SIGQUIT", "SIGHUP", "SIGTERM", "SIGTSTP", "SIGTTIN", "SIGTTOU"):
        signal.signal(getattr(signal, name), signal.SIG_DFL)
    os.umask(0o022)
    kinds = sorted({case.kind or MAIN for case in cases.every()})
    return Lane(number, FOLDER, program, cases.STARTS, kinds).runs(own)


def _furnish() -> Path:
    """Make what all lanes share; return the program as every run finds it."""
    found = Path(sys.executable).with_name("aws-session")
    if not found.exists():
        raise SystemExit(f"{found} is not there: run this by the Python that has the program")
    shutil.rmtree(FOLDER, ignore_errors=True)
    (FOLDER / "bin").mkdir(parents=True)
    shutil.copytree(_HERE / "pinned", FOLDER / "pinned")
    clock = [str(_HERE / "pinned" / "clock.c"), "-o", str(FOLDER / "clock.so")]
    subprocess.run(["cc", "-O2", "-shared", "-fPIC", *clock], check=True)
    program = FOLDER / "bin" / "aws-session"
    program.symlink_to(found)
    return program


if __name__ == "__main__":
    sys.exit(main())
