"""Makes the folder windows/python of TEST_TOOLS: Windows' own CPython, as Wine can run it.

    python tests/windows_cpython.py FOLDER

Needs Maven, and mingw-w64 for the one library that Wine lacks.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

# The CPython preset of JavaCPP, which brings its libraries, OpenSSL's among them.
ARTIFACT = "org.bytedeco:cpython:3.11.3-1.5.9:jar:windows-x86_64"
JAR = "cpython-3.11.3-1.5.9-windows-x86_64.jar"
SHA256 = "3263a50b256447bb7b9e604d6587627e419891370fc33b94469e6a06ff4de834"
_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"

_INSIDE = "org/bytedeco/cpython/windows-x86_64/"
_LEFT_OUT = ("bin", "include", "libs", "share", "jnipython.dll")
_LEFT_OUT_OF_LIB = frozenset(
    {"_distutils_hack", "distutils-precedence.pth", "ensurepip", "idlelib", "lib2to3"}
    | {"pkg_resources", "setuptools", "setuptools-65.5.0.dist-info", "site-packages", "test"}
    | {"tkinter", "turtledemo", "turtle.py", "_tkinter.pyd", "tcl86t.dll", "tk86t.dll"}
)

COMPILER = "x86_64-w64-mingw32-gcc"
LIBRARY = "bcryptprimitives.dll"
_SOURCE = """\
/* Random octets for what is written in Rust: Windows has had them since 8, Wine since 9. */
#include <windows.h>

BOOLEAN NTAPI SystemFunction036(void *into, ULONG octets);

__declspec(dllexport) BOOL WINAPI ProcessPrng(BYTE *into, SIZE_T octets)
{
    return SystemFunction036(into, (ULONG)octets);
}
"""


def main(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        jar = fetched(Path(scratch))
        made = Path(scratch) / "python"
        unpack(jar, made)
        compile_library(Path(scratch), made / LIBRARY)
        folder.parent.mkdir(parents=True, exist_ok=True)
        # Complete, or not there at all.
        partial = folder.with_name(f"{folder.name}.part")
        shutil.rmtree(partial, ignore_errors=True)
        shutil.copytree(made, partial)
        shutil.rmtree(folder, ignore_errors=True)
        partial.rename(folder)


def fetched(into: Path) -> Path:
    """Fetch the jar with Maven, from its own cache if it is there."""
    what, where = f"-Dartifact={ARTIFACT}", f"-DoutputDirectory={into}"
    subprocess.run(
        ["mvn", "--quiet", "--batch-mode", _COPY, what, where],
        # Maven looks for a project in the current folder.
        cwd=into,
        stdin=subprocess.DEVNULL,
        check=True,
    )
    jar = into / JAR
    found = hashlib.sha256(jar.read_bytes()).hexdigest()
    if found != SHA256:
        raise SystemExit(f"tests/windows_cpython.py: {JAR} has the sha256 {found}, not {SHA256}")
    return jar


def unpack(jar: Path, folder: Path) -> None:
    """Unpack the interpreter and its library, without modules that nothing here imports."""
    with zipfile.ZipFile(jar) as archive:
        for name in archive.namelist():
            top, _, rest = name.removeprefix(_INSIDE).partition("/")
            left_out = top in _LEFT_OUT or (
                top == "lib" and rest.partition("/")[0] in _LEFT_OUT_OF_LIB
            )
            if not name.startswith(_INSIDE) or name.endswith("/") or left_out:
                continue
            file = folder / name.removeprefix(_INSIDE)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(archive.read(name))


def compile_library(scratch: Path, file: Path) -> None:
    source = scratch / "bcryptprimitives.c"
    source.write_text(_SOURCE, encoding="ascii")
    subprocess.run(
        [COMPILER, "-Os", "-s", "-shared", "-o", file, source, "-ladvapi32"],
        stdin=subprocess.DEVNULL,
        check=True,
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute())
