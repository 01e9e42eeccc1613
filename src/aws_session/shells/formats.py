"""The output formats that no shell evaluates: JSON and dotenv."""

from __future__ import annotations

from aws_session.shells import Dialect, is_plain
from aws_session.shells.unicode_escapes import json_string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from aws_session.environment import EnvironmentChange


class DataForm(Dialect):
    """What a change sets, for a file or a program to read; without our own state."""

    data = True

    def failing(self, status: int) -> str:  # noqa: ARG002 - the exit status says it
        return ""

    def failure(self, status: int) -> str:  # noqa: ARG002 - a user's `cut` may read it
        return ""

    def unset(self, names: tuple[str, ...]) -> str:  # noqa: ARG002 - absence says it
        return ""

    def invocation(self, words: str = "aws-session") -> str:
        return f"{words} --shell {self.name}"

    def render_then_fail(self, change: EnvironmentChange, status: int) -> tuple[str, int]:
        return self.render(change), status

    def statements(self, change: EnvironmentChange) -> Iterator[str]:
        state = "AWS_SESSION_STATE"
        shown = tuple((name, value) for name, value in change.assign if name != state)
        yield from super().statements(change.replace(unset=(), assign=shown))


class Json(DataForm):
    """Escapes everything that has a meaning in any shell."""

    name = "json"

    def assign(self, name: str, value: str) -> str:
        return f'"{name}": {json_string(self.text(name, value))}'

    def line(self, statements: list[str]) -> str:
        return f"{{{', '.join(statements)}}}\n"


JSON = Json()


class Dotenv(DataForm):
    """Uses neither quotes nor escapes."""

    name = "dotenv"

    def assign(self, name: str, value: str) -> str:
        self.encode(name, value)
        if not is_plain(value):
            raise self.refusal(name, "more than letters, digits and /=:+-.,@%_")
        return f"{name}={value}\n"

    def line(self, statements: list[str]) -> str:
        return "".join(statements)


DOTENV = Dotenv()

FORMATS: dict[str, DataForm] = {"json": JSON, "dotenv": DOTENV}
