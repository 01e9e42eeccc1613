"""How elvish receives a change."""

from __future__ import annotations

from aws_session.shells import PLAIN, RaisingDialect

_BARE = frozenset(PLAIN + " ")


def _spell(text: str) -> str:
    spelt = (c if c in _BARE else f"\\U{ord(c):08x}" for c in text)
    return f'"{"".join(spelt)}"'


class Elvish(RaisingDialect):
    """Double-quoted strings with code points."""

    name = "elvish"

    def assign(self, name: str, value: str) -> str:
        return f"set-env {name} {_spell(self.text(name, value))};"

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
