"""The sections of the AWS config file as a text without keys, which may be written to a file."""

from __future__ import annotations

from aws_session.config import ini
from aws_session.config.profile import ROLE
from aws_session.config.profiles import Profiles, heading
from aws_session.model import Record

_KEY = frozenset({"aws_access_key_id", "aws_secret_access_key"})
_KEYS = _KEY | {"aws_session_token", "aws_security_token"}
_IDENTITIES = frozenset(
    {
        *("role_arn", "source_profile", "credential_source", "web_identity_token_file"),
        *("credential_process", "login_session"),
        *("sso_session", "sso_start_url", "sso_region", "sso_account_id", "sso_role_name"),
    }
)
"""Other settings that give a profile credentials, which would replace its key once it is gone."""

_NAMES = ("secret", "password", "passwd", "passphrase", "token", "accesskey", "apikey", "seed")
"""Parts of the names of settings in which any tool stores a secret."""

_PATHS = ("_file", "_path")

_MENTIONS = ("accesskeyid", "secretaccesskey", "sessiontoken", "securitytoken")
"""Names of keys, without `_` and `-`, to find in the values of other settings."""

_KEY_IDS = ("AKIA", "ASIA")
_KEY_ID_LENGTH = 16
_SHORTEST = 8
"""Characters: a shorter word appears in values that have nothing to do with a key."""


class WithoutKeys(Record):
    """The sections' text, and the profiles that get no credentials from it."""

    text: str
    unavailable: tuple[str, ...]


def of(sections: ini.Sections, profiles: Profiles) -> WithoutKeys:
    """Return the sections of a config file, of which `profiles` were read; comments are left out.

    A setting that names or contains a key is left out completely. A profile whose key is in this
    file keeps no other credentials either: it fails instead of signing as another identity.
    """
    secrets = secrets_in(sections, profiles)
    doubtful = {title for title in sections if not _is_harmless(title, sections, secrets)}
    bare = {
        name
        for title in doubtful
        if (name := _profile(title)) and _loses_key(name, sections[title], profiles, secrets)
    }
    parts = []
    for title in sections:
        if title not in doubtful and not (bare and _profile(title) in bare):
            parts.append(f"[{title}]\n{sections.plain_lines(title)}")
            continue
        if _holds(title, secrets):
            continue
        gone = _IDENTITIES if _profile(title) in bare else frozenset()
        lines = (
            line(setting, text)
            for setting, entry in sections[title].items()
            if setting not in gone and (text := _told(setting, entry, secrets)) is not None
        )
        parts.append(f"[{title}]\n{''.join(lines)}")
    return WithoutKeys("\n".join(parts), _with_roles(bare, profiles))


def _is_harmless(title: str, sections: ini.Sections, secrets: frozenset[str]) -> bool:
    """Tell quickly that no setting of a section can contain a secret: there may be thousands."""
    lines = sections.plain_lines(title)
    if lines is None or "://" in lines:
        return False
    whole = f"{title}\n{lines}"
    plain = _plain(whole)
    return not (any(word in plain for word in _NAMES) or _holds(whole, secrets))


def is_secret(setting: str, text: str, secrets: frozenset[str] = frozenset()) -> bool:
    """Tell whether a setting names, contains or mentions a key or another secret."""
    if setting in _KEYS:
        return True
    plain = _plain(setting)
    named = any(word in plain for word in _NAMES) and not setting.endswith(_PATHS)
    return named or _holds(text, secrets)


def _told(setting: str, entry: ini.Entry, secrets: frozenset[str]) -> str | None:
    """Return the part of a value that may be written: without a comment that contains a secret."""
    if not is_secret(setting, entry.text, secrets):
        return entry.text
    cuts = [at for mark in (" #", " ;", "\t#", "\t;") if (at := entry.text.find(mark)) >= 0]
    if not cuts or "\n" in entry.text:
        return None
    rest = entry.text[: min(cuts)].rstrip()
    return None if is_secret(setting, rest, secrets) else rest


def _holds(text: str, secrets: frozenset[str]) -> bool:
    plain = _plain(text)
    return (
        any(word in plain for word in _MENTIONS)
        or any(secret in text for secret in secrets)
        or any(_has_key_id(text, start) for start in _KEY_IDS)
        or _has_password(text)
    )


def _plain(text: str) -> str:
    return text.casefold().replace("_", "").replace("-", "")


def _has_key_id(text: str, start: str) -> bool:
    _, *rests = text.split(start)
    for rest in rests:
        letters = rest[: _KEY_ID_LENGTH - len(start)]
        if len(letters) == _KEY_ID_LENGTH - len(start) and letters.isalnum() and letters.isupper():
            return True
    return False


def _has_password(text: str) -> bool:
    """Tell whether an address contains a user's password."""
    for rest in text.split("://")[1:]:
        user, at, _ = rest.partition("/")[0].rpartition("@")
        if at and ":" in user:
            return True
    return False


def secrets_in(sections: ini.Sections, profiles: Profiles) -> frozenset[str]:
    """Return the keys of both files, each without its quotes or comment."""
    entries = [
        *(sections[title] for title in sections.having(_KEYS)),
        *(profile.settings for profile in profiles.having(*_KEYS)),
    ]
    found = (
        word.strip("'\"")
        for some in entries
        for setting in _KEYS & some.keys()
        for word in some[setting].text.split()[:1]
    )
    return frozenset(word for word in found if len(word) >= _SHORTEST)


def _profile(title: str) -> str:
    kind, name = heading(title)
    return name if kind == "profile" else ""


def _loses_key(
    name: str, entries: ini.Section, profiles: Profiles, secrets: frozenset[str]
) -> bool:
    """Tell whether a profile's credentials are neither copied nor in the credentials file."""
    profile = profiles.by_name.get(name)
    if profile is not None and profile.shared & _KEY:
        return False
    return any(
        entries[setting].text
        and (setting in _KEY or _told(setting, entries[setting], secrets) is None)
        for setting in (_KEY | _IDENTITIES) & entries.keys()
    )


def _with_roles(bare: set[str], profiles: Profiles) -> tuple[str, ...]:
    """Return those profiles and the ones whose role chain starts with one of them, in order."""
    found = set(bare)
    roles = tuple(profiles.having("source_profile")) if found else ()
    while more := {
        profile.name
        for profile in roles
        if profile.name not in found
        and profile.kind == ROLE
        and profile.get("source_profile") in found
    }:
        found |= more
    return tuple(name for name in profiles.by_name if name in found)


def line(setting: str, text: str) -> str:
    """Return a setting in the form in which it is parsed again: following lines are indented."""
    first, *below = text.split("\n")
    inner = "".join(f"  {line}\n" for line in below if line)
    return f"{setting} = {first}".rstrip() + f"\n{inner}"
