"""A real Secret Service, gnome-keyring on its own session bus, with adjustable behaviour."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

try:
    from jeepney import DBusAddress, MessageType, new_method_call
    from jeepney.bus_messages import message_bus
    from jeepney.io.blocking import open_dbus_connection
except ImportError:  # It is installed wherever there can be a Secret Service.
    pass

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from typing import Any

NEEDED = {
    "dbus-run-session": "dbus",
    "gnome-keyring-daemon": "gnome-keyring",
}
_NAME = "org.freedesktop.secrets"
_SERVICE = ("/org/freedesktop/secrets", "org.freedesktop.Secret.Service")
_COLLECTION = "/org/freedesktop/secrets/collection/login"
_CALL = re.compile(r"method call .* sender=(\S+) .* path=([^;]+);.* member=(\w+)")
_END = "the end of what is watched"
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
_DENIAL = '    <deny send_destination="org.freedesktop.secrets"/>\n'
_STARTING = "  <standard_session_servicedirs/>\n"


def require() -> None:
    """Skip without one; in CI that is a failure."""
    missing = [package for program, package in NEEDED.items() if not shutil.which(program)]
    if missing and os.environ.get("CI"):
        pytest.fail(f"not here, though CI must have it: {' '.join(missing)}")
    if missing:
        pytest.skip(f"not here: {' '.join(missing)}")


class SecretService:
    """`environ` is what a program needs to find it."""

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
        # A call would start another one, which is locked.
        while not self._is_owned():
            assert self._daemon.poll() is None, "the keyring daemon has left"
            time.sleep(0.02)

    def lock(self) -> None:
        self._ask(_SERVICE, "Lock", "ao", [_COLLECTION])

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
        about = (_COLLECTION, "org.freedesktop.DBus.Properties")
        ((_, paths),) = self._ask(about, "Get", "ss", "org.freedesktop.Secret.Collection", "Items")
        return len(paths)

    @contextmanager
    def watched(self) -> Iterator[list[list[tuple[str, str]]]]:
        """Record the calls of others meanwhile: path and method, by connection."""
        found: dict[str, list[tuple[str, str]]] = {}
        calls: list[list[tuple[str, str]]] = []
        watching = ["dbus-monitor", "--session", f"type=method_call,destination={_NAME}"]
        with subprocess.Popen(
            watching, env=self._started, stdout=subprocess.PIPE, text=True
        ) as monitor:
            assert monitor.stdout is not None
            # A monitor's last message before it starts is the loss of its name.
            while "NameLost" not in monitor.stdout.readline():
                pass
            yield calls
            self._ask(_SERVICE, "ReadAlias", "s", _END)
            for line in iter(monitor.stdout.readline, f'   string "{_END}"\n'):
                if said := _CALL.match(line):
                    sender, path, member = said.groups()
                    found.setdefault(sender, []).append((path, member))
            monitor.terminate()
        # The request to stop came last.
        calls.extend(list(found.values())[:-1])

    def _ask(self, about: tuple[str, str], method: str, signature: str, *body: object) -> Any:
        """Ask the service, with a first call that leaves gnome-keyring alive."""
        path, interface = about
        with open_dbus_connection(self.environ[_ADDRESS]) as bus:
            for address, what in (
                (_SERVICE, ("ReadAlias", "s", ("tests",))),
                ((path, interface), (method, signature, body)),
            ):
                to = DBusAddress(address[0], _NAME, address[1])
                answer = bus.send_and_get_reply(new_method_call(to, *what), timeout=30)
            assert answer.header.message_type is MessageType.method_return, answer.body
            return answer.body

    def _is_owned(self) -> bool:
        with open_dbus_connection(self.environ[_ADDRESS]) as bus:
            asking = message_bus.NameHasOwner(_NAME)
            (owned,) = bus.send_and_get_reply(asking, timeout=30).body
            return bool(owned)


@contextmanager
def bus(
    folder: Path, environ: Mapping[str, str], *, denying: bool = False, starting: bool = True
) -> Iterator[SecretService]:
    """Open a session bus without services.

    `denying` lets nobody call the service; without `starting`, the bus starts no service when it is
    called.
    """
    require()
    words = ["dbus-run-session"]
    if denying or not starting:
        config = folder / "bus.conf"
        lines = _DENYING if denying else _DENYING.replace(_DENIAL, "")
        config.write_text(lines if starting else lines.replace(_STARTING, ""))
        words.append(f"--config-file={config}")
    keyrings = folder / "keyrings"
    keyrings.mkdir(mode=0o700)
    # The daemon's files are separate: all others are searched for secrets in plain text.
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
