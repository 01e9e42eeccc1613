"""How fish receives a change."""

from __future__ import annotations

from aws_session.shells import WORD, Dialect, is_plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.environment import EnvironmentChange

_WORD = frozenset(WORD.encode())


def _spell(octet: int) -> str:
    if octet in _WORD:
        return chr(octet)
    # \x is a character, which above ASCII is not that byte; \X is a byte.
    return f"\\X{octet:02x}"


class Fish(Dialect):
    """Statements that each end in a semicolon; fish splits at newlines only."""

    name = "fish"

    def assign(self, name: str, value: str) -> str:
        octets = self.encode(name, value)
        spelt = f"'{value}'" if is_plain(value) else "".join(map(_spell, octets))
        return f"set -gx {name} {spelt};"

    def unset(self, names: tuple[str, ...]) -> str:
        return "".join(f"set -ge {name};" for name in names)

    def typed_set(self, name: str, value: str) -> str:
        return f"set -gx {name} {value}"

    def typed_unset(self, names: tuple[str, ...]) -> str:
        return f"set -e {' '.join(names)}"

    def failing(self, status: int) -> str:
        return f"command sh -c 'exit {status}';"

    def run_program(self, words: tuple[str, ...]) -> str:
        return f"{' '.join(map(self.quoted, words))} 8>&-\n"

    def quoted(self, word: str) -> str:
        return "'" + word.replace("\\", "\\\\").replace("'", "\\'") + "'"

    def line(self, statements: list[str]) -> str:
        # `set -ge` of a missing name has status 4, and `set -gx` keeps the previous status.
        return "".join(statements or ["true;"]) + "\n"

    def render(self, change: EnvironmentChange) -> str:
        return self.line([*self.statements(change), "true;"])

    def invocation(self, words: str = "aws-session") -> str:
        return f"eval ({words})"


DIALECT = Fish()
