"""The order of `sys.path`: for the installed command, the folders of PYTHONPATH come last."""

# The caller's environment and current folder must not decide which boto3 signs.

# Only what Python has already loaded, not even `__future__`: PYTHONPATH still comes first here.
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def put_foreign_last() -> None:
    """Move the folders of PYTHONPATH, and the current one, after all others."""
    named = "" if sys.flags.ignore_environment else os.environ.get("PYTHONPATH", "")
    # An empty entry is the current folder.
    moved = foreign(f"{named}{os.pathsep}")
    if moved:
        sys.path[:] = [*(entry for entry in sys.path if entry not in moved), *moved]


def foreign(named: str) -> list[str]:
    """Return the entries of the path that a PYTHONPATH names and that nothing else requires.

    The folder of this package is not among them, because what is installed there came with it; nor
    are folders that Python searches anyway.
    """
    folders = {_absolute(entry) for entry in named.split(os.pathsep)}
    found = [entry for entry in sys.path if _absolute(entry) in folders]
    own = {_absolute(folder) for folder in _own()} if found else ()
    return [entry for entry in found if _absolute(entry) not in own]


def _own() -> "Iterator[str]":
    """Return this package's folder and Python's own: its library and its site-packages."""
    yield os.path.dirname(os.path.dirname(__file__))
    yield os.path.dirname(os.__file__)
    site = sys.modules.get("site")
    if site is not None:
        yield from site.getsitepackages()
        if site.ENABLE_USER_SITE:
            yield site.getusersitepackages()


def _absolute(entry: str) -> str:
    """Return a folder as `site` writes it into the path."""
    try:
        return os.path.normcase(os.path.abspath(entry))
    except OSError:
        # The current folder no longer exists.
        return entry
