"""A session policy read from a file."""

from __future__ import annotations

import json

from aws_session.config import unreadable_files, whole_files
from aws_session.errors import UsageError

_HINT = "a policy must be a JSON document with Version and Statement"

_FILE = "write the policy to a file, and name it without file:// in front"


def read(path: str) -> str:
    """Return the document as the shortest equivalent JSON text."""
    try:
        document = json.loads(whole_files.read(path))
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}", hint=_FILE) from error
    except RecursionError as error:
        raise UsageError(f"{path} is nested too deeply", hint=_HINT) from error
    except UnicodeDecodeError as error:
        raise UsageError(unreadable_files.no_text(path, error), hint=_HINT) from error
    except ValueError as error:
        raise UsageError(f"{path} is not valid JSON: {error}", hint=_HINT) from error
    if not isinstance(document, dict):
        raise UsageError(f"{path} is not a policy", hint=_HINT)
    return json.dumps(document, separators=(",", ":"))
