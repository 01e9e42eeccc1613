from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from aws_session import paths
from aws_session.config import NONE, policy_file, settings_file
from aws_session.errors import SessionError, UsageError

if TYPE_CHECKING:
    from pathlib import Path


def write(folder: Path, octets: bytes) -> dict[str, str]:
    file = folder / "aws-session" / "config.toml"
    file.parent.mkdir()
    file.write_bytes(octets)
    return {"XDG_CONFIG_HOME": str(folder)}


def test_the_settings_are_below_the_config_home(tmp_path: Path) -> None:
    environ = write(tmp_path, b'default_role = "Admin"\n')

    assert settings_file.read(environ).default_role == "Admin"


@pytest.mark.parametrize(
    ("platform", "environ", "place"),
    [
        ("linux", {}, "/home/alice/.config/aws-session/config.toml"),
        ("linux", {"XDG_CONFIG_HOME": "relative"}, "/home/alice/.config/aws-session/config.toml"),
        ("darwin", {}, "/home/alice/Library/Application Support/aws-session/config.toml"),
        ("darwin", {"XDG_CONFIG_HOME": "/x"}, "/x/aws-session/config.toml"),
        ("linux", {"AWS_SESSION_CONFIG": "~/mine.toml"}, "/home/alice/mine.toml"),
    ],
)
def test_the_settings_are_where_the_platform_keeps_such_files(
    monkeypatch: pytest.MonkeyPatch, platform: str, environ: dict[str, str], place: str
) -> None:
    monkeypatch.setattr("sys.platform", platform)
    monkeypatch.setenv("HOME", "/home/alice")

    assert paths.settings(environ) == place


def test_a_variable_names_another_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('session_name = "me"\n')
    environ = write(tmp_path, b"broken") | {"AWS_SESSION_CONFIG": str(file)}

    assert settings_file.read(environ).session_name == "me"


def test_without_a_file_nothing_is_set(tmp_path: Path) -> None:
    assert settings_file.read({"XDG_CONFIG_HOME": str(tmp_path)}) is NONE
    assert settings_file.read({"AWS_SESSION_CONFIG": "/dev/null/x"}) is NONE


def test_a_file_that_cannot_be_looked_at_is_there(tmp_path: Path) -> None:
    circle = tmp_path / "config.toml"
    circle.symlink_to(circle)

    assert paths.has_settings({"AWS_SESSION_CONFIG": str(circle)})
    assert not paths.has_settings({"AWS_SESSION_CONFIG": str(tmp_path / "other.toml")})


@pytest.mark.parametrize(
    ("octets", "what"),
    [
        (b"default_role = Admin\n", ", line 1: not valid TOML: Invalid value"),
        (b"\n[a\n", ", line 2: not valid TOML: "),
        (b"\n\n\xff", ", line 3: not UTF-8 text"),
        (b"x = [", ": not valid TOML: "),
        (b"x = " + b"[" * 100_000, " is nested too deeply"),
        (b"x = " + b"1" * 5_000, ": a number has too many digits"),
    ],
)
def test_what_is_not_toml_is_named_by_file_and_line(
    tmp_path: Path, octets: bytes, what: str
) -> None:
    environ = write(tmp_path, octets)

    with pytest.raises(SessionError) as caught:
        settings_file.read(environ)
    assert caught.value.message.startswith(f"{paths.settings(environ)}{what}")
    assert caught.value.hint == "fix it: aws-session config"


def test_a_file_that_cannot_be_read_is_reported(tmp_path: Path) -> None:
    for reading in (settings_file.read, lambda _: settings_file.content(str(tmp_path))):
        with pytest.raises(SessionError, match="cannot be read: Is a directory") as caught:
            reading({"AWS_SESSION_CONFIG": str(tmp_path)})
        assert str(caught.value.hint).startswith("move the folder away, or use another file")


def test_a_policy_file_loses_its_blanks_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "p.json"
    file.write_text('{\n  "Version": "2012-10-17",\n  "Statement": [ { } ]\n}\n')

    assert policy_file.read(str(file)) == '{"Version":"2012-10-17","Statement":[{}]}'


