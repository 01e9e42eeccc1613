"""The description of one recorded run. No run depends on another."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from .imitation import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self

MAIN = Kind()
DIALECTS = (
    *("bash", "zsh", "ksh", "sh", "fish", "tcsh", "elvish", "nu", "xonsh", "powershell", "cmd"),
    *("json", "dotenv"),
)

CONFIG = ".aws/config"
CREDENTIALS = ".aws/credentials"
SETTINGS = ".config/aws-session/config.toml"
USUAL_CONFIG = "[default]\nregion = @REGION@\n"
USUAL_CREDENTIALS = "[default]\naws_access_key_id = @ID@\naws_secret_access_key = @SECRET@\n"

ONCE = 'aws-session "$@"; exit $?'
"""What the shell between a run and the recorder runs: it stays, as a person's shell would."""


@dataclass(frozen=True)
class Screen:
    """A terminal and its user: what is waited for, and what is then typed.

    `data` says whether stdout is the terminal, too; what is `drawn` meanwhile is not recorded, if
    it depends on the timing of keys.
    """

    script: tuple[tuple[str, str], ...] = ()
    data: bool = True
    drawn: bool = True
    columns: int = 80
    rows: int = 24


@dataclass(frozen=True)
class Case:
    """One run. In words, environment and files `@…@` stands for what differs by the imitation:

    `@ID@`, `@SECRET@`, `@TOKEN@` (of alice, or `@ID many@`), `@CODE@` (one that works), `@WRONG@`,
    `@SERIAL@`, `@REGION@`, `@HOME@`, `@ENDPOINT@`, and `@TREE@` for the checkout.

    `start` names the session that the shell holds, `removed` what it does not hold of it; `line` is
    what the shell of `shell` carries out; `shown` are files to record afterwards; `ahead` is how
    much faster than this machine's AWS's clock is, in seconds.
    """

    name: str
    words: tuple[str, ...] = ()
    environ: Mapping[str, str] = field(default_factory=dict)
    removed: tuple[str, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    start: str = ""
    kind: Kind | None = None
    faults: tuple[Mapping[str, Any], ...] = ()
    stdin: str | None = None
    screen: Screen | None = None
    emits: bool = False
    shell: tuple[str, ...] = ("sh", "-c")
    line: str = ONCE
    shown: tuple[str, ...] = ()
    ahead: int = 0
    keeps: bool = False
    chance: str = "case"

    @property
    def topic(self) -> str:
        return self.name.partition("/")[0]

    @property
    def told(self) -> str:
        """Return the command line, for readers of the recording."""
        parts = [f"[{self.start}]"] if self.start else []
        parts += [f"-{name}" for name in self.removed]
        parts += [f"{name}={shlex.quote(value)}" for name, value in self.environ.items()]
        parts += ["aws-session", *map(shlex.quote, self.words)]
        told = " ".join(parts)
        if self.line != ONCE or self.shell != ("sh", "-c"):
            told += f"   # by {shlex.join((*self.shell, self.line))}"
        return told.encode("unicode_escape").decode()

    def but(self, **changed: Any) -> Self:
        return replace(self, **changed)


@dataclass(frozen=True)
class Start:
    """A shell with sessions: command lines that were evaluated one after the other."""

    name: str
    lines: tuple[str, ...]
    environ: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
