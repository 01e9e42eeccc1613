"""The YAML file of an earlier tool, read only; its library is an extra."""

from __future__ import annotations

import os
from typing import Any

from aws_session.edge import whole_files
from aws_session.errors import SessionError

USUAL = "~/.aws-mfa/config.yaml"


def place(named: str | None) -> str:
    return os.path.abspath(os.path.expanduser(named or USUAL))


def read(path: str) -> Any:
    """Return a file's lists and mappings; every scalar is a text, as it stands there."""
    try:
        import yaml
    except ImportError as error:
        from aws_session.edge import additions

        raise SessionError(
            "reading YAML takes the pyyaml package",
            hint=f"to add it: {additions.command('pyyaml')}",
        ) from error
    try:
        text = whole_files.read(path).decode("utf-8")
        # Not the safe loader: to it 0123 is a number, and octal.
        return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - makes texts only
    except FileNotFoundError as error:
        raise SessionError(
            f"{path} is not there", hint="name the file: aws-session config import FILE"
        ) from error
    except OSError as error:
        raise SessionError(
            f"{path} cannot be read: {error.strerror}", hint="is it yours?"
        ) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        what = getattr(error, "problem", None) or "it is no text"
        raise SessionError(f"{path}{line}: no YAML: {what}", hint="mend the line") from error
    except RecursionError as error:
        raise SessionError(f"{path} is nested too deeply", hint="is it the right file?") from error
