"""A clean Debian or Ubuntu in a folder, by debootstrap: for root alone."""

from __future__ import annotations

import hashlib
import shlex
import subprocess
import urllib.request
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

MIRROR = "http://deb.debian.org/debian"
UBUNTU = "http://archive.ubuntu.com/ubuntu"
UBUNTUS = ("noble", "resolute")
"""24.04 and 26.04."""

_KEYS = "pool/main/u/ubuntu-keyring/ubuntu-keyring_2023.11.28.1_all.deb"
_KEYS_SHA256 = "36de43b15853ccae0028e9a767613770c704833f82586f28eb262f0311adb8a8"


def made_by(*words: str | Path) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(words, capture_output=True, text=True, timeout=1200, check=False)
    assert done.returncode == 0, (words, done.stdout[-2000:], done.stderr[-2000:])
    return done


class System:
    """A system in a folder, with its own processes."""

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
    words = ["debootstrap", "--variant=minbase", f"--include={named}"]
    if suite in UBUNTUS:
        keys = f"--keyring={_keys_of_ubuntu(folder.parent)}"
        # One script makes each of Ubuntu's suites; Debian's debootstrap does not know the newest.
        made_by(*words, "--components=main,universe", keys, suite, folder, UBUNTU, "gutsy")
    else:
        made_by(*words, suite, folder, MIRROR)
    system = System(folder)
    system.run("apt-get update -qq")
    return system


def _keys_of_ubuntu(folder: Path) -> Path:
    """Return the file of the keys that sign Ubuntu, which not every Debian packages."""
    package = folder / "keys.deb"
    with urllib.request.urlopen(f"{UBUNTU}/{_KEYS}", timeout=60) as answer:
        package.write_bytes(answer.read())
    assert hashlib.sha256(package.read_bytes()).hexdigest() == _KEYS_SHA256
    made_by("dpkg-deb", "--extract", package, folder / "keys")
    return folder / "keys" / "usr/share/keyrings/ubuntu-archive-keyring.gpg"
