"""The profiles of the AWS config files, by botocore's rules."""

from __future__ import annotations

from aws_session.config import ini
from aws_session.errors import SessionError, UsageError
from aws_session.model.credentials import Credentials, flaw, token
from aws_session.model.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.config.misnamed import Misnamed

LONG_TERM = "a long-term key"
TEMPORARY = "a temporary key"
PROCESS = "a credential_process"
SSO = "AWS SSO"
LOGIN = "an `aws login` session"
WEB_IDENTITY = "a web identity"
NOTHING = "no credentials"
ROLE = "a role"
_KEYS = frozenset({"aws_access_key_id", "aws_secret_access_key"})
_QUOTES = frozenset("'\"")
_NEVER_QUOTED = (
    *("region", "role_arn", "source_profile", "credential_source", "sso_session"),
    *("mfa_serial", "external_id", "role_session_name", "duration_seconds"),
)
_ODD = frozenset(" \t'\"")
_OF_OTHERS = frozenset({"include_profile", "parent_profile", "aws_mfa_device"})
_TOKENS = ("aws_security_token", "aws_session_token")
_BEFORE_KEYS = {
    "web_identity_token_file": WEB_IDENTITY,
    "role_arn": ROLE,
    "sso_session": SSO,
    "sso_start_url": SSO,
}
_AFTER_SHARED_KEYS = {"login_session": LOGIN, "credential_process": PROCESS}
"""What makes a profile's credentials, in the order in which botocore looks: these settings, keys
in the credentials file, those settings, keys in the config file."""


class Profile(Record):
    """A profile's settings, the credentials file's winning, as in botocore.

    `config_path` and `credentials_path` say where one would look for it; `shared` are the
    settings that stand in the credentials file.
    """

    name: str
    settings: dict[str, ini.Entry]
    services: dict[str, dict[str, str]]
    config_path: str
    credentials_path: str
    shared: frozenset[str] = frozenset()
    misnamed: tuple[Misnamed, ...] = ()
    """The sections that were meant for it as well, and are not read."""

    inherited: frozenset[str] = frozenset()
    """The settings that other sections give it, of which AWS's own tools know nothing."""

    fault: tuple[str, str] | None = None
    """What is wrong with where it takes settings from, and what helps."""

    def get(self, setting: str) -> str | None:
        entry = self.settings.get(setting)
        return entry.text if entry is not None and entry.text else None

    @property
    def kind(self) -> str:
        """Where its credentials come from, in words."""
        keys = TEMPORARY if self._session_token() else LONG_TERM
        shared_keys = dict.fromkeys(self.shared & _KEYS, keys)
        order = {**_BEFORE_KEYS, **shared_keys, **_AFTER_SHARED_KEYS, **dict.fromkeys(_KEYS, keys)}
        return next((kind for setting, kind in order.items() if self.get(setting)), NOTHING)

    @property
    def kind_as_source(self) -> str:
        """The same where a chain begins: a key of its own goes before its role, as in botocore."""
        if self.kind == ROLE and any(self.get(setting) for setting in _KEYS):
            return TEMPORARY if self._session_token() else LONG_TERM
        return self.kind

    @property
    def is_ours(self) -> bool:
        """Whether its credentials would come from this very program."""
        command = self.get("credential_process")
        if self.kind != PROCESS or command is None:
            return False
        from aws_session.config import self_reference

        return self_reference.is_ours(command)

    def place_of(self, *settings: str) -> str:
        """Return file and line of the first of some settings that is there, else the file."""
        for setting in settings:
            if setting in self.settings:
                path = self.credentials_path if setting in self.shared else self.config_path
                return f"{path}, line {self.settings[setting].line}"
        return self.config_path

    def static_key(self) -> Credentials | None:
        """Return the key that stands in the files; SessionError where it cannot sign."""
        key_id, secret = self.get("aws_access_key_id"), self.get("aws_secret_access_key")
        if key_id and secret:
            session_token = self._session_token()
            expiry = self.key_expiry if session_token else None
            key = Credentials(key_id, secret, session_token, expiry[1] if expiry else None)
            if key.misfit:
                raise self._misfit(key)
            if key.flaw:
                raise self._flawed()
            return key
        if key_id or secret:
            there, missing = "aws_access_key_id", "aws_secret_access_key"
            if secret:
                there, missing = missing, there
            line = self.settings[there].line
            raise SessionError(
                f"profile {self.name!r} has {there} (line {line}) but no {missing}",
                hint=f"add {missing} to it in {self.credentials_path}, or run: aws configure",
            )
        return None

    @property
    def key_expiry(self) -> tuple[str, int] | None:
        """The setting in which another tool wrote when its key ends, and that in Unix seconds."""
        from aws_session.model import key_expiry

        names = self.shared if self.shared & _KEYS else self.settings
        beside = ((name, entry.text) for name, entry in self.settings.items() if name in names)
        return key_expiry.latest(beside)

    def check(self) -> None:
        """Refuse what cannot be followed, and quotes that AWS's tools take as part of a value."""
        for setting in _NEVER_QUOTED:
            text = self.get(setting)
            if text and text[0] in _QUOTES and text[-1] == text[0]:
                raise SessionError(
                    f"{setting} of profile {self.name!r} is in quotes, which AWS's tools read "
                    "as part of it",
                    hint=f"remove the quotes: {self.place_of(setting)}",
                )
        if self.fault is not None:
            raise SessionError(self.fault[0], hint=self.fault[1])

    def _flawed(self) -> SessionError:
        names = ("aws_access_key_id", "aws_secret_access_key", *_TOKENS)
        told = ((name, flaw(self.get(name) or "")) for name in names)
        setting, what = next((name, what) for name, what in told if what)
        return SessionError(
            f"{setting} of profile {self.name!r} {what}, which a key cannot have",
            hint=f"fix the line: {self.place_of(setting)}",
        )

    def _misfit(self, key: Credentials) -> SessionError:
        there = f"profile {self.name!r} has {key.misfit}"
        if key.temporary:
            setting = next(name for name in _TOKENS if self.get(name))
            hint = f"if the key is correct, remove {setting}: {self.place_of(setting)}"
            return SessionError(there, hint=hint)
        where = self.place_of("aws_access_key_id")
        return SessionError(there, hint=f"add aws_session_token to it, or remove the key: {where}")

    def _session_token(self) -> str | None:
        # botocore reads the key's own file alone.
        names = self.shared if self.shared & _KEYS else self.settings
        return token(*(self.get(name) for name in _TOKENS if name in names))


