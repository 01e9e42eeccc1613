"""A virtual environment for each measured program, made as its users would make it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
_ROOM = ROOT / ".venv" / "bench"
_UV = ROOT / ".venv" / "bin" / "uv"


def of_this_program() -> Path:
    """Build the wheel and return the folder of the programs that it installs."""
    wheels = _ROOM / "wheels"
    for old in wheels.glob("*.whl"):
        old.unlink()
    _run(_UV, "build", "--quiet", "--wheel", "--out-dir", wheels, ROOT)
    (wheel,) = wheels.glob("*.whl")
    # With what stores sessions in the Secret Service: without it they go to the kernel.
    return _installed("aws-session", f"{wheel}[keep]")


def of_peer(package: str) -> Path | None:
    """Install a package from the index, unless it is there. None if it is not available."""
    made = _ROOM / package / "bin"
    try:
        return made if (made / "installed").exists() else _installed(package, package)
    except subprocess.CalledProcessError:
        print(f"{package} cannot be installed: it is left out", file=sys.stderr)
        return None


def _installed(name: str, *packages: Path | str) -> Path:
    folder = _ROOM / name
    python = folder / "bin" / "python"
    _run(_UV, "venv", "--quiet", "--clear", "--python", sys.executable, folder)
    _run(_UV, "pip", "install", "--quiet", "--compile-bytecode", "--python", python, *packages)
    (folder / "bin" / "installed").touch()
    return folder / "bin"


def _run(*words: Path | str) -> None:
    subprocess.run(words, check=True)
