from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from aws_session.shells import detect, ps_command

if TYPE_CHECKING:
    from pathlib import Path

FIND_CODE = "from aws_session.shells import detect as p; print(p.find({}))"
FIND = f"{sys.executable} -c '{FIND_CODE}'"
PYTHON_THAT_FINDS = (
    f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {FIND_CODE!r}])\n"
)


def found_below(*words: str) -> str:
    if sys.platform != "linux":
        pytest.skip("reads /proc")
    # A second command prevents the shell from being replaced by its last one.
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()


def program(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"{name} is not here")
    return path


@pytest.mark.parametrize(
    ("name", "dialect"),
    [
        ("bash", "bash"),
        ("dash", "sh"),
        ("zsh", "zsh"),
        ("mksh", "ksh"),
        ("ksh93", "ksh"),
        ("yash", "sh"),
        ("posh", "sh"),
        ("tcsh", "tcsh"),
        ("fish", "fish"),
    ],
)
def test_the_shell_that_starts_us_is_found(name: str, dialect: str) -> None:
    assert found_below(program(name), "-c", f"{FIND}; true") == dialect


def test_busybox_is_a_shell_under_its_own_name() -> None:
    assert found_below(program("busybox"), "sh", "-c", f"{FIND}; true") == "sh"


def test_the_nearest_shell_asks_not_the_one_around_it() -> None:
    inner = f'{program("dash")} -c "{FIND}; true"'

    assert found_below(program("bash"), "-c", f"{inner}; true") == "sh"


def test_programs_in_between_are_skipped() -> None:
    between = f"{program('env')} {program('timeout')} 20 {FIND}"

    assert found_below(program("bash"), "-c", f"{between}; true") == "bash"


def test_a_wrapper_that_becomes_us_is_not_a_shell(tmp_path: Path) -> None:
    wrapper = tmp_path / "aws-session"
    wrapper.write_text(f"#!/bin/sh\nexec {FIND}\n")
    wrapper.chmod(0o755)

    assert found_below(program("bash"), "-c", f"{wrapper}; true") == "bash"


def test_a_login_shell_is_found_by_its_program() -> None:
    line = f'exec -a -bash {program("bash")} -c "{FIND}; true"'

    assert found_below(program("bash"), "-c", line) == "bash"


def test_a_renamed_program_is_found_by_what_it_calls_itself(tmp_path: Path) -> None:
    strange = tmp_path / "strange"
    shutil.copy(program("dash"), strange)
    line = f'exec -a -zsh {strange} -c "{FIND}; true"'

    assert found_below(program("bash"), "-c", line) == "zsh"


def test_a_program_that_was_replaced_on_disk_is_still_known(tmp_path: Path) -> None:
    shell = tmp_path / "zsh"
    shutil.copy(program("dash"), shell)

    line = f'exec -a nothing {shell} -c "rm {shell}; {FIND}; true"'

    assert found_below(program("bash"), "-c", line) == "zsh"


@pytest.mark.parametrize("options", [[], ["-I"], ["-u", "-X", "utf8"]], ids=" ".join)
def test_a_shell_written_in_python_is_found_by_its_script(
    tmp_path: Path, options: list[str]
) -> None:
    script = tmp_path / "xonsh"
    script.write_text(PYTHON_THAT_FINDS)

    assert found_below(sys.executable, *options, str(script)) == "xonsh"


def test_a_shell_run_as_a_module_of_python_is_found(tmp_path: Path) -> None:
    (tmp_path / "xonsh.py").write_text(PYTHON_THAT_FINDS)
    line = f"cd {tmp_path} && {sys.executable} -m xonsh; true"

    assert found_below(program("bash"), "-c", line) == "xonsh"


def test_a_pythons_other_scripts_are_not_shells(tmp_path: Path) -> None:
    script = tmp_path / "tool.py"
    script.write_text(PYTHON_THAT_FINDS)

    line = f"{sys.executable} {script} zsh; true"
    assert found_below(program("bash"), "-c", line) == "bash"


@pytest.mark.parametrize(
    ("environ", "dialect"),
    [({"SHELL": "/usr/bin/zsh"}, "zsh"), ({"SHELL": "/bin/ash"}, "sh"), ({"SHELL": "x"}, "sh")],
)
def test_if_no_shell_is_among_the_parents_it_is_the_login_shell(
    environ: dict[str, str], dialect: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(detect, "nearest", lambda: None)

    assert detect.find(environ) == dialect


def test_if_it_cannot_be_detected_it_is_the_login_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "freebsd14")
    monkeypatch.setenv("PATH", "/nonexistent")

    assert detect.find({"SHELL": "/usr/bin/fish"}) == "fish"


@pytest.mark.parametrize(
    ("processes", "names"),
    [
        ({7: (1, "zsh")}, []),
        ({10: (9, "python"), 9: (8, "-zsh"), 8: (1, "login")}, ["python", "-zsh", "login"]),
        ({10: (9, "a"), 9: (10, "b")}, ["a", "b"] * 20),
    ],
    ids=["unknown", "chain", "circle"],
)
def test_a_list_of_processes_is_followed_upwards_and_a_cycle_ends(
    processes: dict[int, tuple[int, str]], names: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "getppid", lambda: 10)

    assert [name for _, (name,) in ps_command._climb(processes)] == names


def test_names_in_another_encoding_are_not_a_reason_to_fail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ps = tmp_path / "ps"
    ps.write_text(f"#!/bin/sh\nprintf '{os.getppid()} 1 caf\\351\\n'\n", encoding="utf-8")
    ps.chmod(0o755)
    monkeypatch.setattr(sys, "platform", "freebsd14")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")

    assert list(detect.ancestors()) == [(os.getppid(), ("caf\ufffd",))]
