from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import fast

TESTS = Path(__file__).parents[2]


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
        ("from real.shells.interpreters import ALL", False),
        ("from real.journeys import place", False),
        ("def test():\n    import secret_service", False),
    ],
)
def test_fast_is_what_reaches_no_program_but_python(
    tmp_path: Path, text: str, *, expected: bool
) -> None:
    file = tmp_path / "test_it.py"
    file.write_text(text)

    assert fast.reaches_programs(file) is not expected


def test_a_slow_test_and_one_whose_fixture_starts_a_shell_are_not_fast(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(
        "import subprocess, pytest\n\n"
        "@pytest.fixture\ndef shell():\n    return subprocess.Popen(['sh'])\n"
    )
    (tmp_path / "test_it.py").write_text(
        "import pytest\n\ndef test_plain(tmp_path): pass\n\ndef test_with(shell): pass\n\n"
        "@pytest.mark.slow\ndef test_long(): pass\n"
    )
    plugins = ["-p", "fast", "-p", "no:xonsh", "-p", "no:cacheprovider"]
    listed = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *plugins, "-c", os.devnull, "--collect-only",
         f"--rootdir={tmp_path}", "-m", "fast", tmp_path],
        env={**os.environ, "PYTHONPATH": str(TESTS)}, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip

    assert re.findall(r"^test_it\.py::(\w+)", listed, re.MULTILINE) == ["test_plain"]