class Profiles(Record):
    """Every profile of the two AWS files."""

    by_name: dict[str, Profile]
    config_path: str
    credentials_path: str
    misnamed: tuple[Misnamed, ...] = ()
    """The sections that are not read as the profiles that they were meant for."""

    def not_read(self, name: str) -> tuple[Misnamed, ...]:
        """Return the sections that were meant for a profile and are not read."""
        return tuple(each for each in self.misnamed if each.profile == name)

    def __contains__(self, name: str) -> bool:
        return name in self.by_name

    def near(self, name: str) -> str | None:
        """Return the profile that a mistyped name is near to."""
        return _nearest(name, tuple(self.by_name))

    def find(self, name: str) -> Profile:
        """Return a profile; UsageError where there is none of that name."""
        if name in self.by_name:
            return self.by_name[name]
        from aws_session.shells.inert_text import original

        if original(name) in self.by_name:
            return self.by_name[original(name)]
        for section in self.not_read(name):
            raise UsageError(
                f"there is no AWS profile {name!r}: {section.message}", hint=section.hint
            )
        known = ", ".join(sorted(self.by_name)[:12]) or "none"
        near = self.near(name)
        if near and name == f"mfa-{near}":
            raise UsageError(
                f"there is no AWS profile {name!r}, only {near!r}",
                hint=f"sessions do not need a second profile: aws-session -p {near}",
            )
        raise UsageError(
            f"there is no AWS profile {name!r}" + (f"; did you mean {near!r}?" if near else ""),
            hint=f"{self.config_path} and {self.credentials_path} have: {known}",
        )


