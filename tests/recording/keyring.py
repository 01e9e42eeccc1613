"""The Secret Service of one lane, gnome-keyring on its own bus."""

from __future__ import annotations

import shutil
import subprocess
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Self

_ADDRESS = "DBUS_SESSION_BUS_ADDRESS"
_NAME = "org.freedesktop.secrets"
_COLLECTION = "/org/freedesktop/secrets/collection/login"


class Store:
    """`environ` lets a program find it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._processes: list[subprocess.Popen[str]] = []
        self.environ: dict[str, str] = {}

    def __enter__(self) -> Self:
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(mode=0o700)
        own = {
            "PATH": "/usr/bin:/bin",
            "HOME": str(self._folder),
            "XDG_DATA_HOME": str(self._folder),
            "XDG_RUNTIME_DIR": str(self._folder),
            "LC_ALL": "C.UTF-8",
        }
        bus = subprocess.Popen(
            ["dbus-run-session", "--", "sh", "-c", f'echo "${_ADDRESS}"; exec cat'],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=own,
            text=True,
        )
        assert bus.stdout is not None
        self.environ = {_ADDRESS: bus.stdout.readline().strip()}
        self._sending = own | self.environ
        daemon = subprocess.Popen(
            ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=self._sending,
            text=True,
        )
        assert daemon.stdin is not None
        daemon.stdin.write("only a recording")
        daemon.stdin.close()
        self._processes = [daemon, bus]
        while "boolean true" not in self._send(
            "org.freedesktop.DBus",
            "/org/freedesktop/DBus",
            "org.freedesktop.DBus.NameHasOwner",
            f"string:{_NAME}",
        ):
            if daemon.poll() is not None:
                raise RuntimeError("the keyring daemon has left")
            time.sleep(0.02)
        return self

    def __exit__(self, *_: object) -> None:
        daemon, bus = self._processes
        daemon.kill()
        daemon.wait()
        assert bus.stdin is not None
        bus.stdin.close()
        bus.wait(timeout=20)

    def forget(self) -> None:
        """Delete everything in it."""
        listed = self._send(
            _NAME,
            _COLLECTION,
            "org.freedesktop.DBus.Properties.Get",
            "string:org.freedesktop.Secret.Collection",
            "string:Items",
        )
        for word in listed.split('"')[1::2]:
            if word.startswith(_COLLECTION):
                self._send(_NAME, word, "org.freedesktop.Secret.Item.Delete")

    def _send(self, to: str, path: str, method: str, *words: str) -> str:
        return subprocess.run(
            [
                *("dbus-send", "--session", "--print-reply", f"--dest={to}"),
                *(path, method, *words),
            ],
            env=self._sending,
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
        ).stdout
