"""How PowerShell receives a change: as one line of ASCII."""

from __future__ import annotations

from aws_session.shells import Dialect
from aws_session.shells.unicode_escapes import utf16

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.environment import EnvironmentChange

_QUOTES = "'\u2018\u2019\u201a\u201b"
"""Characters that end a single-quoted string, unless doubled."""

_UTILITY = "Microsoft.PowerShell.Utility\\"
"""The module of the cmdlets in the failure line: a person's function may have their names."""

_PRINTABLE = frozenset(map(chr, range(0x20, 0x7F)))


class PowerShell(Dialect):
    """Single-quoted ASCII, joined with UTF-16 units."""

    name = "powershell"
    holds_empty = False
    plain_in_data = "\\=$"
    hands_terminal_on = True

    def assign(self, name: str, value: str) -> str:
        if not value:
            # Before 7.5 an empty value removes the variable.
            raise self.refusal(name, "an empty value")
        return f"$Env:{name}={_spell(self.text(name, value))};"

    def unset(self, names: tuple[str, ...]) -> str:
        return "".join(f"$Env:{name}=$null;" for name in names)

    def typed_word(self, word: str) -> str:
        for quote in _QUOTES:
            word = word.replace(quote, quote * 2)
        return f"'{word}'"

    def typed_set(self, name: str, value: str) -> str:
        return f"$Env:{name} = '{value}'"

    def typed_unset(self, names: tuple[str, ...]) -> str:
        return "; ".join(f"$Env:{name} = $null" for name in names)

    def failing(self, status: int) -> str:
        # `throw`, a plain error and an exit status let the next statement run after `| iex`. An
        # error keeps the line that it comes from: it has its own line, because the line with values
        # is secret.
        return (
            f"$global:LASTEXITCODE={status};{_UTILITY}Invoke-Expression "
            f"'{_UTILITY}Write-Error ''status {status}'' "
            "-CategoryActivity aws-session -ErrorAction Stop';"
        )

    def render_then_fail(self, change: EnvironmentChange, status: int) -> tuple[str, int]:
        # A status can raise before anything is evaluated; the code raises after the change.
        text, _ = super().render_then_fail(change, status)
        return text, 0

    def run_program(self, words: tuple[str, ...]) -> str:
        return f"& {' '.join(map(self.quoted, words))};\n"

    def quoted(self, word: str) -> str:
        spelt = _spell(word) if word else "''"
        return f"({spelt})" if spelt.startswith("-join") else spelt

    def line(self, statements: list[str]) -> str:
        # Empty output makes Invoke-Expression raise.
        return "".join(statements or [";"]) + "\n"

    def invocation(self, words: str = "aws-session") -> str:
        return f"iex ({words})"


def _spell(text: str) -> str:
    pieces = list(_pieces(text))
    if len(pieces) == 1 and pieces[0].startswith("'"):
        return pieces[0]
    # Flat: a chain of + nests, and thousands of them would crash the shell.
    return f"-join({','.join(pieces)})"


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    run = ""
    for character in text:
        if character in _PRINTABLE:
            run += character.replace("'", "''")
            continue
        if run:
            pieces.append(f"'{run}'")
            run = ""
        # Unescaped, U+2018 to U+201B would end the string, and the rest depends on the console.
        pieces.extend(f"[char]{unit}" for unit in utf16(character))
    return [*pieces, f"'{run}'"] if run else pieces


DIALECT = PowerShell()
