"""An AWS config file for one command, gone when it is over, and never with a secret in it."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path

from aws_session.errors import SessionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def holding(text: str) -> Iterator[str]:
    """Write a config into a folder that nobody else can read; yields its path."""
    try:
        folder = tempfile.TemporaryDirectory(prefix="aws-session-", ignore_cleanup_errors=True)
        path = Path(folder.name, "config")
        path.write_text(text, "utf-8", "surrogateescape")
    except OSError as error:
        raise SessionError(
            f"cannot write a temporary file: {error.strerror}", hint="set TMPDIR to a folder"
        ) from error
    with folder:
        yield str(path)
