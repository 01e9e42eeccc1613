"""One error family: what is wrong, what to do next, and the exit status it carries."""

from __future__ import annotations


class SessionError(Exception):
    """The machine or AWS said no.

    `hint` is the next thing to do, a whole sentence or a line to type; `debug` is for `--debug`
    only and holds no secret.
    """

    status = 1
    keeps_status = False
    """Whether `status` stands even for a command whose failures have another one in common."""

    def __init__(self, message: str, *, hint: str | None = None, debug: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.debug = debug


class UsageError(SessionError):
    """The command line asks for something that cannot be."""

    status = 2
