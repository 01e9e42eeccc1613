"""How Windows starts programs: by one line of text, with batch files left to cmd."""

from __future__ import annotations

import ctypes
import errno
import os
import signal
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from ctypes import wintypes

from aws_session.errors import SessionError, UsageError
from aws_session.processes import executables, replace, windows_command_line, windows_job

TYPE_CHECKING = False
if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any

    from aws_session.processes.program import Program

EDITOR = "notepad"
PAGER = "more"
TEMPORARY = "TEMP"

joined = windows_command_line.joined
split = windows_command_line.split

_BATCH = (".bat", ".cmd")
_TYPED = ("SIGINT", "SIGBREAK")

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


def check_found(program: Program) -> None:
    """Raise what starting a program would raise if nothing has its name."""
    if find(program.argv[0], program.environ) is None:
        raise _explained(program, FileNotFoundError())


def shell_words(command: str) -> str:
    """Return the line with which the system's shell runs a command line."""
    return windows_command_line.by_cmd(_cmd(), command)


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
    return windows_job.Child(*_line(words, environ), environ, limits=0, how=how)


def communicate(
    child: subprocess.Popen[bytes],
    seconds: float | None = None,
    heard: Callable[[bytes], None] | None = None,  # noqa: ARG001 - pipes cannot be polled there
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
        child = windows_job.Child(
            *_line(program.argv, program.environ),
            program.environ,
            limits=windows_job.KILL_ON_CLOSE | windows_job.SILENT_BREAKAWAY,
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
        return windows_command_line.in_profile(words)
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
    return path if windows_command_line.is_plain(path) else os.path.join(_short(folder), name)


def _short(folder: str) -> str:
    """Return a folder's short name, or the folder itself if this disk has no short names."""
    short = ctypes.create_unicode_buffer(_LONGEST_PATH)
    windows_job.kernel().GetShortPathNameW(folder, short, _LONGEST_PATH)
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


def _line(words: Sequence[str] | str, environ: dict[str, str]) -> tuple[str, str]:
    """Return the line that starts a program, and the file that is started."""
    if isinstance(words, str):
        return words, _cmd()
    name, *arguments = words
    program = find(name, environ)
    if program is None:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), name)
    # Windows, too, ignores these at the end.
    if not program.rstrip(" .").lower().endswith(_BATCH):
        return joined((name, *arguments)), program
    try:
        line = windows_command_line.of_batch_file(_cmd(), os.path.abspath(program), arguments)
    except ValueError as error:
        raise replace.CannotRunError(
            f"{name} cannot be run like this: {error}",
            hint="run the program that this batch file runs, or leave out that argument",
        ) from error
    return line, _cmd()


def _cmd() -> str:
    """Return the path of cmd, independent of any variable."""
    folder = ctypes.create_unicode_buffer(_LONGEST_PATH)
    windows_job.kernel().GetSystemDirectoryW(folder, _LONGEST_PATH)
    return os.path.join(folder.value, "cmd.exe")


_LONGEST_PATH = 260
_CLOSING = frozenset({2, 5, 6})
"""CTRL_CLOSE_EVENT, CTRL_LOGOFF_EVENT, CTRL_SHUTDOWN_EVENT."""

_PATIENCE = 5.0
"""Seconds that Windows gives a process whose window is closed."""


def _have_time_at_closing() -> None:
    """Leave time for cleanup when the window is closed; the program is told to end, too."""

    def wait(event: int) -> bool:
        # Windows ends this process as soon as this returns.
        if event in _CLOSING:
            time.sleep(_PATIENCE)
        return event in _CLOSING

    handler = ctypes.WINFUNCTYPE(wintypes.BOOL, wintypes.DWORD)(wait)  # type: ignore[attr-defined,unused-ignore] # Windows only
    windows_job.kernel().SetConsoleCtrlHandler(handler, True)
    _KEPT.append(handler)


_KEPT: list[object] = []
"""The callbacks of Windows, which Python must not delete."""
