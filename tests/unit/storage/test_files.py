from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from aws_session.storage import file_writing, files


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"XDG_CACHE_HOME": str(tmp_path / "cache"), "HOME": str(tmp_path)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "aws-session"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_what_is_written_is_read_again(environ: dict[str, str]) -> None:
    assert file_writing.write(environ, "a", "one\n\ud800\r\n")

    assert files.read(environ, "a") == "one\n\ud800\r\n"
    assert files.read(environ, "b") is None


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_no_other_user_may_read_it_whatever_the_umask(
    environ: dict[str, str], folder: Path, umask: int
) -> None:
    before = os.umask(umask)
    try:
        file_writing.write(environ, "a", "text")
    finally:
        os.umask(before)

    assert mode(folder) == 0o700
    assert mode(folder / "a") == 0o600


def test_a_folder_that_others_may_enter_is_closed_to_them(
    environ: dict[str, str], folder: Path
) -> None:
    folder.mkdir(parents=True, mode=0o755)
    file_writing.write(environ, "a", "text")

    assert mode(folder) == 0o700


def test_a_folder_with_another_name_keeps_its_mode(tmp_path: Path) -> None:
    named = tmp_path / "shared"
    named.mkdir(mode=0o755)
    environ = {"AWS_SESSION_CACHE": str(named)}
    file_writing.write(environ, "kept/a", "text")

    assert files.read(environ, "kept/a") == "text"
    assert (mode(named), mode(named / "kept")) == (0o755, 0o700)


def test_a_link_in_place_of_a_subfolder_is_not_followed(
    environ: dict[str, str], folder: Path, tmp_path: Path
) -> None:
    file_writing.write(environ, "a", "text")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "0123abcd").write_text("theirs")
    (folder / "kept").symlink_to(elsewhere)
    wrote = file_writing.write(environ, "kept/b", "text")
    file_writing.remove(environ, "kept/0123abcd")

    assert not wrote
    assert files.names_in(environ, "kept") == ()
    assert [file.name for file in elsewhere.iterdir()] == ["0123abcd"]


def test_only_its_own_abandoned_files_are_removed(environ: dict[str, str], folder: Path) -> None:
    theirs = ("film.mkv.part", "a.12-0123456z.part", "a.x-01234567.part", "12-01234567.part.gz")
    file_writing.write(environ, "kept/a", "text")
    for name in ("a.12-01234567.part", *theirs):
        (folder / "kept" / name).write_text("half")
        os.utime(folder / "kept" / name, (0, 0))
    file_writing.write(environ, "kept/a", "text")

    assert {file.name for file in (folder / "kept").iterdir()} == {"a", *theirs}


def test_a_folder_that_others_may_write_to_is_not_trusted(
    environ: dict[str, str], folder: Path
) -> None:
    file_writing.write(environ, "a", "text")
    folder.chmod(0o777)

    assert files.read(environ, "a") is None


