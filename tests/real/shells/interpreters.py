"""The real shells: how each is started, evaluates a command's output, and is asked what it holds.

for shell in ALL:
    shell.require()
    line = shell.evaluate("aws-session 123456")
    shell.run(shell.guarded(line, "touch RAN"), cwd=folder, env={"HOME": "/nowhere"})
"""

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from aws_session.shells import dialect


@dataclass(frozen=True)
class Language:
    """The few things that a test has to express in a shell's own language.

    `forms` are the evaluation lines by name, the first is the documented one; `guarded` runs a
    program only after a line that succeeded; `cell` runs a setting and a line, and writes the
    status as STATUS, with the whole environment, to a file; `forget` unsets a name if a cell cannot
    be a subshell.
    """

    forms: Mapping[str, str]
    guarded: str
    cell: str
    forget: str = ""
    suffix: str = ""


@dataclass(frozen=True)
class Cell:
    """One line to evaluate, after a setting: options, IFS."""

    line: str
    setting: str = ""
    forget: Sequence[str] = ()


@dataclass(frozen=True)
class Outcome:
    """`status` is None if the shell ended before it could report one."""

    status: int | None
    environ: Mapping[str, bytes]


@dataclass(frozen=True)
class Interpreter:
    """A shell on this machine. `settings` are the options that change how text is parsed."""

    name: str
    dialect: str
    argv: tuple[str, ...]
    language: Language
    settings: Mapping[str, str] = field(default_factory=dict)
    optional: bool = False

    def __str__(self) -> str:
        return self.name

    @property
    def forms(self) -> tuple[str, ...]:
        return tuple(self.language.forms)

    def installed(self) -> bool:
        return shutil.which(self.argv[0]) is not None

    def require(self) -> None:
        """Skip the test without this shell; in CI fail, unless the shell is optional."""
        if self.installed():
            return
        if os.environ.get("CI") and not self.optional:
            pytest.fail(f"{self.name} is not installed")
        pytest.skip(f"{self.name} is not installed: nothing is known about it here")

    def evaluate(self, command: str, form: str | None = None) -> str:
        """Return the line that evaluates what a command prints."""
        return self.language.forms[form or self.forms[0]].replace("COMMAND", command)

    def guarded(self, line: str, then: str) -> str:
        """Return a script that runs a program if the line succeeded."""
        return self.language.guarded.replace("LINE", line).replace("THEN", then)

    def run(
        self, script: str, *, cwd: Path, env: Mapping[str, str] | None = None, timeout: float = 300
    ) -> subprocess.CompletedProcess[bytes]:
        """Run a script without rc files and without a terminal; stdin is empty."""
        private = cwd / ".shell"
        private.mkdir(exist_ok=True)
        file = private / f"script{self.language.suffix}"
        file.write_bytes(script.encode("utf-8", "surrogateescape"))
        return subprocess.run(
            [*self.argv, str(file)],
            cwd=cwd,
            env=bare_environment(private) | dict(env or {}),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            start_new_session=True,
            timeout=timeout,
            check=False,
        )

    def cell(self, line: str) -> Cell:
        """Return a line to evaluate with this shell's default settings."""
        return Cell(line, self.settings[""])

    def outcomes(
        self, cells: Sequence[Cell], *, cwd: Path, env: Mapping[str, str] | None = None
    ) -> list[Outcome]:
        """Run many cells in one process, each in the same environment."""
        folder = cwd / ".shell" / "outcomes"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        script = "\n".join(
            self._cell(cell, folder / str(number)) for number, cell in enumerate(cells)
        )
        self.run(f"{script}\n", cwd=cwd, env=env)
        return [_read(folder / str(number)) for number in range(len(cells))]

    def _cell(self, cell: Cell, file: Path) -> str:
        forget = "\n".join(self.language.forget.replace("NAME", name) for name in cell.forget)
        return (
            self.language.cell.replace("FORGET", forget)
            .replace("FILE", str(file))
            .replace("SETTING", cell.setting)
            .replace("LINE", cell.line)
        )


