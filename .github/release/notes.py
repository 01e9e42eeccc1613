"""The section of CHANGELOG.md about the source's version."""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


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
    sys.stdout.write(notes((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), version()))
