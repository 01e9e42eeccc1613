"""The wheel, installed with every installer on this machine, which come from the package index."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import aws_session

ROOT = Path(__file__).parents[3]
UV = Path(sys.executable).with_name("uv")
DAY = (
    'cd / && eval "$(aws-session "$(aws-session sandbox code)")" && test -n "$AWS_SESSION_TOKEN" &&'
    ' eval "$(aws-session end)" && echo "done${AWS_SESSION_TOKEN-}"'
)

pytestmark = pytest.mark.slow


class Machine:
    """A home in which something is installed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "home"
        self.home.mkdir()
        key = "aws_access_key_id = AKIAFAKEFAKEFAKEFAKE\naws_secret_access_key = fake\n"
        (self.home / ".aws").mkdir()
        (self.home / ".aws" / "credentials").write_text(f"[default]\nregion = eu-west-1\n{key}")
        (self.wheel,) = self.build("--wheel")

    def build(self, kind: str) -> list[Path]:
        made = self.folder / "dist"
        self.run(UV, "build", "--quiet", kind, "--out-dir", made, ROOT)
        return list(made.glob("*.whl"))

    def run(
        self, *words: str | Path, status: int = 0, path: str = ""
    ) -> subprocess.CompletedProcess[str]:
        passed = {
            name: os.environ[name] for name in os.environ if name.startswith(("PIP_", "SSL_"))
        }
        done = subprocess.run(
            words,
            env=passed
            | {
                "HOME": str(self.home),
                "PATH": f"{path}{self.home}/.local/bin:/usr/bin:/bin",
                "UV_SYSTEM_CERTS": "true",
                "UV_PYTHON": sys.executable,
                "LC_ALL": "C.UTF-8",
                "SHELL": "/bin/bash",
            },
            cwd=self.home, capture_output=True, text=True, timeout=1200, check=False,
        )  # fmt: skip
        assert done.returncode == status, (done.stdout, done.stderr)
        return done


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def passes_a_day(machine: Machine, program: Path) -> None:
    """Let a program run a sandbox, and record the path that it was started with."""
    assert machine.run(program, "version").stdout == f"aws-session {aws_session.__version__}\n"
    assert machine.run(program, "sandbox", "--", "sh", "-c", DAY).stdout == "done\n"
    shown = machine.run(program, "process", "--show", "tool").stdout
    assert f"credential_process = {program} process default\n" in shown
    assert f"'{program}'" in machine.run(program, "init", "bash").stdout
    day = ("sandbox", "--", "sh", "-c", DAY)
    link = machine.folder / "linked"
    link.unlink(missing_ok=True)
    link.symlink_to(program)
    assert machine.run(link, *day).stdout == "done\n"
    python = program.resolve().with_name("python")
    assert machine.run(python, "-I", program, *day).stdout == "done\n"
    if os.geteuid() == 0:
        folder = shlex.quote(str(machine.folder))
        mounts = f"mount --bind {folder} {folder} && mount -o remount,bind,ro {folder}"
        # Nothing else is written to.
        line = f'{mounts} && mount -t tmpfs tmpfs /dev/shm && exec "$@"'
        words = ("unshare", "--mount", "env", "TMPDIR=/dev/shm", "sh", "-c", line, "sh")
        assert machine.run(*words, program, *day).stdout == "done\n"


@pytest.mark.parametrize("pip", ["pip", "pip==24.2"])
def test_pip_in_a_venv(machine: Machine, pip: str) -> None:
    folder = machine.folder / "venv"
    machine.run(sys.executable, "-m", "venv", folder)
    machine.run(folder / "bin" / "pip", "install", "--quiet", "--upgrade", pip)
    machine.run(folder / "bin" / "pip", "install", "--quiet", machine.wheel)
    program = folder / "bin" / "aws-session"

    passes_a_day(machine, program)
    script = "from aws_session.processes import installation as i; print(i.to_repair())"
    said = machine.run(folder / "bin" / "python", "-c", script).stdout
    assert (
        said == f"{folder}/bin/python -m pip install --force-reinstall --no-deps {machine.wheel}\n"
    )
    slow = slow_starts(machine, program)
    if pip == "pip":
        assert slow == []
        machine.run(*said.split())
    else:
        (remedy,) = slow
        machine.run("sh", "-c", remedy.partition("a newer pip: ")[2])
        assert slow_starts(machine, program) == []
    passes_a_day(machine, program)


def slow_starts(machine: Machine, program: Path) -> list[str]:
    """Return what doctor says against a start script that imports `re`."""
    path = f"{program.parent}:"
    found = machine.run(program, "doctor", "--offline", "--json", path=path).stdout
    return [each["remedy"] for each in json.loads(found) if "imports re" in each["what"]]


