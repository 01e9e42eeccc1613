"""How each shell is opened so that a text of ours runs after its owner's rc files.

In these texts `@CHANGE@` is a change of the environment and `@RESTORE@` puts back what was
borrowed to get in, both in the shell's dialect; `@TEXT@` is what runs last. `@FOLDER@` is where
the files are; the texts take it from AWS_SESSION_SANDBOX_FOLDER, where it needs no quoting.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from aws_session.environment.change import EnvironmentChange
from aws_session.errors import UsageError
from aws_session.model.record import Record
from aws_session.shells import registry as shells
from aws_session.shells.nu.dialect import LOAD as NU_LOAD

FOLDER = "AWS_SESSION_SANDBOX_FOLDER"


class Entrance(Record):
    """One shell's way in: its options, the files it reads, the variables that lead to them."""

    text: str
    arguments: tuple[str, ...] = ()
    files: tuple[tuple[str, str], ...] = ()
    borrowed: tuple[tuple[str, str], ...] = ()


class Opening(Record):
    """A shell about to be opened: words, variables, and files by name, to be written before."""

    argv: tuple[str, ...]
    environ: dict[str, str]
    files: dict[str, str]

    REDACTED = ("environ",)


def opening(
    program: str, folder: str, environ: dict[str, str], change: EnvironmentChange
) -> Opening:
    """Return how a shell is opened in an environment, which `change` brings about once more.

    Raises UsageError for a shell with no known way in.
    """
    name = _name(program)
    dialect = shells.dialect(name)
    entrance = ENTRANCES.get(name) or ENTRANCES.get(dialect.name)
    if entrance is None:
        raise UsageError(
            f"no way is known into {name}", hint=f"name another: --shell {'|'.join(ENTRANCES)}"
        )
    names = tuple(name for name, _ in entrance.borrowed)
    pieces = {
        "FOLDER": folder,
        "HOME": environ.get("HOME", ""),
        "RESTORE": dialect.render(_restoring(environ, names)).rstrip("\n"),
        "CHANGE": dialect.render(change).rstrip("\n"),
    }
    pieces["TEXT"] = _filled(entrance.text, pieces)
    applet = ("sh",) if Path(program).name == "busybox" else ()
    words = (_filled(word, pieces) for word in entrance.arguments)
    return Opening(
        (program, *applet, *words),
        environ | {name: _filled(value, pieces) for name, value in entrance.borrowed},
        {name: _filled(text, pieces) for name, text in entrance.files},
    )


def named(shell: str, path: str | None) -> str:
    """Return the program that a name means: itself, or one that speaks the dialect."""
    dialect = shells.dialect(shell).name
    for program in (shell, *shells.PROCESSES[dialect]):
        found = shutil.which(program, path=path)
        if found is not None:
            return found
    raise UsageError(
        f"{shell} is not on the PATH", hint="install it, or name another: --shell NAME"
    )


def _name(program: str) -> str:
    name = Path(program).name.lower().removesuffix(".exe")
    return name if name in ENTRANCES else shells.by_process(program) or name


def _restoring(environ: dict[str, str], names: tuple[str, ...]) -> EnvironmentChange:
    there = tuple((name, environ[name]) for name in names if name in environ)
    return EnvironmentChange(tuple(name for name in names if name not in environ), there)


def _filled(text: str, pieces: dict[str, str]) -> str:
    for name, piece in pieces.items():
        text = text.replace(f"@{name}@", piece)
    return text


_BASH = """\
@CHANGE@
export PATH="$AWS_SESSION_SANDBOX_FOLDER/bin:$PATH"
unset HISTFILE
_aws_sandbox_mark() {
  local status=$?
  case $PS1 in '(aws sandbox) '*) ;; *) PS1="(aws sandbox) $PS1" ;; esac
  return $status
}
# Prompts that are made anew each time get their mark each time.
if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 501)); then
  PROMPT_COMMAND+=(_aws_sandbox_mark)
else
  PROMPT_COMMAND="${PROMPT_COMMAND:+$PROMPT_COMMAND
}_aws_sandbox_mark"
fi
"""

