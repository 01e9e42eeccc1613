from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aws_session.storage import mfa_devices

if TYPE_CHECKING:
    from pathlib import Path

PHONE = "arn:aws:iam::111122223333:mfa/phone"
TABLET = "arn:aws:iam::111122223333:mfa/tablet"


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"XDG_CACHE_HOME": str(tmp_path)}


def test_each_key_has_its_last_device(environ: dict[str, str]) -> None:
    mfa_devices.remember_last_used(environ, "AKIAONE", PHONE)
    mfa_devices.remember_last_used(environ, "AKIATWO", "GAHT12345678")
    mfa_devices.remember_last_used(environ, "AKIAONE", TABLET)

    assert mfa_devices.last_used(environ, "AKIAONE") == TABLET
    assert mfa_devices.last_used(environ, "AKIATWO") == "GAHT12345678"
    assert mfa_devices.last_used(environ, "AKIATHREE") is None


def test_a_device_can_be_forgotten(environ: dict[str, str]) -> None:
    mfa_devices.remember_last_used(environ, "AKIAONE", PHONE)
    mfa_devices.remember_last_used(environ, "AKIAONE", None)

    assert mfa_devices.last_used(environ, "AKIAONE") is None


def test_keys_from_long_ago_are_forgotten(environ: dict[str, str]) -> None:
    for number in range(52):
        mfa_devices.remember_last_used(environ, f"AKIA{number}", PHONE)

    assert mfa_devices.last_used(environ, "AKIA1") is None
    assert mfa_devices.last_used(environ, "AKIA2") == PHONE


def test_a_damaged_file_counts_as_empty(environ: dict[str, str], tmp_path: Path) -> None:
    mfa_devices.remember_last_used(environ, "AKIAONE", PHONE)
    file = next(file for file in tmp_path.rglob("*") if file.is_file())
    file.write_text(file.read_text().replace("phone", "other"))

    assert mfa_devices.last_used(environ, "AKIAONE") is None
