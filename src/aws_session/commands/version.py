"""The program's version, as data."""

from __future__ import annotations

from aws_session import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.intent import Version
    from aws_session.terminal.output import Output


def perform(_: Version, output: Output, __: dict[str, str]) -> int:
    output.write_data(f"{__version__}\n")
    return 0
