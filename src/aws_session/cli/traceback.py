"""A traceback for `--debug`: without locals, and without secrets in its quotations."""

from __future__ import annotations

import os
import sys
import traceback
from typing import TYPE_CHECKING

from aws_session.model.terminal_text import sanitize
from aws_session.terminal.redaction import redacted

if TYPE_CHECKING:
    from collections.abc import Mapping


def show(error: BaseException, environ: Mapping[str, str] = os.environ) -> None:
    """Write the traceback to stderr; `environ` is the caller's environment."""
    text = redacted("".join(traceback.format_exception(error)), environ)
    # It quotes errors, which may quote a server's answer.
    sys.stderr.write("".join(f"{sanitize(line)}\n" for line in text.splitlines()))
