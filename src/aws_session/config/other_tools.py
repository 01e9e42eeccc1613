"""What aws-vault, aws-mfa and aws-runas read of a profile and AWS's own tools do not."""

from __future__ import annotations

from aws_session.model.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from aws_session.config import ini
    from aws_session.config.profiles import Profile

KEYS = frozenset({"aws_access_key_id", "aws_secret_access_key"})
_TOKENS = frozenset({"aws_security_token", "aws_session_token"})
_INCLUDES = ("include_profile", "parent_profile")
_DEVICE = "aws_mfa_device"
ASSUMED = "assume_role"
"""The role of a profile, in the section with its key (aws-mfa)."""

LONG_TERM_SUFFIX = "-long-term"
"""What aws-mfa puts behind a profile's name for the section with the key."""

_LONGEST = 50
"""Profiles that one may go through to another: nobody follows more."""

_TOO_LONG = f"is the end of a chain of more than {_LONGEST} profiles"

_OF_SSO = ("sso_session", "sso_start_url", "sso_region", "sso_account_id", "sso_role_name")
_OF_CODES = ("mfa_serial", "mfa_process")
_OF_DURATIONS = ("duration_seconds", "credentials_duration", "session_token_duration")
_OF_ROLE = (
    *("role_arn", "source_profile", "credential_source", "external_id", "role_session_name"),
    *("session_tags", "transitive_session_tags", "source_identity"),
)
_INCLUDED = frozenset(
    {
        "region",
        "credential_process",
        "web_identity_token_file",
        *(*_OF_CODES, *_OF_DURATIONS, *_OF_ROLE, *_OF_SSO),
    }
)
"""What an included profile gives; keys are each profile's own, as in aws-vault."""

_SOURCES = ("role_arn", "web_identity_token_file", "login_session", "credential_process", *_OF_SSO)
"""What makes credentials beside a key."""

_FROM_SOURCE = frozenset({*_SOURCES, *_OF_ROLE, *_OF_DURATIONS, *_OF_CODES})

READ = frozenset(
    {
        *(*_INCLUDES, _DEVICE, "mfa_process", "credentials_duration", "session_token_duration"),
        *("session_tags", "transitive_session_tags", "source_identity"),
    }
)
"""The settings of other tools that count here, too."""


class Section(Record):
    """A profile's settings, which of them stand in the credentials file, and which elsewhere.

    `inherited` are those that another section gives; `fault` says what is wrong and what helps.
    """

    settings: dict[str, ini.Entry]
    shared: frozenset[str] = frozenset()
    inherited: frozenset[str] = frozenset()
    fault: tuple[str, str] | None = None

    def has(self, *names: str) -> bool:
        return any(name in self.settings and self.settings[name].text for name in names)

    @property
    def has_credentials(self) -> bool:
        return self.has(*KEYS, *_SOURCES)

    def filled(self, other: Section, names: frozenset[str]) -> Section:
        """Return it with what another section has of some settings and it has not."""
        new = {
            name: entry
            for name, entry in other.settings.items()
            if name in names and entry.text and not self.has(name)
        }
        return self.replace(
            settings={**self.settings, **new},
            shared=(self.shared - new.keys()) | (other.shared & new.keys()),
            inherited=self.inherited | new.keys(),
            fault=self.fault or other.fault,
        )


def named_by_keys(known: dict[str, Profile]) -> tuple[str, ...]:
    """Return the profiles of which only the section with the key is there, as aws-mfa has them."""
    return tuple(
        short
        for name, section in known.items()
        if name.endswith(LONG_TERM_SUFFIX)
        and (short := name.removesuffix(LONG_TERM_SUFFIX))
        and short not in known
        and any(section.get(key) for key in KEYS)
    )


def completed(
    sections: dict[str, Section],
    near: Callable[[str, tuple[str, ...]], str | None],
    place: Callable[[Section, str], str],
) -> dict[str, Section]:
    """Return each profile with what other tools have it take from other sections."""
    return {name: _Profile(name, sections, near, place).completed() for name in sections}


