"""A session policy read from a file."""

from __future__ import annotations

import json

from aws_session.config import whole_files
from aws_session.errors import UsageError

_HINT = "a policy must be a JSON document with Version and Statement"


def read(path: str) -> str:
    """Return the document as the shortest equivalent JSON text."""
    try:
        document = json.loads(whole_files.read(path))
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}", hint=_HINT) from error
    except RecursionError as error:
        raise UsageError(f"{path} is nested too deeply", hint=_HINT) from error
    except ValueError as error:
        raise UsageError(f"{path} is not valid JSON: {error}", hint=_HINT) from error
    return json.dumps(document, separators=(",", ":"))
