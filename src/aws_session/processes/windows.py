"""How Windows starts programs: by one line of text, with batch files left to cmd."""

from __future__ import annotations

import ctypes
import errno
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from ctypes import wintypes

from aws_session.errors import SessionError, UsageError
from aws_session.processes import executables, replace, windows_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from aws_session.processes.program import Program

EDITOR = "notepad"
PAGER = "more"
TEMPORARY = "TEMP"

joined = windows_lines.joined
split = windows_lines.split

_BATCH = (".bat", ".cmd")
_TYPED = ("SIGINT", "SIGBREAK")
_MOMENT = 0.1
"""Seconds for which Ctrl-C has no effect, because Windows does not interrupt a wait."""

_BUILT_IN = frozenset(
    {"assoc", "call", "cd", "chdir", "cls", "copy", "date", "del", "dir", "echo", "erase", "exit"}
    | {"for", "ftype", "if", "md", "mkdir", "mklink", "move", "path", "pause", "popd", "prompt"}
    | {"pushd", "rd", "rem", "ren", "rename", "rmdir", "set", "start", "time", "title", "type"}
    | {"ver", "verify", "vol"}
)


def find(name: str, environ: dict[str, str]) -> str | None:
    """Return the program that a name means: by the PATH and PATHEXT, not in the current folder."""
    told = environ.get("PATHEXT", "")
    if os.path.dirname(name) or os.path.splitdrive(name)[0]:
        folders = [""]
    else:
        folders = [folder.strip('"') for folder in environ.get("PATH", "").split(os.pathsep)]
    for folder in folders:
        if folder or len(folders) == 1:
            for found in executables.called(os.path.join(folder, name), told):
                return found
    return None


def shell_words(command: str) -> str:
    """Return the line with which the system's shell runs a command line."""
    return windows_lines.by_cmd(_cmd(), command)


def editor_words(editor: str, path: str) -> list[str]:
    """Return the words that run an editor, which may have arguments of its own, on a file."""
    try:
        return [*split(editor), path]
    except ValueError as error:
        raise OSError(errno.EINVAL, str(error)) from error


def start(
    words: Sequence[str] | str, environ: dict[str, str], **how: Any
) -> subprocess.Popen[bytes]:
    """Start a program of the user's, or a command of cmd's own.

    Raises OSError, or CannotRunError if an argument cannot be passed on. Killing it kills
    everything that it has started.
    """
    return _Child(words, environ, limits=0, how=how)


def communicate(
    child: subprocess.Popen[bytes], seconds: float | None = None
) -> tuple[bytes, bytes]:
    """Return what a program prints until it ends, however much that is."""
    output, errors = child.communicate(timeout=seconds)
    return output or b"", errors or b""


def run(program: Program, stdout: int) -> int:
    """Run a program in the foreground to its end; return its status, which may be negative.

    Ctrl-C and Ctrl-Break go to the program. It does not outlive this process.
    """
    before = {number: signal.getsignal(number) for number in _typed_signals()}
    for number, handler in before.items():
        if handler != signal.SIG_IGN:
            # Not SIG_IGN, so that the program ignores no signal.
            signal.signal(number, lambda *_: None)
    try:
        child = _Child(
            program.argv,
            program.environ,
            limits=_KILL_ON_CLOSE | _SILENT_BREAKAWAY,
            how={"stdout": stdout, "close_fds": False},
        )
    except OSError as error:
        raise _explained(program, error) from error
    _have_time_at_closing()
    try:
        return child.wait()
    except BaseException:
        child.kill()
        raise
    finally:
        for number in before:
            signal.signal(number, signal.SIG_IGN)


replace_process = run
"""Windows cannot replace a process: this one waits."""


def failure(status: int) -> str:
    """Say how a program failed; here, a negative status is a status as well."""
    return f"failed with status {status}"


def credential_process(words: Sequence[str]) -> str:
    """Return a command line for tools that split it themselves and for those that use cmd."""
    try:
        return windows_lines.in_profile(words)
    except ValueError as error:
        raise UsageError(
            f"{error}, which not every tool reads the same",
            hint="name the account by its id, or rename the profile",
        ) from error


