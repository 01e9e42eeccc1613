"""The answers of AWS that a session goes on from: a wrong code or device, a refused role."""

from __future__ import annotations

from aws_session.errors import SessionError


class WrongCodeError(SessionError):
    """AWS refused a token code: mistyped, or used before."""


class WrongDeviceError(SessionError):
    """AWS does not know the serial number as the signer's device; the code is not spent."""


class PerhapsSpentError(SessionError):
    """AWS did not answer a call that carried a code; nobody knows whether it took the code."""


class RefusedRoleError(SessionError):
    """AWS refused a role; where it `is_explained`, AWS said why.

    `with_mfa` is False where whoever signed had surely given no code, None where nobody knows.
    """

    with_mfa: bool | None = None
    is_explained = False


class ThrottledError(SessionError):
    """AWS asked to come back later; nothing was done."""
