"""A traceback for `--debug`: no locals, and no secret in what it quotes."""

from __future__ import annotations

import gc
import os
import sys
import traceback

from aws_session import environment as env
from aws_session import state
from aws_session.credentials import Credentials

_SECRET_VARIABLES = (env.SECRET, env.TOKEN, env.OLD_TOKEN, state.VARIABLE)


def show(error: BaseException) -> None:
    """Write the traceback to stderr."""
    lines = traceback.format_exception(error)
    sys.stderr.write(redacted("".join(lines)))


def redacted(text: str) -> str:
    """Return a text without any secret that this process has held."""
    for secret in _secrets():
        text = text.replace(secret, "***")
    return text


def _secrets() -> set[str]:
    held = {os.environ[name] for name in _SECRET_VARIABLES if os.environ.get(name)}
    for value in gc.get_objects():
        if isinstance(value, Credentials):
            held.update(filter(None, (value.secret_key, value.session_token)))
    return held
