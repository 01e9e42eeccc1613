"""How the Windows command prompt receives a change: line by line, through `for /f`."""

from __future__ import annotations

from aws_session.shells import Dialect

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.environment import EnvironmentChange

# The longest line that a command prompt accepts is 8191 characters.
_LONGEST = 8000


class Cmd(Dialect):
    """One line for each variable; values of printable ASCII."""

    name = "cmd"
    holds_empty = False
    plain_in_data = "\\=$"
    state_limit = 7_000
    # `for /f`, in Wine.
    reads_from_file = True

    def assign(self, name: str, value: str) -> str:
        self.encode(name, value)
        if not value:
            raise self.refusal(name, "an empty value")
        if not (value.isascii() and value.isprintable()):
            raise self.refusal(name, "a line break, a control character or a letter beyond ASCII")
        if "!" in value or '"' in value:
            # `cmd /v:on` expands the former, and nothing escapes the latter.
            raise self.refusal(name, "an exclamation mark or a double quote")
        if len(value) > _LONGEST:
            raise self.refusal(name, f"more than {_LONGEST} characters")
        return f'set "{name}={value}"\n'

    def unset(self, names: tuple[str, ...]) -> str:
        return "".join(f'set "{name}="\n' for name in names)

    def typed_word(self, word: str) -> str:
        return self.quoted(word)

    def typed_set(self, name: str, value: str) -> str:
        return f"set {name}={value}"

    def typed_unset(self, names: tuple[str, ...]) -> str:
        return " & ".join(f'set "{name}="' for name in names)

    def failing(self, status: int) -> str:
        return f"cmd /c exit {status}\n"

    def run_program(self, words: tuple[str, ...]) -> str:
        return f"{' '.join(map(self.quoted, words))}\n"

    def quoted(self, word: str) -> str:
        # What a program that uses the C library reads as one word.
        return '"' + word.replace('"', '\\"') + '"'

    def line(self, statements: list[str]) -> str:
        return "".join(statements)

    def render(self, change: EnvironmentChange) -> str:
        # Removing a variable that does not exist sets an error level.
        return self.line([*self.statements(change), self.failing(0)])

    def invocation(self, words: str = "aws-session") -> str:
        return f"""for /f "delims=" %i in ('{words}') do @%i"""

    def piped(self, program: str, words: str) -> str:
        # Between these quotes a bare | would end the line.
        return self.invocation(f"{program} ^| {words}")


DIALECT = Cmd()
