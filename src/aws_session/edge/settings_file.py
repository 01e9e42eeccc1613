"""The file of the program's own settings, read only."""

from __future__ import annotations

import os

from aws_session.errors import SessionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.settings import Settings

VARIABLE = "AWS_SESSION_CONFIG"


def place(environ: dict[str, str]) -> str:
    """Return where the settings are, or would be."""
    if environ.get(VARIABLE):
        return os.path.expanduser(environ[VARIABLE])
    if os.name == "nt":
        folder = environ.get("APPDATA") or os.path.expanduser("~/AppData/Roaming")
    else:
        folder = environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
    return os.path.join(folder, "aws-session", "config.toml")


def are_there(environ: dict[str, str]) -> bool:
    """Tell whether there are settings, at less cost than reading them."""
    return os.path.exists(place(environ))


def read(environ: dict[str, str]) -> Settings:
    """Return the settings; none where there is no file. SessionError names file and line."""
    from aws_session import settings

    path = place(environ)
    try:
        with open(path, "rb") as file:
            octets = file.read()
    except (FileNotFoundError, NotADirectoryError):
        return settings.NONE
    except OSError as error:
        raise SessionError(
            f"{path} cannot be read: {error.strerror}", hint=f"make it readable: chmod u+r {path}"
        ) from error
    # The parser costs more than the file: only who has settings pays for it.
    import tomllib

    try:
        text = octets.decode("utf-8")
        table = tomllib.loads(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SessionError(f"{path}: {error}", hint="mend the file, or move it away") from error
    return settings.check(table, text, path)
