"""Checks of values that several commands accept."""

from __future__ import annotations

from aws_session.errors import UsageError

_SHORTEST = 2
_ALPHANUMERIC = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")

OF_SESSION_NAMES = _ALPHANUMERIC | frozenset("_+=,.@-")
LONGEST_SESSION_NAME = 64
"""What AssumeRole accepts as the name of a role session (STS API reference)."""


def no_blank(value: str | None, option: str) -> None:
    if value is not None and not value.strip():
        raise UsageError(f"{option} is empty", hint=f"give {option} a value or leave it out")


def letters(value: str | None, what: str, letters: frozenset[str], most: int) -> None:
    if value is not None and not are_letters(value, letters, most):
        raise UsageError(
            f"{what} {value!r} is not valid",
            hint=f"use 2 to {most} letters, digits and {''.join(sorted(letters - _ALPHANUMERIC))}",
        )


def are_letters(value: str, letters: frozenset[str], most: int) -> bool:
    return letters.issuperset(value) and _SHORTEST <= len(value) <= most
