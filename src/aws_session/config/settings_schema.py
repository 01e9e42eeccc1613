"""The schema of the settings file, and errors with line numbers."""

from __future__ import annotations

from aws_session.config import STORES, AccountSettings, ProfileSettings, Settings
from aws_session.errors import SessionError
from aws_session.model.identifiers import as_account
from aws_session.model.inert_text import original
from aws_session.model.prompt_label import is_for_labels

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def check(table: dict[str, Any], text: str, path: str) -> Settings:
    """Return the settings of a parsed TOML file; SessionError names file, line and the fix."""
    checker = _Checker(text, path)
    top, profiles, accounts = _fields(table, checker)
    if checker.wrong:
        raise checker.in_order()[0]
    return Settings(
        {name: ProfileSettings(**fields) for name, fields in profiles.items()},
        {name: AccountSettings(**fields) for name, fields in accounts.items()},
        **top,
    )


def problems(table: dict[str, Any], text: str, path: str) -> tuple[SessionError, ...]:
    """Return all errors in a parsed TOML file, in the order of its lines."""
    checker = _Checker(text, path)
    _fields(table, checker)
    return checker.in_order()


def _fields(
    table: dict[str, Any], checker: _Checker
) -> tuple[dict[str, Any], dict[str, dict[str, Any]], dict[str, dict[str, Any]]]:
    """Return the valid values of the top, of each profile and of each account."""
    profiles = checker.tables(table.get("profiles", {}), "profiles")
    accounts = checker.tables(table.get("accounts", {}), "accounts")
    return (
        checker.fields(table, _TOP, ""),
        {n: checker.fields(values, _PROFILE, f"profiles.{n}") for n, values in profiles.items()},
        {
            n: checker.fields(values, _ACCOUNT, f"accounts.{n}", ("id",))
            for n, values in accounts.items()
        },
    )


class _Checker:
    """The checker of one file, with its text, its path, and its errors by line."""

    def __init__(self, text: str, path: str) -> None:
        self.wrong: list[tuple[int, SessionError]] = []
        self._lines = text.splitlines()
        self._path = path

    def in_order(self) -> tuple[SessionError, ...]:
        """Return the errors in the order of their lines."""
        return tuple(error for _, error in sorted(self.wrong, key=lambda wrong: wrong[0]))

    def fields(
        self, table: Any, kinds: dict[str, Any], where: str, needed: tuple[str, ...] = ()
    ) -> dict[str, Any]:
        """Return a table's values, each converted to its kind; invalid ones are left out."""
        found = {}
        for key, value in table.items():
            if not where and key in _TABLES:
                continue
            if key not in kinds and where and isinstance(value, dict):
                room, _, name = where.partition(".")
                told = f'write a name with a dot in quotes: [{room}."{name}.{key}"]'
                self._note(key, f"unknown setting {key!r}", told, where)
                continue
            if key not in kinds:
                self._note(key, f"unknown setting {key!r}", _instead(key, kinds, where), where)
                continue
            try:
                found[key] = kinds[key](value)
            except (TypeError, ValueError, SessionError) as error:
                self._note(key, f"{key} {error}", _EXAMPLES[key], where)
        for key in needed:
            if key not in table:
                self._note("", f"{key} is missing in [{where}]", _EXAMPLES[key], where)
        return found

    def tables(self, value: Any, where: str) -> dict[str, dict[str, Any]]:
        """Return a table of tables; anything else in it is left out."""
        if not isinstance(value, dict):
            self._note(where, f"{where} must be a table", f"write [{where}.NAME]", "")
            return {}
        for name, inner in value.items():
            if not isinstance(inner, dict):
                hint = f"write [{where}.{name}] and the settings below it"
                self._note(name, f"{where}.{name} must be a table", hint, where)
            elif where == "accounts":
                self._alias(name, inner)
        return {name: inner for name, inner in value.items() if isinstance(inner, dict)}

    def _alias(self, name: str, inner: dict[str, Any]) -> None:
        """Note why a name cannot be that of an account."""
        account = inner.get("id")
        own = as_account(account) if isinstance(account, str) else None
        if original(name) != name:
            why = f"{original(name)!r} is printed like this"
            hint = f"use the name as it is: [accounts.'{original(name)}']"
        elif not name.strip() or name.startswith("-"):
            why = "it would be read as an option" if name.strip() else "it cannot be typed"
            hint = "for example: [accounts.prod]"
        elif own and as_account(name) not in {None, own}:
            why = f"it is the ID of another account than {own}"
            hint = "use a word, for example: [accounts.prod]"
        else:
            return
        # A heading with an empty name ends with the dot.
        key, where = (name, "accounts") if name else ("", "accounts.")
        self._note(key, f"{name!r} cannot be an alias: {why}", hint, where)

    def _note(self, key: str, what: str, hint: str, where: str) -> None:
        line = self._line(key, where)
        at = f", line {line}" if line else ""
        self.wrong.append((line, SessionError(f"{self._path}{at}: {what}", hint=hint)))

    def _line(self, key: str, where: str) -> int:
        """Find a key's line: in its table, after dots, or in an inline table."""
        wanted = _unquoted(".".join(part for part in (where, key) if part))
        found, table, longest = 0, "", 0
        for number, line in enumerate(self._lines, 1):
            content = line.strip()
            if content.startswith("["):
                name = table = _unquoted(content.partition("#")[0].strip("[] "))
            elif "=" in content and not content.startswith("#"):
                name = f"{table}.{_unquoted(content.partition('=')[0])}".strip(".")
            else:
                continue
            if f"{wanted}.".startswith(f"{name}.") and len(name) > longest:
                found, longest = number, len(name)
        return found


