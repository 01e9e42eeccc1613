"""Shells that already have sessions, by the lines that were typed in them."""

from __future__ import annotations

from ..case import CONFIG, CREDENTIALS, SETTINGS, Start
from . import hostile
from .profiles import KEY_JSON, PROFILES, SHARED

MFA = "mfa --code @CODE@ --shell sh"
READER = "arn:aws:iam::543210987654:role/ReadOnly"
TAGGED = "arn:aws:iam::111122223333:role/team/Tagged"
AUDIT = "arn:aws:iam::765432109876:role/audit/Audit"
ADMIN = "arn:aws:iam::210987654321:role/Admin"
_FILES = {CONFIG: PROFILES, CREDENTIALS: SHARED, "key.json": KEY_JSON}
_TAGS = (
    "--tag team=ops --tag 'cost center=Zürich & Co' --transitive --source-identity alice "
    "--policy-arn arn:aws:iam::aws:policy/ReadOnlyAccess"
)
_LIMITED = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}'

_SESSIONS = (
    Start("mfa", (MFA,)),
    Start("mfa-15m", ("mfa --code @CODE@ -d 15m -r us-east-2 --shell sh",)),
    Start("pose", (MFA, "pose prod Admin --shell sh")),
    Start("pose-read", (MFA, "pose data-lake ReadOnly -r ap-south-1 --shell sh")),
    Start(
        "two-roles",
        (
            MFA,
            f"pose {TAGGED} --shell sh",
            f"pose {READER} --chain --shell sh",
        ),
    ),
    Start("no-back", (MFA, "pose prod Admin --no-back --shell sh")),
    Start("pose-coded", (f"pose {READER} -d 8h --code @CODE@ --shell sh",)),
    Start(
        "pose-with-all",
        (
            MFA,
            f"pose {AUDIT} --external-id audit-7c1d --session-name it.is=me,@x+y --shell sh",
        ),
    ),
    Start(
        "pose-tagged",
        (
            MFA,
            f"pose {TAGGED} {_TAGS} --policy limit.json -d 30m --shell sh",
        ),
        files={"../work/limit.json": _LIMITED},
    ),
    Start(
        "key",
        (MFA,),
        environ={
            "AWS_ACCESS_KEY_ID": "@ID@",
            "AWS_SECRET_ACCESS_KEY": "@SECRET@",
            "AWS_DEFAULT_REGION": "sa-east-1",
        },
        files={CREDENTIALS: ""},
    ),
    Start(
        "key-pose",
        (MFA, "pose R\\&D ReadOnly --shell sh"),
        environ={"AWS_ACCESS_KEY_ID": "@ID@", "AWS_SECRET_ACCESS_KEY": "@SECRET@"},
        files={CREDENTIALS: ""},
    ),
    Start(
        "profile",
        (MFA,),
        environ={
            "AWS_PROFILE": "work",
            "AWS_DEFAULT_OUTPUT": "text",
            "AWS_ACCOUNT_ID": "000000000000",
            "AWS_REGION": "eu-north-1",
        },
        files=_FILES,
    ),
    Start("profile-pose", ("-p work --code @CODE@ -s sh", "pose chained -s sh"), files=_FILES),
    Start("other-user", ("-p many mfa many --code '@CODE many@' --shell sh",), files=_FILES),
    Start("handed", ("-p temporary --shell sh",), files=_FILES),
    Start("process", ("-p tool --code @CODE@ -s sh",), files=_FILES),
    Start(
        "labels",
        (MFA,),
        environ={"AWSUME_PROFILE": "before it's gone", "AWS_PROFILE": "default"},
        files={SETTINGS: 'label_variables = ["AWSUME_PROFILE", "MY_LABEL"]\n'},
    ),
    Start("region", ("region us-west-2 --shell sh",)),
    Start(
        "region-twice",
        ("region us-west-2 --shell sh", "region nowhere-9 --shell sh"),
        environ={"AWS_REGION": "eu-west-2", "AWS_DEFAULT_REGION": "eu-west-3"},
    ),
    Start("mfa-region", (MFA, "region us-west-2 --shell sh")),
)

_STRANGE = tuple(
    Start(
        f"hostile {name}",
        ("region us-west-2 --shell sh",),
        environ={"AWS_REGION": value, "AWS_DEFAULT_REGION": "plain"},
    )
    for name, value in hostile.VALUES.items()
)

_ALL_AT_ONCE = Start(
    "hostile-all",
    (MFA, "pose prod Admin --shell sh"),
    environ={f"LABEL_{number}": value for number, value in enumerate(hostile.TEXTS.values())},
    files={
        SETTINGS: "label_variables = ["
        + ", ".join(f'"LABEL_{number}"' for number in range(len(hostile.TEXTS)))
        + "]\n"
    },
)

STARTS = (*_SESSIONS, *_STRANGE, _ALL_AT_ONCE)

HELD = tuple(start.name for start in _SESSIONS)
"""The names of the usual ones."""
