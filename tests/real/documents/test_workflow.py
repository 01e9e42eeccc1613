"""The workflow, as far as it can be held where it does not run."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
WORKFLOW = ROOT / ".github" / "workflows" / "ci.yml"
TEXT = WORKFLOW.read_text()
_JOB = re.compile(r"^  (\w+):\n((?:    .*\n|\n|  #.*\n)+)", re.MULTILINE)
JOBS = dict(_JOB.findall(TEXT.partition("\njobs:\n")[2]))


def test_actionlint_finds_nothing() -> None:
    program = shutil.which("actionlint")
    if program is None:
        pytest.skip("actionlint is not installed")
    done = subprocess.run(
        [program, "-no-color", str(WORKFLOW)], capture_output=True, text=True, check=False
    )

    assert (done.stdout, done.returncode) == ("", 0)


def test_each_system_has_a_job_in_which_powershell_is() -> None:
    systems = re.findall(r"runs-on: (\w+)-latest", TEXT)

    assert systems == ["ubuntu", "macos", "windows"]
    assert list(JOBS) == ["linux", "macos", "windows"]
    assert all("pwsh" in body for body in JOBS.values())
    assert "- run: .ci/run\n" in JOBS["linux"]


def test_linux_tries_every_python_that_is_supported() -> None:
    oldest = re.search(r'requires-python = ">=3\.(\d+)"', (ROOT / "pyproject.toml").read_text())
    tried = re.search(r"python: \[(.*)\]", JOBS["linux"])

    assert oldest
    assert tried
    assert re.findall(r'"3\.(\d+)"', tried[1]) == [str(n) for n in range(int(oldest[1]), 15)]


def test_the_files_it_names_are_there() -> None:
    named = set(re.findall(r"(?<![\w/.])(?:tests|\.ci)/[\w/.]+", TEXT))

    assert len(named) > 10
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_actions_are_named_with_their_version() -> None:
    actions = re.findall(r"uses: (\S+)", TEXT)

    assert all(re.fullmatch(r"actions/\w[\w-]*@v\d+", action) for action in actions)
