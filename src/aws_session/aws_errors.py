"""AWS's answers that somebody can still do something about, for whoever called."""

from __future__ import annotations

from aws_session.errors import SessionError


class WrongCodeError(SessionError):
    """AWS refused a token code: mistyped, or used before."""


class WrongDeviceError(SessionError):
    """AWS does not know the serial number as the signer's device; the code is not spent."""


class PerhapsSpentError(SessionError):
    """AWS did not answer a call that carried a code; nobody knows whether it took the code."""


class ThrottledError(SessionError):
    """AWS asked to come back later; nothing was done."""
