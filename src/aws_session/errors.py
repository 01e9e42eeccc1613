"""One error family: what is wrong, what to do next, and the exit status it carries."""

from __future__ import annotations


class SessionError(Exception):
    """The machine or AWS said no.

    `hint` is the next thing to do, a whole sentence or a line to type; `debug` is for `--debug`
    only and holds no secret.
    """

    status = 1

    def __init__(self, message: str, *, hint: str | None = None, debug: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.debug = debug


class UsageError(SessionError):
    """The command line asks for something that cannot be."""

    status = 2


class NobodyToAskError(UsageError):
    """A code is needed, and there is no terminal to ask for it on."""


class UnknownCommandError(UsageError):
    """The first word is no command; it may be something else that one knows of."""

    def __init__(self, message: str, *, hint: str, word: str) -> None:
        super().__init__(message, hint=hint)
        self.word = word


class WrongCodeError(SessionError):
    """AWS refused a token code: mistyped, or used before."""


class WrongDeviceError(SessionError):
    """AWS does not know the serial number as the signer's device; the code is not spent."""


class PerhapsSpentError(SessionError):
    """AWS did not answer a call that carried a code; nobody knows whether it took the code."""


class ThrottledError(SessionError):
    """AWS asked to come back later; nothing was done."""


class CannotCarryError(SessionError):
    """A dialect cannot spell a value exactly; nothing may be set."""


class CannotRunError(SessionError):
    """A program that was to be run is there but does not start; the status is the shells' own."""

    status = 126


class ProgramNotFoundError(SessionError):
    """A program that was to be run is not there; the status is the shells' own."""

    status = 127
