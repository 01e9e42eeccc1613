"""The files in `shell_init/`, each a shell's function with places to fill in."""

from __future__ import annotations

import os

from aws_session.errors import SessionError

FOLDER = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "shell_init")


def read(name: str) -> str:
    try:
        with open(os.path.join(FOLDER, name), encoding="utf-8") as file:
            return file.read()
    except OSError as error:
        raise SessionError(
            f"a part of aws-session is missing: {name}", hint="install it again"
        ) from error
