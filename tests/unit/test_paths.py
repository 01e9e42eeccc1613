from __future__ import annotations

from typing import TYPE_CHECKING

from aws_session import paths
from aws_session.storage import file_writing, files

if TYPE_CHECKING:
    from pathlib import Path


def test_a_subfolder_exists_as_long_as_it_contains_something(tmp_path: Path) -> None:
    environ = {"AWS_SESSION_CACHE": str(tmp_path / "cache")}
    before = paths.has_stored_sessions(environ)
    file_writing.write(environ, "kept/a", "text")
    between = files.names_in(environ, "kept")
    mode = (tmp_path / "cache" / "kept").stat().st_mode & 0o777
    file_writing.remove(environ, "kept/a")

    assert not before
    assert between == ("kept/a",)
    assert mode == 0o700
    assert not paths.has_stored_sessions(environ)
    assert files.names_in(environ, "kept") == ()
