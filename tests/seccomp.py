"""A program without some system calls: the kernel's keyring in most containers, or file locks."""

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


_FLOCK = {"x86_64": 73, "aarch64": 32, "riscv64": 32}


def words(name: str, what: str = "keyring") -> list[str]:
    """Return the words that run a program in which some calls fail with the named error.

    They are add_key and keyctl, or `flock`.
    """
    return [sys.executable, __file__, name, what]


def locks_can_be_refused() -> bool:
    return sys.platform == "linux" and os.uname().machine in _FLOCK


def _numbers(what: str) -> tuple[int, int]:
    if what == "flock":
        number = _FLOCK[os.uname().machine]
        return number, number
    first = kernel_keyring.first_number()
    return first, first + 2


def _refuse(number: int, calls: tuple[int, int]) -> None:
    one, other = calls
    program = [
        (_LOAD_NUMBER, 0, 0, 0),
        (_IF_EQUAL, 1, 0, one),
        (_IF_EQUAL, 0, 1, other),
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
    _refuse(getattr(errno, sys.argv[1]), _numbers(sys.argv[2]))
    os.execvp(sys.argv[3], sys.argv[3:])
