"""The function that a shell's rc file loads, from that shell's template."""

from __future__ import annotations

from aws_session.commands.base import Command
from aws_session.commands.options import argument, flag, option
from aws_session.errors import UsageError
from aws_session.model.record import Record
from aws_session.processes import this_program
from aws_session.shells import registry as shells
from aws_session.shells import templates

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.shells.base import Dialect
    from aws_session.terminal.output import Output

_WARN = "@WARN@\n"


class Loading(Record):
    """How a shell comes to the function: its template, the line for its rc file, that file."""

    template: str
    line: str
    file: str
    function: str = "aws_session"
    """What the function is called in the same text: an alias works from the next line on."""
    paste: str = "echo 'LINE' >> FILE"
    """What adds the line to the file."""
    split: bool = True
    """Whether people evaluate output without quotes, so that it is split into words."""
    completion: str = ""
    """The template of what completes words, where the shell can."""


_SOURCED = "source $aws_session_scripts:q/aws-session.csh -"
_EVAL = 'eval "$(aws-session init NAME)"'

LOADING: dict[str, Loading] = {
    "bash": Loading("bash/init.bash", _EVAL, "~/.bashrc", completion="bash/completion.bash"),
    "zsh": Loading(
        "zsh/init.zsh", _EVAL, '"${ZDOTDIR:-$HOME}/.zshrc"', completion="zsh/completion.zsh"
    ),
    "ksh": Loading("ksh/init.ksh", _EVAL, "~/.kshrc"),
    "sh": Loading("sh/init.sh", _EVAL, "~/.profile"),
    "tcsh": Loading(
        "tcsh/init.tcsh", "eval `aws-session init tcsh`", "~/.tcshrc", function=_SOURCED
    ),
    "fish": Loading(
        "fish/init.fish",
        "aws-session init fish | source",
        "$__fish_config_dir/config.fish",
        function="@NAME@",
        completion="fish/completion.fish",
    ),
    "elvish": Loading(
        "elvish/init.elv",
        "eval (aws-session init elvish | slurp)",
        "$runtime:rc-path",
        paste="use path; use runtime; mkdir -p (path:dir FILE); echo 'LINE' >> FILE",
        split=False,
        completion="elvish/completion.elv",
    ),
    "xonsh": Loading(
        "xonsh/init.xsh", "execx($(aws-session init xonsh))", "~/.xonshrc", split=False
    ),
    "powershell": Loading(
        "powershell/init.ps1",
        "aws-session init powershell | Out-String | Invoke-Expression",
        "$PROFILE",
        paste="$null = New-Item -ItemType Directory -Force (Split-Path FILE); "
        "Add-Content FILE 'LINE'",
        split=False,
        completion="powershell/completion.ps1",
    ),
    "cmd": Loading(
        "cmd/init.cmd",
        """for /f "delims=" %i in ('aws-session init cmd') do @%i""",
        "",
        paste="LINE",
        split=False,
    ),
    # nu reads all of a file before it carries out any of it.
    "nu": Loading(
        "nu/init.nu",
        "aws-session init nu",
        "$nu.user-autoload-dirs.0",
        function="@NAME@",
        paste="mkdir FILE; LINE | save --force (FILE | path join aws-session.nu)",
        split=False,
    ),
}
"""By the name of a dialect."""


_RESERVED = frozenset((
    "if", "then", "else", "elif", "elseif", "fi", "do", "done", "case", "esac", "while", "until",
    "for", "in", "select", "function", "time", "coproc", "repeat", "foreach", "end", "endif",
    "endsw", "switch", "breaksw", "begin", "not", "and", "or", "def", "fn", "set", "exit", "exec",
    "eval", "return", "break", "continue", "export", "unset", "test", "source", "alias", "command",
    "builtin",
))  # fmt: skip
"""What shells read as their own word, and what the function itself is made of."""


class Init(Command):
    """The function of a shell, `target`; without one the line that loads it."""

    is_evaluated = True

    target: str | None = argument(
        "[SHELL]", help="Shell; left out: the line to add.", completes="loading_shells"
    )
    cmd: str = option(
        "--cmd", metavar="NAME", default="aws-session", help="What the function is called."
    )
    warn: bool = flag("--warn", help="Say once when a session is about to end.")
    resume: bool = flag("--resume", help="Take the kept session in every new shell.")

    summary = "Print the function for a shell's rc file; after it no eval is typed."

    def validate(self) -> None:
        if self.target is not None and not self.target.strip():
            raise UsageError("SHELL is empty", hint="name a shell or leave it out")
        letters = self.cmd.replace("-", "").replace("_", "")
        if not (letters.isascii() and letters.isalnum() and self.cmd[0].isalpha()):
            raise UsageError(
                f"{self.cmd!r} cannot be a command's name",
                hint="a letter, then letters, digits, - and _",
            )
        if self.cmd in _RESERVED:
            raise UsageError(
                f"{self.cmd!r} is a word of the shells themselves", hint="choose another name"
            )

    def perform(self, output: Output, environ: dict[str, str]) -> int:
        program = self.target or _asking(environ)
        name = shells.by_process(program) or ("sh" if self.target is None else self.target)
        loading = LOADING.get(name)
        if loading is None:
            raise UsageError(
                f"there is no function for {name!r} yet", hint=f"one of: {', '.join(LOADING)}"
            )
        function = _function(loading, shells.dialect(name), self, environ)
        output.write_data(_line(loading, name, self) if self.target is None else function)
        return 0


def _asking(environ: dict[str, str]) -> str:
    from aws_session.shells import detect

    return detect.nearest() or environ.get("SHELL", "")


def _line(loading: Loading, name: str, command: Init) -> str:
    """Return what adds the function to the rc file, to be pasted."""
    options = "" if command.cmd == "aws-session" else f" --cmd {command.cmd}"
    options += " --warn" if command.warn else ""
    options += " --resume" if command.resume else ""
    line = loading.line.replace("NAME", name)
    line = line.replace(f"init {name}", f"init {name}{options}")
    return f"{loading.paste.replace('LINE', line).replace('FILE', loading.file)}\n"


def _function(loading: Loading, dialect: Dialect, command: Init, environ: dict[str, str]) -> str:
    program = this_program.path(environ)
    function, _, warning = templates.read(loading.template).partition(_WARN)
    if command.warn and not warning:
        raise UsageError(
            f"{dialect.name} runs nothing before a prompt, so it cannot warn",
            hint="leave --warn out; aws-session status says how long the session lives",
        )
    completion = templates.read(loading.completion) if loading.completion else ""
    text = function + (warning if command.warn else "") + completion
    text += f"{loading.function} resume\n" if command.resume else ""
    text = _bare(text) if loading.split else text
    gone = f"aws-session: {program} is gone; install it again and load this function anew"
    for piece, value in (
        ("PROGRAM", dialect.quoted(program)),
        ("PATH", program),
        ("SCRIPTS", dialect.quoted(templates.folder(dialect.name))),
        ("NAME", command.cmd),
        ("GONE", dialect.quoted(gone)),
        ("ENDED", dialect.quoted("aws-session: the session in this shell has ended")),
        ("ENDS", dialect.quoted("aws-session: the session in this shell ends within ten minutes")),
    ):
        text = text.replace(f"@{piece}@", value)
    return dialect.inert(text) if loading.split else text


def _bare(text: str) -> str:
    """Return a template without comments and indentation: each letter is many in one line."""
    lines = (line.lstrip(" ") for line in text.splitlines(keepends=True))
    return "".join(line for line in lines if not line.startswith("#"))
