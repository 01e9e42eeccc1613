"""The failure line if nothing else can be imported, and what the machine lacks then."""

# Only what Python has already loaded, not even `__future__`: PYTHONPATH still comes first here.
import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType

LAST_RESORT = (
    "test x0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz/=:+-.,@%'x'"
    "&&/bin/sh -c 'exit {status}';\n"
)
LAST_RESORT_POWERSHELL = (
    "$global:LASTEXITCODE={status};Microsoft.PowerShell.Utility\\Invoke-Expression "
    "'Microsoft.PowerShell.Utility\\Write-Error ''aws-session cannot start'' "
    "-CategoryActivity aws-session -ErrorAction Stop';\n"
)
"""The line that makes an evaluating shell fail if not even the dialects can be imported."""


_NO_DESCRIPTORS = ("too many open files", "raise the limit: ulimit -n 256")
_NO_FOLDER = ("the current folder was deleted", "change to another one: cd")
_NO_MEMORY = (
    "not enough memory",
    "close other programs, or raise the limit: ulimit -v unlimited",
)
_NO_DISK = ("the disk is full", "free some space; to see how much is left: df -h")
_NO_THREADS = (
    "the system cannot start another thread or process",
    "close other programs; to see the limits: ulimit -a",
)
_SHORTAGES = {
    "EMFILE": _NO_DESCRIPTORS,
    "ENFILE": _NO_DESCRIPTORS,
    "ENOMEM": _NO_MEMORY,
    "ENOBUFS": _NO_MEMORY,
    "ENOSPC": _NO_DISK,
    "EDQUOT": _NO_DISK,
    "EAGAIN": _NO_THREADS,
}
_TOLD = {
    "too many open files": _NO_DESCRIPTORS,
    "cannot allocate memory": _NO_MEMORY,
    "failed to map segment": _NO_MEMORY,
    "can't start new thread": _NO_THREADS,
}
"""The texts of errors without a number: about a thread, or a library that was not loaded."""


def shortage(error: BaseException | None) -> tuple[str, str] | None:
    """Return what the machine lacks and what to do, if that caused an error."""
    for _ in range(10):
        if isinstance(error, MemoryError):
            return _NO_MEMORY
        if isinstance(error, OSError):
            numbered = (_SHORTAGES[name] for name in _SHORTAGES if _is(error, name))
            found = next(numbered, None)
            if found is not None:
                return found
        if isinstance(error, FileNotFoundError) and error.filename is None and _has_no_folder():
            return _NO_FOLDER
        if _may_hide_no_memory(error) and _memory_is_limited():
            return _NO_MEMORY
        if isinstance(error, RuntimeError | ImportError):
            text = str(error).lower()
            found = next((_TOLD[words] for words in _TOLD if words in text), None)
            if found is not None:
                return found
        if error is None:
            return None
        error = error.__cause__ or error.__context__
    return None


def not_loaded(error: BaseException | None) -> tuple[str, str] | None:
    """Return why a module could not be loaded and what to do, if that caused an error."""
    for _ in range(10):
        if error is None:
            return None
        if isinstance(error, ImportError | SyntaxError) or _is_of_import(error):
            reason: object = error
            if isinstance(error, OSError):
                named = f"{error.filename}: " if error.filename else ""
                reason = f"{named}{error.strerror}"
            return (
                f"a module that aws-session needs cannot be loaded: {reason}",
                "reinstall aws-session",
            )
        # Not its context: a bug may occur while a missing module is handled.
        error = error.__cause__
    return None


def _is_of_import(error: BaseException) -> bool:
    """Tell whether Python raised it while it read a module's file."""
    trace = _innermost(error)
    if trace is None:
        return False
    return trace.tb_frame.f_code.co_filename.startswith("<frozen importlib.")


def _may_hide_no_memory(error: BaseException | None) -> bool:
    """Tell whether Python's core, urllib3 or OpenSSL raises it in place of a MemoryError."""
    if isinstance(error, ModuleNotFoundError):
        return False
    return isinstance(error, SystemError | ImportError) or type(error).__name__ == "SSLError"


def _has_no_folder() -> bool:
    """Tell whether the current folder was deleted, so that no relative path leads anywhere."""
    try:
        os.getcwd()  # noqa: PTH109 - pathlib takes long to load
    except FileNotFoundError:
        return True
    return False


def _memory_is_limited() -> bool:
    try:
        import resource
    except ImportError:
        return False
    return resource.getrlimit(resource.RLIMIT_AS)[0] != resource.RLIM_INFINITY


def _is(error: OSError, name: str) -> bool:
    # Imported late: it is built in, but a prompt would wait for it.
    import errno

    return bool(error.errno == getattr(errno, name))


def place(bug: BaseException) -> str:
    trace = _innermost(bug)
    if trace is None:
        return ""
    name = trace.tb_frame.f_code.co_filename.replace(os.sep, "/").rpartition("/")[2]
    return f"in {name}, line {trace.tb_lineno}"


def _innermost(error: BaseException) -> "TracebackType | None":
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace


def write(descriptor: int, text: str) -> None:
    """Write a failure line, unless a screen would show it or stdout is closed."""
    try:
        if not os.isatty(descriptor):
            os.write(descriptor, text.encode())
    except OSError:
        return


def say(line: str) -> None:
    try:
        os.write(2, f"{line}\n".encode("utf-8", "replace"))
    except OSError:
        return