class _Profile:
    """One profile on its way through the sections that it refers to."""

    def __init__(
        self,
        name: str,
        sections: dict[str, Section],
        near: Callable[[str, tuple[str, ...]], str | None],
        place: Callable[[Section, str], str],
    ) -> None:
        self._name = name
        self._sections = sections
        self._near = near
        self._place = place

    def completed(self) -> Section:
        found = self._with_source(self._name, ())
        if not found.has_credentials:
            found = self._with_long_term(found)
        return found

    def _with_included(self, name: str, before: tuple[str, ...]) -> Section:
        section = _with_device(self._sections[name])
        setting = next((each for each in _INCLUDES if section.has(each)), None)
        if setting is None:
            return section
        other = section.settings[setting].text
        if other in (*before, name):
            names = " -> ".join((*before, name, other))
            return self._faulty(section, name, setting, f"leads back to itself: {names}")
        if other not in self._sections:
            return self._missing(section, name, setting)
        if len(before) == _LONGEST:
            return self._faulty(section, name, setting, _TOO_LONG)
        found = section.filled(self._with_included(other, (*before, name)), _INCLUDED)
        if found.has("source_profile") and found.settings["source_profile"].text == name:
            # Where the profile that is included names this one, as aws-vault has it.
            own = {key: entry for key, entry in found.settings.items() if key != "source_profile"}
            found = found if section.has("source_profile") else found.replace(settings=own)
        return found

    def _with_source(self, name: str, before: tuple[str, ...]) -> Section:
        """Return a profile that names a source and no role with the source's credentials."""
        section = self._with_included(name, ())
        if section.fault or section.has_credentials or not section.has("source_profile"):
            return section
        source = section.settings["source_profile"].text
        if source == name:
            return section
        if source in before:
            names = " -> ".join((*before, name, source))
            return self._faulty(section, name, "source_profile", f"leads back to itself: {names}")
        if source not in self._sections:
            return self._missing(section, name, "source_profile")
        if len(before) == _LONGEST:
            return self._faulty(section, name, "source_profile", _TOO_LONG)
        other = self._with_source(source, (*before, name))
        if not other.has_credentials:
            other = self._with_long_term(other, source)
        if other.has(*KEYS):
            ends = {each for each in other.settings if "expir" in each}
            return section.filled(other, KEYS | _TOKENS | ends | frozenset(_OF_CODES))
        without = {key: e for key, e in section.settings.items() if key != "source_profile"}
        if other.fault or not other.has_credentials:
            return section.replace(fault=other.fault)
        return section.replace(settings=without).filled(other, _FROM_SOURCE)

    def _with_long_term(self, section: Section, name: str = "") -> Section:
        name = f"{name or self._name}{LONG_TERM_SUFFIX}"
        if name not in self._sections:
            return section
        other = _with_device(self._sections[name])
        if not other.has(*KEYS):
            return section
        if other.has(ASSUMED):
            entry = other.settings[ASSUMED]
            role = {"role_arn": entry, "source_profile": entry.replace(text=name)}
            shared = frozenset(role) if ASSUMED in other.shared else frozenset()
            return section.filled(Section(role, shared), frozenset(role))
        return section.filled(other, KEYS | frozenset(_OF_CODES))

    def _missing(self, section: Section, name: str, setting: str) -> Section:
        named = section.settings[setting].text
        near = self._near(named, tuple(self._sections))
        meant = f"; did you mean {near!r}?" if near else ""
        return self._faulty(section, name, setting, f"names {named!r}, which does not exist{meant}")

    def _faulty(self, section: Section, name: str, setting: str, what: str) -> Section:
        told = f"the {setting} of profile {name!r} {what}"
        return section.replace(fault=(told, f"correct it: {self._place(section, setting)}"))


def _with_device(section: Section) -> Section:
    """Return a section with aws-mfa's name for its device in the place of the usual one."""
    if section.has("mfa_serial") or not section.has(_DEVICE):
        return section
    device = {"mfa_serial": section.settings[_DEVICE]}
    shared = section.shared | ({"mfa_serial"} if _DEVICE in section.shared else set())
    return section.replace(settings={**section.settings, **device}, shared=shared)
