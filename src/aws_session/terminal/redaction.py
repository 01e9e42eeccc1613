"""Text without the secrets that an error or traceback may quote."""

from __future__ import annotations

import gc
import os
import re
from typing import TYPE_CHECKING

from aws_session import environment as states
from aws_session.model.credentials import Credentials

if TYPE_CHECKING:
    from collections.abc import Mapping

_SECRET_VARIABLES = (states.SECRET, states.TOKEN, states.OLD_TOKEN, states.VARIABLE)


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
