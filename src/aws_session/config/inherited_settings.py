"""Settings that a profile inherits by the rules of aws-vault, aws-mfa and aws-runas, not of AWS."""

from __future__ import annotations

from aws_session.model import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from aws_session.config import ini

KEYS = frozenset({"aws_access_key_id", "aws_secret_access_key"})
_TOKENS = frozenset({"aws_security_token", "aws_session_token"})
_INCLUDES = ("include_profile", "parent_profile")
_DEVICE = "aws_mfa_device"
ASSUMED = "assume_role"
"""The role of a profile, in the section with its key (aws-mfa)."""

LONG_TERM_SUFFIX = "-long-term"
"""What aws-mfa appends to a profile's name for the section with the key."""

_LONGEST = 50
"""The longest chain of profiles: nothing follows more."""

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
"""What an included profile provides; keys are each profile's own, as in aws-vault."""

_BESIDE_KEY = frozenset({"region", "session_token_duration", *_OF_CODES})
"""What the section with the key (aws-mfa) takes from the profile that it is the key of."""

_SOURCES = ("role_arn", "web_identity_token_file", "login_session", "credential_process", *_OF_SSO)
"""Settings other than a key that provide credentials."""

_FROM_SOURCE = frozenset({*_SOURCES, *_OF_ROLE, *_OF_DURATIONS, *_OF_CODES})

READ = frozenset(
    {
        *(*_INCLUDES, _DEVICE, "mfa_process", "credentials_duration", "session_token_duration"),
        *("session_tags", "transitive_session_tags", "source_identity"),
    }
)
"""The settings of other tools that are used here, too."""


