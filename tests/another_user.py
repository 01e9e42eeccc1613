"""Another user of this machine, who has no access to our files."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

FETCH = r"""
host=$1 port=$2 path=$3
exec 3<>"/dev/tcp/$host/$port" || exit 9
printf "GET %s HTTP/1.1\r\n" "$path" >&3; sleep 0.1; printf "Host: localhost\r\n\r\n" >&3
IFS= read -r line <&3; printf '%s\n' "${line%$'\r'}"
"""
"""Fetches an address with bash, because a Python in a user's home may be unreadable to others."""

HOLD = r"""
for n in $(seq "$3"); do exec {line}<>"/dev/tcp/$1/$2" || exit 9; done
echo held; sleep 20
"""


def uid() -> int:
    import pwd

    return pwd.getpwnam("nobody").pw_uid


def words() -> list[str]:
    """Return the words that run a program as another user; skip if that fails, but not in CI."""
    if sys.platform != "linux":
        pytest.skip("only Linux says whose a connection is")
    if os.geteuid() == 0:
        return ["setpriv", f"--reuid={uid()}", f"--regid={uid()}", "--clear-groups", "--"]
    sudo = ["sudo", "-n", "-u", "nobody", "--"]
    try:
        done = subprocess.run([*sudo, "true"], capture_output=True, check=False, timeout=20)
    except OSError:
        may = False
    else:
        may = done.returncode == 0
    if not may and os.environ.get("CI"):
        pytest.fail("neither root nor sudo: CI must be able to run something as another user")
    if not may:
        pytest.skip("NOT TESTED: to run something as another user takes root, or sudo")
    return sudo
