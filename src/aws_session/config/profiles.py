"""The profiles of the AWS config files, by botocore's rules."""

from __future__ import annotations

from aws_session.config import ini
from aws_session.config.profile import KEY_PARTS, KEYS, NOTHING, Profile
from aws_session.model import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from aws_session.config import inherited_settings
    from aws_session.config.misnamed_sections import Misnamed

_ODD = frozenset(" \t'\"")
_LONG_TERM = "-long-term"
"""What aws-mfa appends to a profile's name for the section with the key."""

_OF_OTHERS = frozenset({"include_profile", "parent_profile", "aws_mfa_device"})


class Profiles(Record):
    """Every profile of the two AWS files."""

    by_name: ByName
    config_path: str
    credentials_path: str
    misnamed: tuple[Misnamed, ...] = ()
    """The sections that were meant as profiles and are not read."""

    folders: tuple[str, ...] = ()
    """The paths at which there is a folder instead of a file."""

    def not_read(self, name: str) -> tuple[Misnamed, ...]:
        """Return the sections that were meant for a profile and are not read."""
        return tuple(each for each in self.misnamed if each.is_of(name))

    def __contains__(self, name: str) -> bool:
        return name in self.by_name

    def having(self, *settings: str) -> Iterator[Profile]:
        """Return the profiles that have one of some settings, in order.

        Profiles that inherit any setting are among them, whatever it is.
        """
        return (self.by_name[name] for name in self.names_having(*settings))

    def names_having(self, *settings: str) -> tuple[str, ...]:
        """Return the names of those profiles."""
        return self.by_name.having(frozenset(settings))

    def near(self, name: str) -> str | None:
        """Return the profile that a mistyped name is near to."""
        from aws_session.config import profile_faults

        return profile_faults.nearest(name, tuple(self.by_name))

    def find(self, name: str) -> Profile:
        """Return a profile; UsageError if there is none of that name."""
        if name in self.by_name:
            return self.by_name[name]
        from aws_session.model.inert_text import original

        if original(name) in self.by_name:
            return self.by_name[original(name)]
        from aws_session.config import profile_faults

        raise profile_faults.not_found(self, name)


def read(config: str, config_path: str, credentials: str, credentials_path: str) -> Profiles:
    """Return the profiles in the two files' texts (empty if there is no file)."""
    return of_sections(
        ini.sections(config, config_path),
        ini.sections(credentials, credentials_path),
        config_path,
        credentials_path,
    )


def of_sections(
    config: ini.Sections, shared: ini.Sections, config_path: str, credentials_path: str
) -> Profiles:
    """Return the profiles in the two files' sections."""
    headings: dict[str, str] = {}
    services: dict[str, str] = {}
    unread: list[str] = []
    replaced: list[tuple[str, str, str]] = []
    for section, (kind, name) in config.kinds(heading).items():
        if kind == "profile":
            if name in headings:
                replaced.append((name, headings[name], section))
            headings[name] = section
        elif kind == "services":
            services[name] = section
        else:
            unread.append(section)
    misnamed = _misnamed(
        ({name: config[name] for name in unread}, config, config_path),
        (shared, credentials_path),
    )
    if replaced or config.indented or shared.indented:
        from aws_session.config import misnamed_sections

        misnamed = (
            *misnamed,
            *(misnamed_sections.replaced(*each, config, config_path) for each in replaced),
            *misnamed_sections.indented(config, config_path, _profile_of),
            *misnamed_sections.indented(shared, credentials_path, str),
        )
    files = _Files(config, shared, headings, services, misnamed, config_path, credentials_path)
    found = ByName(files)
    if (config.defaults or shared.defaults) and "default" not in found:
        # Without keys, it was meant for the file's other sections.
        has_keys = not KEYS.isdisjoint((*config.defaults, *shared.defaults))
        sections = files.not_inherited("default")
        misnamed = (*misnamed, *(each for each in sections if has_keys or not each.is_shared))
    return Profiles(found, config_path, credentials_path, misnamed)


