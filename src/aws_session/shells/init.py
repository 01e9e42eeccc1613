"""The function that a shell's rc file loads, made from the templates in the shell's folder."""

from __future__ import annotations

import os

from aws_session.errors import SessionError, UsageError
from aws_session.model.record import Record
from aws_session.shells import registry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.shells.base import Dialect

_FOLDER = os.path.dirname(os.path.abspath(__file__))
_WARN = "@WARN@\n"

EVAL = 'eval "$(aws-session init NAME)"'
"""The line for the rc file of a shell of the Bourne family."""


class Loading(Record):
    """How a shell loads the function: `LOADING` in the `init.py` of its folder."""

    suffix: str
    """What the names of its templates end in: `init.SUFFIX`, perhaps `completion.SUFFIX`."""
    line: str
    """The line for the rc file; `NAME` in it is the shell."""
    file: str
    """The rc file, as the shell spells its path."""
    function: str = "aws_session"
    """What the function is called in the same text: an alias works from the next line on."""
    paste: str = "echo 'LINE' >> FILE"
    """What adds the line to the file."""
    rc_files: tuple[str, ...] = ()
    """What the shell reads when it starts, below HOME; `.config/` is XDG_CONFIG_HOME."""
    split: bool = True
    """Whether people evaluate output without quotes, so that it is split into words."""


class Options(Record):
    """What the user may choose: the function's name, and what it does besides."""

    cmd: str = "aws-session"
    warn: bool = False
    resume: bool = False


def loading(shell: str) -> Loading:
    found = registry.module(shell, "init")
    if found is None:
        names = ", ".join(registry.shells_with("init"))
        raise UsageError(f"there is no function for {shell!r} yet", hint=f"one of: {names}")
    chosen: Loading = found.LOADING
    return chosen


def rc_line(shell: str, options: Options) -> str:
    """Return what adds the function to the rc file, to be pasted."""
    how = loading(shell)
    words = "" if options.cmd == "aws-session" else f" --cmd {options.cmd}"
    words += " --warn" if options.warn else ""
    words += " --resume" if options.resume else ""
    line = how.line.replace("NAME", shell)
    line = line.replace(f"init {shell}", f"init {shell}{words}")
    return f"{how.paste.replace('LINE', line).replace('FILE', how.file)}\n"


def function(shell: str, program: str, options: Options) -> str:
    """Return the function that runs the program at a path, with what completes its words."""
    how = loading(shell)
    dialect = registry.dialect(shell)
    text = _template_text(dialect, how, options)
    gone = f"aws-session: {program} is gone; install it again and load this function anew"
    for name, value in (
        ("PROGRAM", dialect.quoted(program)),
        ("PATH", program),
        ("SCRIPTS", dialect.quoted(folder(shell))),
        ("NAME", options.cmd),
        ("GONE", dialect.quoted(gone)),
        ("ENDED", dialect.quoted("aws-session: the session in this shell has ended")),
        ("ENDS", dialect.quoted("aws-session: the session in this shell ends within ten minutes")),
    ):
        text = text.replace(f"@{name}@", value)
    return dialect.inert(text) if how.split else text


def _template_text(dialect: Dialect, how: Loading, options: Options) -> str:
    text, _, warning = template(dialect.name, f"init.{how.suffix}").partition(_WARN)
    if options.warn and not warning:
        raise UsageError(
            f"{dialect.name} runs nothing before a prompt, so it cannot warn",
            hint="leave --warn out; aws-session status says how long the session lives",
        )
    text += warning if options.warn else ""
    completion = f"completion.{how.suffix}"
    if os.path.exists(os.path.join(folder(dialect.name), completion)):
        text += template(dialect.name, completion)
    text += f"{how.function} resume\n" if options.resume else ""
    return _minified(text) if how.split else text


def folder(shell: str) -> str:
    return os.path.join(_FOLDER, shell)


def template(shell: str, name: str) -> str:
    try:
        with open(os.path.join(folder(shell), name), encoding="utf-8") as file:
            return file.read()
    except OSError as error:
        raise SessionError(
            f"a part of aws-session is missing: {shell}/{name}", hint="install it again"
        ) from error


def _minified(text: str) -> str:
    """Return a template without comments and indentation: each letter is many in one line."""
    lines = (line.lstrip(" ") for line in text.splitlines(keepends=True))
    return "".join(line for line in lines if not line.startswith("#"))