class Section(Record):
    """A profile's settings, which of them are in the credentials file, and which elsewhere.

    `inherited` are those that another section provides; `fault` says what is wrong and what helps.
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
        """Return it with some settings of another section that it lacks."""
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


class Inheritance:
    """Profiles with the settings that they take from other sections by other tools' rules.

    `find` returns a section by its name, `near` the name that a mistyped one is close to, `place`
    says where a setting is. A section is completed once, whatever refers to it: completing it for
    each of 2,000 that refer to one another took 5 s.
    """

    def __init__(
        self,
        find: Callable[[str], Section | None],
        near: Callable[[str], str | None],
        place: Callable[[Section, str], str],
    ) -> None:
        self._find = find
        self._near = near
        self._place = place
        self._own: dict[str, Section | None] = {}
        self._included: dict[str, Section] = {}
        self._sourced: dict[str, Section] = {}

    def completed(self, name: str) -> Section:
        """Return the section of an existing profile."""
        found = self._with_source(name)
        if name.endswith(LONG_TERM_SUFFIX):
            short = self._section(name.removesuffix(LONG_TERM_SUFFIX))
            return found.filled(short, _BESIDE_KEY) if short is not None else found
        return found if found.has_credentials else self._with_long_term(found, name)

    def _section(self, name: str) -> Section | None:
        """Return a section as in the files, None if it does not exist."""
        if name not in self._own:
            found = self._find(name)
            self._own[name] = _with_device(found) if found is not None else None
        return self._own[name]

    def _there(self, name: str) -> Section:
        found = self._section(name)
        assert found is not None  # noqa: S101 - only names of sections are followed
        return found

    def _with_included(self, name: str) -> Section:
        if name in self._included:
            return self._included[name]
        names, fault = self._chain(name, self._includes)
        own = self._there(name)
        if fault is not None and not fault[1]:
            return own.replace(fault=fault[0])
        found = self._there(names[-1])
        found = self._included[names[-1]] = found.replace(fault=fault[0]) if fault else found
        for each in reversed(names[:-1]):
            if each not in self._included:
                self._included[each] = _including(each, self._there(each), found)
            found = self._included[each]
        return found

    def _includes(self, name: str) -> tuple[str, str] | None:
        section = self._there(name)
        setting = next((each for each in _INCLUDES if section.has(each)), None)
        return (setting, section.settings[setting].text) if setting is not None else None

    def _with_source(self, name: str) -> Section:
        """Return a profile that names a source and no role, with the source's credentials."""
        if name in self._sourced:
            return self._sourced[name]
        names, fault = self._chain(name, self._sources)
        if fault is not None and not fault[1]:
            return self._with_included(name).replace(fault=fault[0])
        found = self._with_included(names[-1])
        found = self._sourced[names[-1]] = found.replace(fault=fault[0]) if fault else found
        for at in reversed(range(len(names) - 1)):
            each, source = names[at], names[at + 1]
            if each not in self._sourced:
                if not found.has_credentials:
                    found = self._with_long_term(found, source)
                self._sourced[each] = _sourced(self._with_included(each), found)
            found = self._sourced[each]
        return found

    def _sources(self, name: str) -> tuple[str, str] | None:
        section = self._with_included(name)
        if section.fault or section.has_credentials or not section.has("source_profile"):
            return None
        source = section.settings["source_profile"].text
        return ("source_profile", source) if source != name else None

    def _chain(
        self, name: str, following: Callable[[str], tuple[str, str] | None]
    ) -> tuple[tuple[str, ...], tuple[tuple[str, str], bool] | None]:
        """Return the names of a chain, each referring to the next, and the fault at its end.

        The result also tells whether the fault belongs to the last one: a cycle and an excessive
        length depend on the start.
        """
        names = {name: None}
        last = name
        while (step := following(last)) is not None:
            setting, other = step
            if other in names:
                circle = f"leads back to itself: {' -> '.join((*names, other))}"
                return tuple(names), (self._fault(last, setting, circle), False)
            if self._section(other) is None:
                return tuple(names), (self._missing(last, setting, other), True)
            if len(names) > _LONGEST:
                return tuple(names), (self._fault(last, setting, _TOO_LONG), False)
            names[other] = None
            last = other
        return tuple(names), None

    def _with_long_term(self, section: Section, name: str) -> Section:
        beside = f"{name}{LONG_TERM_SUFFIX}"
        other = self._section(beside)
        if other is None or not other.has(*KEYS):
            return section
        if other.has(ASSUMED):
            entry = other.settings[ASSUMED]
            role = {"role_arn": entry, "source_profile": entry.replace(text=beside)}
            shared = frozenset(role) if ASSUMED in other.shared else frozenset()
            return section.filled(Section(role, shared), frozenset(role))
        return section.filled(other, KEYS | frozenset(_OF_CODES))

    def _missing(self, name: str, setting: str, named: str) -> tuple[str, str]:
        near = self._near(named)
        meant = f"; did you mean {near!r}?" if near else ""
        return self._fault(name, setting, f"names {named!r}, which does not exist{meant}")

    def _fault(self, name: str, setting: str, what: str) -> tuple[str, str]:
        section = self._there(name)
        section = section if setting in section.settings else self._with_included(name)
        told = f"the {setting} of profile {name!r} {what}"
        return told, f"correct it: {self._place(section, setting)}"


def _including(name: str, section: Section, other: Section) -> Section:
    """Return a section with the settings of the one that it includes."""
    found = section.filled(other, _INCLUDED)
    if found.has("source_profile") and found.settings["source_profile"].text == name:
        # If the included profile names this one, as aws-vault has it.
        own = {key: entry for key, entry in found.settings.items() if key != "source_profile"}
        found = found if section.has("source_profile") else found.replace(settings=own)
    return found


def _sourced(section: Section, other: Section) -> Section:
    """Return a section with the credentials of its source."""
    if other.has(*KEYS):
        ends = {each for each in other.settings if "expir" in each}
        return section.filled(other, KEYS | _TOKENS | ends | frozenset(_OF_CODES))
    if other.fault or not other.has_credentials:
        return section.replace(fault=other.fault)
    without = {key: e for key, e in section.settings.items() if key != "source_profile"}
    return section.replace(settings=without).filled(other, _FROM_SOURCE)


def _with_device(section: Section) -> Section:
    """Return a section with the usual name for its device in place of aws-mfa's."""
    if section.has("mfa_serial") or not section.has(_DEVICE):
        return section
    device = {"mfa_serial": section.settings[_DEVICE]}
    shared = section.shared | ({"mfa_serial"} if _DEVICE in section.shared else set())
    return section.replace(settings={**section.settings, **device}, shared=shared)
