"""Commands that show the state: status, doctor, accounts, devices, settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..case import CONFIG, CREDENTIALS, MAIN, SETTINGS, Case, Screen
from ..imitation import Kind
from .sessions import FILES, LATER
from .starts import HELD

if TYPE_CHECKING:
    from collections.abc import Iterator

_FOREIGN = {
    "AWS_ACCESS_KEY_ID": "ASIAFAKEFOREIGN00000",
    "AWS_SECRET_ACCESS_KEY": "foreign",
    "AWS_SESSION_TOKEN": "foreign+token/==",
}


def cases() -> Iterator[Case]:
    yield from _statuses()
    yield from _starts()
    yield from _lists()
    yield from _doctors()
    yield from _settings()


def _starts() -> Iterator[Case]:
    """Show what a shell with a session contains, above all its state."""
    shown = "env | LC_ALL=C sort | grep -a '^AWS_\\|^AWSUME\\|LABEL'"
    for start in (*HELD, "hostile-all"):
        yield Case(f"start/{start}", (), start=start, line=shown)


def _statuses() -> Iterator[Case]:
    forms: dict[str, tuple[str, ...]] = {
        "text": (),
        "json": ("--json",),
        "15m": ("--at-least", "15m"),
        "2h": ("--at-least", "2h"),
        "36h": ("--at-least", "36h"),
    }
    for start in (*HELD, "hostile-all", ""):
        for name, words in forms.items():
            yield Case(f"status/{name}/{start or 'none'}", ("status", *words), start=start)
        yield Case(f"status/screen/{start or 'none'}", ("status",), start=start, screen=Screen())
        yield Case(f"status/later/{start or 'none'}", ("status",), start=start, environ=LATER)
        later = ("status", "--json")
        yield Case(f"status/later-json/{start or 'none'}", later, start=start, environ=LATER)
        verify = ("status", "--verify")
        yield Case(f"status/verify/{start or 'none'}", verify, start=start, kind=MAIN)
    environs = {
        "foreign": _FOREIGN,
        "vault": {**_FOREIGN, "AWS_VAULT": "work"},
        "awsume": {**_FOREIGN, "AWSUME_PROFILE": "x"},
        "until": {**_FOREIGN, "AWS_CREDENTIAL_EXPIRATION": "2026-12-01T13:00:00Z"},
        "until-nonsense": {**_FOREIGN, "AWS_CREDENTIAL_EXPIRATION": "$(id); x\n"},
        "old-token": {**_FOREIGN, "AWS_SESSION_TOKEN": "", "AWS_SECURITY_TOKEN": "x"},
        "key": {"AWS_ACCESS_KEY_ID": "AKIAFAKE", "AWS_SECRET_ACCESS_KEY": "x"},
        "key-strange": {"AWS_ACCESS_KEY_ID": "$(id) 'x", "AWS_SECRET_ACCESS_KEY": "x"},
        "half": {"AWS_SECRET_ACCESS_KEY": "x"},
    }
    for name, environ in environs.items():
        for form, words in (("text", ()), ("json", ("--json",)), ("15m", ("--at-least", "15m"))):
            yield Case(f"status/{form}-{name}", ("status", *words), environ=environ)
            over = Case(f"status/{form}-over-{name}", ("status", *words), environ=environ)
            yield over.but(start="pose")
    for zone in ("Asia/Kolkata", "America/St_Johns"):
        yield Case(f"status/zone/{zone}", ("status",), start="pose", environ={"TZ": zone})
    for name in ("AWS_REGION", "AWS_SESSION_LABEL", "AWS_PROFILE"):
        changed = {name: "it's changed"}
        yield Case(f"status/changed/{name}", ("status",), start="pose", environ=changed)
        words = ("status", "--json")
        yield Case(f"status/changed-json/{name}", words, start="pose", environ=changed)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SESSION_TOKEN", "AWS_REGION"):
        yield Case(f"status/removed/{name}", ("status",), start="pose", removed=(name,))


def _lists() -> Iterator[Case]:
    strange = Kind(strange=True)
    for name, kind in (("company", MAIN), ("strangers", strange)):
        for form, words in (("text", ()), ("json", ("--json",)), ("refresh", ("--refresh",))):
            yield Case(f"accounts/{name}/{form}", ("accounts", *words), start="mfa", kind=kind)
        for columns in (60, 80, 200):
            screen = Screen(columns=columns)
            case = Case(f"accounts/{name}/screen {columns}", ("accounts",), start="mfa", kind=kind)
            yield case.but(screen=screen)
    settings = {
        **FILES,
        SETTINGS: '[accounts.mine]\nid = "210987654321"\nrole = "Admin"\n[accounts."$(id) ☃"]\n'
        'id = "999999999999"\n',
    }
    for start in ("", "mfa", "pose"):
        told = Case(f"accounts/settings/{start or 'none'}", ("accounts",), start=start, kind=MAIN)
        yield told.but(files=settings)
        on_screen = told.but(files=settings, screen=Screen(columns=120))
        yield on_screen.but(name=f"accounts/settings-screen/{start or 'none'}")
        json = told.but(files=settings, words=("accounts", "--json"))
        yield json.but(name=f"accounts/settings-json/{start or 'none'}")
    yield Case("accounts/none", ("accounts",), kind=MAIN)
    twice = (
        'aws-session accounts >/dev/null; AWS_ENDPOINT_URL=http://127.0.0.1:20698 aws-session "$@"'
    )
    yield Case("accounts/cached", ("accounts",), start="mfa", kind=MAIN, line=twice)
    cached = ("accounts", "--refresh")
    yield Case("accounts/cached-refresh", cached, start="mfa", kind=MAIN, line=twice)
    shown = (".cache/aws-session/*",)
    yield Case("accounts/kept", ("accounts",), start="mfa", kind=MAIN, shown=shown)
    for profile in ("work", "many", "fido", "bare", "barred", "nobody", "tool", "prod-admin"):
        for form, words in (("text", ()), ("json", ("--json",))):
            asked = ("devices", "-p", profile, *words)
            yield Case(f"devices/{profile}/{form}", asked, files=FILES, kind=MAIN)
        screen = Screen(columns=90)
        yield Case(f"devices/{profile}/screen", ("devices", "-p", profile), screen=screen).but(
            files=FILES, kind=MAIN
        )
    yield Case("devices/session", ("devices",), start="mfa", kind=MAIN, shown=shown)


def _doctors() -> Iterator[Case]:
    forms: dict[str, tuple[str, ...]] = {
        "text": (),
        "json": ("--json",),
        "offline": ("--offline",),
        "offline-json": ("--offline", "--json"),
    }
    for start in ("", "mfa", "pose", "key", "handed", "region"):
        for name, words in forms.items():
            told = ("doctor", *words)
            yield Case(f"doctor/{name}/{start or 'none'}", told, start=start, kind=MAIN)
        screen = Screen(columns=90)
        case = Case(f"doctor/screen/{start or 'none'}", ("doctor",), start=start, kind=MAIN)
        yield case.but(screen=screen)
    for profile in ("many", "fido", "bare", "barred", "nobody", "half", "sso", "ours", "tool"):
        told = ("doctor", "-p", profile)
        yield Case(f"doctor/profile/{profile}", told, files=FILES, kind=MAIN)
    rc_files = {
        ".bashrc": 'eval "$(aws-session init bash)"\nalias aws-session="x"\n',
        ".zshrc": 'eval "$(aws-session init zsh)"\n# eval "$(aws-session init zsh)"\n',
        ".config/fish/fish_variables": "SETUVAR --export AWS_PROFILE:x\n",
    }
    environs = {
        "variables": {"AWS_PROFILE": "a", "AWS_DEFAULT_PROFILE": "b", "AWS_SECURITY_TOKEN": "x"},
        "regions": {"AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-west-2"},
        "doubtful": {"AWS_REGION": "eu-wset-1"},
        "foreign": _FOREIGN,
        "half": {"AWS_ACCESS_KEY_ID": "x"},
        "role": {"AWS_ROLE_ARN": "x", "AWS_WEB_IDENTITY_TOKEN_FILE": "/x"},
        "bundle": {"AWS_CA_BUNDLE": "/no/such", "REQUESTS_CA_BUNDLE": "/no/such"},
        "proxy": {"HTTPS_PROXY": "http://me:hidden@127.0.0.1:1", "NO_PROXY": "127.0.0.1"},
        "state": {"AWS_SESSION_STATE": "1,0,x"},
        "function": {"AWS_SESSION_EMIT_FD": "1", "AWS_SESSION_SHELL": "bash"},
    }
    for name, environ in environs.items():
        for form in ("text", "offline"):
            told = ("doctor", *forms[form])
            case = Case(f"doctor/{form}-{name}", told, environ=environ, kind=MAIN)
            yield case
    yield Case("doctor/rc-files", ("doctor", "--offline"), files=rc_files)
    yield Case(
        "doctor/rc-files-bash", ("doctor", "--offline"), files=rc_files, shell=("bash", "-c")
    )
    screen = Screen(columns=60)
    yield Case("doctor/narrow", ("doctor", "--offline"), files=rc_files, screen=screen)
    plain = {"LC_ALL": "C"}
    yield Case("doctor/ascii", ("doctor", "--offline"), screen=Screen(), environ=plain)
    strange = {**FILES, SETTINGS: '[accounts.x]\nid = "1"\n'}
    yield Case("doctor/settings", ("doctor", "--offline"), files=strange)
    for kind in (MAIN, Kind("aws-us-gov"), Kind(policy="require-mfa-age")):
        case = Case(f"doctor/kind/{kind.partition} {kind.policy}", ("doctor",), kind=kind)
        yield case
        yield case.but(name=f"{case.name} in", start="mfa")


def _settings() -> Iterator[Case]:
    shown = (SETTINGS,)
    yield Case("config/path", ("config", "--path"))
    yield Case("config/path-told", ("config", "--path"), environ={"AWS_SESSION_CONFIG": "~/a $b"})
    xdg = {"XDG_CONFIG_HOME": "/it's/x y"}
    yield Case("config/path-xdg", ("config", "--path"), environ=xdg)
    yield Case("config/check-none", ("config", "--check"))
    edits = {
        "nothing": "true",
        "failing": "false",
        "gone": "/no/such/editor",
        "shown": "cat",
        "written": "sh -c 'echo keep = true >\"$1\"' sh",
        "added": "sh -c 'echo keep = true >>\"$1\"' sh",
        "wrong": "sh -c 'echo keep = 7 >\"$1\"' sh",
        "removed": "rm",
    }
    for name, editor in edits.items():
        told = ("config", "--editor", editor)
        yield Case(f"config/edit/{name}", told, shown=shown)
        there = {SETTINGS: 'default_role = "Admin"\n'}
        yield Case(f"config/edit-there/{name}", told, shown=shown, files=there)
        yield Case(f"config/by-editor/{name}", ("config",), shown=shown, environ={"EDITOR": editor})
    both = {"EDITOR": "false", "VISUAL": "true"}
    yield Case("config/by-visual", ("config",), environ=both, shown=shown)
    old = ".aws-mfa/config.yaml"
    imports = {
        "none": {},
        "usual": {old: _OLD},
        "empty": {old: " "},
        "broken": {old: "a: [\n"},
        "list": {old: "- a\n- b\n"},
        "there": {old: _OLD, SETTINGS: '[accounts.prod]\nid = "210987654321"\n'},
        "nameless": {old: "accounts:\n- users: []\n"},
        "numbers": {old: "accounts:\n- name: 012345678901\n  users: x\n"},
        "settings-broken": {old: _OLD, SETTINGS: "x = = 1\n"},
    }
    for name, files in imports.items():
        yield Case(f"config/import/{name}", ("config", "import"), files=files, shown=shown)
    yield Case("config/import/gone", ("config", "import", "/no/such"), shown=shown)
    for path in (CONFIG, CREDENTIALS):
        yield Case(f"config/import/{path}", ("config", "import", f"@HOME@/{path}"), shown=shown)


_OLD = """\
accounts:
  - name: "111122223333"
    users:
      - name: work
        mfa-arn: arn:aws:iam::111122223333:mfa/alice
  - name: prod
    users:
      - name: prod-user
        mfa-arn: arn:aws:iam::210987654321:mfa/bob
      - name: it's $(id)
        mfa-arn: arn:aws:iam::{ACCOUNTID}:mfa/bob
      - name: plain
  - name: nowhere
"""
