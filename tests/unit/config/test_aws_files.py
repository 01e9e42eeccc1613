from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from aws_session.config import aws_files
from aws_session.errors import SessionError, UsageError
from aws_session.session import key_hints

if TYPE_CHECKING:
    from pathlib import Path

PAIR = "aws_access_key_id = A\naws_secret_access_key = s\n"


def places(folder: Path) -> dict[str, str]:
    return {
        "AWS_CONFIG_FILE": str(folder / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(folder / "credentials"),
    }


def test_both_files_are_read_from_where_the_environment_says(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("[profile a]\nregion = r\n")
    (tmp_path / "credentials").write_text(f"[b]\n{PAIR}")
    found = aws_files.read(places(tmp_path))

    assert set(found.by_name) == {"a", "b"}
    assert found.config_path == str(tmp_path / "config")
    assert found.find("a").credentials_path == str(tmp_path / "credentials")


def test_by_default_they_are_below_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws/config").write_text("[profile a]\n")
    (tmp_path / "other").write_text("[b]\n")

    assert set(aws_files.read({}).by_name) == {"a"}
    assert set(aws_files.read({"AWS_CONFIG_FILE": "~/other"}).by_name) == set()
    assert set(aws_files.read({"AWS_SHARED_CREDENTIALS_FILE": "$HOME/other"}).by_name) == {"a", "b"}


def test_files_that_are_not_there_hold_nothing(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "file").touch()
    beneath_a_file = {"AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "file/credentials")}

    found = aws_files.read(places(tmp_path))

    assert set(found.by_name) == set()
    assert found.folders == (str(tmp_path / "config"),)
    assert set(aws_files.read({**places(tmp_path), **beneath_a_file}).by_name) == set()


@pytest.mark.parametrize(
    ("octets", "line"),
    [
        (b"[profile a]\nca_bundle = /tmp/a\0b\n", 2),
        ("[default]\nregion = eu-west-1\n".encode("utf-16-le"), 1),
        (b"\0" * 4_096, 1),
    ],
)
def test_a_file_with_a_nul_is_refused_before_a_path_or_a_command_gets_it(
    tmp_path: Path, octets: bytes, line: int
) -> None:
    (tmp_path / "config").write_bytes(octets)

    with pytest.raises(SessionError) as caught:
        aws_files.read(places(tmp_path))
    assert caught.value.message == (
        f"{tmp_path / 'config'}, line {line}: contains a NUL character, as UTF-16 and damaged "
        "files do"
    )
    assert caught.value.hint == "save the file as UTF-8, without NUL characters"


@pytest.mark.parametrize(
    ("names", "hint"),
    [
        (["config"], "FOLDER/config is a folder: put a file in its place"),
        (
            ["config", "credentials"],
            "FOLDER/config and FOLDER/credentials are folders: put files in their place",
        ),
    ],
)
def test_a_folder_in_place_of_a_file_is_why_there_are_no_profiles(
    tmp_path: Path, names: list[str], hint: str
) -> None:
    for name in names:
        (tmp_path / name).mkdir()
    found = aws_files.read(places(tmp_path))

    told = hint.replace("FOLDER", str(tmp_path))
    assert key_hints.where_keys_are(found) == told
    with pytest.raises(UsageError) as caught:
        found.find("work")
    assert caught.value.message == "there is no AWS profile 'work'"
    assert caught.value.hint == told


def test_a_folder_in_place_of_one_file_is_why_a_profile_is_missing(tmp_path: Path) -> None:
    (tmp_path / "credentials").mkdir()
    (tmp_path / "config").write_text("[default]\nregion = eu-west-1\n")
    with pytest.raises(UsageError) as caught:
        aws_files.read(places(tmp_path)).find("work")

    assert caught.value.hint == f"{tmp_path}/credentials is a folder: put a file in its place"


def test_a_file_that_is_not_utf_8_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "config").write_bytes(b"[default]\n# caf\xe9\n")

    with pytest.raises(SessionError) as caught:
        aws_files.read(places(tmp_path))
    assert caught.value.message == f"{tmp_path}/config, line 2: not UTF-8 text"
    assert caught.value.hint == "save the file as UTF-8"


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is unreadable for root")
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "credentials").write_text("[a]\n")
    (tmp_path / "credentials").chmod(0)

    with pytest.raises(SessionError, match="credentials cannot be read: Permission denied"):
        aws_files.read(places(tmp_path))


def test_a_file_that_leads_to_itself_is_named(tmp_path: Path) -> None:
    (tmp_path / "credentials").symlink_to(tmp_path / "credentials")

    with pytest.raises(SessionError, match="credentials cannot be read: Too many levels") as caught:
        aws_files.read(places(tmp_path))
    assert caught.value.hint == f"fix the symbolic link: {tmp_path}/credentials"


def test_a_malformed_file_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "credentials").write_text("[a]\nnonsense\n")

    with pytest.raises(SessionError, match=f"{tmp_path}/credentials, line 2"):
        aws_files.read(places(tmp_path))


def test_reading_writes_nothing(tmp_path: Path) -> None:
    aws_files.read(places(tmp_path))

    assert list(tmp_path.iterdir()) == []
