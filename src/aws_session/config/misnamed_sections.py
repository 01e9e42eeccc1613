"""Sections of the AWS files that no AWS tool reads, because of their headings or their place."""

from __future__ import annotations

from aws_session.config import ini_parser
from aws_session.model import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator

    from aws_session.config import ini

_PROFILE = "profile"
_DEFAULT = "default"
_SSO_SESSION = "sso-session"
_OF_SSO_SESSIONS = frozenset({"sso_start_url", "sso_registration_scopes"})
_OTHERS = ("sso-session", "services", "plugins", "preview")
_OF_PROFILES = ("aws_", "sso_", "mfa_", "role_", "source_profile", "credential_", "region",
                "output", "login_session", "web_identity_token_file")  # fmt: skip
"""The beginnings of settings that show that a section is a profile."""


class Misnamed(Record):
    """A section that is not read: the intended profile, its place, and both headings."""

    profile: str
    path: str
    line: int
    heading: str
    right: str
    kind: str = _PROFILE
    is_shared: bool = False
    """Whether it is read, but only as a part of the file's other sections."""

    replacement: str = ""
    """The later section that is read in its place, with the line of its heading."""

    holder: str = ""
    """The profile that has the section as a part of the value of `setting`."""

    setting: str = ""

    def is_of(self, profile: str) -> bool:
        """Tell whether it was meant as a given profile, or is read as a part of it."""
        name = _without_tabs(profile)
        return (self.kind == _PROFILE and self.profile == name) or self.holder == profile

    @property
    def message(self) -> str:
        place = f"{self.path}, line {self.line}"
        if self.replacement:
            return f"{place}: [{self.heading}] is not read, because {self.replacement} replaces it"
        if self.setting:
            return f"{place}: [{self.heading}] is indented, so it is read as part of {self.setting}"
        return f"{place}: [{self.heading}] is not read as {self.kind} {self.profile!r}"

    @property
    def hint(self) -> str:
        if self.is_shared:
            return f"add a section [{self.right}] to the file"
        if self.replacement:
            return "keep one of the two sections"
        if self.setting:
            return "remove the blanks before it"
        return f"write it [{self.right}]"


def in_config(
    sections: dict[str, ini.Section], whole: ini.Sections, path: str, names: Container[str] = ()
) -> Iterator[Misnamed]:
    """Find sections that are neither a profile nor any other kind, but were meant as one.

    They are some of the `whole` file's. `names` are the other file's profiles, which explain
    `[profilework]`.
    """
    for heading, entries in sections.items():
        stripped = _without_tabs(heading.strip())
        session = _sso_session(heading, entries)
        if session:
            right = f"{_SSO_SESSION} {session}"
            yield Misnamed(session, path, whole.line(heading), heading, right, _SSO_SESSION)
            continue
        kind, _, rest = stripped.partition(" ")
        glued = stripped[len(_PROFILE) :].lstrip(":=.-_/ ")
        if stripped.lower().startswith(_PROFILE) and glued in names:
            kind, rest = _PROFILE, glued
        if stripped.lower().startswith(_OTHERS) or not _is_of_profile(entries):
            continue
        name = _unquoted(rest if kind.lower() == _PROFILE else stripped)
        if name:
            right = f"{_PROFILE} {_as_word(name)}"
            if not rest and name.lower() == _DEFAULT:
                name = right = _DEFAULT
            yield Misnamed(name, path, whole.line(heading), heading, right)


def in_credentials(
    sections: dict[str, ini.Section], whole: ini.Sections, path: str
) -> Iterator[Misnamed]:
    """Find sections that are written as in the config file, or in quotes."""
    for heading, entries in sections.items():
        kind, _, rest = heading.strip().partition(" ")
        name = _unquoted(rest if rest and kind.lower() == _PROFILE else heading.strip())
        name = _DEFAULT if name.lower() == _DEFAULT else name
        if name and name != heading and _is_of_profile(entries):
            yield Misnamed(name, path, whole.line(heading), heading, name)


def replaced(profile: str, earlier: str, later: str, whole: ini.Sections, path: str) -> Misnamed:
    """Return the earlier of two sections for one profile, of which AWS's tools read the later."""
    replacement = f"[{later}], line {whole.line(later)},"
    return Misnamed(profile, path, whole.line(earlier), earlier, later, replacement=replacement)


def indented(
    whole: ini.Sections, path: str, profile_of: Callable[[str], str]
) -> Iterator[Misnamed]:
    """Find sections that are part of a value; `profile_of` is what a heading names, or empty."""
    for found in whole.indented:
        name = profile_of(found.heading)
        if name:
            yield Misnamed(
                name,
                path,
                found.line,
                found.heading,
                found.heading,
                holder=profile_of(found.section),
                setting=found.setting,
            )


def of_defaults(
    profile: str, right: str, whole: ini.Sections, path: str, known: Container[str]
) -> Iterator[Misnamed]:
    """Find [DEFAULT] if it has a setting that a profile without a section in the file lacks.

    `known` are the settings that the profile has from the other file.
    """
    if _is_of_profile(setting for setting in whole.defaults if setting not in known):
        line = whole.line(_DEFAULT.upper())
        yield Misnamed(profile, path, line, _DEFAULT.upper(), right, is_shared=bool(len(whole)))


def of_sso_session(name: str, whole: ini.Sections, path: str) -> Misnamed | None:
    """Return the section that was meant as the sso-session that a profile names."""
    for heading in whole:
        if heading == "default" or heading.startswith((_PROFILE, "services")):
            continue
        entries = whole[heading]
        if heading.lower().endswith(name.lower()) and not _OF_SSO_SESSIONS.isdisjoint(entries):
            right = f"{_SSO_SESSION} {name}"
            return Misnamed(name, path, whole.line(heading), heading, right, _SSO_SESSION)
    return None


def _sso_session(heading: str, entries: ini.Section) -> str:
    """Return the name of an sso-session whose heading is wrong; empty for any other section."""
    begins = heading.strip().lower().startswith(("sso", "session"))
    own = not _OF_SSO_SESSIONS.isdisjoint(entries) and "sso_account_id" not in entries
    is_read = heading.startswith(_SSO_SESSION) and len(ini_parser.words(heading)) == 2  # noqa: PLR2004 - kind, name
    if is_read or not (begins and own):
        return ""
    last = heading.replace(":", " ").split()[-1]
    return _unquoted(last.removeprefix(_SSO_SESSION))


def _is_of_profile(entries: Iterable[str]) -> bool:
    return any(setting.startswith(_OF_PROFILES) for setting in entries)


def _without_tabs(text: str) -> str:
    """Return a text as people see it: a tab separates words of a heading, like a space."""
    return text.replace("\t", " ")


def _as_word(name: str) -> str:
    """Return a name as one word of a heading, which is split as a shell would split it."""
    if ini_parser.words(name) == [name]:
        return name
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _unquoted(name: str) -> str:
    return name.strip().strip("'\"").strip()