@pytest.mark.parametrize("text", ['{"Statement":{}}', '{"Statement":[{},{}]}'])
def test_a_policy_may_have_no_version(tmp_path: Path, text: str) -> None:
    file = tmp_path / "p.json"
    file.write_text(text)

    assert policy_file.read(str(file)) == text


@pytest.mark.parametrize(
    "text", ["{", "", "\x00", '{"Statement":NaN}', '{"Statement":[{"a":-Infinity}]}', "1e999"]
)
def test_a_policy_file_that_is_not_json_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "p.json"
    file.write_text(text)

    with pytest.raises(UsageError, match=r"p\.json is not valid JSON"):
        policy_file.read(str(file))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[]", "it is not an object"),
        ('"Allow"', "it is not an object"),
        ("null", "it is not an object"),
        ("{}", "it has no Statement"),
        ('{"Version":"2012-10-17"}', "it has no Statement"),
        ('{"Statement":[]}', "its Statement is empty"),
        ('{"Statement":null}', "its Statement is neither an object nor a list of objects"),
        ('{"Statement":[{},"x"]}', "its Statement is neither an object nor a list of objects"),
    ],
)
def test_a_policy_file_without_a_policy_is_refused_before_a_code_is_used(
    tmp_path: Path, text: str, why: str
) -> None:
    file = tmp_path / "p.json"
    file.write_text(text)

    with pytest.raises(UsageError, match=rf"p\.json is not a policy: {why}"):
        policy_file.read(str(file))


def test_a_policy_file_that_is_not_text_is_named_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "p.json"
    file.write_bytes(b"{\n\xff}")

    with pytest.raises(UsageError, match=r"p\.json, line 2: not UTF-8 text$"):
        policy_file.read(str(file))


@pytest.mark.parametrize("name", ["/nowhere/p.json", "file://p.json", '{"Version":"2012-10-17"}'])
def test_a_missing_policy_file_is_named_with_the_form_to_give(name: str) -> None:
    with pytest.raises(UsageError) as caught:
        policy_file.read(name)

    assert caught.value.message == f"{name} cannot be read: No such file or directory"
    assert caught.value.hint == "write the policy to a file, and name it without file:// in front"


def test_the_mark_of_windows_programs_is_not_part_of_the_settings(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b'\xef\xbb\xbfdefault_profile = "work"\n')

    assert settings_file.read({"AWS_SESSION_CONFIG": str(path)}).default_profile == "work"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_settings_in_utf_16_are_named(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "config.toml"
    mark = b"" if encoding == "utf-16" else b"\xfe\xff"
    path.write_bytes(mark + 'region = "eu-west-1"\n'.encode(encoding))

    with pytest.raises(SessionError) as caught:
        settings_file.read({"AWS_SESSION_CONFIG": str(path)})

    assert caught.value.message == (
        f"{path}, line 1: not UTF-8 text, but UTF-16 with a byte order mark (BOM)"
    )


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "a mark"])
def test_what_goes_first_is_put_before_all_and_nothing_is_lost(tmp_path: Path, mark: bytes) -> None:
    file, link = tmp_path / "real.toml", tmp_path / "config.toml"
    file.write_bytes(mark + b"# mine\nkeep = true\n")
    file.chmod(0o640)
    link.symlink_to(file)
    settings_file.add(str(link), '[profiles.x]\nregion = "eu-west-1"\n', "renew = true\n")

    assert file.read_text() == (
        'renew = true\n# mine\nkeep = true\n[profiles.x]\nregion = "eu-west-1"\n'
    )
    assert file.stat().st_mode & 0o777 == 0o640
    assert link.is_symlink()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["config.toml", "real.toml"]


def test_a_disk_that_is_full_leaves_the_settings_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "config.toml"
    file.write_text("keep = true\n")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(SessionError, match="No space left"):
        settings_file.add(str(file), "", "renew = true\n")

    assert file.read_text() == "keep = true\n"
    assert [path.name for path in tmp_path.iterdir()] == ["config.toml"]
