from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aws_session.edge import last_devices

if TYPE_CHECKING:
    from pathlib import Path

PHONE = "arn:aws:iam::111122223333:mfa/phone"
TABLET = "arn:aws:iam::111122223333:mfa/tablet"


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"XDG_CACHE_HOME": str(tmp_path)}


def test_each_key_has_its_last_device(environ: dict[str, str]) -> None:
    last_devices.remember(environ, "AKIAONE", PHONE)
    last_devices.remember(environ, "AKIATWO", "GAHT12345678")
    last_devices.remember(environ, "AKIAONE", TABLET)

    assert last_devices.last(environ, "AKIAONE") == TABLET
    assert last_devices.last(environ, "AKIATWO") == "GAHT12345678"
    assert last_devices.last(environ, "AKIATHREE") is None


def test_a_device_can_be_forgotten(environ: dict[str, str]) -> None:
    last_devices.remember(environ, "AKIAONE", PHONE)
    last_devices.remember(environ, "AKIAONE", None)

    assert last_devices.last(environ, "AKIAONE") is None


def test_the_keys_of_long_ago_are_forgotten(environ: dict[str, str]) -> None:
    for number in range(52):
        last_devices.remember(environ, f"AKIA{number}", PHONE)

    assert last_devices.last(environ, "AKIA1") is None
    assert last_devices.last(environ, "AKIA2") == PHONE


def test_what_is_damaged_is_not_there(environ: dict[str, str], tmp_path: Path) -> None:
    last_devices.remember(environ, "AKIAONE", PHONE)
    file = next(file for file in tmp_path.rglob("*") if file.is_file())
    file.write_text(file.read_text().replace("phone", "other"))

    assert last_devices.last(environ, "AKIAONE") is None
