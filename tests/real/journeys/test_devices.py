"""The list of MFA devices, from the shell of a user and from that of a role."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from aws_session.sandbox.scenario import DEFAULT_ROLE

if TYPE_CHECKING:
    from real.journeys.place import Place, Sitting

PROD = "210987654321"
KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")


def in_a_role(place: Place, sitting: Sitting) -> dict[str, str]:
    assert sitting.enter(f"aws-session {place.fresh_code()}") == 0
    assert sitting.enter(f"aws-session pose {PROD} {DEFAULT_ROLE}") == 0
    return {n: os.fsdecode(v) for n, v in sitting.environ.items() if n.startswith("AWS_")}


def test_in_a_role_the_users_session_below_lists_the_devices(
    place: Place, sitting: Sitting
) -> None:
    held = in_a_role(place, sitting)
    done = place.program("devices", "--json", environ=held)

    assert done.returncode == 0, done.stderr
    assert [row["serial"] for row in json.loads(done.stdout)] == [place.company.device.serial]


def test_a_role_of_another_tool_has_no_devices(place: Place, sitting: Sitting) -> None:
    held = in_a_role(place, sitting)
    done = place.program("devices", environ={name: held[name] for name in KEYS})

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[-2:] == [
        (
            "aws-session: error: the session in the environment is a role, and only users have "
            "MFA devices"
        ),
        "  name a profile with a user's key: aws-session devices --profile NAME",
    ]


def test_who_may_not_list_devices_is_told_where_they_are(place: Place) -> None:
    done = place.program("devices")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.endswith(
        "aws-session: error: profile 'default' is not allowed to list MFA devices\n"
        "  start a session, which may be allowed to: aws-session; or look in the IAM console, "
        "under your security credentials\n"
    )


def test_a_new_session_in_a_role_has_the_region_and_the_device_of_the_last_one(
    place: Place, sitting: Sitting
) -> None:
    settings = place.folder / "settings.toml"
    settings.write_text(f'[accounts.prod]\nid = "{PROD}"\nregion = "eu-central-1"\n')
    sitting.environ["AWS_SESSION_CONFIG"] = os.fsencode(settings)
    device = place.company.user.add_device(name="second")
    line = f"aws-session mfa {device.serial} --code {place.fresh_code(device)}"
    assert sitting.enter(line) == 0, sitting.notices
    region = sitting.aws("REGION")
    assert sitting.enter("aws-session pose prod") == 0, sitting.notices
    of_role = sitting.aws("REGION")
    status = sitting.enter(f"aws-session {place.fresh_code(device)}")

    assert status == 0, sitting.notices
    assert of_role == "eu-central-1"
    assert sitting.aws("REGION") == region == place.company.region


def test_a_new_session_in_a_role_has_the_device_that_only_its_profile_names(
    place: Place, sitting: Sitting
) -> None:
    device = place.company.user.add_device(name="second")
    place.config(
        f"[profile client]\nrole_arn = arn:aws:iam::{PROD}:role/{DEFAULT_ROLE}\n"
        f"source_profile = default\nmfa_serial = {device.serial}\n"
    )
    line = f"aws-session pose client --code {place.fresh_code(device)}"
    assert sitting.enter(line) == 0, sitting.notices

    assert sitting.enter(f"aws-session {place.fresh_code(device)}") == 0, sitting.notices
