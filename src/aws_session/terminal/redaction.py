"""Errors and tracebacks without the secrets that they may quote."""

from __future__ import annotations

import gc
import os
import re
import sys
import traceback
from typing import TYPE_CHECKING

from aws_session import environment as states
from aws_session.model.credentials import Credentials
from aws_session.model.terminal_text import sanitize

if TYPE_CHECKING:
    from collections.abc import Mapping

_SECRET_VARIABLES = (states.SECRET, states.TOKEN, states.OLD_TOKEN, states.VARIABLE)


def show_traceback(error: BaseException, environ: Mapping[str, str] = os.environ) -> None:
    """Write a traceback without locals to stderr; `environ` is the caller's environment."""
    text = redacted("".join(traceback.format_exception(error)), environ)
    # It quotes errors, which may quote a server's answer.
    sys.stderr.write("".join(f"{sanitize(line)}\n" for line in text.splitlines()))


def redacted(text: str, environ: Mapping[str, str] = os.environ) -> str:
    """Return a text without any secret that this process has held."""
    # The longest first: one may be the beginning of another.
    for secret in sorted(_secrets(environ), key=len, reverse=True):
        text = text.replace(secret, "***")
    return without_passwords(text)


def without_passwords(text: str) -> str:
    """Return a text without the user and password in an address."""
    return re.sub(r"://[^/@\s]*@", "://***@", text)


def _secrets(environ: Mapping[str, str]) -> set[str]:
    held = {environ[name] for name in _SECRET_VARIABLES if environ.get(name)}
    for value in gc.get_objects():
        # Not isinstance, which runs code of every object in the process.
        if type(value) is Credentials:
            held.update(filter(None, (value.secret_key, value.session_token)))
    return held