_BASHRC = """\
if test -r ~/.bashrc; then . ~/.bashrc; fi
@TEXT@"""

_ZSH = """\
@CHANGE@
export PATH="$AWS_SESSION_SANDBOX_FOLDER/bin:$PATH"
unset HISTFILE
_aws_sandbox_mark() { [[ $PROMPT == '(aws sandbox) '* ]] || PROMPT="(aws sandbox) $PROMPT" }
precmd_functions+=(_aws_sandbox_mark)
"""

_ZSHENV = """\
@RESTORE@
if [[ -r ${ZDOTDIR:-$HOME}/.zshenv ]]; then source ${ZDOTDIR:-$HOME}/.zshenv; fi
if [[ -o interactive ]]; then
  if (( ${+ZDOTDIR} )); then _aws_sandbox_zdotdir=$ZDOTDIR; fi
  export ZDOTDIR=$AWS_SESSION_SANDBOX_FOLDER/zsh
else
  @CHANGE@
  export PATH="$AWS_SESSION_SANDBOX_FOLDER/bin:$PATH"
fi
"""

_ZSHRC = """\
unset ZDOTDIR
if (( ${+_aws_sandbox_zdotdir} )); then
  export ZDOTDIR=$_aws_sandbox_zdotdir
  unset _aws_sandbox_zdotdir
fi
if [[ -r ${ZDOTDIR:-$HOME}/.zshrc ]]; then source ${ZDOTDIR:-$HOME}/.zshrc; fi
@TEXT@"""

_BOURNE = """\
@CHANGE@
export PATH="$AWS_SESSION_SANDBOX_FOLDER/bin:$PATH"
HISTFILE=$AWS_SESSION_SANDBOX_FOLDER/history
PS1="(aws sandbox) $PS1"
"""

# The value of ENV is expanded once more by the shell that reads it.
_ENV = """\
@RESTORE@
if test -n "${ENV-}"; then
  if test -r "$(eval "printf %s \\"$ENV\\"")"; then . "$(eval "printf %s \\"$ENV\\"")"; fi
fi
@TEXT@"""

_KSH_ENV = _ENV.replace(
    "@RESTORE@\n",
    """\
@RESTORE@
case $KSH_VERSION in
*'MIRBSD KSH'*) ENV=${ENV:-~/.mkshrc} ;;
*) ENV=${ENV:-~/.kshrc} ;;
esac
""",
)

_YASHRC = """\
if test -r ~/.yashrc; then . ~/.yashrc; fi
@TEXT@"""

_FISH = """\
@CHANGE@
set -gx PATH $AWS_SESSION_SANDBOX_FOLDER/bin $PATH
set -g fish_history ''
functions -q fish_prompt; and functions -c fish_prompt _aws_sandbox_prompt
function _aws_sandbox_status; return $argv[1]; end
function fish_prompt
    set -l last $status
    echo -n '(aws sandbox) '
    _aws_sandbox_status $last
    _aws_sandbox_prompt
end
"""

_TCSH = """\
@CHANGE@
setenv PATH "${AWS_SESSION_SANDBOX_FOLDER}/bin:${PATH}"
unset savehist
if ( $?prompt ) set prompt = "(aws sandbox) $prompt"
"""

_TCSHRC = """\
@RESTORE@
set home = "$HOME"
if ( -r ~/.tcshrc ) then
  source ~/.tcshrc
else if ( -r ~/.cshrc ) then
  source ~/.cshrc
endif
@TEXT@"""

_ELVISH = """\
@CHANGE@
set paths = [$E:AWS_SESSION_SANDBOX_FOLDER/bin $@paths]
var _aws_sandbox_prompt = $edit:prompt
set edit:prompt = { print '(aws sandbox) '; $_aws_sandbox_prompt }
"""

