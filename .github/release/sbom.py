"""The CycloneDX document that uv exports from the lock file, without variable parts."""

from __future__ import annotations

import json
import os
import sys
import uuid
from datetime import UTC, datetime


def settled(document: dict[str, object], epoch: int) -> dict[str, object]:
    """Return a document that depends only on the lock file and the release's time."""
    metadata = document.setdefault("metadata", {})
    assert isinstance(metadata, dict)  # noqa: S101 - the format's
    metadata["timestamp"] = datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    document.pop("serialNumber", None)
    same = json.dumps(document, sort_keys=True)
    document["serialNumber"] = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, same)}"
    return document


if __name__ == "__main__":
    found = settled(json.load(sys.stdin), int(os.environ["SOURCE_DATE_EPOCH"]))
    sys.stdout.write(json.dumps(found, indent=2, sort_keys=True) + "\n")
