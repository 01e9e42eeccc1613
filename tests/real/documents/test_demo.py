from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent.parent
DEMO = ROOT / "examples" / "demo"


def run(tmp_path: Path, environ: dict[str, str], *shell: str) -> subprocess.CompletedProcess[str]:
    home, temporary = tmp_path / "home", tmp_path / "temporary"
    home.mkdir()
    temporary.mkdir()
    places = {"HOME": str(home), "TMPDIR": str(temporary), "PATH": os.environ["PATH"]}
    return subprocess.run(
        [*shell, str(DEMO)],
        env=places | environ,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def entries(tmp_path: Path) -> list[str]:
    return sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*"))


@pytest.mark.parametrize("shell", [(), ("bash",), ("bash", "--posix")])
def test_the_demo_shows_a_session_begin_and_end(tmp_path: Path, shell: tuple[str, ...]) -> None:
    done = run(tmp_path, {"VENV": sys.prefix}, *shell)
    refused, begun, ended = (
        done.stdout.find(text)
        for text in ("AccessDenied", "\nalice\n", "the environment is exactly as it was")
    )

    assert done.returncode == 0, done.stderr
    assert 0 < refused < begun < ended
    assert "  AWS_SESSION_TOKEN\n" in done.stdout
    assert entries(tmp_path) == ["home", "temporary"]


def test_the_demo_does_not_show_a_value_of_the_session(tmp_path: Path) -> None:
    done = run(tmp_path, {"VENV": sys.prefix})

    assert "AWS_SECRET_ACCESS_KEY=" not in done.stdout + done.stderr
    assert "ASIAFAKE" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ('sys.exit("no IAM today")', "should have been refused"),
        ('print("alice")', "should have been refused"),
    ],
)
def test_a_step_that_does_not_do_what_it_says_fails_the_demo(
    tmp_path: Path, broken: str, said: str
) -> None:
    programs = tmp_path / "venv" / "bin"
    programs.mkdir(parents=True)
    (programs / "aws-session").symlink_to(Path(sys.prefix) / "bin" / "aws-session")
    python = programs / "python"
    python.write_text(f"#!{sys.executable}\nimport sys\n{broken}\n")
    python.chmod(0o700)
    done = run(tmp_path, {"VENV": str(tmp_path / "venv")})

    assert done.returncode == 1
    assert said in done.stderr


def test_a_python_that_is_too_old_is_reported_before_anything_is_made(tmp_path: Path) -> None:
    old = tmp_path / "python"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o700)
    done = run(tmp_path, {"VENV": str(tmp_path / "venv"), "PYTHON": str(old)})

    assert done.returncode == 1
    assert "Python 3.11 or later" in done.stderr
    assert not (tmp_path / "venv").exists()


def test_a_python_without_ensurepip_gets_the_line_to_type(tmp_path: Path) -> None:
    lacking = tmp_path / "python"
    lacking.write_text('#!/bin/sh\ncase "$2" in venv) mkdir "$3"; exit 1;; esac\n')
    lacking.chmod(0o700)
    done = run(tmp_path, {"VENV": str(tmp_path / "venv"), "PYTHON": str(lacking)})

    assert done.returncode == 1
    assert "sudo apt install python3-venv" in done.stderr
    assert not (tmp_path / "venv").exists()
