"""Errors in a profile, or in the name of one, and what helps."""

from __future__ import annotations

from aws_session.errors import NoKeyError, SessionError, UsageError
from aws_session.model import credentials

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aws_session.config.profile import Profile
    from aws_session.config.profiles import Profiles
    from aws_session.model.credentials import Credentials

_TOKENS = ("aws_security_token", "aws_session_token")
_SETTINGS = ("aws_access_key_id", "aws_secret_access_key", *_TOKENS)


def of_key(profile: Profile, key: Credentials) -> SessionError:
    """Return why a profile's key cannot sign."""
    if key.swapped:
        return SessionError(
            f"aws_access_key_id and aws_secret_access_key of profile {profile.name!r} are swapped",
            hint=f"swap the two values: {profile.place_of('aws_access_key_id')}",
        )
    return _misfit(profile, key) if key.misfit else _flawed(profile)


def _flawed(profile: Profile) -> SessionError:
    found = ((name, credentials.flaw(profile.get(name) or "")) for name in _SETTINGS)
    slash = ("aws_access_key_id", "contains a slash")
    setting, flaw = next(((name, flaw) for name, flaw in found if flaw), slash)
    return SessionError(
        f"{setting} of profile {profile.name!r} {flaw}, which a key cannot have",
        hint=f"fix the line: {profile.place_of(setting)}",
    )


def _misfit(profile: Profile, key: Credentials) -> SessionError:
    message = f"profile {profile.name!r} has {key.misfit}"
    if key.temporary:
        setting = next(name for name in _TOKENS if profile.get(name))
        hint = f"if the key is correct, remove {setting}: {profile.place_of(setting)}"
        return SessionError(message, hint=hint)
    place = profile.place_of("aws_access_key_id")
    return SessionError(message, hint=f"add aws_session_token to it, or remove the key: {place}")


def nearly_keys(profile: Profile) -> Iterator[tuple[str, str]]:
    """Return the settings that were meant for a key, as exports, shortened or misspelled."""
    from aws_session.model.closest import closest

    for setting in profile.settings:
        word = setting.removeprefix("export ").strip()
        meant = _SHORTENED.get(word.replace("_", "").replace("-", "").removeprefix("aws"))
        meant = meant or closest(word, ("aws_access_key_id", "aws_secret_access_key"))
        if meant and meant != setting:
            yield setting, meant


