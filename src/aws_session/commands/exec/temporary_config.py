"""AWS config files for one command, deleted when it ends, and never with a secret in them."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path

from aws_session.errors import SessionError
from aws_session.processes import starting

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def holding(**texts: str) -> Iterator[dict[str, str]]:
    """Write files into a folder that other users cannot read; yields their paths by name."""
    try:
        folder = tempfile.TemporaryDirectory(prefix="aws-session-", ignore_cleanup_errors=True)
        paths = {name: str(Path(folder.name, name)) for name in texts}
        for name, text in texts.items():
            Path(paths[name]).write_text(text, "utf-8", "surrogateescape")
    except OSError as error:
        raise SessionError(
            f"cannot write a temporary file: {error.strerror}",
            hint=f"name a writable folder: export {starting.TEMPORARY}=FOLDER",
        ) from error
    with folder:
        yield paths
