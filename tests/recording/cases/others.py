"""Sessions for others: tools, one command, the console, other terminals; and our shell function."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..case import CONFIG, CREDENTIALS, DIALECTS, MAIN, SETTINGS, Case, Screen
from ..imitation import Kind
from .sessions import FILES
from .starts import HELD

if TYPE_CHECKING:
    from collections.abc import Iterator

_SHOW = "env | LC_ALL=C sort | grep -a '^AWS'; echo \"<$*>\""
_KEYS = {"AWS_ACCESS_KEY_ID": "@ID@", "AWS_SECRET_ACCESS_KEY": "@SECRET@"}


def cases() -> Iterator[Case]:
    yield from _tools()
    yield from _commands()
    yield from _consoles()
    yield from _kept()
    yield from _functions()
    yield from _streams()


def _tools() -> Iterator[Case]:
    targets: dict[str, tuple[str, ...]] = {
        "none": (),
        "prod": ("prod", "Admin"),
        "id": ("210987654321",),
        "profile": ("prod-admin",),
        "own": ("work",),
        "strange": ("it's $(id)", "x y"),
        "signed": ("prod", "--profile", "work"),
        "region": ("prod", "-r", "eu-north-1"),
        "temporary": ("temporary",),
    }
    command = {"AWS_SESSION_MFA_COMMAND": "echo @CODE@"}
    for name, words in targets.items():

        def tool(form: str, *more: str, **told: Any) -> Case:
            return Case(f"process/{form}/{name}", ("process", *words, *more), **told)  # noqa: B023 - used at once

        yield tool("asked", files=FILES, environ=command, kind=MAIN)
        yield tool("nobody", files=FILES, kind=MAIN)
        yield tool("in-session", files=FILES, start="mfa", kind=MAIN)
        yield tool("shown", "--show", "tool-name", files=FILES)
    for name in ("default", "work", "prod-admin", "new one", "$(id)", "x/y", ""):
        yield Case(f"process/lines/{name}", ("process", "prod", "--show", name), files=FILES)
    key = ("process", "--show", "x")
    yield Case("process/lines-key", key, environ=_KEYS, files={CREDENTIALS: ""})
    yield Case("process/screen", ("process",), screen=Screen(), files=FILES)
    yield Case(
        "process/screen-print", ("process", "--print"), screen=Screen(), environ=command
    ).but(kind=MAIN)


def _commands() -> Iterator[Case]:
    shown = ("--", "sh", "-c", _SHOW, "sh", "a b", "$(id)", "*")
    command = {"AWS_SESSION_MFA_COMMAND": "echo @CODE@"}
    for start in (*HELD, ""):
        name = start or "none"
        yield Case(f"exec/in/{name}", ("exec", *shown), start=start, kind=MAIN)
    for target in (("prod", "Admin"), ("R&D",), ("prod-admin",), ("gone",), ("temporary",)):
        words = ("exec", *target, *shown)
        name = target[0]
        yield Case(f"exec/from/{name}", words, start="mfa", kind=MAIN, files=FILES)
        yield Case(f"exec/fresh/{name}", words, environ=command, kind=MAIN, files=FILES)
    options: dict[str, tuple[str, ...]] = {
        "profile": ("-p", "work"),
        "region": ("-r", "eu-north-1"),
        "duration": ("-d", "15m"),
        "code": ("--code", "@CODE@"),
    }
    for name, option in options.items():
        words = ("exec", *option, *shown)
        yield Case(f"exec/option/{name}", words, environ=command, kind=MAIN, files=FILES)
    statuses = {
        "7": "exit 7",
        "killed": "kill -9 $$",
        "terminated": "kill -15 $$",
        "stdin": "cat",
        "stderr": "echo said >&2",
    }
    for name, script in statuses.items():
        words = ("exec", "--", "sh", "-c", script)
        yield Case(f"exec/status/{name}", words, start="mfa", kind=MAIN, stdin="given\n")
    for name, word in (
        ("gone", "no-such-program"),
        ("folder", "/"),
        ("file", "@HOME@/.aws/config"),
    ):
        yield Case(f"exec/fails/{name}", ("exec", "--", word), start="mfa", kind=MAIN)
    scripts = {"run*": "echo a script without a first line\n"}
    words = ("exec", "--", "@HOME@/run")
    yield Case("exec/fails/script", words, start="mfa", kind=MAIN, files=scripts)
    refresh = (
        "exec",
        "--refresh",
        "prod",
        "Admin",
        "--",
        "sh",
        "-c",
        f'{_SHOW}; cat "$AWS_CONFIG_FILE"',
    )
    yield Case("exec/refresh/no-store", refresh, environ=command, kind=MAIN)
    yield Case("exec/refresh/kept", refresh, environ=command, kind=MAIN, keeps=True)
    own = ("exec", "--refresh", "--", "true")
    yield Case("exec/refresh/role", own, start="pose", kind=MAIN, keeps=True)
    yield Case("exec/shell", ("exec",), start="mfa", kind=MAIN, environ={"SHELL": "/bin/true"})


def _consoles() -> Iterator[Case]:
    command = {"AWS_SESSION_MFA_COMMAND": "echo @CODE@"}
    for start in (*HELD, ""):
        name = start or "none"
        yield Case(f"console/in/{name}", ("console", "--url"), start=start, kind=MAIN)
    for service in ("s3", "ec2", "cloudwatch/deep-dive", "a b", "S3", "../x", ""):
        words = ("console", "--url", "--service", service)
        yield Case(f"console/service/{service}", words, start="pose", kind=MAIN)
    words = ("console", "data-lake", "ReadOnly", "--url")
    yield Case("console/target", words, start="mfa", kind=MAIN)
    yield Case("console/fresh", words, environ=command, kind=MAIN)
    yield Case("console/long", (*words, "-d", "8h", "-m", "@CODE@"), start="mfa", kind=MAIN)
    yield Case("console/region", (*words, "-r", "eu-south-1"), start="mfa", kind=MAIN)
    for partition, region in (("aws-cn", "cn-north-1"), ("aws-eusc", "eusc-de-east-1")):
        files = {CONFIG: f"[default]\nregion = {region}\n"}
        told = Case(f"console/partition/{partition}", ("console", "prod", "--url"))
        yield told.but(environ=command, kind=Kind(partition), files=files)
    browsers = {
        "fetching": "curl -s -o @HOME@/page -w '%{http_code}' --noproxy '*'",
        "failing": "false",
        "gone": "/no/such/browser",
        "nonsense": "'",
    }
    for name, browser in browsers.items():
        environ = {"BROWSER": browser}
        yield Case(
            f"console/browser/{name}", ("console",), start="pose", kind=MAIN, environ=environ
        )
    by_sh = 'sh -c \'echo \\"$0\\" >@HOME@/said; curl -s -o /dev/null --noproxy \\"*\\" \\"$1\\"\' {label}'
    settings = {SETTINGS: f'browser_command = "{by_sh}"\n'}
    case = Case("console/browser/settings", ("console",), start="pose", kind=MAIN, files=settings)
    yield case.but(shown=("said",))


def _kept() -> Iterator[Case]:
    keep = 'aws-session --keep --code "$1" -s sh >/dev/null; '
    both = keep + 'echo "($?)"; '
    lines = {
        "keep": 'aws-session --keep --code "$1" -s sh; find "$HOME/.cache" -type f | sort',
        "again": both + "aws-session -s bash",
        "fresh": both + "aws-session --fresh -s bash",
        "longer": both + "aws-session -d 20h -s bash",
        "pose": both + "aws-session pose prod Admin -s bash",
        "resume": both + "aws-session resume -s bash",
        "resume-fish": both + "aws-session resume -s fish",
        "status": both + "aws-session status; aws-session status --json",
        "end": both + "aws-session end -s bash; aws-session status",
        "end-all": both + "aws-session end --all -s bash; aws-session -s bash",
        "process": both + "aws-session process; aws-session process prod Admin",
        "exec": both + "aws-session exec -- sh -c 'echo $AWS_SESSION_LABEL'",
        "other-profile": both + "aws-session -p work -s bash",
        "other-region": both + "aws-session -r us-west-1 -s bash",
        "other-endpoint": both + "AWS_ENDPOINT_URL=http://localhost:20698 aws-session -s bash",
        "later": both + "RECORDING_NOW=1796168000 aws-session -s bash",
        "over": both + "RECORDING_NOW=1796176800 aws-session -s bash",
        "marker": both + 'cat "$HOME"/.cache/aws-session/kept/*',
        "damaged": both
        + 'for f in "$HOME"/.cache/aws-session/kept/*; do echo x >"$f"; done; aws-session -s bash',
        "store-gone": both + "DBUS_SESSION_BUS_ADDRESS=unix:path=/no aws-session -s bash",
        "plain": 'PYTHON_KEYRING_BACKEND=keyrings.alt.file.PlaintextKeyring aws-session --keep "$1" -s sh',
        "unwritable": 'AWS_SESSION_CACHE=/proc/no aws-session --keep "$1" -s sh',
        "revoke": both + "aws-session end --revoke -s bash",
        "in-session": 'eval "$(aws-session --keep "$1" -s sh)"; aws-session renew -s bash',
    }
    for name, line in lines.items():
        yield Case(f"keep/{name}", ("@CODE@",), line=line, files=FILES, kind=MAIN, keeps=True)
    yield Case("keep/no-store", ("--keep", "@CODE@", "-s", "bash"), kind=MAIN)
    always = {SETTINGS: "keep = true\n"}
    yield Case("keep/settings", ("@CODE@", "-s", "bash"), files=always, kind=MAIN, keeps=True)


def _functions() -> Iterator[Case]:
    """Yield what our function gets, and what it evaluates."""
    for dialect in DIALECTS[:-2]:
        told = {"AWS_SESSION_SHELL": dialect}

        def function(name: str, *words: str, **more: Any) -> Case:
            case = Case(f"function/{dialect}/{name}", words, environ=told, emits=True)  # noqa: B023 - used at once
            return case.but(**more)

        yield function("end", "end", start="mfa")
        yield function("fails", "--nope")
        yield function("status", "status", start="mfa")
        yield function("help", "pose", "--help")
        yield function("exec", "exec", "prod", "it's", "--", "echo", "$(id)")
        yield function("config", "config")
        yield function("print", "end", "--print", start="mfa")
        yield function("other-shell", "end", "-s", "fish", start="mfa")
        yield function("json", "end", "-s", "json", start="mfa")
        only = {**told, "AWS_SESSION_EMIT_FD": "1"}
        yield function("only-status", "status", emits=False, environ=only, start="mfa")
        yield function("only-end", "end", emits=False, environ=only, start="mfa")
        yield function("only-print", "end", "--print", emits=False, environ=only, start="mfa")
        yield function("only-help", "pose", "--help", emits=False, environ=only)
        above = 'AWS_SESSION_SHELL_PID=$$ AWS_SESSION_EMIT_FD=1 aws-session "$@"; exit $?'
        yield function("captured", "end", emits=False, line=above, start="mfa")
        lost = 'AWS_SESSION_SHELL_PID=$$ aws-session "$@"; exit $?'
        yield function("no-descriptor", "end", emits=False, line=lost, start="mfa")
        code = ("--code", "-")
        yield function("captured-stdin", *code, emits=False, line=lost, stdin="1\n")
    for value in ("", "0", "2", "99", "x", "-1", "9" * 30):
        environ = {"AWS_SESSION_EMIT_FD": value}
        yield Case(
            f"function/descriptor/{value or 'empty'}", ("end", "-s", "bash"), environ=environ
        )


def _streams() -> Iterator[Case]:
    """Yield what stdout and stderr may be connected to."""
    redirects = {
        "closed": ">&-",
        "full": ">/dev/full",
        "null": ">/dev/null",
        "stderr-closed": "2>&-",
        "both-closed": ">&- 2>&-",
        "stdin-closed": "<&-",
    }
    lines = {
        "end": ("end", "-s", "bash"),
        "status": ("status",),
        "json": ("status", "--json"),
        "help": ("help", "back"),
        "init": ("init", "bash"),
        "fails": ("--nope", "-s", "bash"),
        "version": ("version",),
        "policy": ("policy",),
        "complete": ("complete", "fish", "1", ""),
    }
    for name, redirect in redirects.items():
        for form, words in lines.items():
            line = f'aws-session "$@" {redirect}; exit $?'
            yield Case(f"streams/{name}/{form}", words, line=line, start="mfa")
    for dialect in DIALECTS:
        line = 'aws-session "$@" >&-; exit $?'
        yield Case(f"streams/closed-in/{dialect}", ("end", "-s", dialect), line=line, start="mfa")
    head = 'aws-session "$@" | true; exit $?'
    yield Case("streams/head/help", ("help", "pose"), line=head)
    for name, environ in (("ascii", {"LC_ALL": "C"}), ("latin", {"PYTHONIOENCODING": "latin-1"})):
        yield Case(f"streams/encoding/{name}", ("region", "☃ …", "-s", "bash"), environ=environ)
    for parent in ("sh", "bash"):
        trap = 'trap "" INT; aws-session "$@"; exit $?'
        yield Case(f"streams/trap/{parent}", ("end",), line=trap, shell=(parent, "-c"), start="mfa")
    signals = {"TERM": 143, "HUP": 129, "INT": 130}
    for name in signals:
        # The code's command sends it to the program, which is its parent.
        environ = {"AWS_SESSION_MFA_COMMAND": f"kill -{name} $PPID; sleep 9"}
        for dialect in ("bash", "fish", "elvish", "powershell", "json"):
            told = ("-s", dialect)
            yield Case(f"streams/signal-{name}/{dialect}", told, environ=environ, kind=MAIN)
