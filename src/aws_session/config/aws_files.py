"""The config and credentials files of the AWS CLI and SDKs, read only."""

from __future__ import annotations

import os

from aws_session import paths
from aws_session.config import whole_files
from aws_session.config.whole_files import lasting
from aws_session.errors import SessionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.config import ini
    from aws_session.config.profile import Profile
    from aws_session.config.profiles import Profiles

_BUNDLES = ("AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE")


def read(environ: dict[str, str], *, quickly: bool = False) -> Profiles:
    """Return their profiles; a missing file or a folder has none, one that is unreadable raises.

    `quickly` is for callers that cannot wait.
    """
    from aws_session.config import profiles

    both, where = sections(environ, quickly=quickly), paths.aws_files(environ)
    found = profiles.of_sections(*both, *where)
    if all(both):
        return found
    folders = (path for path, held in zip(where, both, strict=True) if not held)
    return found.replace(folders=tuple(filter(os.path.isdir, folders)))


def sections(
    environ: dict[str, str], *, quickly: bool = False
) -> tuple[ini.Sections, ini.Sections]:
    """Return all sections of the config and credentials files, of any kind."""
    from aws_session.config import ini

    found = []
    for path in paths.aws_files(environ):
        text = _text(path, quickly=quickly)
        known = _read.get(path)
        if known is None or known[0] != text:
            known = _read[path] = (text, ini.sections(text, path))
        found.append(known[1])
    return found[0], found[1]


_read: dict[str, tuple[str, ini.Sections]] = {}
"""The files that have been read, by path: boto3 reads them again."""


def _text(path: str, *, quickly: bool) -> str:
    try:
        text = whole_files.read(path, quickly=quickly).decode("utf-8")
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return ""
    except UnicodeDecodeError as error:
        # Imported late, as below: it is needed only if something is wrong.
        from aws_session.config.unreadable_files import no_text

        raise SessionError(no_text(path, error), hint="save the file as UTF-8") from error
    except OSError as error:
        from aws_session.config.unreadable_files import hint

        raise SessionError(
            f"{path} cannot be read: {error.strerror}", hint=hint(path, error)
        ) from error
    if "\0" in text:
        from aws_session.config.unreadable_files import with_nul

        raise with_nul(path, text)
    return text


def for_botocore(environ: dict[str, str], profile: Profile | None) -> dict[str, str]:
    """Return the environment in which botocore finds the contents of pipes already read."""
    changed = {
        variable: found
        for variable, path in zip(paths.AWS_FILES, paths.aws_files(environ), strict=True)
        if (found := lasting(path)) != path
    }
    changed |= {name: lasting(environ[name]) for name in _BUNDLES if environ.get(name)}
    own = profile.get("ca_bundle") if profile else None
    if own and not environ.get(_BUNDLES[0]) and (found := lasting(own)) != own:
        changed[_BUNDLES[0]] = found
    return {**environ, **changed} if changed else environ
