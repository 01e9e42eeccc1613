from pathlib import Path

from aws_session.caller import Caller
from aws_session.edge import device_cache

ALICE = Caller("arn:aws:iam::111122223333:user/alice", "111122223333")
BOB = Caller("arn:aws:iam::444455556666:user/bob", "444455556666")
PHONE, KEY = "arn:aws:iam::111122223333:mfa/phone", "arn:aws:iam::111122223333:u2f/user/alice/k"


def test_the_last_list_of_each_caller_is_known(tmp_path: Path) -> None:
    environ = {"XDG_CACHE_HOME": str(tmp_path)}
    device_cache.remember(environ, ALICE, [PHONE, KEY])
    device_cache.remember(environ, BOB, ["GAHT12345678"])
    device_cache.remember(environ, ALICE, [PHONE])

    assert set(device_cache.read(environ)) == {PHONE, "GAHT12345678"}


def test_a_caller_without_devices_has_none_left(tmp_path: Path) -> None:
    environ = {"XDG_CACHE_HOME": str(tmp_path)}
    device_cache.remember(environ, ALICE, [PHONE])
    device_cache.remember(environ, ALICE, [])

    assert device_cache.read(environ) == ()


def test_the_same_list_is_not_written_again(tmp_path: Path) -> None:
    environ = {"XDG_CACHE_HOME": str(tmp_path)}
    device_cache.remember(environ, ALICE, [PHONE])
    file = tmp_path / "aws-session" / "devices"
    before = file.stat().st_ino
    device_cache.remember(environ, ALICE, [PHONE])

    assert file.stat().st_ino == before


def test_nothing_is_known_where_nothing_was_listed_or_it_is_damaged(tmp_path: Path) -> None:
    environ = {"XDG_CACHE_HOME": str(tmp_path)}

    assert device_cache.read(environ) == ()

    device_cache.remember(environ, ALICE, [PHONE])
    (tmp_path / "aws-session" / "devices").write_text("devices 1 00000000\nx\ty\n")

    assert device_cache.read(environ) == ()
