"""The import of an earlier tool's settings: accounts with users, profiles and devices."""

from __future__ import annotations

import os
from typing import Any

from aws_session.config import settings_schema, unreadable_files, whole_files
from aws_session.config.settings_template import Table
from aws_session.errors import SessionError
from aws_session.model import Record
from aws_session.model.identifiers import as_account
from aws_session.model.terminal_text import sanitize

_PLACEHOLDER = "{ACCOUNTID}"


class Taken(Record):
    """Tables for our own settings, and messages about what could not be imported."""

    tables: tuple[Table, ...]
    left: tuple[str, ...]


def take(document: Any, path: str) -> Taken:
    """Return the contents of a parsed file; every scalar is a text, so leading zeros are preserved.

    SessionError if its structure is different.
    """
    if document is None:
        raise SessionError(f"{path} has no settings", hint=_SUPPORTED)
    if not isinstance(document, dict) or "accounts" not in document:
        raise _not_supported(path)
    entries = document["accounts"]
    if not isinstance(entries, list):
        raise SessionError(
            f"{path} has no list of accounts",
            hint="expected: accounts: with a list of name: and users:, each user with name: "
            "and mfa-arn:",
        )
    tables: dict[tuple[str, str], Table] = {}
    left: list[str] = []
    for at, entry in enumerate(entries, 1):
        for table in _of_account(entry, f"{path}: account {at}", left):
            fault = _fault(table)
            if fault is not None:
                left.append(fault)
                continue
            before = tables.setdefault((table.kind, table.name), table)
            if before != table:
                left.append(
                    f"{table.kind[:-1]} {table.name!r} appears twice: the first one is used"
                )
    return Taken(tuple(tables.values()), tuple(map(sanitize, left)))


def _fault(table: Table) -> str | None:
    """Return why our settings cannot have a table, if they cannot."""
    try:
        inside = {table.name: dict(table.values)}
        settings_schema.check({table.kind: inside}, "", f"{table.kind[:-1]} {table.name!r}")
    except SessionError as error:
        return error.message
    return None


def _of_account(entry: Any, where: str, left: list[str]) -> list[Table]:
    name = entry.get("name") if isinstance(entry, dict) else None
    if not isinstance(name, str) or not name:
        raise SessionError(
            f"{where} has no name", hint="add name: with the account's ID or a name of your own"
        )
    users = entry.get("users") or []
    if not isinstance(users, list):
        raise SessionError(
            f"{where} has users: without a list",
            hint="write users: and below it a - name: line for each user",
        )
    devices = [_user(user, f"{where}, user {at}") for at, user in enumerate(users, 1)]
    account = _account_id(name, devices)
    tables = []
    if account is None:
        left.append(f"account {name!r}: its ID is not in the file")
    elif as_account(name) != account:
        tables.append(Table("accounts", name, (("id", account),)))
    for profile, arn in devices:
        if arn is None:
            left.append(f"user {profile!r}: no mfa-arn; not needed if AWS lists the device")
        elif _PLACEHOLDER in arn and account is None:
            left.append(f"user {profile!r}: the account in {arn} is not known")
        else:
            serial = arn.replace(_PLACEHOLDER, account or "")
            tables.append(Table("profiles", profile, (("mfa_serial", serial),)))
    return tables


def _user(user: Any, where: str) -> tuple[str, str | None]:
    name = user.get("name") if isinstance(user, dict) else None
    if not isinstance(name, str) or not name:
        raise SessionError(f"{where} has no name", hint="add name: with the AWS profile")
    arn = user.get("mfa-arn")
    if arn is not None and not isinstance(arn, str):
        raise SessionError(
            f"{where} has an mfa-arn that is not text", hint="write it as mfa-arn: arn:aws:iam::…"
        )
    return name, arn or None


def _account_id(name: str, devices: list[tuple[str, str | None]]) -> str | None:
    """Return an account's ID: its name, or the ID in a device's ARN."""
    candidates = [name, *(arn.split(":")[4] for _, arn in devices if arn and arn.count(":") >= 5)]  # noqa: PLR2004 - arn:aws:iam::ID:mfa/NAME
    return next((found for word in candidates if (found := as_account(word))), None)


USUAL = "~/.aws-mfa/config.yaml"


def place(named: str | None) -> str:
    return os.path.abspath(os.path.expanduser(named or USUAL))


_SUPPORTED = (
    "supported are granted's config, awsume's config.yaml and the config.yaml of ~/.aws-mfa: "
    "aws-session config import FILE"
)


def text_of(path: str) -> str:
    """Return the text of another tool's file; UnicodeDecodeError, or SessionError if unreadable."""
    try:
        return whole_files.text(whole_files.read(path))
    except FileNotFoundError as error:
        raise SessionError(
            f"{path} does not exist", hint="name the file: aws-session config import FILE"
        ) from error
    except OSError as error:
        raise SessionError(
            f"{path} cannot be read: {error.strerror}", hint=_instead(path, error)
        ) from error


def _instead(path: str, error: OSError) -> str:
    if os.path.isdir(path):
        return "name a file, not a folder: aws-session config import FILE"
    return unreadable_files.hint(path, error)


def read(path: str) -> Any:
    """Return a file's lists and mappings; every scalar is a text, unchanged.

    None for an empty file.
    """
    try:
        text = text_of(path)
    except UnicodeDecodeError as error:
        raise SessionError(unreadable_files.no_text(path, error), hint=_SUPPORTED) from error
    lines = [line for line in map(str.strip, text.splitlines()) if line and line[0] not in "#;"]
    if not lines:
        return None
    if lines[0].startswith("["):
        # The heading of a section, as in the AWS config and in many tools' files.
        raise _not_supported(path)
    return _parsed(text, path)


def _parsed(text: str, path: str) -> Any:
    try:
        import yaml
    except ImportError as error:
        from aws_session.processes import installation

        raise SessionError(
            "reading YAML needs the pyyaml package",
            hint=f"to add it: {installation.command('pyyaml')}",
        ) from error
    try:
        # Not the safe loader, which reads 0123 as an octal number.
        return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - makes texts only
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        what = getattr(error, "problem", None) or "it has a character that YAML does not allow"
        raise SessionError(
            f"{path}{line}: not valid YAML: {what}", hint=f"fix the line; {_SUPPORTED}"
        ) from error
    except RecursionError as error:
        raise unreadable_files.too_deep(path) from error


def _not_supported(path: str) -> SessionError:
    return SessionError(f"{path} is not a configuration that can be imported", hint=_SUPPORTED)