@contextmanager
def this_program_with(variables: dict[str, str]) -> Iterator[tuple[str, ...]]:
    """Return words that run this program with other variables than the caller's.

    They run a script, because Windows has nothing like env(1), and a batch file has only the
    letters of the console's code page.
    """
    text = (
        f"import os\nos.environ.update({variables!a})\nfrom aws_session.main import main\nmain()\n"
    )
    try:
        folder = tempfile.TemporaryDirectory(prefix="aws-session-", ignore_cleanup_errors=True)
        script = os.path.join(folder.name, "aws-session.py")
        with open(script, "w", encoding="ascii") as file:
            file.write(text)
    except OSError as error:
        raise SessionError(
            f"cannot write a temporary file: {error.strerror}",
            hint=f"name a writable folder: export {TEMPORARY}=FOLDER",
        ) from error
    with folder:
        yield (_plain_path(sys.executable), "-P", _plain_path(script))


def _plain_path(path: str) -> str:
    """Return a path without spaces, if Windows has one: not every SDK understands quotes."""
    folder, name = os.path.split(path)
    return path if windows_lines.is_plain(path) else os.path.join(_short(folder), name)


def _short(folder: str) -> str:
    """Return a folder's short name, or the folder itself if this disk has no short names."""
    short = ctypes.create_unicode_buffer(_LONGEST_PATH)
    _kernel().GetShortPathNameW(folder, short, _LONGEST_PATH)
    return short.value or folder


def write_starter(path: str) -> None:
    """Write a program that starts this one, with this interpreter.

    It is the launcher of this interpreter, if that started it; otherwise a batch file, which leaves
    words to cmd.
    """
    launcher = f"{sys.argv[0]}.exe"
    if os.path.isfile(launcher):
        with open(launcher, "rb") as file:
            found = file.read()
        if sys.executable.lower().encode() in found.lower():
            with open(f"{path}.exe", "wb") as file:
                file.write(found)
            return
    folder, name = os.path.split(sys.executable)
    python = os.path.join(folder if folder.isascii() else _short(folder), name)
    with open(f"{path}.cmd", "w", encoding="oem", newline="\r\n") as file:
        file.write(
            f'@"{python.replace("%", "%%")}" -P -c "from aws_session.main import main; main()" %*\n'
        )


@contextmanager
def terminal() -> Iterator[tuple[int | None, int | None]]:
    """Open the console, to read from and to write to; None if there is none."""
    opened: list[int] = []
    try:
        with suppress(OSError):
            opened = [os.open(name, os.O_RDWR) for name in ("CONIN$", "CONOUT$")]
        yield (opened[0], opened[1]) if len(opened) > 1 else (None, None)
    finally:
        for descriptor in opened:
            os.close(descriptor)


def _typed_signals() -> list[int]:
    return [getattr(signal, name) for name in _TYPED if hasattr(signal, name)]


def _explained(program: Program, error: OSError) -> SessionError:
    name = program.argv[0]
    if isinstance(error, FileNotFoundError) and name.lower() in _BUILT_IN:
        return replace.ProgramNotFoundError(
            f"{name} is a cmd command, not a program", hint=f"run it with cmd: -- cmd /c {name}"
        )
    if name.lower().endswith(".ps1"):
        return replace.CannotRunError(
            f"{name} is a PowerShell script, not a program",
            hint=f"run it with PowerShell: -- powershell -File {name}",
        )
    # Windows' message has a placeholder for the name.
    error.strerror = (error.strerror or "").replace("%1", name)
    return replace.explained(program, error)


class _Child(subprocess.Popen[bytes]):
    """A started program: Ctrl-C interrupts a wait for it; killing it kills its children."""

    def __init__(
        self,
        words: Sequence[str] | str,
        environ: dict[str, str],
        *,
        limits: int,
        how: dict[str, Any],
    ) -> None:
        self._job = _job(limits)
        line, program = (words, _cmd()) if isinstance(words, str) else _line(words, environ)
        try:
            super().__init__(line, executable=program, env=environ, creationflags=_SUSPENDED, **how)
        except BaseException:
            _kernel().CloseHandle(self._job)
            raise
        handle = ctypes.c_void_p(int(self._handle))  # type: ignore[attr-defined,unused-ignore] # Windows only
        # Before it runs, so that none of its children starts outside the job.
        _kernel().AssignProcessToJobObject(self._job, handle)
        ctypes.WinDLL("ntdll").NtResumeProcess(handle)  # type: ignore[attr-defined,unused-ignore]

    def kill(self) -> None:
        if not _kernel().TerminateJobObject(self._job, 1):
            super().kill()

    def poll(self) -> int | None:
        return self._signed(super().poll())

    def wait(self, timeout: float | None = None) -> int:
        end = None if timeout is None else time.monotonic() + timeout
        while True:
            try:
                super().wait(_slice(end))
            except subprocess.TimeoutExpired:
                if end is not None and time.monotonic() >= end:
                    raise
            else:
                return self._signed(self.returncode) or 0

    def communicate(
        self,
        input: bytes | None = None,  # noqa: A002 - its name
        timeout: float | None = None,
    ) -> tuple[bytes, bytes]:
        end = None if timeout is None else time.monotonic() + timeout
        while True:
            try:
                found = super().communicate(input, _slice(end))
            except subprocess.TimeoutExpired:
                if end is not None and time.monotonic() >= end:
                    raise
            else:
                self._signed(self.returncode)
                return found

    def _signed(self, status: int | None) -> int | None:
        """Return a status as C has it: Windows' numbers are unsigned, `exit -1` is 2**32 - 1."""
        if status is not None and status >= 1 << 31:
            status -= 1 << 32
        self.returncode = status
        return status


