"""A network that goes silent while a code is awaited, in a network of the test's own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from real.shells.interpreters import bare_environment

OWN_NETWORK = ("unshare", "--map-root-user", "--net", "sh", "-c")
UP = "ip link set lo up"

PERSON = """\
import subprocess, time, pexpect

terminal = pexpect.spawn("aws-session", ["--print"], encoding="utf-8", timeout=60)
terminal.expect("MFA code")
# By now the connection is open, and has been used for GetCallerIdentity.
time.sleep(2)
code = subprocess.run(["aws-session", "sandbox", "code"], capture_output=True, text=True).stdout
subprocess.run(["ip", "link", "set", "lo", "down"], check=True)
time.sleep(12)
terminal.sendline(code.strip())
terminal.expect([pexpect.EOF, "MFA code"])
print(terminal.before)
"""


def _may_have_a_network() -> bool:
    if sys.platform != "linux" or not (shutil.which("unshare") and shutil.which("ip")):
        return False
    return subprocess.run([*OWN_NETWORK, UP], capture_output=True, check=False).returncode == 0


def test_no_code_is_sent_over_a_connection_that_went_silent(tmp_path: Path) -> None:
    if not _may_have_a_network():
        pytest.skip("a network of its own needs user namespaces and iproute2")
    script = tmp_path / "person.py"
    script.write_text(PERSON)
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    line = f"{UP} && aws-session sandbox -- python {script}"
    done = subprocess.run(
        [*OWN_NETWORK, line],
        env=bare_environment(tmp_path) | {"PATH": path},
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )

    assert "cannot reach 127.0.0.1" in done.stdout, done.stderr
    assert "may already have been used" not in done.stdout
