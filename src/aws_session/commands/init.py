"""The command `init`: the code that loads the function, or the line for an rc file."""

from __future__ import annotations

from aws_session import shells
from aws_session.commands import Command, argument, flag, option
from aws_session.context import Context
from aws_session.errors import SessionError, UsageError
from aws_session.processes import this_program
from aws_session.shells import init
from aws_session.terminal.output import tell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.terminal.output import Output


_RESERVED = frozenset((
    "if", "then", "else", "elif", "elseif", "fi", "do", "done", "case", "esac", "while", "until",
    "for", "in", "select", "function", "time", "coproc", "repeat", "foreach", "end", "endif",
    "endsw", "switch", "breaksw", "begin", "not", "and", "or", "def", "fn", "set", "exit", "exec",
    "eval", "return", "break", "continue", "export", "unset", "test", "source", "alias", "command",
    "builtin",
    "add-zsh-hook", "autoload", "compdef", "compgen", "complete", "compopt", "compset", "date",
    "declare", "echo", "emulate", "env", "false", "kill", "local", "print", "printf", "read",
    "setopt", "sh", "shift", "trap", "true", "typeset", "unalias", "unfunction", "zmodload",
    "setenv", "unsetenv", "where",
    "commandline", "contains", "count", "fish_prompt", "functions", "id", "math", "random",
    "status", "string",
    "fail", "slurp",
    "append", "default", "error", "hide-env", "load-env", "sleep", "with-env",
    "foreach-object", "get-alias", "get-command", "get-pscallstack", "get-variable", "iex",
    "invoke-expression", "prompt", "register-argumentcompleter", "remove-item", "select-object",
    "set-alias", "set-strictmode", "set-variable", "test-path", "where-object", "write-error",
    "write-host", "write-warning",
))  # fmt: skip
"""Reserved words of shells, and the commands that the function itself runs, in lower case."""

_OWN = "aws_session_"
"""How the names of the functions begin that the function itself calls."""


class Init(Command):
    """The function for a shell, `target`; without one, the line that loads it."""

    is_evaluated = True

    target: str | None = argument(
        "[SHELL]", help="Shell (default: print the line to add).", completes="loading_shells"
    )
    cmd: str = option(
        "--cmd",
        metavar="NAME",
        default="aws-session",
        help="Name of the function (default: aws-session).",
    )
    warn: bool = flag("--warn", help="Warn once when a session is about to end.")
    renew: bool = flag(
        "--renew", help="Renew a role in the background before it ends, if no code is needed."
    )
    resume: bool = flag("--resume", help="Load the stored session in every new shell.")
    uninstall: bool = flag("--uninstall", help="Show how to remove the function.")

    summary = "Print the line for your shell's rc file that makes eval unnecessary."

    def validate(self) -> None:
        if self.target is not None and not self.target.strip():
            raise UsageError("SHELL is empty", hint="name a shell or leave it out")
        added = [f"--{name}" for name in ("warn", "renew", "resume") if getattr(self, name)]
        if self.uninstall and added:
            raise UsageError(
                f"--uninstall and {', '.join(added)} cannot be used together",
                hint="--uninstall shows how to remove the function, whatever it was loaded with",
            )
        letters = self.cmd.replace("-", "").replace("_", "")
        if not (letters.isascii() and letters.isalnum() and self.cmd[0].isalpha()):
            raise UsageError(
                f"{self.cmd!r} is not a valid command name",
                hint="use a letter, then letters, digits, - and _",
            )
        if self.cmd.lower() in _RESERVED or self.cmd.startswith(_OWN):
            raise UsageError(
                f"{self.cmd!r} is a reserved word, or a command that the function needs",
                hint="choose another name",
            )

    def perform(self, output: Output, environ: dict[str, str]) -> int:
        program = self.target or _asking(environ)
        shell = shells.by_process(program) or ("sh" if self.target is None else self.target)
        if self.uninstall:
            _tell_how_to_remove(shell, program, self.cmd, environ)
            return 0
        renew = self.renew or (init.can_renew(shell) and _renews_by_setting(environ))
        options = init.Options(self.cmd, self.warn, self.resume, renew)
        is_kept = self.target is None or not init.loading(shell).source or output.data_is_in_file
        find = this_program.lasting_path if is_kept else this_program.path
        kept = self.target is None
        function = init.function(shell, find(environ), options, kept=kept)
        if self.target is not None:
            output.write_lines(function)
            return 0
        output.write_lines(init.rc_line(shell, options, function))
        file = init.rc_file(shell, program, environ)
        _tell_what_it_is(shell, self, file, shown=output.data_is_shown)
        if not init.loading(shell).kept and not this_program.is_on_path(environ):
            from aws_session.processes import installation

            tell("the line does nothing until aws-session is on the PATH", installation.to_find())
        return 0


def _renews_by_setting(environ: dict[str, str]) -> bool:
    """Tell whether the settings ask for it; with a mistake in them, the function is loaded, too."""
    try:
        return Context(environ).settings(environ).renew
    except SessionError as error:
        tell(f"the setting renew is not known: {error.message}", error.hint)
        return False


def _tell_what_it_is(shell: str, command: Init, file: str, *, shown: bool) -> None:
    how = init.loading(shell)
    new = "open a new login shell" if file == init.LOGIN else "open a new shell"
    name = "aws_session" if command.cmd == "aws_session" else command.cmd
    if how.kept and not shown:
        tell(f"once this line has run, open a new shell, and {name} works without eval")
    elif how.paste:
        evaluated = shells.dialect(shell).invocation(_typed(command))
        tell(
            f"this line makes {name} work without eval in new shells; run it once",
            f"to run it: {evaluated}" if how.kept else None,
        )
    elif shown:
        tell(
            f"this line makes {name} work without eval; add it to {file} and {new}",
            f"to add it: {_typed(command)} >> {file}",
        )
    else:
        tell(f"printed the line for {file}; {new}, and {name} works without eval")


def _typed(command: Init) -> str:
    words = ["aws-session init"]
    words += [f"--cmd {command.cmd}"] if command.cmd != "aws-session" else []
    words += [f"--{name}" for name in ("warn", "renew", "resume") if getattr(command, name)]
    return " ".join(words)


def _tell_how_to_remove(shell: str, program: str, name: str, environ: dict[str, str]) -> None:
    from aws_session.commands.doctor import local_checks

    how = init.loading(shell)
    functions = local_checks.read(environ).functions
    there = [place for place in functions if place.shell in {shell, ""}]
    found = "; ".join(map(str, there)) or init.rc_file(shell, program, environ) or "its file"
    if there and name == local_checks.NAME:
        name = there[0].cmd
    unload = how.unload.replace("aws-session", name)
    remove = how.remove or f"remove the line with 'aws-session init' from {found}"
    tell(remove, f"in this shell: {unload}")


def _asking(environ: dict[str, str]) -> str:
    from aws_session.shells import detect

    return detect.nearest() or environ.get("SHELL", "")
