from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import fast

TESTS = Path(__file__).parent


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import json", True),
        ("import subprocess, sys\nsubprocess.run([sys.executable, '-c', ''])", True),
        ("import subprocess\nsubprocess.run(['sh', '-c', ''])", False),
        ("import subprocess, sys\nsubprocess.run([sys.executable])\nsubprocess.run(WORDS)", False),
        ("from subprocess import run", False),
        ("import pexpect", False),
        ("from memory import World", True),
        ("from shells.interpreters import ALL", False),
        ("from journeys import place", False),
        ("def test():\n    import secret_service", False),
    ],
)
def test_fast_is_what_reaches_no_program_but_python(
    tmp_path: Path, text: str, *, expected: bool
) -> None:
    file = tmp_path / "test_it.py"
    file.write_text(text)

    assert fast.reaches_programs(file) is not expected


def test_a_slow_test_and_one_whose_fixture_starts_a_shell_are_not_fast() -> None:
    words = [
        "tests/test_state.py",
        "tests/shell_init/test_resume.py",
        "tests/edge/test_organizations.py",
    ]
    chosen = {}
    for mark in ("fast", "not fast"):
        listed = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "--collect-only", "-m", mark, *words],
            cwd=TESTS.parent, capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
        chosen[mark] = set(re.findall(r"^tests/(\S+?)\.py::", listed, re.MULTILINE))

    assert chosen["fast"] == {"test_state", "edge/test_organizations"}
    assert "shell_init/test_resume" in chosen["not fast"]
