"""The time until the prompt in every form that a release offers, each installed as people do it.

Use: tests/bench/run installed DIST; DIST is what .github/release/build has made.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import debian_system
from bench import office as offices
from bench.stopwatch import ratio
from bench.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.office import Office

_BENCH = Path(__file__).resolve().parent
_ROOM = _BENCH.parents[1] / ".venv" / "bench" / "installed"
_UV = _BENCH.parents[1] / ".venv" / "bin" / "uv"
_ROUNDS, _TURNS = 10, 3
_LIMIT = 1.5
_OLD_PIP = "24.2"
"""The last whose start script imports `re`: it is measured, and doctor says what helps."""

_DEBS = {"trixie": "-1_all.deb", "bookworm": ".bundled_all.deb"}


@dataclass(frozen=True)
class Form:
    """A program, the Python that runs it, and the system that both are in, if not this one."""

    python: str
    program: str
    system: debian_system.System | None = None

    def pairs(self, office: Office, environ: dict[str, str]) -> list[tuple[float, float]]:
        words = ["-m", "bench.prompt", str(_ROUNDS), self.python, self.program]
        if self.system is None:
            return _measured([self.python, *words], _BENCH.parent, environ)
        root = self.system.folder
        copied = root / "bench" / "bench"
        copied.mkdir(parents=True, exist_ok=True)
        for name in ("__init__.py", "stopwatch.py", "prompt.py"):
            shutil.copy(_BENCH / name, copied)
        home = root / str(office.folder)[1:]
        shutil.copytree(office.folder, home, dirs_exist_ok=True)
        inside = ("sh", "-c", 'cd /bench && exec "$@"', "sh", self.python, *words)
        try:
            return _measured(self.system.command(*inside), _BENCH, environ)
        finally:
            shutil.rmtree(home)


def _measured(words: list[str], folder: Path, environ: dict[str, str]) -> list[tuple[float, float]]:
    environ = environ | {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
    done = subprocess.run(words, cwd=folder, env=environ, stdout=subprocess.PIPE, check=True)
    return [(alone, prompt) for alone, prompt in json.loads(done.stdout)]


def main() -> None:
    dist = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as scratch:
        print("installing …", file=sys.stderr)
        forms = dict(_forms(dist, Path(scratch)))
        taken: dict[str, list[tuple[float, float]]] = {
            each: [] for name in forms for each in (name, f"{name}, AWS itself")
        }
        with offices.opened(Path(scratch, "office"), Path(scratch), 0) as office:
            for _ in range(_TURNS):
                for name, form in forms.items():
                    taken[name] += form.pairs(office, office.environ)
                    taken[f"{name}, AWS itself"] += form.pairs(office, office.environ_at_aws)
    cores, load = os.cpu_count(), os.getloadavg()[0]
    print(f"{cores} cores, load {load:.1f} at the end")
    table = Table()
    table.heading("until the prompt", "median", "x pass", "limit", "")
    for name, pairs in taken.items():
        alone, prompts = zip(*pairs, strict=True)
        times = ratio(prompts, alone)
        if _OLD_PIP in name:
            table.row(name, prompts, f"{times:.2f}")
        else:
            table.held(name, prompts, f"{times:.2f}", f"{_LIMIT:.2f}", met=times <= _LIMIT)
    print(f"\nnot met: {', '.join(table.missed) or 'nothing'}")


def _forms(dist: Path, scratch: Path) -> Iterator[tuple[str, Form]]:
    (wheel,) = dist.glob("*.whl")
    (archive,) = dist.glob("aws-session-*.tar.gz")
    for name, pip in (("pip, newest", "pip"), (f"pip {_OLD_PIP}", f"pip=={_OLD_PIP}")):
        folder = scratch / name
        python = _venv(folder, pip)
        _run(python, "-m", "pip", "install", "--quiet", wheel)
        yield name, Form(python, str(folder / "bin" / "aws-session"))
    pipx = _venv(scratch / "with pipx", "pipx")
    places = {"PIPX_HOME": str(scratch / "pipx"), "PIPX_BIN_DIR": str(scratch / "pipx-bin")}
    _run(pipx, "-m", "pipx", "install", "--quiet", "--python", sys.executable, wheel, **places)
    made = scratch / "pipx" / "venvs" / "aws-session-shell" / "bin" / "python"
    yield "pipx", Form(str(made), f"{places['PIPX_BIN_DIR']}/aws-session")
    places = {"UV_TOOL_DIR": str(scratch / "uv"), "UV_TOOL_BIN_DIR": str(scratch / "uv-bin")}
    options = ("--quiet", "--compile-bytecode", "--python", sys.executable)
    _run(_UV, "tool", "install", *options, wheel, **places)
    made = scratch / "uv" / "aws-session-shell" / "bin" / "python"
    yield "uv tool", Form(str(made), f"{places['UV_TOOL_BIN_DIR']}/aws-session")
    with tarfile.open(archive) as opened:
        opened.extractall(scratch, filter="data")
    program = scratch / archive.name.removesuffix(".tar.gz") / "bin" / "aws-session"
    yield ".tar.gz", Form("/usr/bin/python3", str(program))
    if os.geteuid() != 0:
        print("only root makes systems: the Debian packages are left out", file=sys.stderr)
        return
    for suite, ending in _DEBS.items():
        (package,) = (each for each in dist.glob("*.deb") if each.name.endswith(ending))
        yield (
            f".deb on {suite}",
            Form("/usr/bin/python3", "/usr/bin/aws-session", _system(suite, package)),
        )


def _venv(folder: Path, package: str) -> str:
    python = folder / "bin" / "python"
    _run(sys.executable, "-m", "venv", folder)
    _run(python, "-m", "pip", "install", "--quiet", "--upgrade", package)
    return str(python)


def _system(suite: str, package: Path) -> debian_system.System:
    """Return a system with a package; a system that is there stays."""
    folder = _ROOM / suite
    if not (folder / "made").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        debian_system.new(suite, folder)
        (folder / "made").touch()
    system = debian_system.System(folder)
    shutil.copy(package, folder / "tmp")
    options = "-qq --reinstall --allow-downgrades --no-install-recommends"
    system.run(f"apt-get install {options} '/tmp/{package.name}'")
    return system


def _run(*words: Path | str, **environ: str) -> None:
    subprocess.run(words, check=True, env=os.environ | environ)


if __name__ == "__main__":
    main()
