"""The form of foreign texts: whole numbers, AWS's identifiers, and their checksums."""

# `int` accepts signs, spaces, underscores and the digits of every script, and raises if there are
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
    """Return a text as a number; None above `most` and for anything else."""
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
    """Return the checksum in states of version 1 and in files of that time."""
    encoded = b"\1" + text.encode("utf-8", errors)
    return f"{int.from_bytes(encoded, 'big') % _PRIME:08x}"


def is_account(word: object) -> bool:
    """Tell whether a word is twelve ASCII digits."""
    return isinstance(word, str) and len(word) == _ACCOUNT_DIGITS and _DIGITS.issuperset(word)


def as_account(word: str) -> str | None:
    """Return the account ID in a word, also in the console's form: 1234-5678-9012."""
    groups = word.split("-")
    if [len(group) for group in groups] == [4, 4, 4]:
        word = "".join(groups)
    return word if is_account(word) else None


def is_number(word: str) -> bool:
    """Tell whether a word is ASCII digits, no more than an account ID has."""
    return 0 < len(word) <= _ACCOUNT_DIGITS and _DIGITS.issuperset(word)


def is_arn(word: object, service: str = "") -> bool:
    """Tell whether a word is an ARN in an account, and of a service if one is named.

    A path, in which IAM allows every printable character, may have a meaning to a shell.
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
    """Tell whether a word can be an access key ID (STS API reference, accessKeyIdType)."""
    return isinstance(word, str) and 0 < len(word) <= _KEY_LENGTH and _WORD.issuperset(word)


def may_be_key_id(word: object) -> bool:
    """Tell whether a word can be another provider's key ID and has no meaning to a shell."""
    good = isinstance(word, str) and 0 < len(word) <= _KEY_LENGTH and _SERIAL.issuperset(word)
    # zsh reads `=word` as a program's path.
    return good and word[:1] != "="  # type: ignore[index] # a text


def is_serial(word: object) -> bool:
    """Tell whether a word can be an MFA device's serial number: an ARN, or a token's number."""
    return (
        isinstance(word, str)
        and len(word) in _SERIAL_LENGTHS
        and _SERIAL.issuperset(word)
        and (is_arn(word, "iam") or _HARDWARE.issuperset(word))
    )


def is_device(word: object) -> bool:
    """Tell whether a person may have named a device like this, as `mfa.usable` accepts it."""
    good = isinstance(word, str) and 0 < len(word) <= _ARN_LENGTH and _SERIAL.issuperset(word)
    return good and word[:1] != "="  # type: ignore[index] # a text


def is_region(word: object) -> bool:
    """Tell whether a word can be a region: it becomes part of a host name."""
    return (
        isinstance(word, str)
        and 0 < len(word) <= _HOST_LABEL
        and _LETTERS.issuperset(word)
        and word == word.strip("-")
    )


def is_moment(at: int) -> bool:
    """Tell whether a number can be a time in Unix seconds, 0 for none."""
    return 0 <= at <= LATEST


def moment(digits: object) -> int:
    """Return the time in ASCII digits, in Unix seconds; ValueError if it is not possible."""
    if isinstance(digits, str) and is_number(digits) and is_moment(int(digits)):
        return int(digits)
    raise ValueError("no time")


def has_controls(text: str) -> bool:
    """Tell whether a text has control characters, which no name may have.

    `str.isprintable` also excludes characters of names: spaces other than the usual one, the joiner
    in an emoji, and emoji newer than Python.
    """
    return not text.isprintable() and any(ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0 for c in text)  # noqa: PLR2004 - C0, DEL and C1


def is_printable(word: str) -> bool:
    """Tell whether a text has only printable ASCII characters, without spaces."""
    return word.isascii() and word.isprintable() and " " not in word
