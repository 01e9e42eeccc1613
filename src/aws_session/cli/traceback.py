"""A traceback for `--debug`: no locals, and no secret in what it quotes."""

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
    # It quotes errors, and those quote whoever answered.
    sys.stderr.write("".join(f"{sanitize(line)}\n" for line in text.splitlines()))
