"""The config and credentials files of the AWS CLI and SDKs, read only."""

from __future__ import annotations

import os

from aws_session.config import whole_files
from aws_session.config.whole_files import _BUNDLES, _FILES, lasting
from aws_session.errors import SessionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.config import ini
    from aws_session.config.profiles import Profile, Profiles


def places(environ: dict[str, str]) -> tuple[str, str]:
    """Return where the config and the credentials file are, or would be."""
    return (
        _place(environ, "AWS_CONFIG_FILE", "config"),
        _place(environ, "AWS_SHARED_CREDENTIALS_FILE", "credentials"),
    )


def read(environ: dict[str, str], *, quickly: bool = False) -> Profiles:
    """Return their profiles; a file that is not there has none, one that cannot be read raises.

    `quickly` is for whoever cannot wait.
    """
    from aws_session.config import profiles

    config, credentials = places(environ)
    texts = (_text(path, quickly=quickly) for path in (config, credentials))
    return profiles.read(next(texts), config, next(texts), credentials)


def config_sections(environ: dict[str, str]) -> dict[str, ini.Section]:
    """Return every section of the config file, whatever it is about."""
    from aws_session.config import ini

    path, _ = places(environ)
    return ini.parse(_text(path, quickly=False), path)


def _place(environ: dict[str, str], variable: str, name: str) -> str:
    path = environ.get(variable) or f"~/.aws/{name}"
    return os.path.abspath(os.path.expanduser(os.path.expandvars(path)))


def _text(path: str, *, quickly: bool) -> str:
    try:
        return whole_files.read(path, quickly=quickly).decode("utf-8")
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return ""
    except UnicodeDecodeError as error:
        raise SessionError(
            whole_files.no_text(path, error), hint="save the file as UTF-8"
        ) from error
    except OSError as error:
        raise SessionError(
            f"{path} cannot be read: {error.strerror}", hint=whole_files.hint(path)
        ) from error


def for_botocore(environ: dict[str, str], profile: Profile | None) -> dict[str, str]:
    """Return the environment in which botocore finds again what was a pipe and has been read."""
    changed = {
        variable: found
        for (variable, _), path in zip(_FILES, places(environ), strict=True)
        if (found := lasting(path)) != path
    }
    changed |= {name: lasting(environ[name]) for name in _BUNDLES if environ.get(name)}
    own = profile.get("ca_bundle") if profile else None
    if own and not environ.get(_BUNDLES[0]) and (found := lasting(own)) != own:
        changed[_BUNDLES[0]] = found
    return {**environ, **changed} if changed else environ
