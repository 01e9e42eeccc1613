"""The folder of Windows' own Python, made from a Maven package."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import windows_cpython

SCRIPT = Path(windows_cpython.__file__)
INSIDE = "org/bytedeco/cpython/windows-x86_64"


def make(folder: Path, path: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(SCRIPT), str(folder)],
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.skipif(os.name == "nt", reason="Maven is a script of a Unix here")
def test_what_a_repository_has_under_that_name_instead_is_refused(tmp_path: Path) -> None:
    maven = tmp_path / "bin" / "mvn"
    maven.parent.mkdir()
    maven.write_text(
        "#!/bin/sh\n"
        'for word do case $word in -DoutputDirectory=*) cd "${word#*=}" ;; esac; done\n'
        f"echo no jar >{windows_cpython.JAR}\n"
    )
    maven.chmod(0o755)
    made = tmp_path / "made"

    done = make(made, f"{maven.parent}:{os.environ['PATH']}")

    assert done.returncode == 1
    assert done.stderr == (
        "tests/windows_cpython.py: cpython-3.11.3-1.5.9-windows-x86_64.jar has the sha256 "
        "1d4f7524d9e75feaafe3849051d814eab4fb2e9b6a260dc9531f113ce35303df, not "
        "3263a50b256447bb7b9e604d6587627e419891370fc33b94469e6a06ff4de834\n"
    )
    assert not made.exists()


def test_only_what_runs_is_unpacked(tmp_path: Path) -> None:
    jar = tmp_path / "jar"
    wanted = {"python.exe", "libssl-1_1.dll", "lib/os.py", "lib/json/__init__.py", "lib/_ssl.pyd"}
    others = {"include/Python.h", "lib/tkinter/__init__.py", "lib/site-packages/x.py"}
    with zipfile.ZipFile(jar, "w") as archive:
        for name in ("META-INF/MANIFEST.MF", *(f"{INSIDE}/{n}" for n in wanted | others)):
            archive.writestr(name, name)

    windows_cpython.unpack(jar, tmp_path / "made")

    found = {p.relative_to(tmp_path / "made"): p for p in (tmp_path / "made").rglob("*.*")}
    files = {path.as_posix(): each.read_text() for path, each in found.items() if each.is_file()}
    assert files == {name: f"{INSIDE}/{name}" for name in wanted}


@pytest.mark.slow
def test_it_is_the_one_that_a_folder_of_tools_brings(tmp_path: Path) -> None:
    for program in ("mvn", windows_cpython.COMPILER):
        if not shutil.which(program):
            pytest.skip(f"{program} is not installed")
    made = tmp_path / "windows" / "python"

    done = make(made, os.environ["PATH"])

    assert done.returncode == 0, done.stderr
    assert b"ProcessPrng" in (made / windows_cpython.LIBRARY).read_bytes()
    assert (made / "python.exe").stat().st_size > 50_000
    given = Path(os.environ.get("TEST_TOOLS", "nowhere")) / "windows" / "python"
    apart = {"LICENSE.txt", windows_cpython.LIBRARY}
    for file in given.rglob("*"):
        if file.is_file() and file.name not in apart:
            assert (made / file.relative_to(given)).read_bytes() == file.read_bytes()
