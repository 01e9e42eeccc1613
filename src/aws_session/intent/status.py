"""Where one is, asked for."""

from __future__ import annotations

from aws_session.intent import Intent, checks


class Status(Intent):
    """The sessions of this shell. `at_least` answers by the exit status alone."""

    verify: bool = False
    json: bool = False
    at_least: str | None = None

    def check(self) -> None:
        if self.at_least is not None:
            checks.seconds(self.at_least)