TALKS_TO_NOBODY = {"POWERSHELL_TELEMETRY_OPTOUT": "1", "POWERSHELL_UPDATECHECK": "Off"}


def bare_environment(home: Path) -> dict[str, str]:
    """Return what a shell needs, without the caller's AWS variables."""
    return {
        "PATH": os.environ["PATH"],
        "LC_ALL": "C.UTF-8",
        "HOME": str(home),
        "TERM": "dumb",
        **TALKS_TO_NOBODY,
    }


def _read(file: Path) -> Outcome:
    if not file.exists():
        return Outcome(None, {})
    pairs = (entry.partition(b"=") for entry in file.read_bytes().split(b"\0") if entry)
    environ = {name.decode(): value for name, _, value in pairs}
    return Outcome(int(environ["STATUS"]), environ)


_BOURNE = Language(
    forms={"eval $(…)": "eval $(COMMAND)", 'eval "$(…)"': 'eval "$(COMMAND)"'},
    guarded="LINE && THEN",
    cell="(\nSETTING\nLINE\nSTATUS=$? env -0 >'FILE')",
)
_FISH = Language(
    forms={
        "eval (…)": "eval (COMMAND)",
        "| source": "COMMAND | source",
        "eval $(…)": "eval $(COMMAND)",
        'eval "$(…)"': 'eval "$(COMMAND)"',
    },
    guarded="LINE && THEN",
    cell="begin\nSETTING\nLINE\nSTATUS=$status env -0 >'FILE'\nend\nFORGET",
    forget="set -e NAME",
)
_TCSH = Language(
    forms={"eval `…`": "eval `COMMAND`"},
    guarded="LINE && THEN",
    cell="SETTING\nLINE\nsetenv STATUS $status\nenv -0 >! 'FILE'\nFORGET",
    forget="unsetenv NAME",
)
_ELVISH = Language(
    forms={
        "eval (… | slurp)": "eval (COMMAND | slurp)",
    },
    guarded="LINE; THEN",
    cell=(
        "set-env STATUS 1\ntry {\nSETTING\nLINE\nset-env STATUS 0 } catch e { nop }\n"
        "env -0 >'FILE'\nFORGET"
    ),
    forget="unset-env NAME",
    suffix=".elv",
)
_NU = Language(
    forms={"| from json": dialect("nu").invocation("COMMAND")},
    guarded="LINE; THEN",
    cell=(
        "$env.STATUS = '1'\ntry {\nSETTING\nLINE\n$env.STATUS = '0' }\n^env -0 o> 'FILE'\nFORGET"
    ),
    forget="hide-env -i NAME",
    suffix=".nu",
)
_XONSH = Language(
    forms={"execx($(…))": dialect("xonsh").invocation("COMMAND")},
    guarded="LINE\nTHEN",
    cell=(
        "$STATUS = '1'\ntry:\n    SETTING\n    LINE\n    $STATUS = '0'\nexcept Exception:\n"
        "    pass\nenv -0 > 'FILE'\nFORGET"
    ),
    forget="_ = ${...}.pop('NAME', None)",
    suffix=".xsh",
)
_POWERSHELL = Language(
    forms={
        "iex (…)": "iex (COMMAND)",
        'iex "$(…)"': 'iex "$(COMMAND)"',
        "| Out-String | iex": "COMMAND | Out-String | Invoke-Expression",
        "-join | iex": '(COMMAND) -join "`n" | Invoke-Expression',
        "| iex": "COMMAND | Invoke-Expression",
    },
    guarded="LINE && THEN",
    # It puts its own folder first on the PATH.
    cell=(
        "$Env:PATH=$Env:PATH.Replace($PSHOME+[IO.Path]::PathSeparator,'')\n"
        "$Env:STATUS='1'\ntry {\nSETTING\nLINE\n$Env:STATUS=[string][int](-not $?) } catch { }\n"
        "& sh -c 'env -0 >\"$1\"' sh 'FILE'\nFORGET"
    ),
    forget="$Env:NAME=$null",
    suffix=".ps1",
)

