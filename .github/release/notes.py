"""The text of a release: the section of CHANGELOG.md about the source's version, and its files."""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

FILES = """
### Files

- `aws-session_{version}-1_all.deb`: for Debian 13 and Ubuntu 26.04, with the system's libraries
- `aws-session_{version}-1.bundled_all.deb`: for Debian 12 and Ubuntu 24.04, with its own libraries
- `aws-session-{version}-1.noarch.rpm`: for Fedora and other systems whose python3 is 3.11 or later
- `aws-session-{version}.tar.gz`: for any other Linux whose /usr/bin/python3 is 3.11 or later;
  unpack it anywhere and put its `bin` on the PATH
- `aws_session_shell-{version}-py3-none-any.whl`, `aws_session_shell-{version}.tar.gz`: the wheel
  and the sources

To check what you have downloaded: `sha256sum --check --ignore-missing SHA256SUMS`
"""


def version(root: Path = ROOT) -> str:
    text = (root / "src" / "aws_session" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "(.*)"$', text, re.MULTILINE)
    assert found  # noqa: S101 - hatch reads it from there
    return found[1]


def notes(changelog: str, of: str) -> str:
    """Return the text below a version's heading; LookupError if it has none."""
    found = re.search(
        rf"^## {re.escape(of)}(?:,[^\n]*)?\n(.*?)(?=^## |\Z)", changelog, re.MULTILINE | re.DOTALL
    )
    if not found or not found[1].strip():
        raise LookupError(f"CHANGELOG.md says nothing of {of}")
    return f"{found[1].strip()}\n"


if __name__ == "__main__":
    changes = notes((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), version())
    sys.stdout.write(changes + FILES.format(version=version()))
