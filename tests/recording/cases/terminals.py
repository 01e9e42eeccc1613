"""A person at a terminal: what is shown and asked there, and what the shell gets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..case import DIALECTS, MAIN, SETTINGS, Case, Screen
from ..imitation import Kind
from .sessions import FILES

if TYPE_CHECKING:
    from collections.abc import Iterator

_DOWN, _INTERRUPT, _END = "\x1b[B", "\x03", "\x04"
_ASKED = "MFA code"


def cases() -> Iterator[Case]:
    yield from _codes()
    yield from _refused()
    yield from _lists()
    yield from _others()


def _typed(name: str, *words: str, script: tuple[tuple[str, str], ...], **more: Any) -> Case:
    screen = Screen(script, data=False)
    return Case(f"terminal/{name}", words, screen=screen, kind=MAIN).but(**more)


def _codes() -> Iterator[Case]:
    once = ((f"{_ASKED}", "@CODE@\n"),)
    for dialect in DIALECTS:
        yield _typed(f"code/{dialect}", "-s", dialect, script=once)
        stop = ((_ASKED, _INTERRUPT),)
        yield _typed(f"interrupted/{dialect}", "-s", dialect, script=stop)
    told = ("-s", "bash")
    yield _typed("blanks", *told, script=((_ASKED, " @CODE@ \n"),))
    yield _typed("letters", *told, script=((_ASKED, "abc\n"), (_ASKED, "@CODE@\n")))
    yield _typed("nothing", *told, script=((_ASKED, "\n"), (_ASKED, _END)))
    yield _typed("closed", *told, script=((_ASKED, _END),))
    wrong = (_ASKED, "@WRONG@\n")
    yield _typed("wrong-once", *told, script=(wrong, (_ASKED, "@CODE@\n")))
    yield _typed("wrong-code-option", "--code", "@WRONG@", *told, script=once)
    yield _typed("pose", "pose", "prod", "Admin", *told, script=once)
    yield _typed("pose-long", "pose", "prod", "-d", "8h", *told, script=once)
    yield _typed("renew", "renew", *told, script=once, start="mfa")
    yield _typed("device", "mfa", "@SERIAL@", *told, script=once)
    yield _typed("unknown-device", "mfa", "gone", *told, script=(*once, ("device:", "@SERIAL@\n")))
    yield _typed(
        "many", "-p", "many", *told, script=((_ASKED, "@CODE many@\n"), (_ASKED, _END)), files=FILES
    )
    yield _typed("exec", "exec", "--", "sh", "-c", "echo $AWS_SESSION_LABEL", script=once)
    yield _typed("process", "process", script=once)
    yield _typed("revoke", "end", "--revoke", *told, script=once)
    command = {"AWS_SESSION_MFA_COMMAND": "false"}
    yield _typed("command-fails", *told, script=once, environ=command)


def _refused() -> Iterator[Case]:
    """Yield what is not printed because nothing would evaluate it."""
    for dialect in DIALECTS:
        case = Case(f"terminal/shown/{dialect}", ("-p", "it's", "-s", dialect), screen=Screen())
        yield case
    for word in ("pose", "back", "renew", "end", "region", "resume"):
        words = (word, "eu-west-1") if word == "region" else (word,)
        yield Case(f"terminal/shown-word/{word}", words, screen=Screen(), start="pose")
    yield Case("terminal/print", ("end", "--print"), screen=Screen(), start="pose")
    yield Case("terminal/init", ("init", "bash"), screen=Screen())
    yield Case("terminal/init-none", ("init",), screen=Screen())
    yield Case("terminal/fails", ("--nope",), screen=Screen())
    yield Case("terminal/fails-data", ("status", "--nope"), screen=Screen())
    yield Case("terminal/version", ("version",), screen=Screen())
    yield Case("terminal/sandbox-code", ("sandbox", "code"), screen=Screen())


def _lists() -> Iterator[Case]:
    """Yield choices from lists that are already known: nothing arrives while they are drawn."""
    listed = "aws-session accounts >/dev/null 2>&1; "
    line = f'{listed}aws-session "$@"; exit $?'

    def choose(name: str, script: tuple[tuple[str, str], ...], *words: str, **more: Any) -> Case:
        words = ("pose", *words, "-s", "bash")
        return _typed(f"list/{name}", *words, script=script, line=line, start="mfa").but(**more)

    yield choose("left", (("account:", _INTERRUPT),))
    listed_now = Screen((("account:", "stag\r"), ("role in", "Admin\r")), data=False, drawn=False)
    yield choose("typed", ()).but(screen=listed_now)
    moved = Screen((("account:", f"{_DOWN}{_DOWN}\r"), ("role in", "ReadOnly\r")), False, False)
    yield choose("moved", ()).but(screen=moved)
    named = Screen((("account:", "999999999999\r"), ("role in", "Admin\r")), False, False)
    yield choose("id", (), "--no-back").but(screen=named)
    role = ("role in", "OrganizationAccountAccessRole\r")
    agreed = Screen((("[y/N] ", "y\n"), role), data=False, drawn=False)
    yield choose("part-yes", (), "portal").but(screen=agreed)
    yield choose("part-no", (("[y/N] ", "\n"),), "portal")
    yield choose("whole", (), "prod", "Admin")


def _others() -> Iterator[Case]:
    wrong = "sh -c 'echo keep = 7 >\"$1\"' sh"
    told = ("config", "--editor", wrong)
    script = (("[Y/n] ", "n\n"),)
    yield Case("terminal/config-wrong", told, screen=Screen(script), shown=(SETTINGS,))
    again = (("[Y/n] ", "\n"), ("[Y/n] ", "n\n"))
    yield Case("terminal/config-again", told, screen=Screen(again), shown=(SETTINGS,))
    strange = Kind(strange=True)
    yield Case("terminal/strangers", ("accounts",), screen=Screen(columns=70), kind=strange).but(
        start="mfa"
    )
    for name, term in (("dumb", "dumb"), ("none", ""), ("xterm", "xterm")):
        environ = {"TERM": term}
        case = Case(f"terminal/term/{name}", ("help", "back"), screen=Screen(), environ=environ)
        yield case
