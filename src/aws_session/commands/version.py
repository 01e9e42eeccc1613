"""The command `version`: the program's version, as data."""

from __future__ import annotations

from aws_session import __version__
from aws_session.commands import SHELL, Command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.terminal.output import Output


class Version(Command):
    """The program's version."""

    shell: str | None = SHELL

    summary = "Print the version."

    def perform(self, output: Output, __: dict[str, str]) -> int:
        output.write_data(f"aws-session {__version__}\n")
        return 0
