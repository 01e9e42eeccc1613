"""What makes every start slow, as doctor finds it in a separate environment."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

import pytest

import aws_session

PACKAGE = Path(aws_session.__file__).parent
SITE = next(entry for entry in sys.path if entry.endswith("site-packages"))
SCRIPT = "#!{python}\n{more}import sys\nfrom aws_session.main import main\nsys.exit(main())\n"


class Environment:
    """This program in a virtual environment, without bytecode."""

    def __init__(self, folder: Path, more: str = "") -> None:
        venv.create(folder, symlinks=True)
        self.folder = folder
        self.python = folder / "bin" / "python"
        self.script = folder / "bin" / "aws-session"
        (self.site,) = folder.glob("lib/python3*/site-packages")
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(PACKAGE, self.site / "aws_session", ignore=ignored)
        (self.site / "others.pth").write_text(f"{SITE}\n")
        self.script.write_text(SCRIPT.format(python=self.python, more=more))
        self.script.chmod(0o755)

    def findings(self, **more: str) -> list[dict[str, Any]]:
        home = self.folder.parent
        done = subprocess.run(
            [self.script, "doctor", "--offline", "--json"],
            env={"PATH": f"{self.script.parent}:{os.defpath}", "HOME": str(home), **more},
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        found: list[dict[str, Any]] = json.loads(done.stdout)
        return [each for each in found if each["check"] == "program" and each["level"] != "ok"]


def test_where_python_may_write_nothing_is_reported(tmp_path: Path) -> None:
    assert Environment(tmp_path / "env").findings() == []


def test_missing_bytecode_that_cannot_be_written_is_reported(tmp_path: Path) -> None:
    environment = Environment(tmp_path / "env")
    (found,) = environment.findings(PYTHONDONTWRITEBYTECODE="1")

    assert found == {
        "level": "warning",
        "check": "program",
        "what": f"recompiled at every start: {environment.site}/aws_session has no bytecode, "
        "and Python is configured not to write any",
        "remedy": f"{environment.python} -m compileall -q {environment.site}",
    }
    subprocess.run(found["remedy"].split(), check=True, timeout=300)
    assert environment.findings(PYTHONDONTWRITEBYTECODE="1") == []


@pytest.mark.skipif(not shutil.which("unshare"), reason="nothing can be made read-only")
def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    environment = Environment(tmp_path / "env")
    package = environment.site / "aws_session"
    mount = f"mount --bind {package} {package} && mount -o remount,ro,bind {package}"

    def apart(line: str) -> subprocess.CompletedProcess[str]:
        path = f"{environment.script.parent}:/usr/sbin:{os.defpath}"
        return subprocess.run(
            ["unshare", "--mount", "--map-root-user", "sh", "-c", line],
            env={"PATH": path, "HOME": str(tmp_path)},
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip

    tried = apart(mount)
    if tried.returncode != 0:
        pytest.skip(f"no file system can be made read-only here: {tried.stderr}")
    done = apart(f"{mount} && exec {environment.script} doctor --offline --json")
    (found,) = (each for each in json.loads(done.stdout) if "recompiled" in each["what"])

    assert found["what"] == (
        f"recompiled at every start: {package} has no bytecode, and {package} cannot be written"
    )


def test_a_start_script_that_imports_re_is_named(tmp_path: Path) -> None:
    environment = Environment(tmp_path / "env", "import re\n")
    (found,) = environment.findings()

    assert found["what"] == (
        f"the start script {environment.script} imports re, which delays every prompt"
    )
    assert found["remedy"].startswith(
        f"reinstall it with a newer pip: {environment.python} -m pip install --upgrade pip && "
    )
