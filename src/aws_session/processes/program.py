"""A program to run in the foreground, with its arguments and its environment."""

from __future__ import annotations

from aws_session.model import Record


class Program(Record):
    """What to run; the first word is looked up in the PATH of `environ`.

    A shell is told to end by SIGHUP, because an interactive one ignores SIGTERM.
    """

    argv: tuple[str, ...]
    environ: dict[str, str]
    is_shell: bool = False

    REDACTED = ("environ",)

    def validate(self) -> None:
        if not self.argv:
            raise ValueError("a program has a name")
