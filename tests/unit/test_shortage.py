from __future__ import annotations

import errno
import ssl
from pathlib import Path

import pytest

from aws_session import last_resort

NUMBERS = [
    (errno.EMFILE, "too many open files"),
    (errno.ENFILE, "too many open files"),
    (errno.ENOMEM, "not enough memory"),
    (errno.ENOSPC, "the disk is full"),
    (errno.EDQUOT, "the disk is full"),
    (errno.EAGAIN, "the system cannot start another thread or process"),
]
OTHERS = [
    (MemoryError(), "not enough memory"),
    (RuntimeError("can't start new thread"), "the system cannot start another thread or process"),
    (
        ImportError("libssl.so.3: cannot open shared object file: Too many open files"),
        "too many open files",
    ),
    (
        ImportError("libssl.so.3: failed to map segment from shared object"),
        "not enough memory",
    ),
]


def wrapped(error: BaseException) -> BaseException:
    """Return an error that was raised while another was handled."""
    try:
        try:
            raise error
        except type(error):
            raise ValueError("another")  # noqa: B904 - as in code that does not consider it
    except ValueError as outer:
        return outer


@pytest.mark.parametrize(
    ("error", "what"), [*((OSError(number, "x"), what) for number, what in NUMBERS), *OTHERS]
)
def test_a_shortage_is_found_inside_an_error(error: BaseException, what: str) -> None:
    found = last_resort.shortage(error)
    behind = last_resort.shortage(wrapped(error))

    assert found is not None
    assert found[0] == what
    assert behind == found


def test_a_folder_that_was_deleted_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    monkeypatch.chdir(folder)
    folder.rmdir()
    with pytest.raises(FileNotFoundError) as caught:
        Path("x").absolute()

    assert last_resort.shortage(caught.value) == (
        "the current folder was deleted",
        "change to another one: cd",
    )
    assert last_resort.shortage(FileNotFoundError(errno.ENOENT, "x", "file")) is None


@pytest.mark.parametrize(
    "error",
    [ValueError("x"), OSError(errno.ENOENT, "x"), RuntimeError("x"), ImportError("x"), None],
)
def test_any_other_error_is_not_a_shortage(error: BaseException | None) -> None:
    assert last_resort.shortage(error) is None


@pytest.mark.parametrize(
    ("limit", "found"),
    [(60_000_000, "not enough memory"), (-1, None)],
    ids=["limited", "unlimited"],
)
@pytest.mark.parametrize(
    "error",
    [
        SystemError("returned NULL without setting an exception"),
        ImportError("cannot import name 'OP_NO_SSLv2' from 'urllib3.util.ssl_'"),
        ssl.SSLError(161, "[SSL: LIBRARY_HAS_NO_CIPHERS] library has no ciphers"),
    ],
)
def test_libraries_lose_the_error_where_memory_is_limited(
    monkeypatch: pytest.MonkeyPatch, limit: int, found: str | None, error: Exception
) -> None:
    resource = pytest.importorskip("resource", reason="Windows has no such limit")
    monkeypatch.setattr(resource, "getrlimit", lambda _: (limit, -1))
    shortage = last_resort.shortage(error)

    assert (shortage and shortage[0]) == found
