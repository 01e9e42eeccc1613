"""What in the source contradicts a release under a tag, each on a line; nothing if it fits.

Use: python3 .github/release/ready.py v1.2.3
"""

from __future__ import annotations

import re
import sys
import tomllib
from typing import TYPE_CHECKING

import notes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

UNTIL_INDEXED = {
    "README.md": "This one is not on PyPI yet",
    "src/aws_session/cli/topics/upgrading.md": "`git pull`",
    "src/aws_session/processes/installation.py": "\nINDEXED = False\n",
}
"""What each file says as long as people install from a checkout."""


def obstacles(root: Path, tag: str) -> Iterator[str]:
    """Yield what contradicts a release of the source in a folder."""
    version = notes.version(root)
    if tag != f"v{version}":
        yield f"the tag is {tag}, but the source says {version}"
    changelog = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    try:
        notes.notes(changelog, version)
    except LookupError as error:
        yield str(error)
    if re.search(rf"^## {re.escape(version)}, not yet released$", changelog, re.MULTILINE):
        yield f"CHANGELOG.md still says: {version}, not yet released"
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    if "Repository" not in project.get("urls", {}):
        yield "pyproject.toml has no Repository in [project.urls]: the README's links need it"
    for name, words in UNTIL_INDEXED.items():
        if words in (root / name).read_text(encoding="utf-8"):
            yield f"{name} still says: {words.strip()}"


if __name__ == "__main__":
    sys.exit("\n".join(obstacles(notes.ROOT, sys.argv[1])) or None)
