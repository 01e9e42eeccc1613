"""The format of AWS identifiers: accounts, ARNs, key ids, devices, regions."""

from __future__ import annotations

_DIGITS = frozenset("0123456789")
_SMALL = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")
_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-")
_WORD = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_")
# STS API reference, GetSessionToken, SerialNumber.
_SERIAL = _WORD | frozenset("+=/:,.@-")
_HARDWARE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")

_ACCOUNT_DIGITS = 12
_ARN_PARTS = 6
_ARN_LENGTH = 2_048
_KEY_LENGTH = 128
_SERIAL_LENGTHS = range(9, 257)
_HOST_LABEL = 63
_YEAR_10000 = 253_402_300_800


def is_account(word: object) -> bool:
    """Tell twelve ASCII digits."""
    return isinstance(word, str) and len(word) == _ACCOUNT_DIGITS and _DIGITS.issuperset(word)


def is_number(word: str) -> bool:
    """Tell ASCII digits, no more than an account has."""
    return 0 < len(word) <= _ACCOUNT_DIGITS and _DIGITS.issuperset(word)


def is_arn(word: object, service: str = "") -> bool:
    """Tell an ARN in an account, and of a service where one is named.

    A path, which IAM lets hold every sign that can be printed, may mean something to a shell.
    """
    if not (isinstance(word, str) and len(word) <= _ARN_LENGTH and is_printable(word)):
        return False
    parts = word.split(":", _ARN_PARTS - 1)
    if len(parts) != _ARN_PARTS:
        return False
    arn, partition, named, region, account, resource = parts
    return bool(
        arn == "arn"
        and partition.startswith("aws")
        and resource
        and named
        and all(_SMALL.issuperset(part) for part in (partition, named, region))
        and is_account(account)
        and (not service or named == service)
    )


def is_key_id(word: object) -> bool:
    """Tell what can be an access key's id (STS API reference, accessKeyIdType)."""
    return isinstance(word, str) and 0 < len(word) <= _KEY_LENGTH and _WORD.issuperset(word)


def may_be_key_id(word: object) -> bool:
    """Tell what another than AWS may call a key's id, and no shell gives a meaning to."""
    good = isinstance(word, str) and 0 < len(word) <= _KEY_LENGTH and _SERIAL.issuperset(word)
    # zsh takes `=word` for a program's path.
    return good and word[:1] != "="  # type: ignore[index] # a text


def is_serial(word: object) -> bool:
    """Tell what can be an MFA device's serial number: an ARN, or what is printed on a token."""
    return (
        isinstance(word, str)
        and len(word) in _SERIAL_LENGTHS
        and _SERIAL.issuperset(word)
        and (is_arn(word, "iam") or _HARDWARE.issuperset(word))
    )


def is_device(word: object) -> bool:
    """Tell what a person may have called a device, as `mfa.usable` lets them."""
    good = isinstance(word, str) and 0 < len(word) <= _ARN_LENGTH and _SERIAL.issuperset(word)
    return good and word[:1] != "="  # type: ignore[index] # a text


def is_region(word: object) -> bool:
    """Tell what can be a region: it becomes part of a host's name."""
    return (
        isinstance(word, str)
        and 0 < len(word) <= _HOST_LABEL
        and _LETTERS.issuperset(word)
        and word == word.strip("-")
    )


def is_moment(number: int) -> bool:
    """Tell what can be a time in Unix seconds, 0 for none."""
    return 0 <= number < _YEAR_10000


def moment(digits: object) -> int:
    """Return the time that ASCII digits say, in Unix seconds; ValueError where it can be none."""
    if isinstance(digits, str) and is_number(digits) and is_moment(int(digits)):
        return int(digits)
    raise ValueError("no time")


def is_printable(word: str) -> bool:
    """Tell a text of ASCII's printed signs, without blanks."""
    return word.isascii() and word.isprintable() and " " not in word
