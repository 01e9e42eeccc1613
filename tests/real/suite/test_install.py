from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[2]

PIP = """#!/bin/sh
echo "pip $*" >>"$LOG"
case "$*" in
*" uv") exit "$PIP_UV" ;;
*requirement*) for last; do :; done; cp "$last" "$LOG.requirements" ;;
esac
"""
UV = '#!/bin/sh\necho "uv $* $UV_SYSTEM_CERTS $UV_PROJECT_ENVIRONMENT" >>"$LOG"\nexit "$UV"\n'
QUIET = "install --quiet --disable-pip-version-check"
SYNC = "uv sync --quiet --frozen --inexact --extra test true FOLDER"
INSTEAD = [
    f"pip {QUIET} --no-deps --require-hashes --requirement FOLDER/locked.txt",
    f"pip {QUIET} --no-deps --editable .",
]


@pytest.mark.parametrize(
    ("pip", "uv", "calls", "said"),
    [
        (0, 0, [SYNC], ""),
        (
            0,
            2,
            [SYNC, *INSTEAD],
            "uv failed, though it was told to trust the system's certificates",
        ),
        (1, 0, INSTEAD, "uv cannot be installed here"),
    ],
    ids=["works", "fails", "is not there"],
)
def test_where_uv_fails_pip_installs_what_the_lock_file_names(
    tmp_path: Path, pip: int, uv: int, calls: list[str], said: str
) -> None:
    programs, log = tmp_path / "bin", tmp_path / "log"
    programs.mkdir()
    python = f'#!/bin/sh\nexec {sys.executable} "$@"\n'
    for name, text in {"pip": PIP, "uv": UV, "python": python}.items():
        (programs / name).write_text(text)
        (programs / name).chmod(0o700)
    environ = {k: v for k, v in os.environ.items() if k != "UV_SYSTEM_CERTS"}
    done = subprocess.run(
        [TESTS / "install", tmp_path],
        env={**environ, "LOG": str(log), "PIP_UV": str(pip), "UV": str(uv)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    made = [line.replace(str(tmp_path), "FOLDER") for line in log.read_text().splitlines()]

    assert made == [f"pip {QUIET} uv", *calls]
    assert done.stderr == (
        f"tests/prepare: {said}; pip installs the versions in uv.lock instead\n" if said else ""
    )
    if said:
        held_to_the_lock((tmp_path / "log.requirements").read_text())


def held_to_the_lock(text: str) -> None:
    """Compare with what `tests/prepare` has installed here, with either of the two."""
    lines = [line.split(" --hash=sha256:") for line in text.splitlines()]
    pinned = dict(line[0].split("==") for line in lines)

    assert {"boto3", "botocore", "moto", "werkzeug", "pytest", "typer"} <= pinned.keys()
    assert pinned == {name: metadata.version(name) for name in pinned}
    assert all(len(line) > 1 and all(len(each) == 64 for each in line[1:]) for line in lines)


def test_what_a_test_cannot_do_without_is_installed_before() -> None:
    """Under CI its lack is a failure, so it must be no surprise there."""
    prepared = (TESTS / "prepare").read_text()
    workflow = TESTS.parent / ".github" / "workflows" / "release.yml"
    (released,) = re.findall(r"apt-get install -y (.*)", workflow.read_text())
    asked = {
        (name, "mark.slow" in text)
        for text in map(Path.read_text, TESTS.rglob("test_*.py"))
        for name in re.findall(r'programs\.require\("([\w-]+)"\)', text)
    }

    assert len(asked) > 3
    assert {name for name, slow in asked if slow} <= set(released.split())
    assert {
        name for name, slow in asked if not slow and not re.search(rf"\b{name}[: ]", prepared)
    } == set()


@pytest.mark.parametrize(("named", "trusted"), [(None, "true"), ("false", "false")])
def test_the_tests_trust_the_authorities_of_the_system_unless_told_otherwise(
    tmp_path: Path, named: str | None, trusted: str
) -> None:
    programs = tmp_path / ".venv" / "bin"
    programs.mkdir(parents=True)
    folder = tmp_path / "tests"
    folder.mkdir()
    shutil.copy(TESTS / "run", folder)
    for file in (folder / "prepare", programs / "python"):
        file.write_text('#!/bin/sh\necho "$(basename "$0") $UV_SYSTEM_CERTS"\n')
        file.chmod(0o700)
    environ = {k: v for k, v in os.environ.items() if k != "UV_SYSTEM_CERTS"}
    if named is not None:
        environ["UV_SYSTEM_CERTS"] = named

    ran = subprocess.run([folder / "run"], env=environ, capture_output=True, text=True, check=True)

    assert ran.stdout.splitlines()[-1] == f"python {trusted}"
