"""Failures, and how each shell reports them: usage, files, settings, AWS, the network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..case import CONFIG, CREDENTIALS, DIALECTS, MAIN, SETTINGS, Case
from .sessions import FILES
from .starts import ADMIN

if TYPE_CHECKING:
    from collections.abc import Iterator

_STS = {"AWS_ENDPOINT_URL_STS": "http://127.0.0.1:20698"}


def cases() -> Iterator[Case]:
    for dialect in DIALECTS:
        yield from _in(dialect)
    yield from _usage()
    yield from _commands()
    yield from _files()
    yield from _settings()
    yield from _addresses()
    yield from _codes()
    yield from _refusals()


def _in(dialect: str) -> Iterator[Case]:
    """Yield failures before AWS is asked, and one refusal by AWS."""
    told = ("--shell", dialect)
    code = ("--code", "123456", *told)

    def fails(name: str, *words: str, **more: Any) -> Case:
        return Case(f"failing/{dialect}/{name}", words, **more)

    yield fails("option", "--nope", *told)
    yield fails("command", "frobnicate", *told)
    yield fails("help", "pose", "--help", *told)
    yield fails("duration", "-d", "99h", *told)
    yield fails("two-codes", "123456", *code)
    yield fails("no-terminal", *told)
    yield fails("region", "region", "no where", *told)
    yield fails("profile", "-p", "gone", *code)
    yield fails("no-files", *code, files={CONFIG: "", CREDENTIALS: ""})
    yield fails("broken-file", *code, files={CONFIG: "[default\nregion"})
    yield fails("broken-settings", *code, files={SETTINGS: "keep = \n"})
    yield fails("unreachable", *code)
    yield fails("renew", "renew", *told)
    yield fails("pose", "pose", *told)
    yield fails("wrong-code", "--code", "@WRONG@", *told, kind=MAIN)
    yield fails("role", "pose", "prod", "Nobody", *told, start="mfa", kind=MAIN)
    carried = {"AWSUME_PROFILE": "caf\udce9\n", "AWS_PROFILE": "default"}
    labels = {SETTINGS: 'label_variables = ["AWSUME_PROFILE"]\n'}
    yield fails("session", "--code", "@CODE@", *told, environ=carried, files=labels, kind=MAIN)
    yield fails("spent", *("pose", "prod", "Nobody", "--code", "@CODE@"), *told, kind=MAIN)


def _usage() -> Iterator[Case]:
    lines = (
        *("--shell nope", "-s", "-s bash -s", "mfa a b", "mfa ''", "mfa 12345", "12345", "1234567"),
        *(
            "'123 456'",
            "123456 654321",
            "--code",
            "--code x",
            "--code ''",
            "-m 12345",
            "-d",
            "-d 0",
        ),
        *("-d 1", "-d 900s", "-d 15m", "-d 37h", "-d x", "-d ''", "-d 1h30m", "-d -1", "-d 12H"),
        *("-r ''", "-r UP", "-r a.b", "-p ''", "-p", "--profile=", "--region=eu-west-1 --nope"),
        *("--code=123456 --kep", "--fresh=1", "--version", "--version x", "-h -s", "--", "-- x"),
        *("pose -- x", "pose a b c", "pose '' x", "pose x ''", "pose --mfa --no-mfa x"),
        *(
            "pose x --no-mfa -m 1",
            "pose x -d 13h",
            "pose x -d 14m",
            "pose x --tag",
            "pose x --tag a",
        ),
        *(
            "pose x --tag =b",
            "pose x --transitive",
            "pose x --session-name a",
            "pose x --policy gone",
        ),
        *(
            "pose x --session-name 'a b'",
            "pose x --external-id 'a b'",
            "pose x --source-identity é",
        ),
        *("back x", "back --code 1", "renew x", "renew -d 1", "region", "region a b", "resume x"),
        *("resume -p ''", "end x", "end --nope", "end --revok", "status x", "status --at-least"),
        *(
            "status --at-least x",
            "status --at-least ''",
            "accounts x",
            "accounts --jsn",
            "devices x",
        ),
        *("process a b c", "process ''", "policy nope", "policy deny-without-mf", "policy x y"),
        *("policy require-mfa-age --max-age 1", "policy revoke-older-sessions --before x"),
        *("init nope", "init ''", "init bash --cmd ''", "init bash --cmd if", "init bash --cmd 9"),
        *("init bash --cmd a.b", "init sh --warn", "init json", "config x", "config import a b"),
        *("config --path --check", "config --editor ''", "config import --path", "doctor x"),
        *("doctor --ofline", "help nope", "help pos", "help a b", "help errrors", "version x"),
        *("exec --", "exec -- ''", "exec a b c -- x", "exec --refresh -d 1h -- x", "exec --nope"),
        *("exec prod terraform plan", "console -d 8h", "console --service 'A B'", "console a b c"),
        *("sandbox nope", "sandbox --port x", "sandbox --port 70000", "sandbox --policy nope"),
        *("sandbox --partition nope", "sandbox serve -- x", "sandbox --", "sandbox code"),
        *("complete", "complete nope", "complete bash", "complete fish x", "complete zsh 1e9"),
        *(
            "assume prod",
            "login",
            "logout",
            "whoami",
            "ls",
            "list",
            "use",
            "switch",
            "start",
            "stop",
        ),
        *("unset", "work", "it", "mfaa", "statsu", "rnew", "regin eu-west-1", "ed", "--pofile x"),
        *("--durtion 1h", "--debug --nope", "-x", "-abc", "---", "-", "''", "' '", "$'a\\nb'"),
        *("pose -p", "pose prod --nope", "pose --prof x", "region eu-west-1 --debug --nope"),
        *("clear x", "-s bash clear --nope", "accounts --profile gone", "devices -p gone"),
    )
    for line in lines:
        words = tuple(_split(line))
        name = f"usage/{line}".replace("\\", "").replace("\n", " ")
        environ = {"AWS_SESSION_SHELL": "bash"}
        yield Case(name, words, files=FILES, environ=environ)


def _split(line: str) -> list[str]:
    import shlex

    return [word.replace("$a\\nb", "a\nb") for word in shlex.split(line)]


def _commands() -> Iterator[Case]:
    """Yield words in every valid order, and words that only look like commands."""
    lines = (
        *("-s bash end", "end -s bash", "--shell=bash end", "-s=bash end", "end --shell bash"),
        *("--debug end -s sh", "-r eu-west-1 -s bash region us-east-1", "-s fish region eu-west-1"),
        *("region -s tcsh eu-west-1", "--print region eu-west-1 -s bash", "back -s sh --print"),
        *("status --json", "--json status", "version", "--version", "version --debug", "policy"),
        *(
            "-s dash end",
            "-s mksh end",
            "-s pwsh end",
            "-s BASH end",
            "-s zsh-5.9 end",
            "-s nu end",
        ),
    )
    for line in lines:
        yield Case(f"order/{line}", tuple(line.split()), start="mfa")


def _files() -> Iterator[Case]:
    files: dict[str, dict[str, str]] = {
        "config-broken": {CONFIG: "[default]\nregion = eu-west-1\nregion\n"},
        "config-heading": {CONFIG: "region = x\n"},
        "config-twice": {CONFIG: "[default]\nregion = a\n[default]\noutput = b\n"},
        "config-nested": {CONFIG: "[default]\ns3 =\n  what is this\n"},
        "config-empty-name": {CONFIG: "[profile ]\nx = y\n[profile a b]\nx = y\n"},
        "config-bytes": {CONFIG: "[default]\nregion = caf\udce9\n"},
        "config-nul": {CONFIG: "[default]\nregion = a\0b\n"},
        "config-bom": {CONFIG: "\ufeff[default]\nregion = eu-west-1\n"},
        "config-crlf": {CONFIG: "[default]\r\nregion = eu-west-1\r\n"},
        "credentials-broken": {CREDENTIALS: "[default]\naws_access_key_id\n"},
        "credentials-half": {CREDENTIALS: "[default]\naws_access_key_id = x\n"},
        "credentials-other": {
            CREDENTIALS: "[other]\naws_access_key_id=x\naws_secret_access_key=y\n"
        },
        "credentials-several": {
            CREDENTIALS: "".join(
                f"[p{n}]\naws_access_key_id=x\naws_secret_access_key=y\n" for n in range(20)
            )
        },
        "none": {CONFIG: "", CREDENTIALS: ""},
    }
    for name, texts in files.items():
        yield Case(f"files/{name}", ("--code", "123456", "-s", "bash"), files=texts)
        yield Case(f"files/doctor-{name}", ("doctor", "--offline"), files=texts)
    code = ("--code", "@CODE@", "-s", "bash")
    for profile in (
        *("half", "settings-only", "sso", "web", "failing", "mute", "ours", "round", "lost"),
        *("sourceless", "fido", "bare", "endpoint", "clear", "elsewhere", "hardware", "mfa-work"),
        *("WORK", "wrok", "$(id)", "it's"),
    ):
        yield Case(f"profiles/{profile}", ("-p", profile, *code), files=FILES, kind=MAIN)
    key = {"AWS_ACCESS_KEY_ID": "AKIAFAKE"}
    yield Case("profiles/half-variable", code, environ=key, kind=MAIN)
    yield Case("profiles/secret-alone", code, environ={"AWS_SECRET_ACCESS_KEY": "x"}, kind=MAIN)
    yield Case("profiles/variable-gone", code, environ={"AWS_PROFILE": "gone"}, kind=MAIN)
    yield Case(
        "profiles/unknown-key", code, environ=key | {"AWS_SECRET_ACCESS_KEY": "x"}, kind=MAIN
    )
    wrong = {"AWS_ACCESS_KEY_ID": "@ID@", "AWS_SECRET_ACCESS_KEY": "wrong"}
    yield Case("profiles/wrong-secret", code, environ=wrong, kind=MAIN)
    gone = {"AWS_CONFIG_FILE": "/no/such", "AWS_SHARED_CREDENTIALS_FILE": "/no/such"}
    yield Case("profiles/files-gone", code, environ=gone, kind=MAIN)
    folder = {"AWS_CONFIG_FILE": "@HOME@"}
    yield Case("profiles/file-is-folder", code, environ=folder, kind=MAIN)


def _settings() -> Iterator[Case]:
    texts = {
        "syntax": "keep = = 1\n",
        "unknown": 'defualt_profile = "x"\n',
        "unknown-far": "zzz = 1\n",
        "kind": "default_profile = 1\n",
        "flag": 'keep = "yes"\n',
        "blank": 'default_role = " "\n',
        "duration": '[profiles.work]\nduration = "40h"\n',
        "duration-kind": "[profiles.work]\nduration = true\n",
        "age": '[profiles.work]\nmfa_age = "x"\n',
        "region": '[profiles.work]\nregion = "A B"\n',
        "account": '[accounts.x]\nrole = "y"\n',
        "account-id": '[accounts.x]\nid = "12"\n',
        "table": 'accounts = "x"\n',
        "tables": "[accounts]\nx = 1\n",
        "inline": 'accounts = {x = {id = "1"}}\n',
        "labels": 'label_variables = ["PATH"]\n',
        "labels-aws": 'label_variables = ["AWS_X"]\n',
        "labels-code": 'label_variables = ["a b"]\n',
        "browser": 'browser_command = "\'"\n',
        "browser-braces": 'browser_command = "firefox {nope}"\n',
        "strange": '[accounts."$(id)\\n"]\nid = "x"\n',
        "bytes": 'default_role = "caf\udce9"\n',
        "nothing": "\n",
        "good": '[accounts.prod]\nid = "210987654321"\n[profiles.work]\nduration = "8h"\n',
    }
    for name, text in texts.items():
        files = {SETTINGS: text}
        yield Case(f"settings/{name}-check", ("config", "--check"), files=files)
        yield Case(f"settings/{name}-mfa", ("--code", "1", "-s", "bash"), files=files)
        yield Case(f"settings/{name}-end", ("end", "-s", "bash"), files=files, start="mfa")


def _addresses() -> Iterator[Case]:
    """Yield settings between this machine and AWS."""
    code = ("--code", "123456", "-s", "bash")
    environs = {
        "closed": _STS,
        "clear": {"AWS_ENDPOINT_URL": "http://sts.example.com"},
        "no-address": {"AWS_ENDPOINT_URL": "nonsense"},
        "no-scheme": {"AWS_ENDPOINT_URL": "127.0.0.1:20698"},
        "odd": {"AWS_ENDPOINT_URL": "http://127.0.0.1:99999"},
        "tls": {"AWS_ENDPOINT_URL": "https://127.0.0.1:20698"},
        "proxy": {
            "AWS_ENDPOINT_URL": "https://sts.example.com",
            "HTTPS_PROXY": "http://127.0.0.1:20698",
        },
        "proxy-password": {
            "AWS_ENDPOINT_URL": "https://sts.example.com",
            "HTTPS_PROXY": "http://me:hidden@127.0.0.1:20698",
        },
        "proxy-no-address": {
            "AWS_ENDPOINT_URL": "https://sts.example.com",
            "HTTPS_PROXY": "nonsense:x",
        },
        "bundle": {
            "AWS_ENDPOINT_URL": "https://127.0.0.1:20698",
            "AWS_CA_BUNDLE": "/no/such.pem",
        },
    }
    for name, environ in environs.items():
        yield Case(f"address/{name}", code, environ=environ)
        yield Case(f"address/{name}-doctor", ("doctor",), environ=environ)
    tls = {"AWS_ENDPOINT_URL": "https://127.0.0.1:20698"}
    for words in (("accounts",), ("devices",), ("process",), ("exec", "--", "true"), ("console",)):
        yield Case(f"address/{words[0]}", words, environ=tls)
    yield Case("address/pose", ("pose", "prod", "-s", "sh"), environ=tls, start="mfa")


def _codes() -> Iterator[Case]:
    def code(name: str, *words: str, **more: Any) -> Case:
        return Case(f"codes/{name}", words, kind=MAIN).but(**more)

    yield code("wrong", "--code", "@WRONG@", "-s", "bash")
    yield code("wrong-stdin", "--code", "-", "-s", "bash", stdin="@WRONG@\n")
    yield code("empty-stdin", "--code", "-", "-s", "bash", stdin="")
    yield code("text-stdin", "--code", "-", "-s", "bash", stdin="nothing\n")
    for name, command in {
        "false": "false",
        "mute": "true",
        "text": "echo nothing",
        "wrong": "echo @WRONG@",
        "gone": "/no/such",
        "several": "echo @CODE@; echo 2",
        "loud": "echo it works >&2; echo @CODE@",
        "strange": "printf '\\033[31m@CODE@\\n'",
        "environ": 'test -z "$AWS_SECRET_ACCESS_KEY" && echo @CODE@',
        "killed": "kill -9 $$",
    }.items():
        command_given = {"AWS_SESSION_MFA_COMMAND": command}
        yield code(f"command-{name}", "-s", "bash", environ=command_given)
    once = 'aws-session --code "$1" -s bash >/dev/null; eval "$(aws-session --code "$1" -s sh)"'
    yield code("twice", "@CODE@", line=once)
    spent = (
        'eval "$(aws-session --code "$1" -s sh)"; '
        'aws-session --code "$1" -s bash; echo $?; '
        'AWS_SESSION_MFA_COMMAND="echo $1" aws-session -s bash'
    )
    yield code("remembered", "@CODE@", line=spent)
    yield code("device-unknown", "mfa", "gone", "--code", "@CODE@", "-s", "bash")
    yield code("device-of-nobody", "mfa", "GAHT00000000", "--code", "@CODE@", "-s", "bash")
    yield code("device-strange", "mfa", "it's $(id)", "--code", "@CODE@", "-s", "bash")
    yield code("device-key", "mfa", "arn:aws:iam::1:u2f/user/a/b", "--code", "1", "-s", "bash")
    serial = {"AWS_MFA_SERIAL": "arn:aws:iam::111122223333:mfa/gone"}
    yield code("device-variable", "--code", "@CODE@", "-s", "bash", environ=serial)


_SAID = {
    "wrong-code": (
        "AccessDenied",
        "MultiFactorAuthentication failed with invalid MFA one time pass code. ",
    ),
    "wrong-device": (
        "AccessDenied",
        "MultiFactorAuthentication failed, unable to validate MFA code. ",
    ),
    "temporary": ("AccessDenied", "Cannot call GetSessionToken with session credentials"),
    "throttled": ("Throttling", "Rate exceeded"),
    "clock": ("SignatureDoesNotMatch", "Signature expired: 20261201T120000Z is now earlier than"),
    "secret": ("SignatureDoesNotMatch", "The request signature we calculated does not match"),
    "scope": ("SignatureDoesNotMatch", "Credential should be scoped to a valid region. "),
    "expired": ("ExpiredToken", "The security token included in the request is expired"),
    "unknown": ("InvalidClientTokenId", "The security token included in the request is invalid."),
    "denied": (
        "AccessDenied",
        "User: x is not authorized to perform: y with an explicit deny in an identity-based policy",
    ),
    "denied-control": (
        "AccessDenied",
        "not authorized to perform: y with an explicit deny in a service control policy",
    ),
    "denied-boundary": (
        "AccessDenied",
        "not authorized: with an explicit deny in a permissions boundary",
    ),
    "forbidden": ("AccessDenied", "User: x is not authorized to perform: y"),
    "role": (
        "AccessDenied",
        "User: x is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::1:role/x",
    ),
    "role-trust": (
        "AccessDenied",
        "is not authorized to perform: sts:AssumeRole on resource: r because no resource-based policy allows",
    ),
    "role-identity": (
        "AccessDenied",
        "is not authorized to perform: sts:AssumeRole on resource: r because no identity-based policy allows",
    ),
    "chained": (
        "ValidationError",
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining",
    ),
    "long": (
        "ValidationError",
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    ),
    "malformed": (
        "ValidationError",
        "1 validation error detected: Value 'x' at 'y'\n$(id) \x1b[31m",
    ),
    "policy": ("MalformedPolicyDocument", "Syntax errors in policy."),
    "packed": ("PackedPolicyTooLarge", "Packed policy consumes 120% of allotted space"),
    "root": ("AccessDenied", "Roles may not be assumed by root accounts."),
    "region": ("RegionDisabledException", "STS is not activated in this region"),
    "unheard": ("SomethingNew", "nobody has heard of this"),
}


def _refusals() -> Iterator[Case]:
    """Yield AWS's answers to a call, and calls without an answer."""
    starts: dict[str, tuple[str, tuple[str, ...]]] = {
        "GetSessionToken": ("", ("--code", "@CODE@", "-s", "bash")),
        "AssumeRole": ("mfa", ("pose", ADMIN, "-s", "bash")),
    }
    for action, (start, words) in starts.items():
        for name, (code, message) in _SAID.items():
            fault = {"action": action, "fault": "refused", "code": code, "message": message}
            told: dict[str, Any] = {"times": 2, "status": 403}
            yield Case(
                f"refused/{action}/{name}",
                words,
                start=start,
                kind=MAIN,
                faults=({**fault, **told},),
            )
    silent: dict[str, dict[str, Any]] = {
        "dropped": {"fault": "dropped"},
        "dropped-after": {"fault": "dropped", "processed": True},
        "truncated": {"fault": "truncated"},
        "failed": {"fault": "refused", "code": "InternalFailure", "message": "x", "status": 500},
        "unavailable": {
            "fault": "refused",
            "code": "ServiceUnavailable",
            "message": "",
            "status": 503,
        },
    }
    for action, (start, words) in starts.items():
        for name, fault in silent.items():
            faults = ({"action": action, "times": 9, **fault},)
            yield Case(f"unanswered/{action}/{name}", words, start=start, kind=MAIN, faults=faults)
    throttled: dict[str, Any] = {
        "fault": "refused",
        "code": "Throttling",
        "message": "Rate exceeded",
        "status": 400,
    }
    for times in (1, 3, 9):
        for action, (start, words) in starts.items():
            faults = ({"action": action, "times": times, **throttled},)
            yield Case(f"throttled/{action}/{times}", words, start=start, kind=MAIN, faults=faults)
    refused: dict[str, Any] = {
        "fault": "refused",
        "code": "AccessDenied",
        "message": "not authorized",
        "status": 403,
    }
    for action, words, start in (
        ("GetCallerIdentity", ("--code", "@CODE@", "-s", "bash"), ""),
        ("GetCallerIdentity", ("status", "--verify"), "pose"),
        ("ListMFADevices", ("devices",), "mfa"),
        ("ListAccounts", ("accounts",), "mfa"),
        ("ListAccounts", ("pose", "prod", "-s", "bash"), "mfa"),
        ("PutUserPolicy", ("end", "--revoke", "-s", "bash"), "mfa"),
    ):
        for name, fault in {"denied": refused, "dropped": {"fault": "dropped"}}.items():
            faults = ({"action": action, "times": 9, **fault},)
            case = f"refused/{action}/{words[0]}-{name}"
            yield Case(case, words, start=start, kind=MAIN, faults=faults)
    for code in ("MalformedPolicyDocument", "LimitExceeded", "NoSuchEntity", "Throttling"):
        told = {"fault": "refused", "code": code, "message": "x", "status": 400, "times": 2}
        faults = ({"action": "PutUserPolicy", **told},)
        revoke = ("end", "--revoke", "-s", "bash")
        yield Case(f"revoke/refused/{code}", revoke, start="mfa", kind=MAIN, faults=faults)
    for start in ("mfa", "pose", "two-roles", "key", "handed", "other-user", "region", "no-back"):
        revoke = ("end", "--revoke", "-s", "bash")
        yield Case(f"revoke/ways/{start}", revoke, start=start, kind=MAIN)
    yield Case("revoke/ways/none", ("end", "--revoke", "-m", "@CODE@", "-s", "sh"), kind=MAIN)
    yield Case("revoke/ways/no-code", ("end", "--revoke", "-s", "sh"), kind=MAIN)
    always = {SETTINGS: "revoke_on_end = true\n"}
    yield Case("revoke/settings", ("end", "-s", "sh"), start="mfa", files=always, kind=MAIN)
    yield Case("revoke/settings-none", ("end", "-s", "sh"), files=always, kind=MAIN)
    for ahead in (-1200, -400, 400, 1200):
        told_code = ("--code", "@CODE@", "-s", "bash")
        yield Case(f"clock/mfa {ahead}", told_code, ahead=ahead, kind=MAIN)
        yield Case(f"clock/doctor {ahead}", ("doctor",), ahead=ahead, kind=MAIN)
    debugged = ("--code", "@CODE@", "-s", "bash", "--debug")
    new = {"action": "GetSessionToken", "fault": "refused", "code": "New", "message": "said"}
    yield Case("debug/refused", debugged, kind=MAIN, faults=(new,))
    yield Case("debug/profile", ("-p", "gone", "-s", "bash", "--debug"))
    yield Case("debug/unreachable", ("--code", "123456", "-s", "bash", "--debug"))
