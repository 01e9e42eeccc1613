"""The form of texts from outside: whole numbers, AWS's identifiers, and checksums beside them."""

# `int` takes signs, blanks, underscores and the digits of every script, and raises where there are
# thousands of them; here a number is a few ASCII digits.

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
LATEST = 253_402_300_799
"""The last second of the year 9999, in Unix time."""

_PRIME = 4_294_967_291


def number(text: str, most: int) -> int | None:
    """Return a text as a number, None above `most` and for anything else."""
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(most))):
        return None
    found = int(text)
    return found if found <= most else None


def checksum(text: str) -> str:
    """Return the CRC-32 of a text as eight hexadecimal digits; it protects nothing."""
    # Imported late: a prompt in a shell without a session needs none, and does not wait for it.
    # The same function as zlib's, in a smaller module.
    from binascii import crc32

    # Unlike surrogateescape it also encodes what JSON can write and UTF-8 cannot.
    return f"{crc32(text.encode('utf-8', 'surrogatepass')):08x}"


def checksum_of_version_1(text: str, errors: str = "surrogateescape") -> str:
    """Return the checksum that states of version 1 and files of its time contain."""
    encoded = b"\1" + text.encode("utf-8", errors)
    return f"{int.from_bytes(encoded, 'big') % _PRIME:08x}"


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
    """Tell what can be an access key ID (STS API reference, accessKeyIdType)."""
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
    """Tell what can be a region: it becomes part of a host name."""
    return (
        isinstance(word, str)
        and 0 < len(word) <= _HOST_LABEL
        and _LETTERS.issuperset(word)
        and word == word.strip("-")
    )


def is_moment(at: int) -> bool:
    """Tell what can be a time in Unix seconds, 0 for none."""
    return 0 <= at <= LATEST


def moment(digits: object) -> int:
    """Return the time that ASCII digits say, in Unix seconds; ValueError where it can be none."""
    if isinstance(digits, str) and is_number(digits) and is_moment(int(digits)):
        return int(digits)
    raise ValueError("no time")


def is_printable(word: str) -> bool:
    """Tell a text of ASCII's printed signs, without blanks."""
    return word.isascii() and word.isprintable() and " " not in word