def test_uv_tool_install(machine: Machine) -> None:
    machine.run(UV, "tool", "install", "--quiet", "--compile-bytecode", machine.wheel)
    program = machine.home / ".local" / "bin" / "aws-session"

    passes_a_day(machine, program)
    (caches,) = machine.home.glob(".local/share/uv/tools/*/lib/*/site-packages/aws_session")
    assert list((caches / "__pycache__").glob("main.*.pyc"))
    (caches / "shells" / "bash" / "init.bash").unlink()
    missing = machine.run(program, "init", "bash", status=1).stderr
    assert missing == (
        "aws-session: error: a file of aws-session is missing: bash/init.bash\n"
        "  reinstall it: uv tool upgrade --reinstall aws-session-shell\n"
    )
    machine.run(UV, "tool", "upgrade", "--quiet", "--reinstall", "aws-session-shell")
    passes_a_day(machine, program)


def test_uvx_leaves_no_path_anywhere(machine: Machine) -> None:
    uvx = (UV, "tool", "run", "--quiet", "--from", machine.wheel, "aws-session")

    assert machine.run(*uvx, "sandbox", "--", "sh", "-c", DAY).stdout == "done\n"
    for words in (["init"], ["init", "nu"], ["process", "--show", "tool"]):
        done = machine.run(*uvx, *words, status=1)
        assert ".cache" not in done.stdout
        assert done.stderr == (
            f"aws-session: error: aws-session runs from a cache, {machine.home}/.cache/uv, "
            "whose files may be deleted at any time\n"
            f"  install it first: uv tool install --compile-bytecode {machine.wheel}\n"
        )
    machine.run(UV, *done.stderr.split("first: uv ")[1].split())
    program = machine.home / ".local" / "bin" / "aws-session"
    shown = machine.run(*uvx, "process", "--show", "tool").stdout
    assert f"credential_process = {program} process default\n" in shown


def test_pipx(machine: Machine) -> None:
    tools = machine.folder / "tools"
    machine.run(sys.executable, "-m", "venv", tools)
    machine.run(tools / "bin" / "pip", "install", "--quiet", "pipx")
    pipx = tools / "bin" / "pipx"
    run = (pipx, "run", "--spec", machine.wheel, "aws-session")

    assert machine.run(*run, "sandbox", "--", "sh", "-c", DAY).stdout == "done\n"
    done = machine.run(*run, "process", "--show", "tool", status=1)
    assert f"  install it first: pipx install {machine.wheel}\n" in done.stderr
    machine.run(pipx, *done.stderr.split("first: pipx ")[1].split())
    passes_a_day(machine, machine.home / ".local" / "bin" / "aws-session")
    assert (machine.home / ".local/share/man/man1/aws-session.1").exists()


def test_the_sdist_holds_what_the_readme_says_of_a_checkout(machine: Machine) -> None:
    machine.build("--sdist")
    (archive,) = (machine.folder / "dist").glob("*.tar.gz")
    folder = machine.folder / "unpacked"
    folder.mkdir()
    machine.run("tar", "-xzf", archive, "-C", folder)
    (checkout,) = folder.iterdir()

    python = f"{Path(sys.executable).parent}:{Path(sys.base_prefix) / 'bin'}:"
    shown = machine.run(checkout / "examples" / "demo", path=python).stdout
    assert shown.endswith("/.venv/bin/aws-session sandbox\n")
    words = ("tests/unit/model", "tests/unit/test_architecture.py", "-q")
    done = machine.run(checkout / "tests" / "run", *words, path=python)
    assert " passed" in done.stdout.splitlines()[-1]


def test_the_formulas_sources_make_the_program(machine: Machine) -> None:
    """As Homebrew does it, but that pydantic comes from the index."""
    machine.build("--sdist")
    (sdist,) = (machine.folder / "dist").glob("*.tar.gz")
    script = ROOT / ".github" / "release" / "homebrew.py"
    formula = machine.run(sys.executable, script, sdist).stdout
    found = re.findall(r'resource "(.*)" do\n    url "(.*)"\n    sha256 "(.*)"\n', formula)
    folder = machine.folder / "libexec"
    machine.run(sys.executable, "-m", "venv", folder)
    pip = (folder / "bin" / "pip", "install", "--quiet", "--no-compile")
    machine.run(*pip, "pydantic")
    places = [f"{name} @ {url}#sha256={digest}" for name, url, digest in found]
    machine.run(*pip, "--no-deps", *places, sdist)
    compiled = ("-m", "compileall", "-q", folder / "lib")
    machine.run(folder / "bin" / "python", *compiled)

    program = folder / "bin" / "aws-session"
    passes_a_day(machine, program)
    (day,) = re.findall(r"<<~'SH'\n(.*?)\n +SH\n", formula, re.DOTALL)
    path = f"{program.parent}:"
    assert machine.run(program, "sandbox", "--", "sh", "-c", day, path=path).stdout == "done\n"
    assert (folder / "share" / "man" / "man1" / "aws-session.1").exists()
