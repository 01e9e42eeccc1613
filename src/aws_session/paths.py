"""The paths of the AWS files, and of this program's settings and cache."""

from __future__ import annotations

import os
import sys

AWS_FILES = {"AWS_CONFIG_FILE": "config", "AWS_SHARED_CREDENTIALS_FILE": "credentials"}
"""The variables that name them, and their usual names."""

CACHE_VARIABLE = "AWS_SESSION_CACHE"
SETTINGS_VARIABLE = "AWS_SESSION_CONFIG"
KEPT = "kept"
"""The cache's subfolder for markers of stored sessions, which exists only if there are any."""

FOLDER = "aws-session"
_WHOEVER_OWNS = "*S-1-3-4"
"""The owner of a file, for icacls."""


def aws_files(environ: dict[str, str]) -> tuple[str, ...]:
    """Return the paths of the config and the credentials file, whether they exist or not."""
    named = (environ.get(name) or f"~/.aws/{usual}" for name, usual in AWS_FILES.items())
    return tuple(os.path.abspath(os.path.expanduser(os.path.expandvars(path))) for path in named)


def cache(environ: dict[str, str]) -> str | None:
    """Return the folder for disposable files; a relative XDG_CACHE_HOME is ignored, as XDG says.

    None if the environment names no home.
    """
    own = environ.get(CACHE_VARIABLE, "")
    if _is_whole(own):
        return own
    folder = environ.get("XDG_CACHE_HOME", "")
    if _is_whole(folder):
        return os.path.join(folder, FOLDER)
    if os.name == "nt":
        local = environ.get("LOCALAPPDATA", "")
        return os.path.join(local, FOLDER, "Cache") if _is_whole(local) else None
    home = environ.get("HOME") or os.path.expanduser("~")
    if not (os.path.isabs(home) and os.path.isdir(home)):
        return None
    inside = ("Library", "Caches") if sys.platform == "darwin" else (".cache",)
    return os.path.join(home, *inside, FOLDER)


if os.name == "nt":

    def granting(path: str) -> str:
        """Return what a person types to be able to read a file of theirs."""
        return f'icacls "{path}" /reset'

    def closing(path: str) -> str:
        """Return what a person types so that nobody else can read a file."""
        user = os.environ.get("USERNAME") or _WHOEVER_OWNS
        return f'icacls "{path}" /inheritance:r /grant:r "{user}:F"'

    def shells_folders(environ: dict[str, str]) -> tuple[str, ...]:
        """Return the folders that shells use in place of `~/.config`."""
        return (environ.get("APPDATA", ""), _documents())

    def _documents() -> str:
        """Return the Documents folder, which may have been moved to another disk or to OneDrive."""
        import winreg

        key = r"Software\Microsoft\Windows\CurrentVersion\Explorer\User Shell Folders"
        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, key) as folders:  # type: ignore[attr-defined,unused-ignore] # Windows only
                named = str(winreg.QueryValueEx(folders, "Personal")[0])  # type: ignore[attr-defined,unused-ignore] # Windows only
        except OSError:
            named = r"%USERPROFILE%\Documents"
        return os.path.expandvars(named)

    def _is_whole(path: str) -> bool:
        """Tell whether a path includes its drive; before Python 3.13, `/c/Users` is absolute."""
        return os.path.isabs(path) and bool(os.path.splitdrive(path)[0])

else:

    def granting(path: str) -> str:
        """Return what a person types to be able to read a file of theirs."""
        return f"chmod u+r {path}"

    def closing(path: str) -> str:
        """Return what a person types so that nobody else can read a file."""
        return f"chmod 600 {path}"

    def shells_folders(environ: dict[str, str]) -> tuple[str, ...]:  # noqa: ARG001 - there is one
        """Return the folders that shells use in addition to `~/.config`."""
        return ()

    def _is_whole(path: str) -> bool:
        return os.path.isabs(path)


def has_stored_sessions(environ: dict[str, str]) -> bool:
    """Tell whether sessions may be stored, with one look at the disk."""
    folder = cache(environ)
    return folder is not None and os.path.isdir(os.path.join(folder, KEPT))


def settings(environ: dict[str, str]) -> str:
    """Return the path of the settings file, whether it exists or not."""
    if environ.get(SETTINGS_VARIABLE):
        return os.path.expanduser(environ[SETTINGS_VARIABLE])
    return os.path.join(_config_home(environ), FOLDER, "config.toml")


def has_settings(environ: dict[str, str]) -> bool:
    """Tell whether there is a settings file, even one that cannot be read."""
    try:
        os.stat(settings(environ))
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def _config_home(environ: dict[str, str]) -> str:
    """Return the platform's folder; XDG says to ignore a relative XDG_CONFIG_HOME."""
    folder = environ.get("XDG_CONFIG_HOME", "")
    if _is_whole(folder):
        return folder
    if os.name == "nt":
        return environ.get("APPDATA") or os.path.expanduser("~/AppData/Roaming")
    own = "~/Library/Application Support" if sys.platform == "darwin" else "~/.config"
    return os.path.expanduser(own)