def why_no_credentials(profile: Profile, sources: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Return the reasons in a profile's settings for which it has none, and what helps.

    `sources` are the settings that give a profile credentials.
    """
    for setting, meant in nearly_keys(profile):
        hint = f"write {meant} instead of {setting!r}: {profile.place_of(setting)}"
        yield f"{setting!r} is not read as {meant}", hint
    for setting in sources:
        if setting in profile.settings and not profile.get(setting):
            yield (
                f"{setting} has no value",
                f"add it, or remove the line: {profile.place_of(setting)}",
            )


_SHORTENED = {
    **dict.fromkeys(("accesskey", "accesskeyid"), "aws_access_key_id"),
    **dict.fromkeys(("secretkey", "secretaccesskey"), "aws_secret_access_key"),
}
"""The names by other tools, without what divides their words."""


def nothing_there(
    profile: Profile, described: str, sources: Iterable[str], elsewhere: str | None = None
) -> NoKeyError:
    """Explain that a profile has no credentials from any of the `sources`, which are settings.

    `elsewhere` says where there are some.
    """
    for section in profile.misnamed:
        return NoKeyError(f"{described} has no credentials: {section.message}", hint=section.hint)
    for reason, hint in why_no_credentials(profile, sources):
        return NoKeyError(f"{described} has no credentials: {reason}", hint=hint)
    return NoKeyError(
        f"{described} has no credentials in {profile.credentials_path}",
        hint=elsewhere or f"add a key with: {configure(profile.name)}",
    )


def half_a_key(profile: Profile) -> SessionError:
    """Return the error for a key ID without its secret, or a secret without its key ID."""
    for setting, meant in nearly_keys(profile):
        return SessionError(
            f"profile {profile.name!r} has only half a key: {setting!r} is not read as {meant}",
            hint=f"write {meant} instead of {setting!r}: {profile.place_of(setting)}",
        )
    there, missing = "aws_access_key_id", "aws_secret_access_key"
    if profile.get(missing):
        there, missing = missing, there
    line, command = profile.settings[there].line, configure(profile.name)
    return SessionError(
        f"profile {profile.name!r} has {there} (line {line}) but no {missing}",
        hint=f"add {missing} to it in {profile.credentials_path}, or run: {command}",
    )


def configure(name: str) -> str:
    """Return the command that enters a key for a profile, by default for [default]."""
    from aws_session.model.terminal_text import quoted

    return "aws configure" + (f" --profile {quoted(name)}" if name not in {"", "default"} else "")


def in_quotes(profile: Profile, setting: str) -> SessionError:
    return SessionError(
        f"{setting} of profile {profile.name!r} is in quotes, which AWS's tools read as part of it",
        hint=f"remove the quotes: {profile.place_of(setting)}",
    )


def wrong_indents(profile: Profile | None) -> SessionError | None:
    """Return the error for indented lines where botocore needs one value, or the reverse.

    None if the profile has no setting that it could be.
    """
    settings = ("api_versions", "services", "endpoint_url")
    if profile is None or profile.settings.keys().isdisjoint(settings):
        return None
    return SessionError(
        f"boto3 cannot read the indented settings of profile {profile.name!r}",
        hint="write one value after endpoint_url and services, and indented lines below "
        f"api_versions and each service of [services NAME]: {profile.place_of(*settings)}",
    )


def invalid_region(profile: Profile, region: str) -> SessionError:
    from aws_session.model.terminal_text import sanitize

    return SessionError(
        f"region {sanitize(region)!r} of profile {profile.name!r} is not valid{comment(region)}",
        hint=f"write it like eu-west-1: {profile.place_of('region')}",
    )


def comment(value: str) -> str:
    """Return why a value with a comment after it is not what was meant; empty for any other."""
    _, _, after = value.partition(" ")
    is_there = after.strip()[:1] in {"#", ";"}
    return ": AWS's tools read a comment after a value as part of it" if is_there else ""


def invalid_role_arn(profile: Profile, arn: str) -> UsageError:
    from aws_session.model.terminal_text import sanitize

    return UsageError(
        f"role_arn of profile {profile.name!r} is not the ARN of a role: {sanitize(arn)}"
        f"{comment(arn)}",
        hint=f"write it like arn:aws:iam::111122223333:role/Admin: {profile.place_of('role_arn')}",
    )


def not_found(profiles: Profiles, name: str) -> UsageError:
    """Return the error for an unknown profile name, with the one that was probably meant."""
    for section in profiles.not_read(name):
        return UsageError(f"there is no AWS profile {name!r}: {section.message}", hint=section.hint)
    near = profiles.near(name)
    if near and name == f"mfa-{near}":
        from aws_session.model.terminal_text import quoted

        return UsageError(
            f"there is no AWS profile {name!r}, only {near!r}",
            hint=f"sessions do not need a second profile: aws-session -p {quoted(near)}",
        )
    return UsageError(
        f"there is no AWS profile {name!r}" + (f"; did you mean {near!r}?" if near else ""),
        hint=_known(profiles),
    )


def _known(profiles: Profiles) -> str:
    """Return which profiles there are, or why there are none."""
    if profiles.folders:
        return in_place_of_a_file(profiles)
    known = ", ".join(sorted(profiles.by_name)[:12]) or "none"
    return f"{profiles.config_path} and {profiles.credentials_path} have: {known}"


def in_place_of_a_file(profiles: Profiles) -> str:
    """Return what to do about folders where the AWS files should be."""
    if len(profiles.folders) == 1:
        return f"{profiles.folders[0]} is a folder: put a file in its place"
    return f"{' and '.join(profiles.folders)} are folders: put files in their place"


def _ends_in(folded: str, known: str) -> bool:
    """Tell whether a name ends in a known one, as whole words: mfa-work in work."""
    before, after = folded[: -len(known)], folded[-len(known) :]
    return after == known.casefold() and not before[-1:].isalnum()


def nearest(name: str, known: tuple[str, ...]) -> str | None:
    """Return the profile that a mistyped name is close to."""
    folded = name.casefold()
    for candidate in known:
        if candidate.casefold() == folded:
            return candidate
    starting = [c for c in known if c.casefold().startswith(folded) or _ends_in(folded, c)]
    if len(starting) == 1:
        return starting[0]
    from aws_session.model import closest

    return closest.closest(name, known)