class _Files(Record):
    """The sections of both files, and those of the config file by kind."""

    config: ini.Sections
    shared: ini.Sections
    headings: dict[str, str]
    services: dict[str, str]
    misnamed: tuple[Misnamed, ...]
    config_path: str
    credentials_path: str

    def profile(self, name: str) -> Profile:
        """Return a profile from its own sections; KeyError if there are none."""
        heading, of_shared = self.headings.get(name), self.shared.get(name)
        if heading is None and name not in self.shared:
            raise KeyError(name)
        entries = dict(self.config[heading]) if heading is not None else {}
        if entries.keys() >= KEYS and "aws_access_key_id" not in of_shared:
            # As in botocore: a part of another key changes nothing about a whole one.
            of_shared = {key: of_shared[key] for key in of_shared if key not in KEY_PARTS}
        entries.update(of_shared)
        misnamed = self.misnamed and tuple(each for each in self.misnamed if each.is_of(name))
        if self.config.defaults or self.shared.defaults:
            misnamed = (*misnamed, *self.not_inherited(name))
        services = self._services(entries)
        where = (self.config_path, self.credentials_path)
        return Profile(name, entries, services, *where, frozenset(of_shared), misnamed)

    def not_inherited(self, name: str) -> Iterator[Misnamed]:
        """Return the [DEFAULT] of a file without the profile, if it has what the profile lacks."""
        from aws_session.config import misnamed_sections

        heading, shared = self.headings.get(name), self.shared
        if name not in shared:
            own = self.config[heading] if heading is not None else ()
            yield from misnamed_sections.of_defaults(name, name, shared, self.credentials_path, own)
        if heading is None:
            right = name if name == "default" else f"profile {name}"
            yield from misnamed_sections.of_defaults(
                name, right, self.config, self.config_path, shared.get(name)
            )

    def _services(self, entries: ini.Section) -> dict[str, dict[str, str]]:
        named = entries.get("services")
        section = self.services.get(named.text) if named is not None else None
        if section is None:
            return {}
        from aws_session.config import ini_parser

        return {key: ini_parser.nested(entry.text) for key, entry in self.config[section].items()}


