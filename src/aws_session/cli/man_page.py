"""The man page, wherever an installer put it: uv does not link it."""

from __future__ import annotations

import gzip
import shutil
import sys
from pathlib import Path

from aws_session.errors import SessionError
from aws_session.processes import foreground, installation, subprocesses
from aws_session.processes.program import Program

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from aws_session.terminal.output import Output

_ROOT = Path(__file__).parents[2]
"""The folder that this package is imported from."""


def show(output: Output, environ: dict[str, str]) -> int:
    """Let `man` show the page on a terminal; elsewhere print it unchanged, to be saved."""
    page = next((place for place in _places() if place.exists()), None)
    if page is None:
        raise SessionError(
            "the man page is not installed", hint=f"install it again: {installation.to_repair()}"
        )
    if not output.data_is_shown:
        text = page.read_bytes()
        output.write_data((gzip.decompress(text) if page.suffix == ".gz" else text).decode())
        return 0
    program = shutil.which("man", path=environ.get("PATH"))
    if program is None:
        raise SessionError(
            "man is not installed", hint="to read the same pages, type: aws-session help"
        )
    clean = subprocesses.without_secrets(environ)
    return foreground.run(Program((program, str(page)), clean), output.for_child)


def _places() -> Iterator[Path]:
    # In a checkout: the copy in its environment may be older.
    yield _ROOT / "man" / "aws-session.1"
    # In an environment; next to a bundle; in the folder of a system package.
    for folder in (Path(sys.prefix), _ROOT.parents[1], Path("/usr"), Path("/usr/local")):
        yield folder / "share" / "man" / "man1" / "aws-session.1"
        yield folder / "share" / "man" / "man1" / "aws-session.1.gz"
