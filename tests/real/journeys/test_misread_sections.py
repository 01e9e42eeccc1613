"""Mistyped sections of the AWS config, which are not read: named before a code is asked for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from real.journeys.place import Place

PROFILE = "[profile dev]\nsso_session = corp\nsso_account_id = 1\nsso_role_name = A\n"
SESSION = "sso_start_url = https://x.awsapps.com/start\nsso_region = us-east-1\n"
ROLE = "role_arn = arn:aws:iam::210987654321:role/Admin\nsource_profile = default\n"


def refused(place: Place, *words: str) -> list[str]:
    """Return the messages about a line, except the one that says where calls go."""
    done = place.program(*words)
    assert done.returncode != 0
    return [line for line in done.stderr.splitlines() if "which is not AWS" not in line]


@pytest.mark.parametrize(
    "heading",
    [
        *("sso session corp", "sso_session corp", "SSO-session corp", "sso-session:corp"),
        *("session corp", "corp", "sso-sessioncorp", "sso-sesion corp", "sso-session Corp"),
    ],
)
def test_a_heading_that_is_not_an_sso_session_is_reported_with_its_line(
    place: Place, heading: str
) -> None:
    place.config(f"{PROFILE}[{heading}]\n{SESSION}")
    path = place.home / ".aws" / "config"
    first, hint = refused(place, "-p", "dev", "process")

    assert first == (
        f"aws-session: error: profile 'dev' names the sso_session 'corp': {path}, line 5: "
        f"[{heading}] is not read as sso-session 'corp'"
    )
    assert hint == "  write it [sso-session corp]"


@pytest.mark.parametrize(
    ("there", "meant"), [("", ""), ("[sso-session corpo]\n", "; did you mean 'corpo'?")]
)
def test_an_sso_session_that_is_nowhere_is_reported_with_its_line(
    place: Place, there: str, meant: str
) -> None:
    place.config(f"{PROFILE}{there}{SESSION if there else ''}")
    path = place.home / ".aws" / "config"

    assert refused(place, "-p", "dev", "process") == [
        "aws-session: error: profile 'dev' names the sso_session 'corp', which does not exist"
        + meant,
        f"  add [sso-session corp], or correct it: {path}, line 2",
    ]


def test_doctor_says_how_an_sso_session_is_written(place: Place) -> None:
    place.config(f"{PROFILE}[sso session corp]\n{SESSION}")
    path = place.home / ".aws" / "config"
    found = place.program("doctor", "--offline").stdout.splitlines()

    (told,) = [line for line in found if "is not read as" in line]
    assert told.replace("\\u005b", "[").replace("\\u005d", "]").split("\t")[2:] == [
        f"{path}, line 5: [sso session corp] is not read as sso-session corp",
        "write it [sso-session corp]",
    ]


@pytest.mark.parametrize("heading", ["work", "Profile work", '"work"'])
@pytest.mark.parametrize("line", ["pose work", "exec work -- true", "process work", "console work"])
def test_a_target_whose_section_is_not_read_is_reported_before_a_code_is_asked(
    place: Place, heading: str, line: str
) -> None:
    place.config(f"[{heading}]\n{ROLE}")
    path = place.home / ".aws" / "config"
    told = refused(place, *line.split())

    assert told[-2:] == [
        f"aws-session: error: {path}, line 1: [{heading}] is not read as profile 'work'",
        "  write it [profile work]",
    ]
    assert place.company.cloud.calls.count("GetSessionToken") == 0


def test_a_services_section_that_is_nowhere_is_named(place: Place) -> None:
    address = place.environ.pop("AWS_ENDPOINT_URL")
    place.config(
        f"[profile dev]\nregion = us-east-1\nsource_profile = default\nendpoint_url = {address}\n"
        "services = local\n[services locl]\ns3 =\n  endpoint_url = http://127.0.0.1:9000\n"
    )
    path = place.home / ".aws" / "config"
    said = refused(place, "-p", "dev", "--code", place.fresh_code(), "--shell", "sh")
    found = place.program("doctor", "--json", "--offline").stdout
    (about,) = (row for row in json.loads(found) if "services section" in row["what"])

    what = "profile 'dev' names the services section 'local', which does not exist"
    assert said == [
        f"aws-session: error: {what}",
        "  add [services local] to the AWS config file, or remove the setting services",
    ]
    assert (about["level"], about["what"]) == ("warning", what)
    assert about["remedy"] == f"add [services local], or correct it: {path}, line 5"


def test_a_folder_in_place_of_the_credentials_is_why_there_is_no_key(place: Place) -> None:
    place.config("[default]\nregion = us-east-1\n")
    path = place.home / ".aws" / "credentials"
    path.unlink()
    path.mkdir()

    assert refused(place, "--print")[-2:] == [
        f"aws-session: error: profile 'default' has no credentials in {path}",
        f"  {path} is a folder: put a file in its place",
    ]


def test_a_role_of_the_later_of_two_sections_is_told_of_the_earlier(place: Place) -> None:
    other = ROLE.replace("210987654321", "123412341234")
    place.config(f'[profile dev]\n{ROLE}[profile "dev"]\n{other}')
    path = place.home / ".aws" / "config"
    done = place.program("--code", place.fresh_code(), "pose", "dev", "--shell", "json")
    said = (
        f'{path}, line 1: [profile dev] is not read, because [profile "dev"], line 4, replaces it'
        ": keep one of the two sections"
    )

    assert f"aws-session: {said}\n" in done.stderr


def test_a_role_of_an_indented_section_is_not_sought_among_the_accounts(place: Place) -> None:
    place.config(f"[profile a]\noutput = json\n\n  [profile dev]\n  {ROLE}")
    path = place.home / ".aws" / "config"
    first, hint = refused(place, "pose", "dev")

    assert first == (
        f"aws-session: error: {path}, line 4: [profile dev] is indented, so it is read as part of "
        "output"
    )
    assert hint == "  remove the blanks before it"
