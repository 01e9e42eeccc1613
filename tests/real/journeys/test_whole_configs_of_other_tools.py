"""The examples in each tool's documentation, in one config each, used without a change."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from aws_session.sandbox import scenario
from aws_session.sandbox.scenario import administrator_access

if TYPE_CHECKING:
    from real.journeys.place import Place, Sitting

PROD, DEV = "210987654321", "321098765432"
DEVICE = "arn:aws:iam::111122223333:mfa/alice"

AWS_VAULT = f"""\
[default]
region = us-east-1

; a fragment that other profiles include
[profile common]
region=eu-west-1
mfa_serial={DEVICE}
source_profile = root

[profile root]
include_profile = common

[profile order-dev]
include_profile = common
role_arn=arn:aws:iam::{DEV}:role/developers

[profile order-prod]
include_profile = common
role_arn=arn:aws:iam::{PROD}:role/administrators
duration_seconds = 900
role_session_name = johnsmith

[profile order-west]
parent_profile = order-prod
region = us-west-2

; one that names itself
[profile jon]
region = eu-west-1
mfa_serial = {DEVICE}
source_profile=jon

[profile order-read]
role_arn = arn:aws:iam::{PROD}:role/administrators
include_profile = jon
region = eu-north-1

[profile order-tagged]
source_profile = root
region = eu-west-3
role_arn=arn:aws:iam::{PROD}:role/tagged
external_id = deadbeef
session_tags = key1=value1,key2=value2,key3=value3
transitive_session_tags = key1,key2
source_identity=your_user_name

[profile target]
source_profile = order-dev
region = ap-southeast-2
role_arn = arn:aws:iam::{PROD}:role/target
role_session_name = at-target

[profile vaulted]
region = us-east-1
credential_process = aws-vault export --no-session --format=json vaulted
mfa_serial = {DEVICE}

[profile order-vaulted]
region = sa-east-1
role_arn = arn:aws:iam::{PROD}:role/administrators
source_profile = vaulted
"""

AWSUME = f"""\
[default]
region = us-east-1

[profile dev]
region = us-east-1
mfa_serial = {DEVICE}

[profile myrole]
region = us-east-2
source_profile = dev
role_arn = arn:aws:iam::{DEV}:role/developers
role_session_name = my-session
duration_seconds = 1800

[profile client]
source_profile = dev
role_arn = arn:aws:iam::{PROD}:role/tagged
external_id = deadbeef
session_token_duration = 28800

[profile chained]
source_profile = myrole
role_arn = arn:aws:iam::{PROD}:role/target

