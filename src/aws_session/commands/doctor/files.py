"""What doctor finds in the AWS files and the settings."""

from __future__ import annotations

from aws_session.commands.doctor.findings import PROBLEM, WARNING, Finding, good
from aws_session.commands.doctor.surroundings import Surroundings
from aws_session.config import role_chain
from aws_session.config.profiles import LONG_TERM, ROLE, Profile
from aws_session.environment import change as env
from aws_session.errors import SessionError
from aws_session.model.closest import closest
from aws_session.model.terminal_text import sanitize
from aws_session.session.precedence import Inputs


def examine(inputs: Inputs, around: Surroundings) -> list[Finding]:
    """Look into the AWS files and the settings, which could be read."""
    found = [
        Finding("files", WARNING, f"{path} can be read by others", f"chmod 600 {path}")
        for path in around.open_files
    ]
    for profile in inputs.profiles.by_name.values():
        found += _of_profile(profile, inputs)
    found += [
        Finding("files", WARNING, sanitize(section.message), sanitize(section.hint))
        for section in inputs.profiles.misnamed
    ]
    found += _of_names(inputs)
    found += _of_default(inputs)
    count = len(inputs.profiles.by_name)
    return good("files", found, f"{count} AWS profile{'' if count == 1 else 's'}")


def _of_profile(profile: Profile, inputs: Inputs) -> list[Finding]:
    try:
        profile.check_quotes()
        profile.static_key()
        if profile.kind == ROLE:
            role_chain.of(profile, inputs.profiles)
    except SessionError as error:
        return [Finding("files", WARNING, error.message, error.hint)]
    return []


def _of_default(inputs: Inputs) -> list[Finding]:
    """Name what no session can take away from a program that reads the files first."""
    default = inputs.profiles.by_name.get("default")
    if default is None or default.kind != LONG_TERM:
        return []
    if not env.holds_session(inputs.snapshot.environ):
        return []
    place = default.place_of("aws_access_key_id")
    what = f"profile default has a long-term key, {place}: the AWS SDK for .NET 3 takes it first"
    remedy = "give that profile another name, and name it as default_profile: aws-session config"
    return [Finding("files", WARNING, what, remedy)]


def _of_names(inputs: Inputs) -> list[Finding]:
    known = tuple(inputs.profiles.by_name)
    told = [
        (name, inputs.original_env[name]) for name in env.PROFILES if inputs.original_env.get(name)
    ]
    if inputs.settings.default_profile:
        told.append(("default_profile of the settings", inputs.settings.default_profile))
    found = [
        Finding("files", PROBLEM, f"{where} names the AWS profile {sanitize(name)!r}, and there is "
                "none", _nearest(name, known))
        for where, name in told
        if name not in known
    ]  # fmt: skip
    found += [
        Finding("files", WARNING, f"[profiles.{name}] of the settings is no AWS profile's",
                _nearest(name, known))
        for name in inputs.settings.profiles
        if name not in known
    ]  # fmt: skip
    return found


def _nearest(name: str, known: tuple[str, ...]) -> str:
    near = closest(name, known)
    there = ", ".join(sanitize(other) for other in known[:12]) or "none"
    return f"did you mean {sanitize(near)!r}?" if near else f"there are: {there}"
