"""Windows' own Python with this program in it: under Wine, or the one that runs the tests.

done = machine.run("status", environ=machine.environ)     through pipes
with machine.console("mfa") as console: ...                on a console
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING

import pytest

from children import MARK
from real.shells.interpreters import TALKS_TO_NOBODY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NATIVE = sys.platform == "win32"
_MADE = Path(sys.prefix) / "windows"
_LACKING = (
    "Windows' own Python is not here: tests/prepare makes it where Maven, mingw-w64 and Wine are, "
    "of org.bytedeco:cpython, the CPython preset of JavaCPP"
)
_PATIENCE = 120
_ALIVE = "30"
"""Seconds that Wine's server outlives the last program if the tests are killed."""

_OF_WINE = frozenset(
    {"APPDATA", "HOME", "HOMEDRIVE", "HOMEPATH", "LOCALAPPDATA", "PATH", "TEMP", "TMP"}
    | {"USERPROFILE"}
)
"""The variables that Wine sets for a Unix program; Python sets them again."""

_OF_SYSTEM = ("COMSPEC", "PATHEXT", "SYSTEMDRIVE", "SYSTEMROOT", "WINDIR")


@dataclass(frozen=True)
class Windows:
    """How programs are started there; a path belongs to this system until `path` converts it."""

    scripts: Path
    wine: tuple[str, ...] = ()

    @property
    def python(self) -> Path:
        return self.scripts.parent / "python.exe" if self.wine else Path(sys.executable)

    @property
    def program(self) -> Path:
        return self.scripts / "aws-session.exe"

    def shell(self, name: str) -> Path:
        """Return a shell that Windows does not bring; skip the test where it is not here."""
        folder = _MADE.parent / "tools" / name if self.wine else self.scripts
        beside = (self.scripts / f"{name}.exe", folder / f"{name}.exe")
        found = next((each for each in beside if each.exists()), None)
        if found is None and not self.wine:
            found = Path(shutil.which(name) or "") if shutil.which(name) else None
        if found is None:
            reason = f"{name} for Windows is not here: tests/prepare makes it"
            if os.environ.get("CI"):
                pytest.fail(reason)
            pytest.skip(reason)
        return found

    @property
    def system(self) -> str:
        """Return the folder of Windows' own programs."""
        root = os.environ["SYSTEMROOT"] if NATIVE else "C:\\windows"
        return f"{root}\\system32"

    def path(self, path: Path) -> str:
        """Return a path in the form of Windows programs."""
        return str(PureWindowsPath(f"Z:{path}")) if self.wine else str(path)

    def argv(self, program: Path | str, *words: str) -> tuple[str, ...]:
        """Return the words that start a program there, named by a path of either system."""
        return (*self.wine, str(program), *words)

    def environment(self, wanted: Mapping[str, str]) -> dict[str, str]:
        """Return the environment with which a program gets the wanted variables."""
        path = f"{self.path(self.scripts)};{self.system};{PureWindowsPath(self.system).parent}"
        wanted = {"PATH": path, **wanted}
        if not self.wine:
            return {name: os.environ[name] for name in _OF_SYSTEM} | wanted
        passed = {f"SET_{name}" if name in _OF_WINE else name: wanted[name] for name in wanted}
        # A program other than Python gets at least this one.
        return passed | {"WINEPATH": wanted["PATH"]} | _of_wine()

    def run(
        self,
        *words: str,
        environ: Mapping[str, str],
        program: Path | str | None = None,
        typed: bytes = b"",
        cwd: Path | None = None,
    ) -> subprocess.CompletedProcess[bytes]:
        """Run a program, this one unless another is named, through pipes.

        Wine returns only the last eight bits of a status.
        """
        return subprocess.run(
            self.argv(program or self.program, *words),
            env=self.environment(environ),
            cwd=cwd,
            input=typed,
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
        )


def _of_wine() -> dict[str, str]:
    return {
        **TALKS_TO_NOBODY,
        "PATH": os.environ["PATH"],
        "HOME": str(_MADE / "home"),
        # From it, Wine derives what the screen supports.
        "LC_ALL": "C.UTF-8",
        "WINEPREFIX": str(_MADE / "prefix"),
        "WINEARCH": "win64",
        "WINEDEBUG": "-all",
        "WINEDLLOVERRIDES": "winemenubuilder.exe,mscoree,mshtml=",
        "DISPLAY": "",
        # Python's bytecode goes into the prefix, not next to the sources.
        "PYTHONPYCACHEPREFIX": "C:\\pycache",
    }


@contextmanager
def running() -> Iterator[Windows]:
    """Keep Windows ready; without it, skip the test, or fail it if CI requires it."""
    if NATIVE:
        scripts = Path(sys.executable).parent
        yield Windows(scripts if scripts.name == "Scripts" else scripts / "Scripts")
        return
    wine = _program_of_wine("wine64")
    server = _program_of_wine("wineserver")
    if wine is None or server is None or not (_MADE / "made").exists():
        if os.environ.get("CI"):
            pytest.fail(_LACKING)
        pytest.skip(_LACKING)
    with _served(server, wine):
        yield Windows(_MADE / "python" / "Scripts", (wine,))


@contextmanager
def _served(server: str, wine: str) -> Iterator[None]:
    """Share one server among all concurrent tests; the last one ends it."""
    import fcntl

    # The processes that it starts belong to no test.
    environ = _of_wine() | {MARK: ""}
    with (_MADE / "in-use").open("w") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        subprocess.run([server, f"-p{_ALIVE}"], env=environ, check=False)
        warm = f"{wine} cmd /c ver </dev/null >/dev/null 2>&1"
        subprocess.run(["sh", "-c", warm], env=environ, check=True)
        try:
            yield
        finally:
            fcntl.flock(users, fcntl.LOCK_UN)
            with suppress(BlockingIOError):
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                subprocess.run([server, "-k"], env=environ, check=False)
                subprocess.run([server, "-w"], env=environ, check=False, timeout=_PATIENCE)


def _program_of_wine(name: str) -> str | None:
    # Debian's `wine` prints a warning about 32-bit programs.
    for folder in (Path("/usr/lib/wine"), Path("/usr/lib/x86_64-linux-gnu/wine")):
        if (folder / name).exists():
            return str(folder / name)
    return shutil.which(name)
