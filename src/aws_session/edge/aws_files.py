"""The two files of the AWS CLI and SDKs, read only."""

from __future__ import annotations

import os

from aws_session.errors import SessionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.profiles import Profiles


def places(environ: dict[str, str]) -> tuple[str, str]:
    """Return where the config and the credentials file are, or would be."""
    return (
        _place(environ, "AWS_CONFIG_FILE", "config"),
        _place(environ, "AWS_SHARED_CREDENTIALS_FILE", "credentials"),
    )


def read(environ: dict[str, str]) -> Profiles:
    """Return their profiles; a file that is not there has none, one that cannot be read raises."""
    from aws_session import profiles

    config, credentials = places(environ)
    return profiles.read(_text(config), config, _text(credentials), credentials)


def _place(environ: dict[str, str], variable: str, name: str) -> str:
    path = environ.get(variable) or f"~/.aws/{name}"
    return os.path.abspath(os.path.expanduser(os.path.expandvars(path)))


def _text(path: str) -> str:
    try:
        with open(path, "rb") as file:
            return file.read().decode("utf-8")
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return ""
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise SessionError(
            f"{path}, line {line}: not UTF-8 text", hint="save the file as UTF-8"
        ) from error
    except OSError as error:
        raise SessionError(
            f"{path} cannot be read: {error.strerror}", hint=f"make it readable: chmod u+r {path}"
        ) from error