def read(config: str, config_path: str, credentials: str, credentials_path: str) -> Profiles:
    """Return the profiles of the two files' texts (empty where there is no file)."""
    settings: dict[str, dict[str, ini.Entry]] = {}
    services: dict[str, dict[str, dict[str, str]]] = {}
    unread: dict[str, ini.Section] = {}
    for section, entries in _parse(config, config_path).items():
        kind, name = heading(section)
        if kind == "profile":
            settings[name] = dict(entries)
        elif kind == "services":
            services[name] = {key: ini.nested(entry.text) for key, entry in entries.items()}
        else:
            unread[section] = entries
    shared = _parse(credentials, credentials_path)
    for section, entries in shared.items():
        settings.setdefault(section, {}).update(entries)
    misnamed = _misnamed((unread, config, config_path), (shared, credentials, credentials_path))
    found = {
        name: Profile(
            name,
            entries,
            _services_of(entries, services),
            config_path,
            credentials_path,
            frozenset(shared.get(name, ())),
            tuple(each for each in misnamed if each.profile == name),
        )
        for name, entries in settings.items()
    }
    return Profiles(
        _completed(found),
        config_path,
        credentials_path,
        misnamed,
    )


def _completed(found: dict[str, Profile]) -> dict[str, Profile]:
    """Return the profiles with what other tools have them take from each other."""
    if not any(_concerns_others(profile, found) for profile in found.values()):
        return found
    from aws_session.config import other_tools

    for name in other_tools.named_by_keys(found):
        beside = found[f"{name}{other_tools.LONG_TERM_SUFFIX}"]
        found[name] = beside.replace(
            name=name, settings={}, services={}, shared=frozenset(), misnamed=()
        )
    sections = {
        name: other_tools.Section(profile.settings, profile.shared)
        for name, profile in found.items()
    }

    def place(section: other_tools.Section, setting: str) -> str:
        any_of_them = next(iter(found.values()))
        return any_of_them.replace(settings=section.settings, shared=section.shared).place_of(
            setting
        )

    whole = other_tools.completed(sections, _nearest, place)
    return {
        name: profile.replace(
            settings=whole[name].settings,
            shared=whole[name].shared,
            inherited=whole[name].inherited,
            fault=whole[name].fault,
        )
        for name, profile in found.items()
    }


def _concerns_others(profile: Profile, known: dict[str, Profile]) -> bool:
    """Tell whether a profile has anything that only other tools read."""
    settings = profile.settings
    return (
        not _OF_OTHERS.isdisjoint(settings)
        or ("source_profile" in settings and "role_arn" not in settings)
        or (f"{profile.name}-long-term" in known and profile.kind == NOTHING)
        or (
            profile.name.endswith("-long-term")
            and profile.name.removesuffix("-long-term") not in known
        )
    )


def _misnamed(
    config: tuple[dict[str, ini.Section], str, str],
    credentials: tuple[dict[str, ini.Section], str, str],
) -> tuple[Misnamed, ...]:
    """Return what is not read of two files, each given as its sections, text and path."""
    shared, *where = credentials
    odd = {
        name: entries
        for name, entries in shared.items()
        if not _ODD.isdisjoint(name) or (name.lower() == "default" and "default" not in shared)
    }
    if not (config[0] or odd):
        return ()
    from aws_session.config import misnamed

    return (*misnamed.in_config(*config, shared), *misnamed.in_credentials(odd, *where))


def _parse(text: str, path: str) -> dict[str, ini.Section]:
    sections = ini.parse(text, path)
    for entries in sections.values():
        for setting, entry in entries.items():
            # botocore takes a value that begins on a line of its own for nested settings.
            if entry.text.startswith("\n") and not ini.is_nested(entry.text):
                raise SessionError(
                    f"{path}, line {entry.line}: invalid nested settings under {setting}",
                    hint="write each indented line as name = value",
                )
    return sections


def _services_of(
    entries: dict[str, ini.Entry], services: dict[str, dict[str, dict[str, str]]]
) -> dict[str, dict[str, str]]:
    named = entries.get("services")
    return services.get(named.text, {}) if named is not None else {}


def heading(section: str) -> tuple[str, str]:
    """Split a section's heading into its kind and name; botocore asks only how it begins."""
    if section == "default":
        return "profile", section
    for kind in ("profile", "services"):
        if section.startswith(kind):
            words = ini.words(section)
            return (kind, words[1]) if len(words) == 2 else ("", "")  # noqa: PLR2004 - kind, name
    return "", ""


def _nearest(name: str, known: tuple[str, ...]) -> str | None:
    folded = name.casefold()
    for candidate in known:
        if candidate.casefold() == folded:
            return candidate
    starting = [
        c for c in known if c.casefold().startswith(folded) or folded.endswith(c.casefold())
    ]
    if len(starting) == 1:
        return starting[0]
    from aws_session.model import closest

    return closest.closest(name, known)
