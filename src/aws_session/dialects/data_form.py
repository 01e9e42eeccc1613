"""What the forms share that no shell evaluates."""

from __future__ import annotations

from aws_session.dialects import Dialect

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from aws_session.environment import EnvironmentChange


class DataForm(Dialect):
    """What the change sets, for a file or a program to read; our own state is not in it."""

    data = True

    def failing(self, status: int) -> str:  # noqa: ARG002 - the exit status says it
        return ""

    def failure(self, status: int) -> str:  # noqa: ARG002 - somebody's `cut` reads there
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
        yield from super().statements(change.but(unset=(), assign=shown))
