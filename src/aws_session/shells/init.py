"""The function that a shell's rc file loads, from the files in the shell's folder."""

from __future__ import annotations

import os

from aws_session import shells
from aws_session.errors import SessionError, UsageError
from aws_session.model import Record
from aws_session.shells import is_plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.shells import Dialect

_FOLDER = os.path.dirname(os.path.abspath(__file__))
_WARN = "@WARN@\n"

EVAL = 'command -v aws-session >/dev/null && eval "$(aws-session init NAME)"'
"""The line for the rc file of a Bourne-like shell."""

SOURCE = (
    "@TEST@ x'x' && aws_session_program=@RUN@ aws_session_name=@NAME@ "
    "aws_session_options=@OPTIONS@ aws_session_folder=@FOLDER@ && . @FILE@"
)
"""What a Bourne-like shell evaluates.

The test fails if quotes are lost, because the line was evaluated unquoted and IFS contains them;
otherwise, the first path would run as a command.
"""


LOGIN = "~/.profile"
"""The file that only login shells read; any other one reads the file that ENV names."""


class Loading(Record):
    """How a shell loads the function: `LOADING` in the `init.py` of its folder."""

    suffix: str
    """The suffix of its files: `init.SUFFIX`, and if present `completion.SUFFIX` and `warn.SUFFIX`.
    """
    line: str
    """The line for the rc file; `NAME` in it is the shell."""
    file: str
    """The rc file, as the shell spells its path."""
    files: tuple[tuple[str, str], ...] = ()
    """The rc files of programs of the same shell that read another one."""
    function: str = "aws_session"
    """The function's name within the same text: an alias works only from the next line on."""
    paste: str = ""
    """What to type once instead, if there is no file to add the line to."""
    kept: str = ""
    """What is added to the rc file instead of `line`, if what it prints can stand there: `SOURCE`.

    `LINE` in it is the line, for when the files are no longer where they were.
    """
    then: str = "; "
    """The separator of two statements in that line."""
    unload: str = "unset -f aws_session; unalias aws-session 2>/dev/null"
    """The command that removes the function from the shell that loaded it."""
    remove: str = ""
    """How new shells are kept from loading the function, if that is not by removing a line."""
    rc_files: tuple[str, ...] = ()
    """The files that the shell reads when it starts, below HOME; `.config/` is XDG_CONFIG_HOME."""
    source: str = ""
    """The line that sets what the file `init.SUFFIX` reads and then sources the file.

    `@PROGRAM@`, `@NAME@`, `@OPTIONS@`, `@FOLDER@` and `@FILE@` in it are quoted; so is `@RUN@`, the
    program quoted once more, for what evaluates it. Where the file of an option sources
    `init.SUFFIX`, `@FIRST@` is either of them. `@SCRIPT@` is what an alias runs, `@CMD@` its name
    without quotes. Empty if the shell cannot source: then the file is a template, and its text is
    what `init` prints.
    """
    evaluated: str = ""
    """What `init` prints where it is evaluated, if `source`, its `SOURCE`, may be refused there."""


class Options(Record):
    """What the user may choose: the function's name, and its additional features."""

    cmd: str = "aws-session"
    warn: bool = False
    resume: bool = False
    renew: bool = False


def loading(shell: str) -> Loading:
    found = shells.module(shell, "init")
    if found is None:
        usable = shells.shells_with("init")
        raise UsageError(
            f"there is no function for {shells.named(shell, usable)}",
            hint=f"use one of: {', '.join(usable)}",
        )
    chosen: Loading = found.LOADING
    return chosen


def rc_file(shell: str, program: str, environ: dict[str, str]) -> str:
    """Return the file for the line, as the shell spells its path; `program` is what runs."""
    how = loading(shell)
    name = os.path.basename(program).lstrip("-")
    other = dict(how.files).get(name)
    return environ.get("ENV") or LOGIN if other == LOGIN else other or how.file


def rc_line(shell: str, options: Options, printed: str = "") -> str:
    """Return the line for the rc file; or, if there is no such file, the line to type once.

    `printed` is what the line would evaluate.
    """
    how = loading(shell)
    words = "" if options.cmd == "aws-session" else f" --cmd {options.cmd}"
    words += " --warn" if options.warn else ""
    words += " --renew" if options.renew else ""
    words += " --resume" if options.resume else ""
    line = how.line.replace("NAME", shell).replace(f"init {shell}", f"init {shell}{words}")
    if how.kept and printed:
        line = how.kept.replace("LINE", line).replace("SOURCE", printed.strip())
        # It is pasted between quotes.
        line = line.replace("'", "''")
    # The paths last: they may have any words in them.
    pasted = how.paste.replace("FILE", how.file).replace("LINE", line)
    return f"{pasted or line}\n"


