"""A clean Debian in a folder, by debootstrap: for root alone."""

from __future__ import annotations

import shlex
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

MIRROR = "http://deb.debian.org/debian"


def made_by(*words: str | Path) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(words, capture_output=True, text=True, timeout=1200, check=False)
    assert done.returncode == 0, (words, done.stdout[-2000:], done.stderr[-2000:])
    return done


class System:
    """A Debian system in a folder, with its own processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, script: str, *words: str, top: str = "/usr") -> str:
        """Return what a script prints; what is below a folder is found first."""
        found = {"PATH": f"{top}/bin:/usr/sbin:/usr/bin:/sbin:/bin"}
        found["XDG_DATA_DIRS"] = f"{top}/share:/usr/share"
        done = subprocess.run(
            self.command("bash", "-c", script, "bash", *words),
            env=found | {"HOME": "/root", "LC_ALL": "C.UTF-8", "TERM": "dumb",
                         "DEBIAN_FRONTEND": "noninteractive"},
            capture_output=True, text=True, timeout=900, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        assert done.returncode == 0, (script, done.stdout[-2000:], done.stderr[-2000:])
        return done.stdout

    def command(self, *words: str) -> list[str]:
        """Return the words that run others in here."""
        folder = shlex.quote(str(self.folder))
        # rpm runs its scripts with separate mounts, for which / must be one.
        mounts = f"mount --bind {folder} {folder} && cd {folder}"
        mounts += " && mount -t proc proc proc && mount --rbind /dev dev"
        inside = f'{mounts} && exec chroot . "$@"'
        return ["unshare", "--mount", "--pid", "--fork", "sh", "-c", inside, "sh", *words]

    def files(self) -> set[str]:
        kept = ("usr", "etc", "opt", "var/lib")
        own = ("var/lib/dpkg", "var/lib/apt")
        found = (
            str(path.relative_to(self.folder)) for top in kept
            for path in (self.folder / top).rglob("*")
        )  # fmt: skip
        return {name for name in found if not name.startswith(own) and "__pycache__" not in name}


def new(suite: str, folder: Path, packages: tuple[str, ...] = ()) -> System:
    """Make a system with Python, and whatever else it is to have."""
    named = ",".join(("ca-certificates", "python3", *packages))
    made_by("debootstrap", "--variant=minbase", f"--include={named}", suite, folder, MIRROR)
    system = System(folder)
    system.run("apt-get update -qq")
    return system
