"""The templates in the shells' folders, with placeholders to fill in."""

from __future__ import annotations

import os

from aws_session.errors import SessionError

_FOLDER = os.path.dirname(os.path.abspath(__file__))


def folder(shell: str) -> str:
    return os.path.join(_FOLDER, shell)


def read(name: str) -> str:
    try:
        with open(os.path.join(_FOLDER, name), encoding="utf-8") as file:
            return file.read()
    except OSError as error:
        raise SessionError(
            f"a part of aws-session is missing: {name}", hint="install it again"
        ) from error
