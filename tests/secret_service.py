"""A real Secret Service, gnome-keyring on a session bus of its own, in whatever mood is wanted."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

NEEDED = {
    "dbus-run-session": "dbus",
    "gnome-keyring-daemon": "gnome-keyring",
}
_NAME = "org.freedesktop.secrets"
_ADDRESS = "DBUS_SESSION_BUS_ADDRESS"
_DENYING = """\
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <standard_session_servicedirs/>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
    <deny send_destination="org.freedesktop.secrets"/>
  </policy>
</busconfig>
"""


def require() -> None:
    """Skip where there is none; in CI that is a failure."""
    missing = [package for program, package in NEEDED.items() if not shutil.which(program)]
    if missing and os.environ.get("CI"):
        pytest.fail(f"not here, though CI must have it: {' '.join(missing)}")
    if missing:
        pytest.skip(f"not here: {' '.join(missing)}")


class SecretService:
    """`environ` is what leads a program to it."""

    def __init__(self, environ: dict[str, str], bus: str) -> None:
        self._started = environ | {_ADDRESS: bus}
        self.environ = {_ADDRESS: bus}
        self._daemon: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the keyring daemon, unlocked."""
        self._daemon = subprocess.Popen(
            ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=self._started,
        )
        assert self._daemon.stdin is not None
        self._daemon.stdin.write(b"only a test")
        self._daemon.stdin.close()
        # A call would start another one, which nobody has unlocked.
        while "boolean true" not in self._send(
            "org.freedesktop.DBus", "org.freedesktop.DBus.NameHasOwner", f"string:{_NAME}"
        ):
            assert self._daemon.poll() is None, "the keyring daemon has left"
            time.sleep(0.02)

    def lock(self) -> None:
        path = "/org/freedesktop/secrets/collection/login"
        self._send(_NAME, "org.freedesktop.Secret.Service.Lock", f"array:objpath:{path}")

    def fall_silent(self) -> None:
        assert self._daemon is not None
        self._daemon.send_signal(signal.SIGSTOP)

    def stop(self) -> None:
        if self._daemon is not None:
            self._daemon.send_signal(signal.SIGCONT)
            self._daemon.kill()
            self._daemon.wait()

    def items(self) -> int:
        """Return how many secrets are in it."""
        collection = "/org/freedesktop/secrets/collection/login"
        answer = self._call(
            _NAME,
            collection,
            "org.freedesktop.DBus.Properties.Get",
            "string:org.freedesktop.Secret.Collection",
            "string:Items",
        )
        return answer.count("object path")

    def _send(self, to: str, method: str, *words: str) -> str:
        return self._call(to, f"/{to.replace('.', '/')}", method, *words)

    def _call(self, to: str, path: str, method: str, *words: str) -> str:
        sending = ["dbus-send", "--session", "--print-reply", f"--dest={to}", path, method, *words]
        done = subprocess.run(
            sending, env=self._started, capture_output=True, text=True, check=True, timeout=30
        )
        return done.stdout


@contextmanager
def bus(
    folder: Path, environ: Mapping[str, str], *, denying: bool = False
) -> Iterator[SecretService]:
    """Open a session bus, on which nobody serves yet; `denying` lets nobody call the service."""
    require()
    words = ["dbus-run-session"]
    if denying:
        config = folder / "bus.conf"
        config.write_text(_DENYING)
        words.append(f"--config-file={config}")
    keyrings = folder / "keyrings"
    keyrings.mkdir(mode=0o700)
    # What the daemon writes is its own: apart from all that is searched for secrets as plain text.
    own = {**environ, "XDG_DATA_HOME": str(keyrings), "XDG_RUNTIME_DIR": str(keyrings)}
    holder = subprocess.Popen(
        [*words, "--", "sh", "-c", f'echo "${_ADDRESS}"; exec cat'],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=own,
        text=True,
    )
    assert holder.stdin is not None
    assert holder.stdout is not None
    service = SecretService(own, holder.stdout.readline().strip())
    try:
        yield service
    finally:
        service.stop()
        holder.stdin.close()
        holder.wait(timeout=20)
