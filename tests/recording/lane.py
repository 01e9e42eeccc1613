"""A lane: the runs of one half of the cases, one after the other, and their surroundings."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import shutil
import signal
import struct
import subprocess
import sys
import termios
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from . import keyring
from .case import (
    CONFIG,
    CREDENTIALS,
    MAIN,
    USUAL_CONFIG,
    USUAL_CREDENTIALS,
)
from .imitation import Imitation, Program

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from .case import Case, Screen, Start
    from .imitation import Kind

NOW = 1_796_126_400
"""2026-12-01 12:00:00 UTC: the time in every run."""

TREE = Path(__file__).resolve().parents[2]
FIRST_PORT = 20_700
NOBODYS_PORT = 20_699
_SECONDS = 60
_REPORTED = 200
_PLACE = re.compile(r"@([A-Z]+)(?: (\w+))?@")
_EVALUATE = """\
eval 'set --' "$1"
eval "$(aws-session "$@")" || exit 1
env -0 >"$RECORDED"
"""


class Run(NamedTuple):
    """The result of a case. `emitted` is what our shell function would evaluate."""

    case: Case
    status: int | None
    stdout: bytes
    stderr: bytes
    screen: bytes | None = None
    emitted: bytes | None = None
    shown: tuple[tuple[str, bytes], ...] = ()


class CannotStartError(Exception):
    """The sessions that a shell should have cannot be started."""


class Lane:
    """`number` determines its ports and its folder; they are the same in every recording."""

    def __init__(
        self,
        number: int,
        folder: Path,
        program: Path,
        starts: Iterable[Start],
        kinds: Sequence[Kind],
    ) -> None:
        self._number = number
        self._folder = folder / str(number)
        self._base = folder
        self._program = program
        self._starts = {start.name: start for start in starts}
        self._kinds = kinds
        self._stack = ExitStack()
        self._imitations: dict[Kind, Imitation] = {}
        self._held: dict[tuple[Kind, str], dict[str, str]] = {}
        self._store: keyring.Store | None = None

    @property
    def _home(self) -> Path:
        return self._folder / "home"

    def runs(self, cases: Iterable[Case]) -> list[Run]:
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir()
        found = []
        with self._stack:
            for case in cases:
                found.append(self._run(case))
                if len(found) % _REPORTED == 0 and sys.stderr.isatty():
                    sys.stderr.write(f"lane {self._number}: {len(found)} runs\n")
        return found

    def _run(self, case: Case) -> Run:
        there = self._imitation(case.kind or MAIN)
        try:
            held = self._hold(there, case.start) if case.start else {}
        except CannotStartError as error:
            return Run(case, None, b"", str(error).encode())
        there.chance(case.chance)
        places = _Places(there, self._home)
        self._furnish(places, case.files)
        environ = {**self._environ(there), **held}
        for name in case.removed:
            environ.pop(name, None)
        environ |= {name: places.filled(value) for name, value in case.environ.items()}
        if case.keeps:
            environ |= self._keyring()
        if case.kind is None and "AWS_ENDPOINT_URL" not in case.environ and not case.start:
            environ["AWS_ENDPOINT_URL"] = f"http://127.0.0.1:{NOBODYS_PORT}"
        words = [places.filled(word) for word in (case.line, case.shell[0], *case.words)]
        running = _Running(case, [*case.shell, *words], environ, self._folder / "work", places)
        with self._disturbed(there, case):
            run = running.result()
        shown = tuple(
            (name, path.read_bytes())
            for name in case.shown
            for path in sorted(self._home.glob(name))
            if path.is_file()
        )
        return run._replace(shown=shown)

    @contextmanager
    def _disturbed(self, there: Imitation, case: Case) -> Iterator[None]:
        """Cause the failure that a case needs; restore everything afterwards."""
        for told in case.faults:
            there.fault(**told)
        if case.ahead:
            there.clock(case.ahead)
        try:
            yield
        finally:
            if case.faults:
                there.calm()
            if case.ahead:
                there.clock(0)
            if "revoke" in f"{case.words} {case.line} {case.files}":
                there.forget_revocations()
            if case.keeps and self._store is not None:
                self._store.forget()

    def _environ(self, there: Imitation) -> dict[str, str]:
        return {
            "PATH": f"{self._base / 'bin'}:/usr/local/bin:/usr/bin:/bin",
            "HOME": str(self._home),
            "LC_ALL": "C.UTF-8",
            "TERM": "dumb",
            "TZ": "UTC",
            "LD_PRELOAD": str(self._base / "clock.so"),
            "RECORDING_NOW": str(NOW),
            "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_ENDPOINT_URL": there.endpoint,
        }

    def _imitation(self, kind: Kind) -> Imitation:
        found = self._imitations.get(kind)
        if found is None:
            port = FIRST_PORT + 10 * self._kinds.index(kind) + self._number
            environ = {
                "PATH": f"{self._base / 'bin'}:/usr/bin:/bin",
                "HOME": str(self._folder),
                "LC_ALL": "C.UTF-8",
                "LD_PRELOAD": str(self._base / "clock.so"),
                "RECORDING_NOW": str(NOW),
                "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent",
            }
            made = Imitation(kind, port, Program(self._program, self._base, environ), NOW)
            found = self._imitations[kind] = self._stack.enter_context(made)
        return found

    def _keyring(self) -> dict[str, str]:
        if self._store is None:
            self._store = self._stack.enter_context(keyring.Store(self._folder / "store"))
        return self._store.environ

    def _furnish(self, places: _Places, files: Mapping[str, str]) -> None:
        """Make a new home with the usual AWS files and a case's own; an empty text is no file."""
        for name in ("home", "work", "tmp"):
            shutil.rmtree(self._folder / name, ignore_errors=True)
            (self._folder / name).mkdir()
        usual = {CONFIG: USUAL_CONFIG, CREDENTIALS: USUAL_CREDENTIALS}
        for name, text in {**usual, **files}.items():
            if text:
                path = self._home / name.removesuffix("*")
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(places.filled(text).encode("utf-8", "surrogateescape"))
                path.chmod(0o700 if name.endswith("*") else 0o600)

    def _hold(self, there: Imitation, name: str) -> dict[str, str]:
        """Return the variables of a shell that has sessions."""
        known = self._held.get((there.kind, name))
        if known is None:
            known = self._held[there.kind, name] = self._begin(there, self._starts[name])
        return known

    def _begin(self, there: Imitation, start: Start) -> dict[str, str]:
        there.chance(f"start {start.name}")
        places = _Places(there, self._home)
        self._furnish(places, start.files)
        before = self._environ(there)
        environ = before | {name: places.filled(value) for name, value in start.environ.items()}
        file = self._folder / "environ"
        for line in start.lines:
            done = subprocess.run(
                ["sh", "-c", _EVALUATE, "sh", places.filled(line)],
                env={**environ, "RECORDED": str(file)},
                cwd=self._folder / "work",
                stdin=subprocess.DEVNULL,
                capture_output=True,
                start_new_session=True,
                timeout=_SECONDS,
                check=False,
            )
            if done.returncode:
                raise CannotStartError(f"{start.name}: {line}: {done.stderr.decode()}")
            pairs = (entry.partition(b"=") for entry in file.read_bytes().split(b"\0") if entry)
            environ = {os.fsdecode(name): os.fsdecode(value) for name, _, value in pairs}
            for own in ("RECORDED", "PWD", "OLDPWD", "SHLVL", "_"):
                environ.pop(own, None)
        return {name: v for name, v in environ.items() if before.get(name) != v}


