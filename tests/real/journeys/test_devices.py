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
