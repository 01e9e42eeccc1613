"""The files that check which system this is, because it matters there."""

from __future__ import annotations

import ast
from pathlib import Path

import aws_session

ROOT = Path(aws_session.__file__).parent

ABOUT = {
    # The implementations for each system, and the module that chooses between them.
    *("terminal/__init__", "terminal/system", "terminal/posix", "terminal/windows_console"),
    *("terminal/windows_clock", "terminal/windows", "terminal/windows_picker_streams"),
    *("processes/starting", "processes/executables", "processes/windows", "processes/foreground"),
    *("processes/named_pipe", "processes/windows_job"),
    *("storage/windows", "storage/files", "storage/file_writing", "storage/lock"),
    # What differs between systems: folders, stores, other programs' processes, a browser.
    *("shells/detect", "shells/interactive", "shells/subshell", "shells/windows"),
    *("processes/wsl",),
    *("processes/browser_identities", "processes/installation", "processes/socket_owner"),
    *("paths", "storage/sessions", "storage/stores", "storage/kernel_keyring"),
    *("storage/keyring_package", "aws/preconnect"),
    # Failures before anything can be imported, and the details in a bug report.
    *("main", "signals", "commands/doctor/local_checks"),
}
"""All other files are the same everywhere, and use what these provide."""

MODULES = {"termios", "tty", "fcntl", "pwd", "grp", "msvcrt", "winreg", "ctypes", "platform"}
NAMES = {("os", "name"), ("sys", "platform")}


def asks(tree: ast.AST) -> bool:
    """Tell whether a module checks the system, or loads something that only one system has."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if (node.value.id, node.attr) in NAMES:
                return True
        elif isinstance(node, ast.Import):
            if any(alias.name.partition(".")[0] in MODULES for alias in node.names):
                return True
        elif isinstance(node, ast.ImportFrom):
            named = {(node.module or "", alias.name) for alias in node.names}
            if (node.module or "").partition(".")[0] in MODULES or named & NAMES:
                return True
    return False


def test_every_form_of_the_check_is_found() -> None:
    for text in (
        "import os\nif os.name == 'nt': pass",
        "from sys import platform",
        "def late():\n    import msvcrt",
        "import ctypes.wintypes",
        "from ctypes import wintypes",
    ):
        assert asks(ast.parse(text)), text
    assert not asks(ast.parse("import os\nos.dup(1)\nfrom aws_session.terminal import system"))


def test_only_the_listed_files_check_the_system() -> None:
    asking = {
        path.relative_to(ROOT).with_suffix("").as_posix()
        for path in ROOT.rglob("*.py")
        if asks(ast.parse(path.read_text(encoding="utf-8")))
    }

    assert asking - ABOUT == set()
