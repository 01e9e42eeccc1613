"""Checksums that tell whether a text was changed; they protect nothing."""

from __future__ import annotations

_PRIME = 4_294_967_291


def checksum(text: str) -> str:
    """Return the CRC-32 of a text as eight hexadecimal digits."""
    # Imported late: a prompt in a shell without a session needs none, and does not wait for it.
    # The same function as zlib's, in a smaller module.
    from binascii import crc32

    # Unlike surrogateescape it also encodes what JSON can write and UTF-8 cannot.
    return f"{crc32(text.encode('utf-8', 'surrogatepass')):08x}"


def version_1(text: str, errors: str = "surrogateescape") -> str:
    """Return the checksum that states of version 1 and files of its time contain."""
    encoded = b"\1" + text.encode("utf-8", errors)
    return f"{int.from_bytes(encoded, 'big') % _PRIME:08x}"