def _instead(key: str, kinds: dict[str, Any], where: str) -> str:
    """Return what to write in place of an unknown setting, or where it belongs."""
    from aws_session.model.closest import closest

    elsewhere = [(others, place) for others, place in _PLACES if others is not kinds]
    for others, place in elsewhere:
        if key in others:
            return f"write it {place}"
    near = closest(key, (*kinds, *(() if where else _TABLES)))
    if near:
        return f"did you mean {near}?"
    for others, place in elsewhere:
        near = closest(key, others)
        if near:
            return f"did you mean {near}? write it {place}"
    tables = () if where else tuple(f"[{table}.NAME]" for table in _TABLES)
    return f"known: {', '.join((*kinds, *tables))}"


def _unquoted(name: str) -> str:
    return "".join(name.replace('"', "").replace("'", "").replace("\\\\", "\\").split())


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("must be text in quotes")
    if "\0" in value:
        raise ValueError("contains a NUL character, which no program accepts")
    return value


def _device(value: Any) -> str:
    from aws_session.model import device_errors, mfa

    serial = _text(value)
    if mfa.is_security_key(serial):
        # It is refused when it is needed.
        return serial
    if mfa.is_arn(serial) or mfa.is_hardware(serial):
        return mfa.usable(mfa.Device(serial, "")).serial
    if not mfa.is_name(serial):
        raise device_errors.not_a_device(serial)
    return serial


def _session_name(value: Any) -> str:
    from aws_session.model import validation

    most = validation.LONGEST_SESSION_NAME
    if not validation.are_letters(_text(value), validation.OF_SESSION_NAMES, most):
        raise ValueError(f"must be 2 to {most} letters, digits and +,-.=@_")
    return str(value)


def _browser(value: Any) -> str:
    from aws_session.processes import browser_command

    browser_command.check(_text(value))
    return str(value)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError("must be true or false")
    return value


def _seconds(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise TypeError("must be a duration")
    from aws_session.model import duration_text

    return duration_text.seconds(str(value))


def _session_seconds(value: Any) -> int:
    from aws_session.model import duration_text
    from aws_session.model.mfa import SESSION_TOKEN_SECONDS

    seconds = _seconds(value)
    least, most = SESSION_TOKEN_SECONDS
    if not least <= seconds <= most:
        raise ValueError(
            f"must be from {duration_text.brief(least)} to {duration_text.brief(most)}"
        )
    return seconds


def _region(value: Any) -> str:
    from aws_session.model.regions import check_typed

    check_typed(_text(value))
    return str(value)


def _role(value: Any) -> str:
    from aws_session.model.role import checked_role

    checked_role(_text(value))
    return str(value)


def _account(value: Any) -> str:
    found = as_account(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError("must be an account ID, twelve digits in quotes")
    return found


def _names(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise ValueError("must be a list of variable names")
    for name in value:
        if name in _TAKEN:
            raise ValueError(f"must not name {name!r}: {_TAKEN[name]}")
        if not (name.isascii() and name.isidentifier()):
            raise ValueError(f"must not name {name!r}, which is not a variable name")
        if not is_for_labels(name):
            raise ValueError(f"must not name {name!r}, which already has a meaning")
    return tuple(value)


_TAKEN = {
    "AWS_VAULT": "aws-vault does not run where it is set",
    "AWS_PROFILE": "SDKs and the AWS CLI would look for such a profile",
    "AWS_DEFAULT_PROFILE": "SDKs and the AWS CLI would look for such a profile",
}
"""Why a label must not be written to some variables that prompts read."""


def _store(value: Any) -> str:
    if value not in STORES:
        raise ValueError(f"must be one of {', '.join(STORES)}")
    return str(value)


_TABLES = ("profiles", "accounts")

_TOP = {
    "default_profile": _text,
    "default_role": _role,
    "session_name": _session_name,
    "label_variables": _names,
    "revoke_on_end": _flag,
    "browser_command": _browser,
    "browser_per_role": _flag,
    "keep": _flag,
    "keep_at_least": _seconds,
    "keep_in": _store,
    "renew": _flag,
}

_PROFILE = {
    "mfa_serial": _device,
    "duration": _session_seconds,
    "mfa_age": _session_seconds,
    "region": _region,
    "mfa_command": _text,
}

_ACCOUNT = {"id": _account, "role": _role, "region": _region}

_PLACES = (
    (_PROFILE, "below [profiles.NAME], for example [profiles.default]"),
    (_ACCOUNT, "below [accounts.NAME]"),
    (_TOP, "at the top of the file, above the first line in brackets"),
)
"""Which settings stand where."""

_EXAMPLES = {
    "default_profile": 'default_profile = "work"',
    "default_role": 'default_role = "Admin"',
    "session_name": 'session_name = "alice"',
    "label_variables": 'label_variables = ["AWSUME_PROFILE"]',
    "revoke_on_end": "revoke_on_end = true",
    "browser_command": 'browser_command = "firefox --new-window {url}"',
    "browser_per_role": "browser_per_role = true",
    "keep": "keep = true",
    "keep_in": 'keep_in = "kernel"',
    "renew": "renew = true",
    "keep_at_least": 'keep_at_least = "15m"',
    "mfa_serial": 'mfa_serial = "arn:aws:iam::111122223333:mfa/alice"',
    "duration": 'duration = "12h"',
    "mfa_age": 'mfa_age = "8h"',
    "region": 'region = "eu-west-1"',
    "mfa_command": 'mfa_command = "pass otp aws"',
    "id": 'id = "111122223333"',
    "role": 'role = "Admin"',
}