class ByName:
    """Profiles by name, in the order of the files, each created when it is needed.

    It includes the settings that it inherits by other tools' rules.
    """

    def __init__(self, files: _Files) -> None:
        self._files = files
        self._names = dict.fromkeys((*files.headings, *files.shared))
        self._by_key = self._named_by_keys()
        self._names.update(dict.fromkeys(self._by_key))
        self._own: dict[str, Profile] = {}
        self._whole: dict[str, Profile] = {}
        self._tools: inherited_settings.Inheritance | None = None

    def __getitem__(self, name: str) -> Profile:
        found = self._whole.get(name)
        if found is None:
            own = self._of_files(name)
            found = self._whole[name] = self._completed(own) if self._takes(own) else own
        return found

    def get(self, name: str) -> Profile | None:
        return self[name] if name in self._names else None

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def values(self) -> Iterator[Profile]:
        return map(self.__getitem__, self._names)

    def items(self) -> Iterator[tuple[str, Profile]]:
        return ((name, self[name]) for name in self._names)

    def having(self, settings: frozenset[str]) -> tuple[str, ...]:
        """Return the profiles that have one of some settings, or inherit any."""
        config, shared = self._files.config.having(settings), self._files.shared.having(settings)
        return self._of_sections(config, shared)

    def quoted(self) -> tuple[str, ...]:
        """Return the profiles in which a value may be in quotes."""
        config, shared = self._files.config.quoted(), self._files.shared.quoted()
        return self._of_sections(config, shared)

    def settings_of(self, name: str) -> tuple[str, ...]:
        """Return the names of the settings in a profile's own sections."""
        heading, shared = self._files.headings.get(name), self._files.shared
        own = self._files.config.settings_of(heading) if heading is not None else ()
        return (*own, *shared.settings_of(name)) if name in shared else own

    def _of_sections(self, config: set[str], shared: set[str]) -> tuple[str, ...]:
        """Return the profiles of some sections and those that inherit from others, in order."""
        referring = _OF_OTHERS | {"source_profile"}
        config = config | self._files.config.having(referring)
        shared = shared | self._files.shared.having(referring)
        if not (config or shared):
            return tuple(name for name in self._names if f"{name}{_LONG_TERM}" in self._names)
        headings = self._files.headings
        return tuple(
            name
            for name in self._names
            if headings.get(name) in config or name in shared
            or f"{name}{_LONG_TERM}" in self._names
        )  # fmt: skip

    def _of_files(self, name: str) -> Profile:
        found = self._own.get(name)
        if found is None:
            beside = self._by_key.get(name)
            found = self._own[name] = self._files.profile(name) if beside is None else beside
        return found

    def _named_by_keys(self) -> dict[str, Profile]:
        """Return the profiles that have only a section with the key (aws-mfa), empty."""
        found = {}
        for name in self._names:
            if name.endswith(_LONG_TERM):
                short = name.removesuffix(_LONG_TERM)
                profile = self._files.profile(name)
                if short and short not in self._names and any(map(profile.get, KEYS)):
                    found[short] = profile.replace(
                        name=short, settings={}, services={}, shared=frozenset(), misnamed=()
                    )
        return found

    def _takes(self, profile: Profile) -> bool:
        """Tell whether a profile has anything that only other tools read."""
        settings = profile.settings
        return (
            not _OF_OTHERS.isdisjoint(settings)
            or ("source_profile" in settings and "role_arn" not in settings)
            or (f"{profile.name}{_LONG_TERM}" in self._names and profile.kind == NOTHING)
            or (profile.name.endswith(_LONG_TERM) and self._is_beside(profile.name))
        )

    def _is_beside(self, name: str) -> bool:
        """Tell whether a section with a key has a profile beside it (aws-mfa)."""
        return name.removesuffix(_LONG_TERM) in self._names

    def _completed(self, own: Profile) -> Profile:
        from aws_session.config import inherited_settings, profile_faults

        if self._tools is None:

            def section(name: str) -> inherited_settings.Section | None:
                if name not in self._names:
                    return None
                profile = self._of_files(name)
                return inherited_settings.Section(profile.settings, profile.shared)

            def place(section: inherited_settings.Section, setting: str) -> str:
                held = own.replace(settings=section.settings, shared=section.shared)
                return held.place_of(setting)

            self._tools = inherited_settings.Inheritance(
                section, lambda name: profile_faults.nearest(name, tuple(self._names)), place
            )
        whole = self._tools.completed(own.name)
        return own.replace(
            settings=whole.settings,
            shared=whole.shared,
            inherited=whole.inherited,
            fault=whole.fault,
        )


def _misnamed(
    config: tuple[dict[str, ini.Section], ini.Sections, str],
    credentials: tuple[ini.Sections, str],
) -> tuple[Misnamed, ...]:
    """Return the sections of two files that are not read, given each file's sections and path."""
    shared, path = credentials
    odd = {
        name: shared[name]
        for name in shared
        if not _ODD.isdisjoint(name) or (name.lower() == "default" and "default" not in shared)
    }
    if not (config[0] or odd):
        return ()
    from aws_session.config import misnamed_sections

    return (
        *misnamed_sections.in_config(*config, shared),
        *misnamed_sections.in_credentials(odd, shared, path),
    )


def _profile_of(section: str) -> str:
    """Return the profile that a section of the config file is, or an empty text."""
    kind, name = heading(section)
    return name if kind == "profile" else ""


def heading(section: str) -> tuple[str, str]:
    """Split a section's heading into its kind and name; botocore checks only its beginning."""
    if section == "default":
        return "profile", section
    if (
        section.startswith("profile ")
        and section.isprintable()
        and not ("\\" in section or "'" in section or '"' in section)
    ):
        # Splitting three thousand of them letter by letter takes 20 ms.
        parts = section.split()
        return ("profile", parts[1]) if len(parts) == 2 else ("", "")  # noqa: PLR2004 - kind, name
    for kind in ("profile", "services"):
        if section.startswith(kind):
            from aws_session.config import ini_parser

            words = ini_parser.words(section)
            return (kind, words[1]) if len(words) == 2 else ("", "")  # noqa: PLR2004 - kind, name
    return "", ""