[profile vaulted]
region = us-east-1
credential_process = aws-vault export --no-session --format=json vaulted
"""

GRANTED = f"""\
[granted_registry_start https://git.example.com/profiles.git]
[granted_registry_end https://git.example.com/profiles.git]

[profile base]
granted_sso_start_url = https://example.awsapps.com/start
granted_sso_region = ap-southeast-2
granted_sso_account_id = 111122223333
granted_sso_role_name = DevRole
common_fate_generated_from = aws-sso
credential_process = granted credential-process --profile base
region = ap-southeast-2

[profile iam]
credential_process = granted credential-process --profile iam
mfa_serial = {DEVICE}
region = eu-west-1

[profile prod]
role_arn = arn:aws:iam::{PROD}:role/administrators
source_profile = iam
region = eu-central-1
role_session_name = from-granted

[profile chained]
role_arn = arn:aws:iam::{PROD}:role/target
source_profile = through
region = eu-west-2

[profile through]
role_arn = arn:aws:iam::{DEV}:role/developers
source_profile = iam
"""

AWS_MFA_CONFIG = """\
[default]
region = us-east-1

[profile development]
region = eu-west-1

[profile myorganization]
region = eu-west-2
"""
AWS_MFA = """\
[default-long-term]
{key}aws_mfa_device = {device}

[development-long-term]
{key}aws_mfa_device = {device}
assume_role = arn:aws:iam::{prod}:role/administrators

[myorganization]
{key}aws_mfa_device = {device}

[myorganization-production]
assumed_role = True
assumed_role_arn = arn:aws:iam::{prod}:role/administrators
aws_access_key_id = ASIAFAKEFAKEFAKEFAKE
aws_secret_access_key = hush
aws_session_token = hush
aws_security_token = hush
expiration = 2019-07-02 03:06:05
"""


class Role(NamedTuple):
    """A role session at AWS: its account, its name, and its parameters."""

    account: str
    role: str
    region: str | None
    name: str = "alice"
    seconds: int = 3_600
    tags: tuple[tuple[str, str], ...] = ()
    transitive: tuple[str, ...] = ()
    identity: str | None = None
    through: tuple[str, ...] = ()


TAGGED = Role(
    PROD,
    "tagged",
    "eu-west-3",
    tags=(("key1", "value1"), ("key2", "value2"), ("key3", "value3")),
    transitive=("key1", "key2"),
    identity="your_user_name",
)

ROLES: dict[str, dict[str, Role]] = {
    AWS_VAULT: {
        "order-dev": Role(DEV, "developers", "eu-west-1"),
        "order-prod": Role(PROD, "administrators", "eu-west-1", "johnsmith", 900),
        "order-west": Role(PROD, "administrators", "us-west-2", "johnsmith", 900),
        "order-read": Role(PROD, "administrators", "eu-north-1"),
        "order-tagged": TAGGED,
        "target": Role(
            PROD, "target", "ap-southeast-2", "at-target", through=(f"{DEV}:role/developers",)
        ),
        "order-vaulted": Role(PROD, "administrators", "sa-east-1"),
    },
    AWSUME: {
        "myrole": Role(DEV, "developers", "us-east-2", "my-session", 1_800),
        "client": Role(PROD, "tagged", "us-east-1"),
        "chained": Role(PROD, "target", "us-east-1", through=(f"{DEV}:role/developers",)),
    },
    GRANTED: {
        "prod": Role(PROD, "administrators", "eu-central-1", "from-granted"),
        "chained": Role(PROD, "target", "eu-west-2", through=(f"{DEV}:role/developers",)),
    },
    AWS_MFA: {
        "development": Role(PROD, "administrators", "eu-west-1"),
    },
}
SESSIONS = {
    AWS_VAULT: {"root": "eu-west-1", "jon": "eu-west-1", "vaulted": "us-east-1"},
    AWSUME: {"dev": "us-east-1", "vaulted": "us-east-1"},
    GRANTED: {"iam": "eu-west-1", "base": "ap-southeast-2"},
    AWS_MFA: {"": "us-east-1", "default": "us-east-1", "myorganization": "eu-west-2"},
}
NAMES = {AWS_VAULT: "aws-vault", AWSUME: "awsume", GRANTED: "granted", AWS_MFA: "aws-mfa"}


def _cases(of: dict[str, dict[str, Any]]) -> list[Any]:
    return [
        pytest.param(config, profile, wanted, id=f"{NAMES[config]}-{profile or 'nothing'}")
        for config, profiles in of.items()
        for profile, wanted in profiles.items()
    ]


def _set_up(place: Place, config: str) -> None:
    """Write the files of a tool, a stand-in for the tool itself, and the roles that they name."""
    pair = place.company.key
    key = f"aws_access_key_id = {pair.id}\naws_secret_access_key = {pair.secret}\n"
    if config == AWS_MFA:
        place.config(AWS_MFA_CONFIG)
        place.credentials(config.format(key=key, device=DEVICE, prod=PROD))
    else:
        place.config(config)
        names = {AWS_VAULT: ("root", "jon"), AWSUME: ("dev",), GRANTED: ()}[config]
        place.credentials("".join(f"[{name}]\n{key}" for name in names))
    folder = place.folder / "programs"
    folder.mkdir()
    for name in ("aws-vault", "granted"):
        program = folder / name
        program.write_text(
            "#!/bin/sh\nprintf '"
            f'{{"Version": 1, "AccessKeyId": "{pair.id}", "SecretAccessKey": "{pair.secret}"}}\'\n'
        )
        program.chmod(0o700)
    place.environ["PATH"] = f"{folder}:{place.environ['PATH']}"
    cloud = place.company.cloud
    prod, dev = cloud.accounts[PROD], cloud.accounts[DEV]
    full = administrator_access(cloud)
    prod.add_role("administrators", scenario.trust(place.company.account)).attach(full)
    dev.add_role("developers", scenario.trust(place.company.account)).attach(full)
    prod.add_role("target", scenario.trust(dev)).attach(full)
    tagged = scenario.trust(place.company.account, {"StringEquals": {"sts:ExternalId": "deadbeef"}})
    tagged["Statement"][0]["Action"] = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]
    prod.add_role("tagged", tagged).attach(full)


@pytest.mark.parametrize(("config", "profile", "wanted"), _cases(ROLES))
def test_a_role_is_assumed_as_the_tool_would(
    place: Place, sitting: Sitting, config: str, profile: str, wanted: Role
) -> None:
    _set_up(place, config)
    sitting.environ["PATH"] = place.environ["PATH"].encode()
    line = f"aws-session pose {profile} -m {place.fresh_code()}"

    assert sitting.enter(line) == 0, sitting.notices
    calls = place.company.cloud.calls.of("AssumeRole")
    last = dict(calls[-1].parameters)
    session = place.company.cloud.sessions[sitting.aws("ACCESS_KEY_ID") or ""].role_session
    assert session is not None
    assert wanted == Role(
        sitting.aws("ACCOUNT_ID") or "",
        last["RoleArn"].rpartition("/")[2],
        sitting.aws("REGION"),
        session.name,
        int(last.get("DurationSeconds", 3_600)),
        tuple(session.tags.items()),
        tuple(sorted(session.transitive)),
        session.source_identity,
        tuple(call.parameters["RoleArn"].partition("iam::")[2] for call in calls[:-1]),
    )
    (token,) = place.company.cloud.calls.of("GetSessionToken")
    assert token.parameters["SerialNumber"] == DEVICE
    if profile == "client":
        assert str(token.parameters["DurationSeconds"]) == "28800"


@pytest.mark.parametrize(("config", "profile", "region"), _cases(SESSIONS))
def test_a_session_is_started_as_the_tool_would(
    place: Place, sitting: Sitting, config: str, profile: str, region: str
) -> None:
    _set_up(place, config)
    sitting.environ["PATH"] = place.environ["PATH"].encode()
    named = f"-p {profile} " if profile else ""

    assert sitting.enter(f"aws-session {named}{place.fresh_code()}") == 0, sitting.notices
    (token,) = place.company.cloud.calls.of("GetSessionToken")
    assert token.parameters["SerialNumber"] == DEVICE
    assert (sitting.aws("ACCOUNT_ID"), sitting.aws("REGION")) == ("111122223333", region)


@pytest.mark.parametrize("config", ROLES, ids=NAMES.get)
def test_doctor_reports_only_settings_that_are_not_read(place: Place, config: str) -> None:
    _set_up(place, config)
    told = json.loads(place.program("doctor", "--offline", "--json").stdout)
    unread = "settings that neither aws-session nor the AWS CLI and SDKs read:"
    found = [row["what"] for row in told if unread in row["what"]]
    wanted = {
        AWS_VAULT: [],
        AWSUME: [],
        GRANTED: [
            (
                f"profile base: {unread} granted_sso_start_url (of granted), granted_sso_region "
                "(of granted), granted_sso_account_id (of granted), granted_sso_role_name (of "
                "granted), common_fate_generated_from (of granted)"
            )
        ],
        AWS_MFA: [
            (
                f"profile myorganization-production: {unread} assumed_role (of aws-mfa), "
                "assumed_role_arn (of aws-mfa)"
            )
        ],
    }

    assert found == wanted[config]
