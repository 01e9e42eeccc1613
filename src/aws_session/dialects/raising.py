"""What the shells share in which the exit status of a program alone stops an evaluation."""

from __future__ import annotations

from aws_session.dialects import Dialect

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.environment import EnvironmentChange


class RaisingDialect(Dialect):
    """A shell in which a program's exit status alone stops the evaluation.

    A failure prints nothing there. A change that is followed by a failure exits with 0, or it
    would never be read, and the code raises.
    """

    def failure(self, status: int) -> str:  # noqa: ARG002 - the exit status says it
        return ""

    def render_then_fail(self, change: EnvironmentChange, status: int) -> tuple[str, int]:
        text, _ = super().render_then_fail(change, status)
        return text, 0