def function(shell: str, program: str, options: Options, *, kept: bool = False) -> str:
    """Return the code that loads the function, which runs the program at a path.

    `kept` is for code that goes into the rc file itself.
    """
    how = loading(shell)
    dialect = shells.dialect(shell)
    if how.source:
        source = how.source
        if how.evaluated and not kept:
            source = how.evaluated.replace("SOURCE", source)
        text = _sourcing(dialect, how, options, source)
    else:
        text = _template_text(dialect, how, options)
    gone = f"aws-session: error: {program} is missing; reinstall it and reload this function"
    name = options.cmd
    first = _hook(options) or "init"
    for mark, value in (
        ("TEST", dialect.test),
        ("RUN", dialect.quoted(program if is_plain(program) else dialect.quoted(program))),
        ("PROGRAM", dialect.quoted(program)),
        # In a doskey macro, a dollar sign changes the meaning of the next character.
        ("PATH", program.replace("$", "$$")),
        ("OPTIONS", dialect.quoted(_hook(options))),
        ("FOLDER", dialect.quoted(folder(shell))),
        ("FILE", dialect.quoted(os.path.join(folder(shell), f"init.{how.suffix}"))),
        ("FIRST", dialect.quoted(os.path.join(folder(shell), f"{first}.{how.suffix}"))),
        ("SCRIPT", dialect.quoted(os.path.join(folder(shell), f"aws-session.{how.suffix}"))),
        ("SCRIPTS", dialect.quoted(folder(shell))),
        ("NAME", dialect.quoted(name) if how.source else name),
        ("CMD", name),
        ("GONE", dialect.quoted(gone)),
        ("ENDED", dialect.quoted("aws-session: the session in this shell has ended")),
        ("ENDS", dialect.quoted("aws-session: the session in this shell ends within ten minutes")),
    ):
        text = text.replace(f"@{mark}@", value)
    return text


def _sourcing(dialect: Dialect, how: Loading, options: Options, source: str) -> str:
    # Missing files are reported here, not by the shell.
    template(dialect.name, f"init.{how.suffix}")
    if options.renew and not _has(dialect.name, f"renew.{how.suffix}"):
        raise _cannot_renew(dialect)
    if options.warn and not _has(dialect.name, f"warn.{how.suffix}"):
        raise _cannot_warn(dialect)
    function = how.function.replace("@NAME@", options.cmd)
    return f"{source}{how.then}{function} resume\n" if options.resume else f"{source}\n"


def _template_text(dialect: Dialect, how: Loading, options: Options) -> str:
    text, _, warning = template(dialect.name, f"init.{how.suffix}").partition(_WARN)
    if options.warn and not warning:
        raise _cannot_warn(dialect)
    renewing = f"renew.{how.suffix}"
    if options.renew and not _has(dialect.name, renewing):
        raise _cannot_renew(dialect)
    text += warning if options.warn or options.renew else ""
    text += template(dialect.name, renewing) if options.renew else ""
    completion = f"completion.{how.suffix}"
    if _has(dialect.name, completion):
        text += template(dialect.name, completion)
    return f"{text}{how.function} resume\n" if options.resume else text


def can_renew(shell: str) -> bool:
    # The other shells wait at a named pipe.
    has_way = shell == "powershell" or hasattr(os, "mkfifo")
    return has_way and _has(shell, f"renew.{loading(shell).suffix}")


def _hook(options: Options) -> str:
    """Return what the function does before a prompt; `renew` includes the warning."""
    if options.renew:
        return "renew"
    return "warn" if options.warn else ""


def _cannot_renew(dialect: Dialect) -> UsageError:
    names = ", ".join(name for name in shells.shells_with("init") if can_renew(name))
    return UsageError(
        f"{dialect.name} cannot renew a session before a prompt",
        hint=f"leave --renew out; the shells that can: {names}",
    )


def _cannot_warn(dialect: Dialect) -> UsageError:
    return UsageError(
        f"{dialect.name} runs nothing before a prompt, so it cannot warn",
        hint="leave out --warn; to see the time left: aws-session status",
    )


def _has(shell: str, name: str) -> bool:
    return os.path.exists(os.path.join(folder(shell), name))


def folder(shell: str) -> str:
    return os.path.join(_FOLDER, shell)


def template(shell: str, name: str) -> str:
    try:
        with open(os.path.join(folder(shell), name), encoding="utf-8") as file:
            return file.read()
    except OSError as error:
        from aws_session.processes import installation

        raise SessionError(
            f"a file of aws-session is missing: {shell}/{name}",
            hint=f"reinstall it: {installation.to_repair()}",
        ) from error