def _slice(end: float | None) -> float:
    return _MOMENT if end is None else min(_MOMENT, max(end - time.monotonic(), 0))


def _line(words: Sequence[str], environ: dict[str, str]) -> tuple[str, str]:
    """Return the line that starts a program, and the file that is started."""
    name, *arguments = words
    program = find(name, environ)
    if program is None:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), name)
    # Windows, too, ignores these at the end.
    if not program.rstrip(" .").lower().endswith(_BATCH):
        return joined((name, *arguments)), program
    try:
        line = windows_lines.of_batch_file(_cmd(), os.path.abspath(program), arguments)
    except ValueError as error:
        raise replace.CannotRunError(
            f"{name} cannot be run like this: {error}",
            hint="run the program that this batch file runs, or leave out that argument",
        ) from error
    return line, _cmd()


def _cmd() -> str:
    """Return the path of cmd, independent of any variable."""
    folder = ctypes.create_unicode_buffer(_LONGEST_PATH)
    _kernel().GetSystemDirectoryW(folder, _LONGEST_PATH)
    return os.path.join(folder.value, "cmd.exe")


_LONGEST_PATH = 260
_SUSPENDED = 0x4
_KILL_ON_CLOSE = 0x2000
_SILENT_BREAKAWAY = 0x1000
_EXTENDED_LIMITS = 9
_CLOSING = frozenset({2, 5, 6})
"""CTRL_CLOSE_EVENT, CTRL_LOGOFF_EVENT, CTRL_SHUTDOWN_EVENT."""

_PATIENCE = 5.0
"""Seconds that Windows gives a process whose window is closed."""


class _Limits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION (Windows API, winnt.h)."""

    _fields_ = (
        ("PerProcessUserTimeLimit", ctypes.c_int64),
        ("PerJobUserTimeLimit", ctypes.c_int64),
        ("LimitFlags", wintypes.DWORD),
        ("MinimumWorkingSetSize", ctypes.c_size_t),
        ("MaximumWorkingSetSize", ctypes.c_size_t),
        ("ActiveProcessLimit", wintypes.DWORD),
        ("Affinity", ctypes.c_size_t),
        ("PriorityClass", wintypes.DWORD),
        ("SchedulingClass", wintypes.DWORD),
        ("IoInfo", ctypes.c_uint64 * 6),
        ("Memory", ctypes.c_size_t * 4),
    )


def _job(limits: int) -> Any:
    """Return a new job, to which a process and all that it starts belong."""
    kernel = _kernel()
    kernel.CreateJobObjectW.restype = ctypes.c_void_p
    job = ctypes.c_void_p(kernel.CreateJobObjectW(None, None))
    told = _Limits(LimitFlags=limits)
    kernel.SetInformationJobObject(job, _EXTENDED_LIMITS, ctypes.byref(told), ctypes.sizeof(told))
    return job


def _kernel() -> Any:
    return ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined,unused-ignore] # Windows only


def _have_time_at_closing() -> None:
    """Leave time for cleanup when the window is closed; the program is told to end, too."""

    def wait(event: int) -> bool:
        # Windows ends this process as soon as this returns.
        if event in _CLOSING:
            time.sleep(_PATIENCE)
        return event in _CLOSING

    handler = ctypes.WINFUNCTYPE(wintypes.BOOL, wintypes.DWORD)(wait)  # type: ignore[attr-defined,unused-ignore] # Windows only
    _kernel().SetConsoleCtrlHandler(handler, True)
    _KEPT.append(handler)


_KEPT: list[object] = []
"""The callbacks of Windows, which Python must not delete."""
