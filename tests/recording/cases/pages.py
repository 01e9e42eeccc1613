"""Texts for people and code for shells: help, init, completion, man page, policies."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from ..case import DIALECTS, SETTINGS, Case, Screen
from .sessions import FILES
from .starts import HELD

if TYPE_CHECKING:
    from collections.abc import Iterator

COMMANDS = (
    *("mfa", "pose", "back", "renew", "region", "resume", "end", "clear", "status", "accounts"),
    *(
        "profiles",
        "devices",
        "process",
        "policy",
        "init",
        "config",
        "doctor",
        "help",
        "version",
        "exec",
    ),
    *("console", "sandbox"),
)
_LOADING = (
    *("bash", "zsh", "ksh", "sh", "fish", "tcsh", "elvish", "nu", "xonsh", "powershell", "cmd"),
)


def cases() -> Iterator[Case]:
    yield from _helps()
    yield from _inits()
    yield from _files()
    yield from _policies()
    yield from _completions()


def _helps() -> Iterator[Case]:
    narrow, plain = {"COLUMNS": "50"}, {"LC_ALL": "C"}
    for topic in (*COMMANDS, "errors", ""):
        words = ("help", topic) if topic else ("help",)
        shown = topic or "all"
        yield Case(f"help/usual/{shown}", words)
        yield Case(f"help/narrow/{shown}", words, environ=narrow)
        yield Case(f"help/screen/{shown}", words, screen=Screen(columns=100))
        if topic != "errors":
            option = (topic, "--help") if topic else ("--help",)
            yield Case(f"help/option/{shown}", option)
            yield Case(f"help/emitted/{shown}", option, emits=True)
    for topic in ("pose", "errors", ""):
        words = ("help", topic) if topic else ("help",)
        yield Case(f"help/ascii/{topic or 'all'}", words, environ=plain)
        yield Case(
            f"help/no-colour/{topic or 'all'}", words, screen=Screen(), environ={"NO_COLOR": "1"}
        )
        yield Case(f"help/wide/{topic or 'all'}", words, screen=Screen(columns=200))
    for dialect in DIALECTS:
        yield Case(f"help/shell/{dialect}", ("help", "--shell", dialect))
        told = ("--help", "--shell", dialect)
        yield Case(f"help/option-in/{dialect}", told)
    yield Case("help/option-screen/pose", ("pose", "-h"), screen=Screen())


def _inits() -> Iterator[Case]:
    options: dict[str, tuple[str, ...]] = {
        "plain": (),
        "named": ("--cmd", "aws_s"),
        "warning": ("--warn",),
        "resuming": ("--resume",),
        "all": ("--cmd", "s-1", "--warn", "--resume"),
    }
    for shell in _LOADING:
        for name, words in options.items():
            yield Case(f"init/{shell}/{name}", ("init", shell, *words))
        asked = {"SHELL": f"/bin/{shell}"}
        yield Case(f"init/{shell}/emitted", ("init", shell), emits=True)
        yield Case(f"init/{shell}/told", ("init",), environ={"AWS_SESSION_SHELL": shell})
        yield Case(f"init/{shell}/login", ("init",), environ=asked)
    for parent in (("bash", "-c"), ("zsh", "-c"), ("ksh93", "-c"), ("mksh", "-c"), ("posh", "-c")):
        for name in ("plain", "all"):
            words = ("init", *options[name])
            yield Case(f"init/asking/{parent[0]} {name}", words, shell=parent)
        told = Case(f"asking/{parent[0]}/end", ("end",), shell=parent, start="mfa")
        yield told
        yield Case(f"asking/{parent[0]}/failing", ("--nope",), shell=parent)
        yield Case(f"asking/{parent[0]}/help", ("help",), shell=parent)
    for other in ("fish", "tcsh"):
        for word in ("init", "end", "--nope"):
            line = f"aws-session {word}; exit $status"
            yield Case(f"asking/{other}/{word}", (), shell=(other, "-c"), line=line)
    for name, value in (("dash", "dash"), ("fish", "-fish"), ("path", "/opt/zsh"), ("odd", "a b")):
        yield Case(f"asking/told-{name}", ("end",), environ={"AWS_SESSION_SHELL": value})


def _files() -> Iterator[Case]:
    found = 'find @TREE@/src -name "$1" -exec cat {} +; find @TREE@/completions -type f -name "$1"'
    yield Case("page/man", ("aws-session.1",), line=found)
    listed = 'cd @TREE@/completions && for f in *; do echo "--- $f"; cat "$f"; done'
    yield Case("page/completions", (), line=listed)


def _policies() -> Iterator[Case]:
    names = (
        *("deny-without-mfa", "deny-long-term-keys", "require-mfa-age", "allow-with-mfa"),
        "revoke-older-sessions",
    )
    for name in names:
        yield Case(f"policy/{name}/plain", ("policy", name))
        yield Case(f"policy/{name}/screen", ("policy", name), screen=Screen())
    yield Case("policy/list", ("policy",))
    yield Case("policy/age", ("policy", "require-mfa-age", "--max-age", "4h"))
    before = ("--before", "2026-11-21T09:00:00Z")
    yield Case("policy/before", ("policy", "revoke-older-sessions", *before))


_CACHES = {
    ".cache/aws-session*": "",
    SETTINGS: 'default_role = "Operator"\n[accounts.mine]\nid = "210987654321"\nrole = "Admin"\n'
    '[accounts."it\'s $(id)"]\nid = "543210987654"\n[accounts.9]\nid = "999900001234"\n'
    '[accounts."Zürich ☃"]\nid = "999900001235"\n[profiles.work]\nmfa_serial = "GAHT12345678"\n',
}
_LINES = (
    *("", "p", "po", "P", "x", "mfa ", "mfa a", "pose ", "pose m", "pose M", "pose i", "pose 2"),
    *("pose mine ", "pose mine A", "pose prod-admin ", "pose prod-admin O", "pose z", "pose Zü"),
    *("pose arn:aws:iam::1:role/x ", "pose a b ", "pose -", "pose --", "pose --p", "pose --po"),
    *("pose --profile ", "pose --profile w", "pose --profile=", "pose --profile=w", "pose -p "),
    *(
        "pose -p work ",
        "pose --tag a=b --",
        "pose --policy ",
        "pose --policy=",
        "-p ",
        "-p i",
        "-r ",
    ),
    *("-r eu-w", "--region us-", "--region=ap-", "-s ", "-s p", "-d ", "pose x -d ", "region "),
    *("region eu", "region eu-west-1 ", "back ", "back -", "renew -", "renew -d ", "resume --"),
    *("end ", "end -", "end --r", "status -", "status --at-least ", "accounts -", "devices --p"),
    *("process ", "process mine ", "process --show ", "policy ", "policy d", "policy --max-age "),
    *(
        "policy --before ",
        "init ",
        "init f",
        "init bash -",
        "init bash --cmd ",
        "config ",
        "config i",
    ),
    *("config import ", "config --editor ", "config -", "doctor -", "help ", "help p", "help e"),
    *("help pose ", "version ", "exec ", "exec mine ", "exec mine -- ", "exec -- l", "exec -"),
    *("console ", "console mine ", "console --service ", "console -", "sandbox ", "sandbox s"),
    *("sandbox --policy ", "sandbox --partition ", "sandbox --port ", "sandbox -- x", "nope "),
    *("nope -", "--", "-- ", "123456 ", "mfa 123456 ", "-h ", "--debug ", "pose --debug -", "-x "),
    *("pose 'm", 'pose "m', "pose it\\'", "pose 'it", 'pose "it', "pose \\$", "pose mi ne", "-m "),
    *("--code ", "pose --mfa-code ", "clear -", "pose --external-id ", "--keep --fresh -"),
)


def _completions() -> Iterator[Case]:
    files = {**FILES, **_CACHES}
    for line in _LINES:
        text = line.rpartition(" ")[2]
        given = f"aws-session {line}"
        yield Case(f"complete/bash/{line}|", ("complete", "bash", given, text), files=files)
        words = _words(line)
        for shell in ("zsh", "fish", "elvish", "powershell"):
            handed = ("complete", shell, str(len(words) - 1), *words)
            yield Case(f"complete/{shell}/{line}|", handed, files=files)
    for line in ("pose ", "-p ", "mfa ", "help "):
        yield Case(f"complete/nothing/{line}|", ("complete", "fish", "1", *_words(line)), files={})
    listed = "aws-session accounts >/dev/null; aws-session devices >/dev/null; "
    for shell in ("bash", "zsh", "fish", "elvish", "powershell"):
        for line in ("pose ", "pose R", "pose cust", "pose 5", "mfa ", "exec prod "):
            words = _words(line)
            text = line.rpartition(" ")[2]
            handed = (
                (f"aws-session {line}", text) if shell == "bash" else (str(len(words) - 1), *words)
            )
            yield Case(
                f"complete/listed-{shell}/{line}|",
                handed,
                line=f'{listed}aws-session complete {shell} "$@"; exit $?',
                start="mfa",
            )
    for start in HELD[:3]:
        told = ("complete", "zsh", "1", "pose", "")
        yield Case(f"complete/in-session/{start}", told, start=start, files=files)


def _words(line: str) -> list[str]:
    """Return the words before the last one, and the last one; an open quote counts as closed."""
    try:
        words = shlex.split(line)
    except ValueError:
        words = line.replace("'", "").replace('"', "").split()
    return [*words, ""] if line.endswith(" ") or not line else words
