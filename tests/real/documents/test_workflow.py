"""The workflow, as far as it can be checked without running it."""

import re
import subprocess
from pathlib import Path

import pytest

from real import programs

ROOT = Path(__file__).resolve().parents[3]
WORKFLOW = ROOT / ".github" / "workflows" / "ci.yml"
RELEASE = WORKFLOW.with_name("release.yml")
TEXT = WORKFLOW.read_text()
_JOB = re.compile(r"^  (\w+):\n((?:    .*\n|\n|  #.*\n)+)", re.MULTILINE)
JOBS = dict(_JOB.findall(TEXT.partition("\njobs:\n")[2]))


@pytest.mark.parametrize("workflow", [WORKFLOW, RELEASE], ids=lambda file: file.name)
def test_actionlint_finds_nothing(workflow: Path) -> None:
    program = programs.require("actionlint")
    done = subprocess.run(
        [program, "-no-color", str(workflow)], capture_output=True, text=True, check=False
    )

    assert (done.stdout, done.returncode) == ("", 0)


def test_each_system_has_a_job_in_which_powershell_is() -> None:
    systems = re.findall(r"runs-on: (\w+)-latest", TEXT)

    assert systems == ["ubuntu", "macos", "windows"]
    assert list(JOBS) == ["linux", "macos", "windows"]
    assert all("pwsh" in body for body in JOBS.values())
    assert "- run: .ci/run\n" in JOBS["linux"]


def test_linux_has_windows_own_python_before_it_runs_the_tests() -> None:
    made, ran, _ = JOBS["linux"].partition("- run: .ci/run\n")
    folder = re.search(r'python tests/windows_cpython\.py "(.*)/windows/python"', made)

    assert ran
    assert folder
    assert f'echo "TEST_TOOLS={folder[1]}" >>"$GITHUB_ENV"' in made
    # The library that Wine lacks is compiled, and Wine runs it.
    assert {"gcc-mingw-w64-x86-64-win32", "wine64"} <= set(made.split())
    # Nor may the tests on it be left out.
    assert "if ! test -e .venv/windows/made; then" in (ROOT / ".ci" / "run").read_text()
    assert 'os.environ.get("CI")' in (ROOT / "tests/real/windows/machine.py").read_text()


def test_windows_has_the_shells_that_its_tests_open() -> None:
    before, ran, _ = JOBS["windows"].partition("--numprocesses auto tests/real/windows\n")

    assert ran
    assert "working-directory: tests/clients/elvish\n" in before
    assert 'go build -o "$env:RUNNER_TEMP\\shells\\elvish.exe" .' in before
    assert 'Add-Content $env:GITHUB_PATH "$env:RUNNER_TEMP\\shells"' in before


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


@pytest.mark.parametrize("file", sorted(WORKFLOW.parent.glob("*.yml")), ids=lambda file: file.name)
def test_actions_are_pinned_by_commit_with_their_version(file: Path) -> None:
    actions = re.findall(r"uses: (.*)", file.read_text())

    assert actions
    assert [
        action
        for action in actions
        if not re.fullmatch(r"actions/\w[\w-]*@[0-9a-f]{40} # v\d+\.\d+\.\d+", action)
    ] == []


def test_an_action_is_the_same_in_each_workflow() -> None:
    actions = {
        action
        for file in WORKFLOW.parent.glob("*.yml")
        for action in re.findall(r"uses: (.*)", file.read_text())
    }

    assert len(actions) == len({action.partition("@")[0] for action in actions})


def test_only_what_publishes_may_write_and_only_for_a_tag() -> None:
    text = RELEASE.read_text()
    jobs = dict(_JOB.findall(text.partition("\njobs:\n")[2]))

    assert list(jobs) == ["build", "release", "index"]
    assert [name for name, body in jobs.items() if "contents: write" in body] == ["release"]
    for name in ("release", "index"):
        assert jobs[name].startswith("    if: github.ref_type == 'tag'\n")
    assert "environment: pypi\n" in jobs["index"]
    assert "pip install --require-hashes" in jobs["index"]
    assert "secrets." not in text
