"""What doctor finds, in real shells with the fake AWS, and that it changes nothing."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

import pytest

import secret_service
from aws_session.model import duration_text
from aws_session.sandbox import Kind, scenario
from real.journeys.place import SECRET, Place, Sitting
from real.journeys.terminal import INTERACTIVE, Terminal

if TYPE_CHECKING:
    from pathlib import Path

EVERYTHING = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
}
ORDER = [
    "variables",
    "program",
    "function",
    "files",
    "clock",
    "region",
    "identity",
    "device",
    "listing",
    "session",
    "policies",
    "network",
    "store",
    "versions",
]


def examined(place: Place, *words: str, **environ: str) -> dict[str, dict[str, str]]:
    """Return the findings, the worst of each check; the exit status says if one is a problem."""
    done = place.program("doctor", "--json", *words, environ=environ)
    found: dict[str, dict[str, str]] = {}
    rows = json.loads(done.stdout)
    for row in reversed(rows):
        before = found.get(row["check"])
        levels = ["ok", "warning", "problem"]
        if before is None or levels.index(row["level"]) >= levels.index(before["level"]):
            found[row["check"]] = row

    assert done.stderr == ""
    assert done.returncode == int(any(row["level"] == "problem" for row in rows))
    assert all(row["remedy"] for row in rows if row["level"] != "ok")
    assert place.company.key.secret not in done.stdout
    assert sorted(found, key=ORDER.index) == list(dict.fromkeys(row["check"] for row in rows))
    return found


def test_a_user_with_only_a_key_has_no_problem(place: Place) -> None:
    (place.home / ".aws" / "credentials").chmod(0o600)
    before = place.everything_under_home()
    found = examined(place)

    assert {row["level"] for row in found.values()} <= {"ok", "warning"}
    assert [name for name, row in found.items() if row["level"] == "warning"] == [
        "network",
        "device",
    ]
    assert "user/alice, using profile 'default'" in found["identity"]["what"]
    assert "denied without MFA" in found["listing"]["what"]
    assert place.everything_under_home() == before


def test_in_a_session_the_policies_are_read(place: Place, sitting: Sitting) -> None:
    scenario.demand_mfa(place.company.user, "require-mfa-age")
    sitting.enter(f"aws-session {place.fresh_code()}")
    found = examined(place, **{n: v.decode() for n, v in sitting.environ.items()})

    assert found["session"]["what"].startswith("alice@111122223333, ")
    assert found["policies"]["level"] == "warning"
    assert 'mfa_age = "8h"' in found["policies"]["remedy"]


def test_the_region_is_the_one_that_programs_find_here(place: Place, sitting: Sitting) -> None:
    sitting.enter(f"aws-session {place.fresh_code()}")
    sitting.enter("aws-session region ap-south-1")
    found = examined(place, **{n: v.decode() for n, v in sitting.environ.items()})

    assert (found["region"]["level"], found["region"]["what"]) == ("ok", "ap-south-1")


def test_a_pipe_gets_lines_without_escapes(place: Place) -> None:
    done = place.program("doctor", "--offline", environ={"AWS_PROFILE": "nobody"})

    assert "AWS_PROFILE names the AWS profile nobody, which does not exist" in done.stdout
    assert "\\u00" not in done.stdout


@pytest.mark.parametrize("skew", [0, 120])
def test_a_session_after_a_revocation_is_not_taken_for_a_revoked_one(
    place: Place, sitting: Sitting, skew: int
) -> None:
    place.company.cloud.skew = skew
    sitting.enter(f"aws-session {place.fresh_code()}")
    assert sitting.enter("aws-session end --revoke") == 0, sitting.notices
    assert sitting.enter(f"aws-session {place.fresh_code()}") == 0, sitting.notices
    found = examined(place, **{n: v.decode() for n, v in sitting.environ.items()})

    assert (found["policies"]["level"], found["session"]["level"]) == ("ok", "ok")


def test_a_revoked_session_is_found(place: Place, sitting: Sitting) -> None:
    place.company.user.put_policy("deny-without-mfa", EVERYTHING)
    sitting.enter(f"aws-session {place.fresh_code()}")
    document = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Deny",
                "Action": "ec2:*",
                "Resource": "*",
                "Condition": {"DateLessThan": {"aws:TokenIssueTime": "2999-01-01T00:00:00Z"}},
            }
        ],
    }
    place.company.user.put_policy("AWSRevokeOlderSessions", document)
    found = examined(place, **{n: v.decode() for n, v in sitting.environ.items()})

    assert found["policies"]["level"] == "problem"
    assert "this session is revoked" in found["policies"]["what"]


def test_policies_of_groups_and_managed_ones_are_read(place: Place) -> None:
    user, account = place.company.user, place.company.account
    user.put_policy("deny-without-mfa", EVERYTHING)
    group = account.add_group("staff", "/")
    user.groups[group.name] = group
    statement = {"Effect": "Deny", "Action": "sts:Assume*", "Resource": "*"}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    policy = account.add_policy("no-roles", document, "/")
    group.attached.put("no-roles", policy, 0)
    found = examined(place)

    assert found["policies"]["what"] == "no-roles denies sts:AssumeRole: roles will be refused"


def test_a_policy_that_denies_one_role_is_no_warning(place: Place) -> None:
    role = "arn:aws:iam::*:role/BreakGlass"
    statement = {"Effect": "Deny", "Action": "sts:AssumeRole", "Resource": role}
    place.company.user.put_policy(
        "deny-without-mfa",
        {"Version": "2012-10-17", "Statement": [statement, *EVERYTHING["Statement"]]},
    )
    found = examined(place)

    assert found["policies"]["level"] == "ok"
    assert found["policies"]["what"] == (
        f"deny-without-mfa denies sts:AssumeRole on {role}: other roles are not affected"
    )


@pytest.mark.parametrize(
    ("ahead", "level", "what"),
    [
        (0, "ok", ""),
        (200, "warning", "slow"),
        (420, "problem", "slow: KMS, Lambda, CloudFormation, ECS and OpenSearch refuse calls"),
        (-3000, "problem", "fast"),
    ],
)
def test_the_clock_is_compared_with_the_date_header(
    place: Place, ahead: int, level: str, what: str
) -> None:
    place.company.cloud.skew = ahead
    found = examined(place)

    assert found["clock"]["level"] == level
    assert what in found["clock"]["what"]
    if ahead:
        said = found["clock"]["what"].split(" slow")[0].split(" fast")[0].replace(" ", "")
        seconds = duration_text.seconds(said.replace("min", "m"))
        assert abs(seconds - abs(ahead)) < 70


def test_an_unreachable_host_is_asked_once(place: Place) -> None:
    found = examined(place, AWS_ENDPOINT_URL="http://127.0.0.1:1")

    assert found["network"]["level"] == "problem"
    assert "cannot reach 127.0.0.1: connection refused" in found["network"]["what"]
    assert "identity" not in found
    assert "clock" not in found


def test_without_key_and_network_both_are_reported(place: Place) -> None:
    place.credentials("")
    (place.home / ".aws" / "credentials").chmod(0o600)
    place.config("")
    found = examined(place, AWS_ENDPOINT_URL="http://127.0.0.1:1")
    offline = examined(place, "--offline")

    assert found["network"]["level"] == "problem"
    for rows in (found, offline):
        assert rows["files"]["level"] == "warning"
        assert rows["files"]["what"].startswith("there are no AWS profiles in ")
        assert rows["identity"]["level"] == "problem"
        assert "aws configure" in rows["identity"]["remedy"]
    assert "clock" not in found
    assert "device" not in found


def test_a_profile_without_credentials_is_found_offline_too(place: Place) -> None:
    place.credentials("")
    place.config("[default]\nregion = eu-west-1\n")
    found = examined(place, "--offline")

    assert found["identity"]["level"] == "problem"
    assert "profile 'default' has no credentials" in found["identity"]["what"]


DEAD = {
    "AWS_ACCESS_KEY_ID": "ASIAEXAMPLEEXAMPLE00",
    "AWS_SECRET_ACCESS_KEY": "x",
    "AWS_SESSION_TOKEN": "left-over",
}


@pytest.mark.parametrize("with_key", [True, False])
def test_another_tools_expired_session_is_a_problem(place: Place, *, with_key: bool) -> None:
    if not with_key:
        place.credentials("")
    found = examined(place, **DEAD)

    assert found["session"]["level"] == "problem"
    assert found["session"]["what"] == (
        "AWS does not recognize the session in the environment: it has become invalid, or belongs "
        "to another partition"
    )
    assert found["session"]["remedy"] == (
        f"renew it with the tool that set it, or remove it: unset {' '.join(DEAD)}"
    )
    assert found["identity"]["level"] == ("ok" if with_key else "problem")


def test_another_tools_valid_session_is_checked(place: Place, sitting: Sitting) -> None:
    sitting.enter(f"aws-session {place.fresh_code()}")
    held = {name: os.fsdecode(sitting.environ[name]) for name in DEAD}
    place.credentials("")
    found = examined(place, **held)

    assert found["session"]["level"] == "ok"
    assert found["session"]["what"] == (
        "arn:aws:iam::111122223333:user/alice, using a session of another tool "
        f"({held['AWS_ACCESS_KEY_ID']})"
    )
    assert found["identity"]["level"] == "warning"
    assert "aws-session pose TARGET" in found["identity"]["remedy"]


def test_the_age_of_the_key_is_reported_if_it_is_visible(place: Place, sitting: Sitting) -> None:
    key = place.company.key
    hidden = place.program("doctor").stdout
    sitting.enter(f"aws-session {place.fresh_code()}")
    held = {name: os.fsdecode(value) for name, value in sitting.environ.items()}
    young = place.program("doctor", environ=held).stdout
    key.created -= 100 * 86_400
    old = examined(place, **held)["identity"]

    assert key.id not in hidden
    assert f"long-term key {key.id}, created today" in young
    assert (old["level"], old["what"]) == (
        "warning",
        f"long-term key {key.id}, 100 days old: AWS advises a new one every 90 days",
    )


def test_no_region_with_another_endpoint_is_reported_once(place: Place) -> None:
    file = place.home / ".aws" / "credentials"
    lines = file.read_text().splitlines(keepends=True)
    file.write_text("".join(line for line in lines if not line.startswith("region")))
    rows = json.loads(place.program("doctor", "--json").stdout)
    about = [row for row in rows if row["check"] == "region" or " region" in row["what"]]

    assert [(row["check"], row["level"]) for row in about] == [("network", "warning")]
    assert about[0]["what"].endswith(
        "which is not AWS; no region is set, but AWS clients need one there"
    )


@pytest.mark.parametrize("own", ["us-east-2", ""])
@pytest.mark.parametrize("offline", [("--offline",), ()])
def test_the_region_of_a_role_is_its_own_or_its_sources(
    place: Place, offline: tuple[str, ...], own: str
) -> None:
    role = "role_arn = arn:aws:iam::210987654321:role/Admin\nsource_profile = default\n"
    place.config(f"[profile deploy]\n{role}{own and f'region = {own}'}\n")
    place.credentials(default=place.company.key)
    done = place.program("doctor", "-p", "deploy", "--json", *offline)
    session = place.program("pose", "deploy", "--code", place.fresh_code(), "--shell", "json")

    rows, region = json.loads(done.stdout), own or place.company.region
    assert [row["what"] for row in rows if row["check"] == "region"] == [region]
    assert json.loads(session.stdout)["AWS_REGION"] == region


def test_the_region_of_a_profile_without_credentials_is_still_its_own(place: Place) -> None:
    place.config("[profile x]\nregion = eu-west-1\ncredential_process = false\n")
    rows = json.loads(place.program("doctor", "--json", "--profile", "x").stdout)

    assert [row["what"] for row in rows if row["check"] == "region"] == ["eu-west-1"]
    assert [row["level"] for row in rows if row["check"] == "identity"] == ["problem"]
    assert not [row for row in rows if "no region" in row["what"]]


def test_a_settings_file_that_does_not_exist_is_named(place: Place) -> None:
    path = str(place.folder / "typo.toml")
    rows = json.loads(
        place.program("doctor", "--json", environ={"AWS_SESSION_CONFIG": path}).stdout
    )
    (about,) = (row for row in rows if "typo.toml" in row["what"])

    assert (about["level"], about["what"]) == (
        "warning",
        f"AWS_SESSION_CONFIG names {path}, which does not exist",
    )


@pytest.mark.parametrize("end", [" # phone", "/", "!"])
def test_a_device_of_a_profile_that_is_none_is_named_with_its_line(place: Place, end: str) -> None:
    serial = f"{place.company.device.serial}{end}"
    place.config(f"[profile work]\nsource_profile = default\nmfa_serial = {serial}\n")
    rows = json.loads(place.program("doctor", "--json", "--offline").stdout)
    said = place.program("-p", "work", "--code", place.fresh_code(), "--shell", "sh").stderr
    line = f"(mfa_serial: {place.home}/.aws/config, line 3)"
    what = f"{serial!r} is not the serial number or name of an MFA device {line}"
    what += ": AWS's tools read a comment after a value as part of it" if "#" in end else ""

    assert [row["what"] for row in rows if "serial number" in row["what"]] == [what]
    assert f"aws-session: error: {what}\n" in said


def test_a_folder_in_place_of_an_aws_file_is_named(place: Place) -> None:
    (place.home / ".aws" / "config").mkdir()
    rows = json.loads(place.program("doctor", "--json").stdout)
    (about,) = (row for row in rows if " is a folder" in row["what"])

    folder = place.home / ".aws" / "config"
    assert (about["check"], about["level"]) == ("files", "warning")
    assert about["what"] == f"{folder} is a folder, which AWS's tools treat as a missing file"
    assert about["remedy"] == "put a file in its place"


def test_without_a_key_the_report_says_how_to_get_one(place: Place) -> None:
    place.credentials("")
    found = examined(place)

    assert found["clock"]["level"] == "ok"
    assert found["identity"]["level"] == "problem"
    assert "aws configure" in found["identity"]["remedy"]


@pytest.mark.parametrize(
    ("write", "what"),
    [
        ("[default]\nregion = a\nregion = b\n", "line 3: region appears twice"),
        ("[default]\n[default]\n", "line 2: [default] appears twice"),
    ],
)
def test_files_that_cannot_be_read_are_problems(place: Place, write: str, what: str) -> None:
    place.config(write)
    found = examined(place)

    assert found["files"]["level"] == "problem"
    assert what in found["files"]["what"]
    assert "versions" in found


def test_a_value_where_boto3_needs_indented_lines_is_a_problem(place: Place) -> None:
    place.config("[default]\napi_versions = 2011-06-15\n")
    found = [row for row in json.loads(place.program("doctor", "--json").stdout)
             if "indented settings" in row["what"]]  # fmt: skip

    assert [(row["check"], row["level"]) for row in found] == [("network", "problem")]
    assert f"{place.home / '.aws' / 'config'}, line 2" in found[0]["remedy"]


def test_wrong_settings_are_a_problem(place: Place) -> None:
    file = place.folder / "settings.toml"
    file.write_text("[profiles.a]\nmfa_serail = 'x'\n")
    found = examined(place, AWS_SESSION_CONFIG=str(file))

    assert found["files"]["level"] == "problem"
    assert found["files"]["remedy"] == "did you mean mfa_serial?"


def test_security_keys_alone_are_a_problem(place: Place) -> None:
    user = place.company.user
    user.put_policy("deny-without-mfa", EVERYTHING)
    user.devices.clear()
    user.add_device(Kind.U2F, "yubikey")

    assert "only security keys" in examined(place)["device"]["what"]


def test_an_invalid_ca_bundle_of_the_profile_is_a_problem(place: Place) -> None:
    place.config("[default]\nca_bundle = /nowhere.pem\n")
    found = examined(place, "--offline")["network"]

    assert found["level"] == "problem"
    assert "/.aws/config, line 2 names /nowhere.pem: No such file" in found["what"]


def test_offline_nothing_is_asked(place: Place) -> None:
    found = examined(place, "--offline", AWS_PROFILE="gone")

    assert list(place.company.cloud.calls) == []
    assert "clock" not in found
    assert found["files"]["level"] == "problem"


def test_with_a_session_no_secret_is_shown(place: Place, sitting: Sitting) -> None:
    sitting.enter(f"aws-session {place.fresh_code()}")
    held = {name: os.fsdecode(value) for name, value in sitting.environ.items()}
    done = place.program("doctor", environ=held | {"AWS_PROFILE": "gone"})

    for name in SECRET:
        assert held[name] not in done.stdout + done.stderr
    assert done.returncode == 1


def test_what_it_prints_for_programs_does_nothing_when_it_is_evaluated(
    place: Place, sitting: Sitting
) -> None:
    place.config("[profile $(touch RAN)]\naws_access_key_id = `touch RAN`\n")
    before = dict(sitting.environ)
    for line in ('eval "$(aws-session doctor)"', "eval $(aws-session doctor)"):
        sitting.carry_out(f"{line} 2>/dev/null || :")

        assert sitting.environ == before
    assert not (place.folder / "RAN").exists()


def test_at_a_terminal_it_is_read_by_people(place: Place) -> None:
    bash = next(shell for shell in INTERACTIVE if shell.name == "bash")
    bash.require()
    with Terminal.of(place, bash, {"LANG": "C.UTF-8", "TERM": "xterm"}) as terminal:
        terminal.enter("aws-session doctor")
        terminal.expect("warning")
        terminal.ready()

        assert terminal.status() == 0
    assert "✓ program" in terminal.transcript
    assert "→ if AWS refuses it" in terminal.transcript


def test_the_place_of_a_shadowing_alias_is_named(place: Place, tmp_path: Path) -> None:
    (place.home / ".bashrc").write_text("alias aws-session=other\n")

    assert f"{place.home}/.bashrc, line 1" in examined(place)["program"]["what"]


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's keyring is in Linux alone")
def test_the_store_that_would_be_taken_is_named_and_why_not_a_better_one(place: Place) -> None:
    settings = place.folder / "own.toml"
    told = {"AWS_SESSION_CONFIG": str(settings)}
    without_bus = examined(place, "--offline")["store"]
    with secret_service.bus(place.folder, place.environ) as service:
        service.start()
        with_bus = examined(place, "--offline", **service.environ)["store"]
        service.lock()
        locked = examined(place, "--offline", **service.environ)["store"]
        settings.write_text('keep = true\nkeep_in = "secret-service"\n')
        nothing = examined(place, "--offline", **told, **service.environ)["store"]
        settings.write_text('keep_in = "kernel"\n')
        named = examined(place, "--offline", **told, **service.environ)["store"]

    kernel = "--keep stores sessions in the kernel's keyring"
    assert without_bus["what"] == f"{kernel}, as this machine has no secret store"
    assert with_bus["what"] == "--keep stores sessions in the Secret Service"
    assert locked["what"] == f"{kernel}, as the system's secret store is locked"
    assert nothing["what"] == "sessions cannot be stored: the system's secret store is locked"
    assert named["what"] == kernel
    levels = [row["level"] for row in (without_bus, with_bus, locked, nothing, named)]
    assert levels == ["ok", "ok", "ok", "warning", "ok"]
