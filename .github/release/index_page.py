"""The README for a package index: its links point to the repository, if that has an address."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

try:
    from hatchling.metadata.plugin.interface import MetadataHookInterface
except ImportError:
    # `page` needs none of it.
    MetadataHookInterface = object  # type: ignore[assignment, misc]

_LINK = re.compile(r"(!?)\[([^\]]*)\]\((?!https?:|#)([^)]*)\)")


class IndexPage(MetadataHookInterface):
    """Sets `readme`, which pyproject.toml leaves open."""

    def update(self, metadata: dict[str, Any]) -> None:
        text = Path(self.root, "README.md").read_text(encoding="utf-8")
        address = metadata.get("urls", {}).get("Repository")
        shown = page(text, address, str(metadata["version"]))
        metadata["readme"] = {"content-type": "text/markdown", "text": shown}


def page(text: str, repository: str | None, version: str) -> str:
    """Return a page without relative links: absolute ones at the version's tag, or only their text.

    A picture has no text that could replace it.
    """

    def absolute(link: re.Match[str]) -> str:
        mark, words, path = link.groups()
        if repository is None:
            return "" if mark else words
        kind = "raw" if mark else "blob"
        return f"{mark}[{words}]({repository}/{kind}/v{version}/{path})"

    return _LINK.sub(absolute, text)
