"""Successful commands that a shell evaluates: every dialect, then every variant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..case import CONFIG, CREDENTIALS, DIALECTS, MAIN, SETTINGS, Case
from ..imitation import Kind
from . import hostile
from .profiles import KEY_JSON, PROFILES, SHARED
from .starts import ADMIN, HELD

if TYPE_CHECKING:
    from collections.abc import Iterator

FILES = {CONFIG: PROFILES, CREDENTIALS: SHARED, "key.json": KEY_JSON, "token": "abc"}
LATER = {"RECORDING_NOW": "1796176800"}
"""Fourteen hours later, when every session has ended."""

_LIMIT = '{"Version": "2012-10-17",\n "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}\n'
_ROLE = "arn:aws:iam::111122223333:role/x"


def cases() -> Iterator[Case]:
    for dialect in DIALECTS:
        yield from _in(dialect)
    yield from _ends()
    yield from _backs()
    yield from _regions()
    yield from _mfas()
    yield from _poses()
    yield from _renews()
    yield from _partitions()


def _in(dialect: str) -> Iterator[Case]:
    told = ("--shell", dialect)
    yield Case(f"mfa/{dialect}/fresh", ("--code", "@CODE@", *told), kind=MAIN)
    yield Case(f"mfa/{dialect}/over", ("mfa", "@CODE@", *told), start="pose", kind=MAIN)
    yield Case(f"pose/{dialect}/fresh", ("pose", ADMIN, "-m", "@CODE@", *told), kind=MAIN)
    yield Case(f"pose/{dialect}/over", ("pose", "R&D", "ReadOnly", *told), start="mfa", kind=MAIN)
    yield Case(f"renew/{dialect}/mfa", ("renew", "--code", "@CODE@", *told), start="mfa", kind=MAIN)
    yield Case(f"renew/{dialect}/pose", ("renew", *told), start="pose", kind=MAIN)
    for start in ("", "mfa", "pose", "region-twice"):
        name = f"region/{dialect}/{start or 'none'}"
        yield Case(name, ("region", "us-east-1", *told), start=start)
    yield Case(f"resume/{dialect}/none", ("resume", *told))
    for start in ("pose", "two-roles", "key-pose", "mfa", ""):
        yield Case(f"back/{dialect}/{start or 'none'}", ("back", *told), start=start)
    for start in ("", "mfa", "pose", "key", "profile", "labels", "region-twice", "hostile-all"):
        yield Case(f"end/{dialect}/{start or 'none'}", ("end", *told), start=start)
    for word, fails in (("end", "damaged"), ("back", "damaged"), ("region", "damaged")):
        words = (word, "us-east-1") if word == "region" else (word,)
        state = {"AWS_SESSION_STATE": "1,00000000,:,=,"}
        yield Case(f"{word}/{dialect}/{fails}", (*words, *told), environ=state, start="mfa")
    for name in hostile.VALUES:
        yield Case(f"hostile/{dialect}/{name}", ("end", *told), start=f"hostile {name}")


def _ends() -> Iterator[Case]:
    for start in HELD:
        yield Case(f"end/ways/{start}", ("end", "-s", "bash"), start=start)
        yield Case(f"end/later/{start}", ("end", "-s", "bash"), start=start, environ=LATER)
    yield Case("end/ways/clear", ("clear", "-s", "bash"), start="pose")
    yield Case("end/ways/all", ("end", "--all", "-s", "bash"), start="pose")
    foreign = {
        "AWS_ACCESS_KEY_ID": "ASIAFAKEFOREIGN00000",
        "AWS_SECRET_ACCESS_KEY": "foreign",
        "AWS_SESSION_TOKEN": "foreign+token/==",
    }
    yield Case("end/foreign/session", ("end", "-s", "bash"), environ=foreign)
    yield Case("end/foreign/vault", ("end", "-s", "bash"), environ={**foreign, "AWS_VAULT": "work"})
    key = {"AWS_ACCESS_KEY_ID": "AKIAFAKE", "AWS_SECRET_ACCESS_KEY": "x"}
    yield Case("end/foreign/key", ("end", "-s", "bash"), environ=key)
    yield Case("end/foreign/over", ("end", "-s", "bash"), start="pose", environ=foreign)
    yield Case("end/foreign/key-over", ("end", "-s", "fish"), start="key", environ=key)
    for name, value in (
        ("AWS_REGION", "us-gov-west-1"),
        ("AWS_PROFILE", "other"),
        ("AWS_SESSION_LABEL", "mine"),
        ("AWS_SESSION_TOKEN", "changed"),
        ("AWS_ACCOUNT_ID", "1"),
    ):
        changed = {name: value}
        yield Case(f"end/changed/{name}", ("end", "-s", "bash"), start="profile", environ=changed)
        yield Case(f"back/changed/{name}", ("back", "-s", "bash"), start="pose", environ=changed)
    for name in ("AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SESSION_LABEL", "AWS_SESSION_STATE"):
        yield Case(f"end/removed/{name}", ("end", "-s", "bash"), start="profile", removed=(name,))
        yield Case(f"back/removed/{name}", ("back", "-s", "bash"), start="pose", removed=(name,))
    for name, state in _STATES.items():
        environ = {"AWS_SESSION_STATE": state}
        for word in ("end", "back", "status", "renew"):
            told = ("-s", "bash") if word != "status" else ()
            yield Case(f"{word}/state/{name}", (word, *told), start="pose", environ=environ)
            if word in {"end", "status"}:
                yield Case(f"{word}/state-alone/{name}", (word, *told), environ=environ)


_STATES = {
    "empty": "",
    "nonsense": "nonsense",
    "version-0": "0,12345678,:,=,",
    "version-9": "9,12345678,:,=,",
    "version-long": "x" * 50 + ",1,2",
    "cut": "1,20330e76,:,:,:,.mfa,.ASIA",
    "digest": "1,00000000,:,:,=,:,:,.AWS_REGION,.bd57a511,-,=,=,:,-,.0,=,:,=,=,",
    "strange": "1,$(touch PWNED)\n☃",
    "huge": "1," + "a" * 30_000,
}


def _backs() -> Iterator[Case]:
    for start in HELD:
        yield Case(f"back/ways/{start}", ("back", "-s", "bash"), start=start)
    for start in ("pose", "two-roles", "pose-read"):
        yield Case(f"back/later/{start}", ("back", "-s", "bash"), start=start, environ=LATER)
        soon = {"RECORDING_NOW": "1796130900"}
        yield Case(f"back/soon/{start}", ("back", "-s", "bash"), start=start, environ=soon)
    for zone in ("Asia/Kolkata", "America/St_Johns", "Pacific/Kiritimati"):
        yield Case(f"back/zone/{zone}", ("back", "-s", "bash"), start="pose", environ={"TZ": zone})


def _regions() -> Iterator[Case]:
    for start in HELD:
        yield Case(f"region/ways/{start}", ("region", "af-south-1", "-s", "bash"), start=start)
    for name in (
        *("eu-west-9", "eu-wets-1", "EU-WEST-1", "eu west 1", "", "-", "x" * 64, "x" * 63, "é"),
        *("us-gov-west-1", "cn-north-1", "a.b", "aws-global", "$(id)", "eu-west-1\n"),
    ):
        shown = name.encode("unicode_escape").decode()[:20] or "empty"
        yield Case(f"region/name/{shown} {len(name)}", ("region", name, "-s", "bash"))


def _mfas() -> Iterator[Case]:
    def way(name: str, *words: str, **told: object) -> Case:
        return Case(f"mfa/ways/{name}", words, kind=MAIN, files=FILES).but(**told)

    code = ("--code", "@CODE@", "-s", "bash")
    yield way("word", "@CODE@", "-s", "bash")
    yield way("word-behind", "mfa", "@CODE@", "-s", "bash")
    yield way("stdin", "--code", "-", "-s", "bash", stdin="@CODE@\n")
    yield way("stdin-blanks", "--code", "-", "-s", "bash", stdin=" @CODE@ \r\n")
    yield way("command", "-s", "bash", environ={"AWS_SESSION_MFA_COMMAND": "echo @CODE@"})
    yield way("duration", *code, "-d", "36h")
    yield way("duration-short", *code, "-d", "900")
    yield way("region-option", *code, "-r", "ap-east-1")
    yield way("region-doubtful", *code, "-r", "eu-west-11")
    yield way("region-variable", *code, environ={"AWS_REGION": "eu-south-2"})
    yield way("region-second", *code, environ={"AWS_DEFAULT_REGION": "eu-south-2"})
    both = {"AWS_DEFAULT_REGION": "eu-south-2", "AWS_REGION": "eu-north-1"}
    yield way("region-both", *code, environ=both)
    yield way("region-none", *code, files={**FILES, CONFIG: ""})
    for profile in (
        *("work", "it's me", "prod-admin", "chained", "read", "audit", "long", "tool", "named"),
        *("bundled", "temporary"),
    ):
        yield way(f"profile-{profile}", "-p", profile, *code)
        variable = {"AWS_PROFILE": profile}
        yield way(f"variable-{profile}", *code, environ=variable)
    yield way("many", "-p", "many", "--code", "@CODE many@", "-s", "bash")
    yield way("many-tablet", "mfa", "tablet", "-p", "many", "--code", "@CODE many@", "-s", "bash")
    yield way("barred", "-p", "barred", "--code", "@CODE barred@", "-s", "bash")
    yield way("nobody", "-p", "nobody", "--code", "@CODE nobody@", "-s", "bash")
    printed = {"RECORDED_CODE": "@CODE@"}
    yield way("process-command", "-p", "command", "-s", "bash", environ=printed)
    yield way("device-arn", "mfa", "@SERIAL@", *code)
    yield way("device-name", "mfa", "alice", *code)
    yield way("device-variable", *code, environ={"AWS_MFA_SERIAL": "@SERIAL@"})
    yield way(
        "profiles-differ", *code, environ={"AWS_PROFILE": "work", "AWS_DEFAULT_PROFILE": "named"}
    )
    yield way("default-profile", *code, environ={"AWS_DEFAULT_PROFILE": "work"})
    key = {"AWS_ACCESS_KEY_ID": "@ID@", "AWS_SECRET_ACCESS_KEY": "@SECRET@"}
    yield way("key", *code, environ=key)
    yield way("key-and-profile", *code, environ={**key, "AWS_PROFILE": "work"})
    yield way("foreign", *code, environ={**key, "AWS_SESSION_TOKEN": "x"})
    yield way("remembered", "--code", "@CODE@", "-s", "bash", shown=(".cache/aws-session/*",))
    for start in HELD:
        yield way(f"over-{start}", *code, start=start)
    for name, text in _SETTINGS.items():
        yield way(f"settings-{name}", *code, files={**FILES, SETTINGS: text})
    for name in ("AWS_CA_BUNDLE", "AWS_DEFAULT_OUTPUT", "AWS_USE_FIPS_ENDPOINT", "AWS_VAULT"):
        yield way(f"beside-{name}", *code, environ={name: ""})
    yield way("cleared", *code, environ={"AWS_SECURITY_TOKEN": "", "AWS_ROLE_ARN": "x"})
    yield way("fresh", "--fresh", *code)
    yield way("debug", "--debug", *code)
    yield way("print", "--print", *code)
    yield way("slow-clock", *code, ahead=40)
    yield way("zone", *code, environ={"TZ": "America/St_Johns"})


_SETTINGS = {
    "profile": 'default_profile = "work"\n',
    "session": '[profiles.default]\nduration = "2h"\nregion = "me-south-1"\nmfa_serial = "@SERIAL@"\n',
    "age": '[profiles.default]\nmfa_age = "8h"\n',
    "command": '[profiles.default]\nmfa_command = "false"\n',
    "labels": 'label_variables = ["AWSUME_PROFILE"]\n',
    "all": 'default_role = "ReadOnly"\nsession_name = "me"\nkeep_at_least = "1h"\nrevoke_on_end = false\n'
    '[accounts.x]\nid = "210987654321"\n',
}


def _poses() -> Iterator[Case]:
    def way(name: str, *words: str, **told: object) -> Case:
        words = ("pose", *words, "-s", "bash")
        return Case(f"pose/ways/{name}", words, kind=MAIN, files=FILES, start="mfa").but(**told)

    for target in (
        *("210987654321", "2109-8765-4321", "2109", "4321", "prod", "PROD", "sta", "R&D"),
        *("customer portal (eu)", "Customer", "portal", "old-billing", "9999", "d", "nothing"),
        *("non prod", "prod/Admin", "data-lake/ReadOnly", "1111", "111122223333", "prdo"),
        *("$(id)", "it's", "Zürich", "*", "-", "12345", "000000000000", "a" * 300),
    ):
        yield way(f"target-{target[:30]}", target)
        yield way(f"role-{target[:30]}", target, "ReadOnly")
    for role in ("/Admin/", "role/Admin", "audit/Audit", "no role", "$(id)", "x" * 65, "é", "''"):
        yield way(f"with-{role[:20]}", "prod", role)
    for arn in (
        *(ADMIN, "arn:aws:iam::765432109876:role/audit/Audit", "arn:aws:iam::1:role/x"),
        *("arn:aws:iam::210987654321:user/x", "arn:aws-cn:iam::210987654321:role/Admin", "arn:"),
        *("arn:aws:sts::210987654321:assumed-role/Admin/x", f"{_ROLE}/y/"),
    ):
        yield way(f"arn-{arn}", arn)
    yield way("arn-and-role", ADMIN, "ReadOnly")
    for profile in (
        *("prod-admin", "chained", "read", "audit", "long", "round", "lost", "sourceless", "work"),
        *("tool", "temporary", "half", "settings-only", "web", "sso"),
    ):
        yield way(f"profile-{profile}", profile)
        yield way(f"profile-{profile}-fresh", profile, "--code", "@CODE@", start="")
        yield way(f"signed-by-{profile}", "prod", "Admin", "-p", profile, "-m", "@CODE@")
    yield way("none", start="")
    yield way("none-in-session")
    options: dict[str, tuple[str, ...]] = {
        "duration": ("-d", "30m"),
        "long": ("-d", "8h"),
        "long-code": ("-d", "8h", "--code", "@CODE@"),
        "mfa": ("--mfa", "--code", "@CODE@"),
        "no-mfa": ("--no-mfa",),
        "no-back": ("--no-back",),
        "chain": ("--chain",),
        "name": ("--session-name", "somebody"),
        "identity": ("--source-identity", "alice"),
        "tag": ("--tag", "a=b", "--tag", "team=it's & co", "--tag", "empty="),
        "transitive": ("--tag", "a=b", "--transitive"),
        "policy": ("--policy", "limit.json"),
        "policy-arn": ("--policy-arn", "arn:aws:iam::aws:policy/ReadOnlyAccess"),
        "region": ("-r", "eu-central-2"),
        "fresh": ("--fresh", "--code", "@CODE@"),
        "code": ("--code", "@CODE@"),
        "external": ("--external-id", "x1"),
    }
    files = {**FILES, "../work/limit.json": _LIMIT}
    for name, words in options.items():
        yield way(f"option-{name}", "data-lake", "ReadOnly", *words, files=files)
        yield way(f"option-{name}-pose", "prod", *words, files=files, start="pose")
        yield way(f"option-{name}-fresh", "prod", "Admin", *words, files=files, start="")
    for start in HELD:
        yield way(f"over-{start}", "staging", "-m", "@CODE@", start=start)
        yield way(f"from-{start}", "non-prod", "ReadOnly", start=start)
    yield way("remembered", "prod", "Admin", shown=(".cache/aws-session/*",))
    yield way("later", "prod", "Admin", environ=LATER)
    for name, text in _POSE_SETTINGS.items():
        told = {**FILES, SETTINGS: text}
        for target in ("prod", "mine", "it's", "2109"):
            yield way(f"settings-{name}-{target}", target, files=told)
    variable = {"AWS_ROLE_SESSION_NAME": "from.variable"}
    yield way("session-name-variable", "prod", "Admin", environ=variable)
    bad = {"AWS_ROLE_SESSION_NAME": "two words"}
    yield way("session-name-bad", "prod", "Admin", environ=bad)
    strange = Kind(strange=True)
    for target in (
        "$(touch PWNED)",
        "it's",
        "say",
        "two  blanks ",
        "-rf",
        "%PATH%!x!",
        "prod/..",
        "*",
    ):
        yield way(f"strange-{target}", target, kind=strange)
        yield way(f"strange-zsh-{target}", target, kind=strange).but(
            words=("pose", target, "OrganizationAccountAccessRole", "-s", "zsh")
        )


_POSE_SETTINGS = {
    "alias": '[accounts.mine]\nid = "210987654321"\nrole = "Admin"\nregion = "il-central-1"\n',
    "role": 'default_role = "ReadOnly"\nsession_name = "from.settings"\n',
    "strange": '[accounts."it\'s"]\nid = "210987654321"\n[accounts."$(id) ☃"]\nid = "543210987654"\n',
    "bad-name": 'session_name = "two words"\n',
}


def _renews() -> Iterator[Case]:
    def way(name: str, start: str, *words: str, **told: object) -> Case:
        words = ("renew", *words, "-s", "bash")
        return Case(f"renew/{name}/{start or 'none'}", words, kind=MAIN, start=start).but(**told)

    for start in HELD:
        yield way("ways", start)
        yield way("code", start, "--code", "@CODE@", files=FILES)
        yield way("duration", start, "-d", "2h", "-m", "@CODE@", files=FILES)
    yield way("code", "", "--code", "@CODE@")
    for start in ("mfa", "pose", "two-roles", "key"):
        yield way("later", start, "-m", "@CODE@", environ=LATER)


def _partitions() -> Iterator[Case]:
    for partition, region in (
        ("aws-cn", "cn-north-1"),
        ("aws-us-gov", "us-gov-west-1"),
        ("aws-eusc", "eusc-de-east-1"),
    ):
        kind = Kind(partition)
        files = {CONFIG: f"[default]\nregion = {region}\n"}
        name = f"partition/{partition}"
        code = ("--code", "@CODE@", "-s", "bash")
        yield Case(f"{name}/mfa", code, kind=kind, files=files)
        yield Case(f"{name}/pose", ("pose", "prod", *code), kind=kind, files=files)
        yield Case(f"{name}/other", (*code, "-r", "eu-west-1"), kind=kind, files=files)
        yield Case(f"{name}/main", (*code, "-r", region), kind=MAIN, files=files)
    for policy in ("require-mfa-age", "allow-with-mfa", "deny-long-term-keys"):
        kind = Kind(policy=policy)
        code = ("--code", "@CODE@", "-s", "bash")
        yield Case(f"policies/{policy}/mfa", code, kind=kind)
        yield Case(f"policies/{policy}/pose", ("pose", "prod", "Admin", *code), kind=kind)
        yield Case(f"policies/{policy}/no-mfa", ("pose", "R&D", "--no-mfa", "-s", "sh"), kind=kind)
        for words in (("accounts",), ("devices",), ("doctor",)):
            yield Case(f"policies/{policy}/{words[0]}", words, kind=kind)