class _Places:
    """The values for `@…@` in one run; a code is fetched when it is first needed."""

    def __init__(self, there: Imitation, home: Path) -> None:
        self._there = there
        self._home = home
        self._codes: dict[str, str] = {}

    def filled(self, text: str) -> str:
        return _PLACE.sub(lambda found: self._of(found[1], found[2] or "alice"), text)

    def _of(self, what: str, user: str) -> str:
        there = self._there
        if what == "CODE":
            return self._code(user)
        if what == "WRONG":
            return f"{(int(self._code(user)) + 1) % 1_000_000:06}"
        return {
            "ID": there.keys[user].id,
            "SECRET": there.keys[user].secret,
            "TOKEN": there.keys[user].token,
            "SERIAL": there.serials.get(user, ""),
            "HOME": str(self._home),
            "ENDPOINT": there.endpoint,
            "REGION": "eu-west-1" if there.kind.partition == "aws" else there.region,
            "TREE": str(TREE),
        }[what]

    def _code(self, user: str) -> str:
        if user not in self._codes:
            self._codes[user] = self._there.code(user)
        return self._codes[user]


class _Running:
    """One process, whatever its streams are connected to."""

    def __init__(
        self, case: Case, argv: list[str], environ: dict[str, str], folder: Path, places: _Places
    ) -> None:
        self._case = case
        self._argv = [os.fsencode(word) for word in argv]
        self._environ = {os.fsencode(n): os.fsencode(v) for n, v in environ.items()}
        self._folder = folder
        self._given = None if case.stdin is None else places.filled(case.stdin)
        self._script = [
            (awaited, places.filled(typed))
            for awaited, typed in (case.screen.script if case.screen else ())
        ]
        self._ends: dict[int, bytearray] = {}

    def result(self) -> Run:
        case = self._case
        out, err = self._pipe(), self._pipe()
        emit = self._pipe() if case.emits else None
        master, slave = self._terminal(case.screen) if case.screen else (None, None)
        if emit is not None:
            self._environ[b"AWS_SESSION_EMIT_FD"] = str(emit[1]).encode()
        given = self._given
        if given is not None:
            stdin = subprocess.PIPE
        else:
            stdin = slave if slave is not None else subprocess.DEVNULL
        shows_data = case.screen is not None and case.screen.data

        def take_terminal() -> None:
            if slave is not None:
                fcntl.ioctl(slave, termios.TIOCSCTTY, 0)

        process = subprocess.Popen(
            self._argv,
            env=self._environ,
            cwd=self._folder,
            stdin=stdin,
            stdout=slave if slave is not None and shows_data else out[1],
            stderr=slave if slave is not None else err[1],
            pass_fds=[fd for fd in (emit[1] if emit else None, slave) if fd is not None],
            start_new_session=True,
            preexec_fn=take_terminal if slave is not None else None,  # noqa: PLW1509 - no threads
        )
        for end in (out[1], err[1], *([emit[1]] if emit else []), *([slave] if slave else [])):
            os.close(end)
        if given is not None:
            assert process.stdin is not None
            process.stdin.write(os.fsencode(given))
            process.stdin.close()
        self._follow(process, master)
        status = process.wait() if process.returncode is None else process.returncode
        return Run(
            case,
            status,
            bytes(self._ends[out[0]]),
            bytes(self._ends[err[0]]),
            bytes(self._ends[master]) if master and case.screen and case.screen.drawn else None,
            bytes(self._ends[emit[0]]) if emit else None,
        )

    def _pipe(self) -> tuple[int, int]:
        read, write = os.pipe()
        self._ends[read] = bytearray()
        return read, write

    def _terminal(self, screen: Screen) -> tuple[int, int]:
        master, slave = pty.openpty()
        size = struct.pack("HHHH", screen.rows, screen.columns, 0, 0)
        fcntl.ioctl(slave, termios.TIOCSWINSZ, size)
        self._ends[master] = bytearray()
        self._environ.setdefault(b"TERM", b"xterm-256color")
        if self._environ[b"TERM"] == b"dumb":
            self._environ[b"TERM"] = b"xterm-256color"
        return master, slave

    def _follow(self, process: subprocess.Popen[bytes], master: int | None) -> None:
        """Read all output, and type what the script says, until everything is closed."""
        script = self._script
        seen = 0
        deadline = time.monotonic() + _SECONDS
        opened = set(self._ends)
        while opened:
            ready, _, _ = select.select(opened, [], [], max(0, deadline - time.monotonic()))
            if not ready:
                os.killpg(process.pid, signal.SIGKILL)
                self._ends[min(self._ends)] += b"\n<did not end>\n"
                return
            for end in ready:
                more = _read(end)
                if not more:
                    opened.discard(end)
                    os.close(end)
                self._ends[end] += more
            if master is not None and master in opened and script:
                at = self._ends[master].find(script[0][0].encode(), seen)
                if at >= 0:
                    seen = at + len(script[0][0].encode())
                    os.write(master, script.pop(0)[1].encode())


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65_536)
    except OSError:
        # The other end of the terminal is closed.
        return b""
