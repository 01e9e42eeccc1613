"""What doctor finds in the AWS files and the settings."""

from __future__ import annotations

from aws_session import environment as env
from aws_session import paths
from aws_session.commands.doctor.findings import PROBLEM, WARNING, Finding, good
from aws_session.commands.doctor.local_checks import LocalState
from aws_session.config import inherited_settings, other_tools_settings, role_chain
from aws_session.config.profile import LONG_TERM, ROLE, Profile
from aws_session.environment import sdk_identities
from aws_session.errors import SessionError
from aws_session.model.closest import closest
from aws_session.model.terminal_text import sanitize
from aws_session.session import precedence, profile_role
from aws_session.session.precedence import Inputs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from aws_session.config.misnamed_sections import Misnamed
    from aws_session.config.profiles import Profiles

_MOST_NAMES = 3
_MAY_BE_WRONG = (
    *("aws_access_key_id", "aws_secret_access_key", "aws_session_token", "aws_security_token"),
    *("role_arn", "credential_source", "duration_seconds", "mfa_serial", "services"),
    *inherited_settings.READ,
)
"""Settings that make a profile worth checking; quotes are found separately."""


def examine(inputs: Inputs, local: LocalState, unset: Callable[..., str]) -> list[Finding]:
    """Check the AWS files and the settings, which were readable."""
    found = [
        Finding("files", WARNING, f"{path} is readable by other users", paths.closing(path))
        for path in local.open_files
    ]
    found += [
        Finding("files", WARNING, f"{name} names {sanitize(inputs.original_env[name])}, which does "
                "not exist", f"correct the path, or remove it: {unset(name)}")
        for name in local.missing
    ]  # fmt: skip
    found += [
        Finding("files", WARNING, f"{sanitize(path)} is a folder, which AWS's tools treat as a "
                "missing file", "put a file in its place")
        for path in inputs.profiles.folders
    ]  # fmt: skip
    for profile in _worth_a_look(inputs):
        found += _of_profile(profile, inputs)
    found += _unread(inputs)
    found += [
        Finding("files", WARNING, sanitize(section.message), sanitize(section.hint))
        for section in _not_read(inputs.profiles)
    ]
    found += _of_names(inputs, unset)
    found += _of_default(inputs, local.dotnet)
    count = len(inputs.profiles.by_name)
    if not count and not inputs.original_env.get(env.KEY_ID):
        places = f"{inputs.profiles.config_path} and {inputs.profiles.credentials_path}"
        what = f"there are no AWS profiles in {places}"
        if not inputs.profiles.folders and sdk_identities.provides(inputs.original_env):
            return good("files", found, what)
        remedy = "put files there" if inputs.profiles.folders else "add one: aws configure"
        return [*found, Finding("files", WARNING, what, remedy)]
    return good("files", found, f"{count} AWS profile{'' if count == 1 else 's'}")


def _not_read(profiles: Profiles) -> tuple[Misnamed, ...]:
    """Return the sections that are not read; what all other sections have may be meant so."""
    usual = profiles.by_name.get("default")
    of_usual = usual.misnamed if usual is not None else ()
    meant = (section for section in profiles.misnamed if not section.is_shared)
    return tuple(dict.fromkeys((*meant, *of_usual)))


def _of_profile(profile: Profile, inputs: Inputs) -> list[Finding]:
    named = profile.get("services")
    if named and not profile.services:
        what = (
            f"profile {profile.name!r} names the services section {named!r}, which does not exist"
        )
        remedy = f"add [services {named}], or correct it: {profile.place_of('services')}"
        return [Finding("files", WARNING, sanitize(what), sanitize(remedy))]
    try:
        profile.check()
        profile.static_key()
        profile_role.token_seconds(profile)
        precedence.configured_device(None, {}, profile)
        if profile.kind == ROLE:
            role_chain.of(profile, inputs.profiles)
            profile_role.check_duration(profile)
            profile_role.of(profile)
    except SessionError as error:
        return [Finding("files", WARNING, error.message, error.hint)]
    return []


