from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from aws_session.commands import profiles as command
from aws_session.config import NONE, ProfileSettings, Settings, profiles
from aws_session.environment.state_format import read_snapshot
from aws_session.model.account import Pose
from aws_session.session.precedence import Inputs
from aws_session.terminal.output import Output

if TYPE_CHECKING:
    from pathlib import Path

KEY = "aws_access_key_id = A\naws_secret_access_key = s\n"
PHONE = "arn:aws:iam::111122223333:mfa/phone"
CONFIG = f"""\
[default]
region = eu-west-1
[profile prod]
role_arn = arn:aws:iam::210987654321:role/team/Admin
source_profile = default
[profile corp]
sso_session = corp
sso_account_id = 321098765432
sso_role_name = Reader
[profile odd]
sso_session = corp
sso_account_id = reboot
[profile vault]
credential_process = vault
mfa_serial = {PHONE}
[profile env]
role_arn = arn:aws:iam::210987654321:role/Admin
credential_source = Environment
[profile loop]
role_arn = arn:aws:iam::210987654321:role/Admin
source_profile = loop
[profile bad]
role_arn = nonsense
source_profile = default
[profile west]
source_profile = default
region = us-west-2
[profile empty]
output = json
"""
COLUMNS = ("name", "kind", "source", "account", "role", "region", "mfa_serial", "last_used")


def rows(settings: Settings = NONE, *poses: Pose) -> list[tuple[object, ...]]:
    files = profiles.read(CONFIG, "CONFIG", f"[default]\n{KEY}", "CREDENTIALS")
    inputs = Inputs(read_snapshot({}, 0), files, settings)
    return [tuple(row[column] for column in COLUMNS) for row in command.rows(inputs, poses)]


def test_every_profile_is_reported_with_what_the_files_say_of_it() -> None:
    own = Settings({"default": ProfileSettings(PHONE), "env": ProfileSettings(region="r")}, {})
    poses = (
        Pose("210987654321", "team/Admin", 86_400),
        Pose("210987654321", "team/Admin", 0),
        Pose("321098765432", "Other", 5),
    )
    prod, used = "210987654321", "1970-01-02T00:00:00Z"

    assert rows(own, *poses) == [
        ("prod", "role", "default", prod, "team/Admin", None, PHONE, used),
        ("bad", "role", "default", None, None, None, PHONE, None),
        ("corp", "sso", None, "321098765432", "Reader", None, None, None),
        ("default", "key", None, None, None, "eu-west-1", PHONE, None),
        ("empty", "none", None, None, None, None, None, None),
        ("env", "role", "Environment", prod, "Admin", "r", None, None),
        ("loop", "role", "loop", prod, "Admin", None, None, None),
        ("odd", "sso", None, None, None, None, None, None),
        ("vault", "process", None, "111122223333", None, None, PHONE, None),
        ("west", "key", None, None, None, "us-west-2", None, None),
    ]


def test_profiles_used_last_come_first() -> None:
    account = "210987654321"
    poses = (
        Pose(account, "Admin", 3, "", "loop"),
        Pose(account, "team/Admin", 2, "prod"),
        Pose(account, "Admin", 1, "", "env"),
    )

    assert [(row[0], row[-1]) for row in rows(NONE, *poses)[:4]] == [
        ("loop", "1970-01-01T00:00:03Z"),
        ("prod", "1970-01-01T00:00:02Z"),
        ("env", "1970-01-01T00:00:01Z"),
        ("bad", None),
    ]


def test_a_role_that_was_named_by_its_account_counts_for_each_of_its_profiles() -> None:
    poses = (Pose("210987654321", "Admin", 5), Pose("210987654321", "Admin", 4, "", "loop"))

    assert [row[0] for row in rows(NONE, *poses) if row[-1]] == ["env", "loop"]


ROW = {
    "name": "R&D",
    "kind": "role",
    "source": "default",
    "account": None,
    "role": "Admin",
    "region": "eu-west-1",
    "mfa_serial": PHONE,
    "last_used": "1970-01-02T00:00:00Z",
    "used": 86_400,
}


@pytest.mark.parametrize(
    ("as_json", "text"),
    [
        (
            True,
            (
                '[\n  { "name": "R\\u0026D" , "kind": "role" , "source": "default" , '
                '"account": null , "role": "Admin" , "region": "eu-west-1" , '
                f'"mfa_serial": "{PHONE}" , "last_used": "1970-01-02T00:00:00Z" }}\n]\n'
            ),
        ),
        (
            False,
            (f"0\tR\\u0026D\trole\tdefault\tAdmin\teu-west-1\t{PHONE}\t1970-01-02T00:00:00Z\n"),
        ),
    ],
)
def test_what_a_program_reads_begins_with_no_name(
    tmp_path: Path, text: str, *, as_json: bool
) -> None:
    descriptor = os.open(tmp_path / "out", os.O_CREAT | os.O_WRONLY)
    command.show([ROW], Output(descriptor, descriptor), 0, as_json=as_json)
    os.close(descriptor)

    assert (tmp_path / "out").read_text() == text


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (86_400 * 4, "3 days ago"),
        (86_400 * 2, "1 day ago"),
        (90_000, "1 h ago"),
        (86_430, "30 s ago"),
    ],
)
def test_people_read_how_long_ago_a_role_was_used(now: int, told: str) -> None:
    assert command._told(ROW, now) == {**ROW, "mfa": "yes", "used": told}