_ELVISHRC = """\
use path
for file [~/.elvish/rc.elv ~/.config/elvish/rc.elv] {
  if (path:is-regular $file) {
    try {
      eval (slurp < $file) &on-end={|names|
        for name [(keys $names)] { edit:add-var $name $names[$name] }
      }
    } catch error { echo $error >&2 }
  }
}
@TEXT@"""

_XONSH = """\
@RESTORE@
@CHANGE@
$PATH.insert(0, $AWS_SESSION_SANDBOX_FOLDER + '/bin')
$XONSH_HISTORY_BACKEND = 'dummy'
__xonsh__.env['PROMPT'] = (lambda owners: lambda: '(aws sandbox) ' + (
    owners() if callable(owners) else owners))(__xonsh__.env['PROMPT'])
"""

_NU = f"""\
'@CHANGE@' | {NU_LOAD}
$env.PATH = ($env.PATH | prepend $"($env.AWS_SESSION_SANDBOX_FOLDER)/bin")
let aws_sandbox_prompt = $env.PROMPT_COMMAND?
$env.PROMPT_COMMAND = {{||
  let made = ($aws_sandbox_prompt | describe) == closure
  let owners = if $made {{ do $aws_sandbox_prompt }} else {{ $aws_sandbox_prompt }}
  $"\\(aws sandbox\\) ($owners)"
}}
"""

_POWERSHELL = """\
@CHANGE@
$Env:PATH = $Env:AWS_SESSION_SANDBOX_FOLDER + '/bin' + [IO.Path]::PathSeparator + $Env:PATH
if (Get-Module PSReadLine) { Set-PSReadLineOption -HistorySaveStyle SaveNothing }
$global:AwsSandboxPrompt = $function:prompt
function global:prompt { '(aws sandbox) ' + (& $global:AwsSandboxPrompt) }
"""

_FROM_ENV = (("ENV", "@FOLDER@/env"),)

ENTRANCES: dict[str, Entrance] = {
    "bash": Entrance(_BASH, ("--rcfile", "@FOLDER@/bashrc"), (("bashrc", _BASHRC),)),
    "zsh": Entrance(
        _ZSH,
        files=(("zsh/.zshenv", _ZSHENV), ("zsh/.zshrc", _ZSHRC)),
        borrowed=(("ZDOTDIR", "@FOLDER@/zsh"),),
    ),
    "fish": Entrance(_FISH, ("--init-command", "@TEXT@")),
    "sh": Entrance(_BOURNE, files=(("env", _ENV),), borrowed=_FROM_ENV),
    # posh reads no file and makes its own prompt: the environment alone has to do.
    "posh": Entrance(""),
    "ksh": Entrance(_BOURNE, files=(("env", _KSH_ENV),), borrowed=_FROM_ENV),
    "yash": Entrance(_BOURNE, ("--rcfile=@FOLDER@/yashrc",), (("yashrc", _YASHRC),)),
    # tcsh has no option for that: it looks in HOME.
    "tcsh": Entrance(
        _TCSH, files=(("tcsh/.tcshrc", _TCSHRC),), borrowed=(("HOME", "@FOLDER@/tcsh"),)
    ),
    "elvish": Entrance(
        _ELVISH,
        ("-rc", "@FOLDER@/rc.elv", "-db", "@FOLDER@/history", "-sock", "@FOLDER@/socket"),
        (("rc.elv", _ELVISHRC),),
    ),
    "nu": Entrance(_NU, ("--no-history", "--execute", "@TEXT@")),
    # Its folders of rc files are read last.
    "xonsh": Entrance(
        _XONSH,
        ("--no-script-cache",),
        files=(("xonsh/rc.xsh", "@TEXT@"),),
        borrowed=(
            ("XONSHRC_DIR", "/etc/xonsh/rc.d:@HOME@/.config/xonsh/rc.d:@FOLDER@/xonsh"),
        ),
    ),
    "powershell": Entrance(_POWERSHELL, ("-NoExit", "-Command", "@TEXT@")),
}  # fmt: skip
"""By the name of a program, or of the dialect where all its programs are alike."""
