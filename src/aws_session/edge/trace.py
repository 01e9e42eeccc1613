"""A traceback for `--debug`: no locals, and no secret in what it quotes."""

from __future__ import annotations

import gc
import os
import re
import sys
import traceback
from typing import TYPE_CHECKING

from aws_session import environment as env
from aws_session import state
from aws_session.credentials import Credentials
from aws_session.display import harmless

if TYPE_CHECKING:
    from collections.abc import Mapping

_SECRET_VARIABLES = (env.SECRET, env.TOKEN, env.OLD_TOKEN, state.VARIABLE)


def show(error: BaseException, environ: Mapping[str, str] = os.environ) -> None:
    """Write the traceback to stderr; `environ` is the caller's environment."""
    text = redacted("".join(traceback.format_exception(error)), environ)
    # It quotes errors, and those quote whoever answered.
    sys.stderr.write("".join(f"{harmless(line)}\n" for line in text.splitlines()))


def redacted(text: str, environ: Mapping[str, str] = os.environ) -> str:
    """Return a text without any secret that this process has held."""
    for secret in _secrets(environ):
        text = text.replace(secret, "***")
    return without_passwords(text)


def without_passwords(text: str) -> str:
    """Return a text without what stands before the host of an address, as a proxy's may have."""
    return re.sub(r"://[^/@\s]*@", "://***@", text)


def _secrets(environ: Mapping[str, str]) -> set[str]:
    held = {environ[name] for name in _SECRET_VARIABLES if environ.get(name)}
    for value in gc.get_objects():
        # Not isinstance, which asks every object in the process who it is.
        if type(value) is Credentials:
            held.update(filter(None, (value.secret_key, value.session_token)))
    return held
