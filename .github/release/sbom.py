"""Bills of materials (CycloneDX): what uv exports from the lock file, or what a bundle carries.

Use: uv export --format cyclonedx1.5 | python3 .github/release/sbom.py
     python3 .github/release/sbom.py .github/release/bundle.txt
"""

from __future__ import annotations

import json
import os
import re
import sys
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import notes

_NAME = "aws-session-shell"


def settled(document: dict[str, Any], epoch: int, version: str) -> dict[str, Any]:
    """Return a document of a version that depends only on the libraries and the release's time."""
    metadata = document.setdefault("metadata", {})
    metadata["timestamp"] = datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    own = {"name": _NAME, "type": "application", "version": version, "purl": _purl(_NAME, version)}
    metadata["component"] = {"bom-ref": _NAME, **metadata.get("component", {}), **own}
    document.pop("serialNumber", None)
    same = json.dumps(document, sort_keys=True)
    document["serialNumber"] = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, same)}"
    return document


def of_bundle(pins: str) -> dict[str, Any]:
    """Return the document of the wheels that a file pins."""
    found = re.findall(r"^([\w-]+)==(\S+) --hash=sha256:(\w+)$", pins, re.MULTILINE)
    components = [
        {
            "bom-ref": _purl(name, version),
            "hashes": [{"alg": "SHA-256", "content": digest}],
            "name": name,
            "purl": _purl(name, version),
            "type": "library",
            "version": version,
        }
        for name, version, digest in found
    ]
    document = {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1}
    return {**document, "components": components}


def _purl(name: str, version: str) -> str:
    return f"pkg:pypi/{name}@{version}"


if __name__ == "__main__":
    pins = [Path(each).read_text(encoding="utf-8") for each in sys.argv[1:]]
    found = of_bundle(pins[0]) if pins else json.load(sys.stdin)
    found = settled(found, int(os.environ["SOURCE_DATE_EPOCH"]), notes.version())
    sys.stdout.write(json.dumps(found, indent=2, sort_keys=True) + "\n")