_EVERYWHERE = {
    "": "",
    "set -f": "set -f",
    "set -u": "set -u",
    "set -e": "set -e",
    "IFS=": "IFS=",
    "IFS=newline": "IFS='\n'",
}
_BASH = {
    **_EVERYWHERE,
    "nullglob": "shopt -s nullglob",
    "failglob": "shopt -s failglob",
    "extglob": "shopt -s extglob nullglob dotglob",
    "posix": "set -o posix",
    "set -k": "set -k",
    "posix set -k": "set -o posix; set -k",
}
_ZSH = {
    **_EVERYWHERE,
    "GLOB_SUBST": "setopt GLOB_SUBST",
    "GLOB_SUBST NULL_GLOB": "setopt GLOB_SUBST NULL_GLOB EXTENDED_GLOB",
    "GLOB_SUBST KSH_GLOB": "setopt GLOB_SUBST KSH_GLOB BRACE_CCL GLOB_ASSIGN",
    "SH_WORD_SPLIT": "setopt SH_WORD_SPLIT",
    "CSH_JUNKIE_QUOTES": "setopt CSH_JUNKIE_QUOTES",
    "MAGIC_EQUAL_SUBST": "setopt MAGIC_EQUAL_SUBST",
    "MAGIC_EQUAL_SUBST GLOB_SUBST": "setopt MAGIC_EQUAL_SUBST GLOB_SUBST RC_QUOTES",
    "emulate sh": "emulate sh",
    "emulate ksh": "emulate ksh",
    "emulate csh": "emulate csh",
}

ALL: tuple[Interpreter, ...] = (
    Interpreter("bash", "bash", ("bash", "--norc", "--noprofile"), _BOURNE, _BASH),
    Interpreter("zsh", "zsh", ("zsh", "-f"), _BOURNE, _ZSH),
    Interpreter("ksh93", "ksh", ("ksh93",), _BOURNE, {**_EVERYWHERE, "set -k": "set -k"}),
    Interpreter(
        "mksh",
        "ksh",
        ("mksh",),
        _BOURNE,
        {**_EVERYWHERE, "posix": "set -o posix", "keyword": "set -o keyword"},
    ),
    Interpreter("dash", "sh", ("dash",), _BOURNE, _EVERYWHERE),
    Interpreter("busybox", "sh", ("busybox", "sh"), _BOURNE, _EVERYWHERE),
    Interpreter("posh", "sh", ("posh",), _BOURNE, _EVERYWHERE),
    Interpreter(
        "yash", "sh", ("yash", "--norc"), _BOURNE, {**_EVERYWHERE, "posix": "set -o posix"}
    ),
    Interpreter("fish", "fish", ("fish", "--no-config"), _FISH, {"": "", "IFS=": "set -l IFS ''"}),
    Interpreter(
        "tcsh",
        "tcsh",
        ("tcsh", "-f"),
        _TCSH,
        {
            "": "",
            "noglob": "set noglob",
            "nonomatch": "set nonomatch",
            "globstar": "set globstar",
            "backslash_quote": "set backslash_quote",
        },
    ),
    Interpreter("elvish", "elvish", ("elvish", "-norc"), _ELVISH, {"": ""}),
    Interpreter("nu", "nu", ("nu", "--no-config-file"), _NU, {"": ""}),
    Interpreter("xonsh", "xonsh", ("xonsh", "--no-rc"), _XONSH, {"": "pass"}),
    Interpreter(
        "pwsh",
        "powershell",
        ("pwsh", "-NoProfile", "-NonInteractive", "-File"),
        _POWERSHELL,
        {
            "": "",
            "StrictMode": "Set-StrictMode -Version Latest",
            "Stop": "$ErrorActionPreference='Stop'",
        },
    ),
    # Other versions, which a machine may have under these names.
    Interpreter(
        "bash-3.2", "bash", ("bash-3.2", "--norc", "--noprofile"), _BOURNE, _BASH, optional=True
    ),
    Interpreter(
        "bash-5.0", "bash", ("bash-5.0", "--norc", "--noprofile"), _BOURNE, _BASH, optional=True
    ),
)

BOURNE = tuple(shell for shell in ALL if shell.language is _BOURNE)
"""The shells that split at IFS."""
