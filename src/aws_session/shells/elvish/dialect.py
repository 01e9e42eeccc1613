"""How elvish receives a change."""

from __future__ import annotations

from aws_session.shells import PLAIN, RaisingDialect

_BYTES = 0xDC00
_BARE = frozenset(PLAIN + " ")


def _spell(text: str) -> str:
    return f'"{"".join(c if c in _BARE else _escaped(ord(c)) for c in text)}"'


def _escaped(number: int) -> str:
    """Escape a code point, or a byte that is not UTF-8, which Python has as a low surrogate."""
    byte = number - _BYTES
    return f"\\x{byte:02x}" if 0 <= byte <= 0xFF else f"\\U{number:08x}"  # noqa: PLR2004 - a byte


class Elvish(RaisingDialect):
    """Double-quoted strings with code points."""

    name = "elvish"

    def assign(self, name: str, value: str) -> str:
        self.encode(name, value)
        return f"set-env {name} {_spell(value)};"

    def unset(self, names: tuple[str, ...]) -> str:
        return "".join(f"unset-env {name};" for name in names)

    def typed_set(self, name: str, value: str) -> str:
        return f"set-env {name} '{value}'"

    def typed_unset(self, names: tuple[str, ...]) -> str:
        return "; ".join(f"unset-env {name}" for name in names)

    def failing(self, status: int) -> str:
        return f"fail 'aws-session: status {status}';"

    def run_program(self, words: tuple[str, ...]) -> str:
        return f"{' '.join(map(self.quoted, words))}\n"

    def typed_word(self, word: str) -> str:
        return self.quoted(word)

    def quoted(self, word: str) -> str:
        return "'" + word.replace("'", "''") + "'"

    def line(self, statements: list[str]) -> str:
        return "".join(statements) + "\n"

    def invocation(self, words: str = "aws-session") -> str:
        return f"eval ({words} | slurp)"


DIALECT = Elvish()
