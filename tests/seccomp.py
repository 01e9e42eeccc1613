"""A program that may not use the kernel's keyring, as in most containers."""

from __future__ import annotations

import ctypes
import errno
import os
import struct
import sys

from aws_session.storage import kernel_keyring

_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2
_LOAD_NUMBER, _IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_ERRNO, _ALLOW = 0x00050000, 0x7FFF0000


def words(name: str) -> list[str]:
    """Return the words that run a program in which add_key and keyctl fail with the named error."""
    return [sys.executable, __file__, name]


def _refuse(number: int) -> None:
    first = kernel_keyring.first_number()
    program = [
        (_LOAD_NUMBER, 0, 0, 0),
        (_IF_EQUAL, 1, 0, first),
        (_IF_EQUAL, 0, 1, first + 2),
        (_RETURN, 0, 0, _ERRNO | number),
        (_RETURN, 0, 0, _ALLOW),
    ]
    octets = b"".join(struct.pack("HBBI", *each) for each in program)
    instructions = ctypes.create_string_buffer(octets)
    described = struct.pack("HxxxxxxP", len(program), ctypes.addressof(instructions))
    libc = ctypes.CDLL(None, use_errno=True)
    for call in ((_NO_NEW_PRIVILEGES, 1, 0, 0, 0), (_SECCOMP, _FILTER, described)):
        if libc.prctl(*call):
            raise OSError(ctypes.get_errno(), "no filter")


if __name__ == "__main__":
    _refuse(getattr(errno, sys.argv[1]))
    os.execvp(sys.argv[2], sys.argv[2:])
