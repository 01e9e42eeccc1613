from pathlib import Path

import pytest

from aws_session import paths
from aws_session.model.account import Account, Pose
from aws_session.model.identity import CallerIdentity
from aws_session.storage import mfa_devices, role_history
from aws_session.storage.account_cache import AccountCache
from aws_session.storage.known_names import KnownNames

PROD = "210987654321"
CONFIG = f"""
[default]
region = eu-west-1
mfa_serial = arn:aws:iam::111122223333:mfa/alice
[profile audit]
role_arn = arn:aws:iam::{PROD}:role/team/Reader
[profile it's "odd"]
[sso-session x]
"""
SETTINGS = f"""
default_role = "Admin"
[profiles.default]
mfa_serial = "GAHT12345678"
[accounts.prod]
id = "{PROD}"
role = "Deployer"
[accounts."R&D"]
id = "321098765432"
"""


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "config").write_text(CONFIG)
    (tmp_path / "config.toml").write_text(SETTINGS)
    return {
        "HOME": str(tmp_path),
        "AWS_CONFIG_FILE": str(tmp_path / ".aws" / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / ".aws" / "credentials"),
        paths.SETTINGS_VARIABLE: str(tmp_path / "config.toml"),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }


def everything(environ: dict[str, str]) -> dict[str, list[object]]:
    known = KnownNames(environ)
    return {
        "profiles": list(known.profiles()),
        "aliases": list(known.aliases()),
        "role": [known.default_role()],
        "devices": list(known.devices()),
        "accounts": list(known.accounts()),
        "poses": list(known.poses()),
    }


def test_every_name_is_found_in_its_place(environ: dict[str, str]) -> None:
    AccountCache(environ, "aws", "111122223333").write(
        [Account("1" * 12, "one\n\t"), Account("2" * 12, "two", "", "SUSPENDED")], 0
    )
    role_history.remember(environ, Pose(PROD, "Admin", 1, "Production"))
    caller = CallerIdentity("arn:aws:iam::111122223333:user/alice", "111122223333")
    mfa_devices.remember_listed(environ, caller, ["arn:aws:iam::111122223333:mfa/phone"])
    found = everything(environ | {"AWS_MFA_SERIAL": "tablet"})

    assert found == {
        "profiles": [
            ("default", "", "", "eu-west-1"),
            ("audit", PROD, "team/Reader", ""),
        ],
        "aliases": [("prod", PROD, "Deployer"), ("R&D", "321098765432", "")],
        "role": ["Admin"],
        "devices": [
            "tablet",
            "arn:aws:iam::111122223333:mfa/phone",
            "arn:aws:iam::111122223333:mfa/alice",
            "GAHT12345678",
        ],
        "accounts": [("1" * 12, "one\n\t", True), ("2" * 12, "two", False)],
        "poses": [(PROD, "Admin", "Production")],
    }


def test_the_files_are_read_once_and_again_when_they_change(
    environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = everything(environ)
    with monkeypatch.context() as patched:
        patched.setattr(
            "aws_session.config.settings_file.read", lambda _: pytest.fail("read again")
        )
        second = everything(environ)
    config = Path(environ["AWS_CONFIG_FILE"])
    config.write_text("[profile fresh]\n")

    assert first == second
    assert [row[0] for row in KnownNames(environ).profiles()] == ["fresh"]

    Path(environ[paths.SETTINGS_VARIABLE]).unlink()

    assert list(KnownNames(environ).aliases()) == []


@pytest.mark.parametrize("broken", ["[profile x", "\xff", "region = x\n"])
def test_a_broken_file_hides_only_its_own_names(environ: dict[str, str], broken: str) -> None:
    Path(environ["AWS_CONFIG_FILE"]).write_bytes(broken.encode("latin-1"))

    assert list(KnownNames(environ).profiles()) == []
    assert [name for name, _, _ in KnownNames(environ).aliases()] == ["prod", "R&D"]

    Path(environ["AWS_CONFIG_FILE"]).write_text(CONFIG)
    Path(environ[paths.SETTINGS_VARIABLE]).write_text("[accounts.x]\nid = 5")

    assert len(list(KnownNames(environ).profiles())) == 2
    assert list(KnownNames(environ).aliases()) == []


def test_secrets_are_in_none_of_the_files_it_writes(environ: dict[str, str]) -> None:
    Path(environ["AWS_SHARED_CREDENTIALS_FILE"]).write_text(
        "[work]\naws_access_key_id = AKIAFAKE\naws_secret_access_key = sesame\n"
    )
    found = everything(environ)
    written = [file for file in Path(environ["XDG_CACHE_HOME"]).rglob("*") if file.is_file()]

    assert ("work", "", "", "") in found["profiles"]
    assert written
    assert not any(b"sesame" in file.read_bytes() for file in written)
    assert not any(b"AKIA" in file.read_bytes() for file in written)


def test_nothing_is_known_where_there_is_nothing(tmp_path: Path) -> None:
    environ = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "none")}
    for variable in (
        "AWS_CONFIG_FILE",
        "AWS_SHARED_CREDENTIALS_FILE",
        paths.SETTINGS_VARIABLE,
    ):
        environ[variable] = str(tmp_path / variable)
    found = everything(environ)

    assert found == {name: [""] if name == "role" else [] for name in found}
