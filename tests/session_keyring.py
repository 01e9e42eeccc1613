"""A program whose session keyring is not the log-in's: a service's, cron's, or one revoked."""

from __future__ import annotations

import os
import sys

from aws_session.storage.kernel_store import KernelStore

_KEYCTL, _JOIN, _REVOKE, _READ, _SESSION = 2, 1, 3, 11, -3

HOW = ("joined", "revoked")
"""As a systemd service has it, without a link to the user's; as tmux has it after the log-out."""


def words(how: str) -> list[str]:
    """Return the words that run a program in such a session keyring."""
    return [sys.executable, __file__, how]


REVOKED = "-128"


def of_this_process() -> list[str]:
    """Return the words that print what the kernel says of the session keyring, as a number."""
    return [sys.executable, __file__]


def _leave(how: str) -> None:
    call = KernelStore({}).call
    assert call(_KEYCTL, _JOIN, 0) > 0
    if how == "revoked":
        assert call(_KEYCTL, _REVOKE, _SESSION) == 0


if __name__ == "__main__":
    if len(sys.argv) == 1:
        sys.stdout.write(f"{KernelStore({}).call(_KEYCTL, _READ, _SESSION, None, 0)}\n")
        sys.exit()
    _leave(sys.argv[1])
    os.execvp(sys.argv[2], sys.argv[2:])
