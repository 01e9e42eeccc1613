from pathlib import Path

from aws_session.model.identity import CallerIdentity
from aws_session.storage import mfa_devices

ALICE = CallerIdentity("arn:aws:iam::111122223333:user/alice", "111122223333")
BOB = CallerIdentity("arn:aws:iam::444455556666:user/bob", "444455556666")
PHONE, KEY = "arn:aws:iam::111122223333:mfa/phone", "arn:aws:iam::111122223333:u2f/user/alice/k"


def test_the_last_list_of_each_caller_is_known(tmp_path: Path) -> None:
    environ = {"XDG_CACHE_HOME": str(tmp_path)}
    mfa_devices.remember_listed(environ, ALICE, [PHONE, KEY])
    mfa_devices.remember_listed(environ, BOB, ["GAHT12345678"])
    mfa_devices.remember_listed(environ, ALICE, [PHONE])

    assert set(mfa_devices.listed(environ)) == {PHONE, "GAHT12345678"}


def test_a_caller_without_devices_has_none_left(tmp_path: Path) -> None:
    environ = {"XDG_CACHE_HOME": str(tmp_path)}
    mfa_devices.remember_listed(environ, ALICE, [PHONE])
    mfa_devices.remember_listed(environ, ALICE, [])

    assert mfa_devices.listed(environ) == ()


def test_the_same_list_is_not_written_again(tmp_path: Path) -> None:
    environ = {"XDG_CACHE_HOME": str(tmp_path)}
    mfa_devices.remember_listed(environ, ALICE, [PHONE])
    file = tmp_path / "aws-session" / "devices"
    before = file.stat().st_ino
    mfa_devices.remember_listed(environ, ALICE, [PHONE])

    assert file.stat().st_ino == before


def test_nothing_is_known_if_nothing_was_listed_or_the_file_is_damaged(tmp_path: Path) -> None:
    environ = {"XDG_CACHE_HOME": str(tmp_path)}

    assert mfa_devices.listed(environ) == ()

    mfa_devices.remember_listed(environ, ALICE, [PHONE])
    (tmp_path / "aws-session" / "devices").write_text("devices 1 00000000\nx\ty\n")

    assert mfa_devices.listed(environ) == ()
