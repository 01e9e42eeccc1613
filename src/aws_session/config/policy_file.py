"""A session policy read from a file."""

from __future__ import annotations

import json

from aws_session.config import unreadable_files, whole_files
from aws_session.errors import UsageError

_HINT = "a policy must be a JSON document with Version and at least one Statement"

_FILE = "write the policy to a file, and name it without file:// in front"


def read(path: str) -> str:
    """Return the document as the shortest equivalent JSON text."""
    try:
        document = json.loads(whole_files.read(path), parse_constant=_no_number)
        text = json.dumps(document, separators=(",", ":"), allow_nan=False)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}", hint=_FILE) from error
    except RecursionError as error:
        raise UsageError(f"{path} is nested too deeply", hint=_HINT) from error
    except UnicodeDecodeError as error:
        raise UsageError(unreadable_files.no_text(path, error), hint=_HINT) from error
    except ValueError as error:
        raise UsageError(f"{path} is not valid JSON: {error}", hint=_HINT) from error
    fault = _fault(document)
    if fault:
        raise UsageError(f"{path} is not a policy: {fault}", hint=_HINT)
    return text


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is not a number")


def _fault(document: object) -> str:
    """Return why AWS would certainly refuse a document; it checks the rest, after the code.

    A Version may be missing.
    """
    if not isinstance(document, dict):
        return "it is not an object"
    if "Statement" not in document:
        return "it has no Statement"
    found = document["Statement"]
    statements = found if isinstance(found, list) else [found]
    if not statements:
        return "its Statement is empty"
    if not all(isinstance(each, dict) for each in statements):
        return "its Statement is neither an object nor a list of objects"
    return ""
