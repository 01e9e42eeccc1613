"""The names in files on this machine, cached for completion."""

# A broken or missing file has no names; the commands that need it say why.

from __future__ import annotations

import os

from aws_session import paths
from aws_session.storage import files, tsv

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME = "names"
_KIND = "names 1"
_PROFILE, _ALIAS, _DEFAULT, _DEVICE = "profile", "alias", "default", "device"
_WIDTHS = {_PROFILE: 5, _ALIAS: 4, _DEFAULT: 2, _DEVICE: 2}


class KnownNames:
    """What completion asks for, each from its own file. `environ` is the caller's."""

    def __init__(self, environ: dict[str, str]) -> None:
        self._environ = environ
        self._written: list[list[str]] | None = None

    def profiles(self) -> Iterator[tuple[str, str, str, str]]:
        for row in self._of(_PROFILE):
            name, account, role, region = row[1:]
            yield name, account, role, region

    def aliases(self) -> Iterator[tuple[str, str, str]]:
        for row in self._of(_ALIAS):
            name, account, role = row[1:]
            yield name, account, role

    def default_role(self) -> str:
        return next((row[1] for row in self._of(_DEFAULT)), "")

    def devices(self) -> Iterator[str]:
        from aws_session.storage import mfa_devices

        serial = self._environ.get("AWS_MFA_SERIAL")
        if serial:
            yield serial
        yield from mfa_devices.listed(self._environ)
        yield from (row[1] for row in self._of(_DEVICE))

    def accounts(self) -> Iterator[tuple[str, str, bool]]:
        from aws_session.storage import account_cache

        return account_cache.names(self._environ)

    def poses(self) -> Iterator[tuple[str, str, str]]:
        from aws_session.storage import role_history

        return ((pose.account, pose.role, pose.name) for pose in role_history.read(self._environ))

    def _of(self, kind: str) -> Iterator[list[str]]:
        if self._written is None:
            self._written = _names(self._environ)
        return (row for row in self._written if row[0] == kind)


def _names(environ: dict[str, str]) -> list[list[str]]:
    """Return the names in the AWS files and the settings, as noted when they were last read."""
    marks = [_mark(path) for path in (*paths.aws_files(environ), paths.settings(environ))]
    text = files.read(environ, _NAME)
    noted = tsv.read(_KIND, text) if text is not None else None
    if noted and noted[0] == marks and all(len(row) == _WIDTHS.get(row[0]) for row in noted[1:]):
        return noted[1:]
    from aws_session.storage import file_writing

    rows = [*_of_aws_files(environ), *_of_settings(environ)]
    file_writing.write(environ, _NAME, tsv.written(_KIND, map(tuple, (marks, *rows))))
    return rows


def _mark(path: str) -> str:
    """Return a value that changes whenever a file does."""
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return f"{path} -"
    return f"{path} {found.st_mtime_ns} {found.st_size} {found.st_ino}"


def _of_aws_files(environ: dict[str, str]) -> Iterator[list[str]]:
    from aws_session.config import aws_files
    from aws_session.errors import SessionError
    from aws_session.model import account as accounts

    try:
        found = aws_files.read(environ, quickly=True)
    except SessionError:
        return
    posing = {account.profiles[0]: account for account in accounts.of_profiles(found)}
    for name, profile in found.by_name.items():
        where = posing.get(name)
        account, role = (where.id, where.roles[0]) if where else ("", "")
        yield [_PROFILE, name, account, role, profile.get("region") or ""]
        serial = profile.get("mfa_serial")
        if serial:
            yield [_DEVICE, serial]


def _of_settings(environ: dict[str, str]) -> Iterator[list[str]]:
    from aws_session.config import settings_file
    from aws_session.errors import SessionError

    try:
        found = settings_file.read(environ, quickly=True)
    except SessionError:
        return
    for name, account in found.accounts.items():
        yield [_ALIAS, name, account.id, account.role or ""]
    if found.default_role:
        yield [_DEFAULT, found.default_role]
    for profile in found.profiles.values():
        if profile.mfa_serial:
            yield [_DEVICE, profile.mfa_serial]
