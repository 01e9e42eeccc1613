"""The files and variables that configure aws-vault, granted and awsume."""

from __future__ import annotations

import os
import shutil
import tomllib
from typing import TYPE_CHECKING

from aws_session.config import aws_files, import_tools, import_yaml, unreadable_files
from aws_session.errors import SessionError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aws_session.config.import_tools import SetUp


def found(named: str | None, environ: dict[str, str]) -> tuple[SetUp, ...]:
    """Return what is configured on this machine, or in a file that was named.

    A file that belongs to none of the three is an earlier tool's: nothing is returned.
    """
    if named is not None:
        one = _in_file(os.path.abspath(os.path.expanduser(named)))
        return (one,) if one is not None else ()
    return tuple(_here(environ))


def _here(environ: dict[str, str]) -> Iterator[SetUp]:
    if _has_aws_vault(environ):
        vault = import_tools.aws_vault(environ, aws_files.read(environ))
        if vault.left:
            yield vault
    for folder in ("~/.granted", _in_config_home(environ, "granted")):
        path = os.path.join(os.path.expanduser(folder), "config")
        if os.path.isfile(path):
            yield import_tools.granted(_toml(path), path)
            break
    for folder in ("~/.awsume", _in_config_home(environ, "awsume")):
        path = os.path.join(os.path.expanduser(folder), "config.yaml")
        if os.path.isfile(path):
            yield import_tools.awsume(import_yaml.read(path), path)
            break


def _in_config_home(environ: dict[str, str], tool: str) -> str:
    return os.path.join(environ.get("XDG_CONFIG_HOME") or "~/.config", tool)


def _has_aws_vault(environ: dict[str, str]) -> bool:
    return (
        any(name.startswith("AWS_VAULT_") for name in environ)
        or os.path.isdir(os.path.expanduser("~/.awsvault"))
        or shutil.which("aws-vault", path=environ.get("PATH")) is not None
    )


def _in_file(path: str) -> SetUp | None:
    """Return the configuration in a file, recognized by its content."""
    name = os.path.basename(path)
    if name == "config" or name.endswith(".toml"):
        return import_tools.granted(_toml(path), path)
    document = import_yaml.read(path)
    if isinstance(document, dict) and "accounts" not in document:
        known = {*import_tools.OF_AWSUME, "role-session-name", "console"}
        if known.intersection(document):
            return import_tools.awsume(document, path)
    return None


def _toml(path: str) -> dict[str, object]:
    try:
        return tomllib.loads(import_yaml.text_of(path))
    except UnicodeDecodeError as error:
        raise SessionError(
            unreadable_files.no_text(path, error), hint="check that this is granted's file"
        ) from error
    except ValueError as error:
        raise SessionError(
            f"{path}: not valid TOML: {error}", hint="check that this is granted's file"
        ) from error
    except RecursionError as error:
        raise unreadable_files.too_deep(path) from error