def _worth_a_look(inputs: Inputs) -> Iterator[Profile]:
    """Return the profiles that have anything that may be wrong; there may be thousands."""
    profiles = inputs.profiles
    named = {*profiles.names_having(*_MAY_BE_WRONG), *profiles.by_name.quoted()}
    return (profiles.by_name[name] for name in profiles.by_name if name in named)


def _unread(inputs: Inputs) -> Iterator[Finding]:
    """Name settings that neither we nor AWS's tools read, once for all profiles that have them."""
    profiles = inputs.profiles.by_name
    alike: dict[tuple[bool, tuple[str, ...]], list[str]] = {}
    for name in profiles:
        of_key = name.endswith(inherited_settings.LONG_TERM_SUFFIX)
        alike.setdefault((of_key, profiles.settings_of(name)), []).append(name)
    found: dict[tuple[other_tools_settings.Unread, ...], list[str]] = {}
    for names in alike.values():
        # Their line numbers differ from profile to profile.
        unread = tuple(each.replace(line=0) for each in other_tools_settings.of(profiles[names[0]]))
        if unread:
            found.setdefault(unread, []).extend(names)
    for unread, names in found.items():
        told = sanitize(", ".join(map(str, unread)))
        whose = f"profile{'s' * (len(names) > 1)} {_some(names)}"
        what = f"{whose}: settings that neither aws-session nor the AWS CLI and SDKs read: {told}"
        place = sanitize(profiles[names[0]].place_of(unread[0].setting))
        mistyped = any(each.meant for each in unread)
        remedy = "correct the spelling" if mistyped else "sessions do not use them"
        yield Finding("files", WARNING, what, f"{remedy}: {place}")


def _some(names: list[str]) -> str:
    shown = ", ".join(sanitize(name) for name in names[:_MOST_NAMES])
    more = len(names) - _MOST_NAMES
    return f"{shown} and {more:,} more" if more > 0 else shown


def _of_default(inputs: Inputs, dotnet: str) -> list[Finding]:
    """Name keys that a session cannot hide from programs that read the files first.

    Only the AWS SDK for .NET 3 does that, so this is irrelevant on a machine without .NET.
    """
    default = inputs.profiles.by_name.get("default")
    if not dotnet or default is None or default.kind != LONG_TERM:
        return []
    if not env.holds_session(inputs.snapshot.environ):
        return []
    place = default.place_of("aws_access_key_id")
    what = (
        f"profile default has a long-term key, {place}: programs with the AWS SDK for .NET 3 use "
        f"it instead of this session, and this machine has {sanitize(dotnet)}"
    )
    remedy = "rename that profile, and set default_profile to its new name: aws-session config"
    return [Finding("files", WARNING, what, remedy)]


def _of_names(inputs: Inputs, unset: Callable[..., str]) -> list[Finding]:
    known = tuple(inputs.profiles.by_name)
    told = [
        (name, inputs.original_env[name]) for name in env.PROFILES if inputs.original_env.get(name)
    ]
    if inputs.settings.default_profile:
        told.append(("default_profile in the settings", inputs.settings.default_profile))
    found = [
        _of_name(where, name, inputs, unset(where) if where in env.PROFILES else "")
        for where, name in told
        if name not in known
    ]
    found += [
        Finding("files", WARNING, f"[profiles.{name}] in the settings: no such AWS profile",
                _nearest(name, known))
        for name in inputs.settings.profiles
        if name not in known
    ]  # fmt: skip
    return found


def _of_name(where: str, name: str, inputs: Inputs, removal: str) -> Finding:
    """Name a profile that does not exist; `removal` unsets the variable that names it."""
    what = f"{where} names the AWS profile {sanitize(name)!r}, which does not exist"
    environ, remedy = inputs.snapshot.environ, _nearest(name, tuple(inputs.profiles.by_name))
    if environ.get(where) == name and environ.get(env.KEY_ID):
        what += ": boto3 and the AWS SDK for Go 2 fail, although a key is set"
        remedy = f"{removal}; {remedy}"
    return Finding("files", PROBLEM, what, remedy)


def _nearest(name: str, known: tuple[str, ...]) -> str:
    near = closest(name, known)
    there = ", ".join(sanitize(other) for other in known[:12]) or "none"
    return f"did you mean {sanitize(near)!r}?" if near else f"known profiles: {there}"
