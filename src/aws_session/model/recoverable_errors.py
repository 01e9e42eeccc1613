"""Refusals by AWS after which a session can still start: a wrong code or device, a refused role."""

from __future__ import annotations

from aws_session.errors import SessionError


class WrongCodeError(SessionError):
    """AWS refused a token code: mistyped, or used before."""


class WrongDeviceError(SessionError):
    """AWS does not recognize the serial number as the signer's device; the code is unused."""


class PerhapsSpentError(SessionError):
    """AWS did not answer a call with a code, which may or may not have been used."""


class RefusedRoleError(SessionError):
    """AWS refused a role; where it `is_explained`, AWS said why.

    `with_mfa` is False if the signer certainly gave no code, None if that is not known.
    """

    with_mfa: bool | None = None
    is_explained = False


class ThrottledError(SessionError):
    """AWS is throttling calls; nothing was done."""
