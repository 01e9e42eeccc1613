"""systemd as the first process of a container that shares this machine's files: for root alone."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SYSTEMD = "/lib/systemd/systemd"
KEYRING_MODES = ("private", "inherit", "shared")
"""How a service's session keyring is made; private is the default of the system's services."""

_TARGET = "[Unit]\nDescription=nothing else\nDefaultDependencies=no\n"
_MANAGER = (
    "[Unit]\nDefaultDependencies=no\n[Service]\nType=notify\nUser=root\n"
    "Environment=XDG_RUNTIME_DIR=/run/user/0\nKeyringMode=inherit\nKillMode=mixed\n"
    f"ExecStart={SYSTEMD} --user\n"
)
_CONTAINER = f"""
set -e
mount --make-rprivate /
mount -o remount,bind,ro /
mount --bind "$1" "$1"
mount -o remount,bind,rw "$1"
mount -t proc proc /proc
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p /run/systemd/system /run/user/0/systemd/user
printf '%s' "$2" >/run/systemd/system/alone.target
exec env -i container=test PATH="$PATH" {SYSTEMD} --system --unit=alone.target --log-target=null
"""
_PATIENCE = 30


class Systemd:
    """A running one; each service is a file, written, run to its end, and removed."""

    def __init__(self, folder: Path, pid: int) -> None:
        self.folder = folder
        self._enter = ["nsenter", "-t", str(pid), "-m", "-p", "-u", "-i", "-C"]

    def service(
        self, words: list[str], environ: Mapping[str, str], *lines: str, of_user: bool = False
    ) -> subprocess.CompletedProcess[str]:
        """Run words as a service of the system's manager, or of the user's."""
        said = [self.folder / name for name in ("stdout", "stderr")]
        script = self.folder / "service"
        set_all = "".join(f"export {name}={shlex.quote(text)}\n" for name, text in environ.items())
        script.write_text(f"{set_all}exec {shlex.join(words)} >{said[0]} 2>{said[1]}\n")
        unit = "[Unit]\nDefaultDependencies=no\n[Service]\nType=oneshot\n"
        unit += "".join(f"{line}\n" for line in lines) + f"ExecStart=/bin/sh {script}\n"
        place = "/run/user/0/systemd/user" if of_user else "/run/systemd/system"
        self.run("sh", "-c", 'printf "%s" "$1" >"$2"', "sh", unit, f"{place}/tested.service")
        manager = ["systemctl", "--user"] if of_user else ["systemctl"]
        self.run(*manager, "daemon-reload")
        done = self.run(*manager, "start", "tested.service", check=False)
        return subprocess.CompletedProcess(words, done.returncode, *(p.read_text() for p in said))

    def start_user_manager(self) -> None:
        place = "/run/systemd/system/manager.service"
        self.run("sh", "-c", 'printf "%s" "$1" >"$2"', "sh", _MANAGER, place)
        self.run("systemctl", "daemon-reload")
        self.run("systemctl", "start", "manager.service")

    def run(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*self._enter, "env", "XDG_RUNTIME_DIR=/run/user/0", *words],
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=90,
            check=check,
        )


@contextmanager
def running(folder: Path) -> Iterator[Systemd]:
    """Start systemd, which sees everything read-only but a folder; skip where that cannot be."""
    if os.geteuid() != 0 or not Path(SYSTEMD).exists() or shutil.which("nsenter") is None:
        pytest.skip("NOT TESTED: systemd, nsenter and root are needed")
    words = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--uts", "--ipc", "--cgroup"]
    words += ["sh", "-c", _CONTAINER, "sh", str(folder), _TARGET]
    with subprocess.Popen(
        words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as outer:
        try:
            yield Systemd(folder, _first(outer))
        finally:
            outer.kill()


def _first(outer: subprocess.Popen[bytes]) -> int:
    """Return the process ID of a systemd that takes commands."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and outer.poll() is None:
        below = Path(f"/proc/{outer.pid}/task/{outer.pid}/children").read_text().split()
        if below:
            asked = [*Systemd(Path(), int(below[0]))._enter, "systemctl", "is-system-running"]
            told = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
            if told in {"running", "degraded"}:
                return int(below[0])
        time.sleep(0.1)
    outer.kill()
    why = outer.stderr.read().decode() if outer.stderr else ""
    pytest.skip(f"NOT TESTED: systemd does not start here: {why.strip()}")