def test_another_users_folder_is_neither_read_nor_written(
    environ: dict[str, str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_writing.write(environ, "a", "text")
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    file_writing.write(environ, "b", "text")

    assert files.read(environ, "a") is None
    assert [file.name for file in folder.iterdir()] == ["a"]
    assert file_writing.unwritable(environ) == f"{folder} can be changed by other users"


@pytest.mark.skipif(os.name == "nt", reason="there a link takes a privilege")
def test_a_link_in_place_of_the_folder_is_called_one(environ: dict[str, str], folder: Path) -> None:
    other = folder.with_name("other")
    other.mkdir(0o700, parents=True)
    folder.symlink_to(other)

    assert not file_writing.write(environ, "a", "text")
    assert file_writing.unwritable(environ) == (
        f"{folder} is a symbolic link, which is not followed"
    )


@pytest.mark.skipif(os.name == "nt", reason="HOME is not used there")
@pytest.mark.parametrize(
    ("home", "why"),
    [
        ("", ""),
        ("/dev/null", ": HOME is /dev/null, which is not a folder"),
        ("/nowhere", ": HOME is /nowhere, which does not exist"),
        ("here", ": HOME is here, which is not an absolute path"),
    ],
)
def test_why_there_is_no_folder_is_said(
    monkeypatch: pytest.MonkeyPatch, home: str, why: str
) -> None:
    # Without HOME, the user's entry in the system's list counts.
    monkeypatch.setenv("HOME", "/nowhere")
    environ = {"HOME": home}

    assert not file_writing.write(environ, "a", "text")
    assert file_writing.unwritable(environ) == (
        f"there is no folder for caches{why} (set HOME or AWS_SESSION_CACHE)"
    )


def test_why_the_folder_cannot_be_made_is_said(environ: dict[str, str], folder: Path) -> None:
    folder.parent.write_text("")

    assert file_writing.unwritable(environ) == f"{folder.parent} is not a folder"


@pytest.mark.parametrize("kind", ["symlink", "folder", "fifo"])
def test_what_is_not_a_file_is_not_read(
    environ: dict[str, str], folder: Path, tmp_path: Path, kind: str
) -> None:
    file_writing.write(environ, "other", "text")
    if kind == "symlink":
        (folder / "a").symlink_to(folder / "other")
    elif kind == "folder":
        (folder / "a").mkdir()
    else:
        os.mkfifo(folder / "a")

    assert files.read(environ, "a") is None


def test_a_file_in_place_of_the_folder_is_silently_ignored(
    environ: dict[str, str], folder: Path
) -> None:
    folder.parent.mkdir()
    folder.write_text("in the way")
    file_writing.write(environ, "a", "text")

    assert files.read(environ, "a") is None


@pytest.mark.parametrize(
    "environ",
    [
        {"XDG_CACHE_HOME": "/proc/nowhere"},
        {"XDG_CACHE_HOME": "/dev/null/x"},
        {"HOME": "/nonexistent"},
        {"HOME": "relative", "XDG_CACHE_HOME": "relative"},
    ],
    ids=str,
)
def test_without_write_access_nothing_is_stored(environ: dict[str, str]) -> None:
    file_writing.write(environ, "a", "text")

    assert files.read(environ, "a") is None
    assert not Path("/nonexistent").exists()
    assert not Path("relative").exists()


def test_by_default_the_folder_is_below_the_home(tmp_path: Path) -> None:
    file_writing.write({"HOME": str(tmp_path)}, "a", "text")
    inside = "Library/Caches" if sys.platform == "darwin" else ".cache"

    assert (tmp_path / inside / "aws-session" / "a").read_text() == "text"


def test_a_full_disk_leaves_what_was_there(
    environ: dict[str, str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    file_writing.write(environ, "a", "before")
    monkeypatch.setattr(os, "replace", full)
    file_writing.write(environ, "a", "after")

    assert files.read(environ, "a") == "before"
    assert [file.name for file in folder.iterdir()] == ["a"]


def test_what_a_killed_writer_left_is_removed_when_it_is_old(
    environ: dict[str, str], folder: Path
) -> None:
    file_writing.write(environ, "a", "text")
    for name, age in (("a.1-0a0b0c0d.part", 7200), ("a.2-0a0b0c0d.part", 0)):
        (folder / name).touch()
        # By the file system's clock, which also determines its age.
        os.utime(folder / name, ((folder / name).stat().st_mtime - age,) * 2)
    file_writing.write(environ, "a", "text")

    assert sorted(file.name for file in folder.iterdir()) == ["a", "a.2-0a0b0c0d.part"]


WRITER = """
import sys
from aws_session.storage import file_writing, files
environ, letter = {"XDG_CACHE_HOME": sys.argv[1]}, sys.argv[2]
for _ in range(60):
    file_writing.write(environ, "a", letter * 300_000)
    seen = files.read(environ, "a")
    assert seen is not None and len(seen) == 300_000 and len(set(seen)) == 1, len(seen or "")
"""


def test_readers_see_all_or_nothing_of_many_writers(environ: dict[str, str], folder: Path) -> None:
    place = environ["XDG_CACHE_HOME"]
    running = [subprocess.Popen([sys.executable, "-c", WRITER, place, letter]) for letter in "xyz"]

    assert [process.wait(60) for process in running] == [0, 0, 0]
    assert [file.name for file in folder.iterdir()] == ["a"]


def test_a_part_that_another_writer_finishes_meanwhile_spoils_no_writing(
    environ: dict[str, str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_writing.write(environ, "a", "before")
    other = folder / "b.1-0a0b0c0d.part"
    other.write_text("")
    look = os.stat

    def just_finished(path: object, *args: object, **named: object) -> os.stat_result:
        # The folder is checked after its parts were found, and before they are checked.
        if os.fspath(path) == str(folder):  # type: ignore[call-overload] # a path
            other.rename(folder / "b")
        return look(path, *args, **named)  # type: ignore[arg-type] # whatever it was asked

    monkeypatch.setattr(os, "stat", just_finished)
    kept = file_writing.write(environ, "a", "after")
    monkeypatch.undo()

    assert kept
    assert files.read(environ, "a") == "after"
    assert (folder / "b").exists()
