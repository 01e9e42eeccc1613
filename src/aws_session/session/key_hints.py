"""Errors about keys that are missing, expired or unusable, and where another key is."""

from __future__ import annotations

from aws_session import environment as env
from aws_session.aws.source_credentials import PROFILE, SourceCredentials
from aws_session.config.profile import (
    KEY_SETTINGS,
    LOGIN,
    LONG_TERM,
    MAKING_CREDENTIALS,
    NOTHING,
    PROCESS,
    SSO,
    WEB_IDENTITY,
)
from aws_session.errors import LeftoverError, SessionError
from aws_session.model import utc
from aws_session.model.credentials import shown_id
from aws_session.model.terminal_text import quoted, sanitize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.config.profile import Profile
    from aws_session.config.profiles import Profiles
    from aws_session.model.credentials import Credentials
    from aws_session.session.precedence import Inputs

_MOST_PROFILES = 12
_KINDS_WITH_KEYS = (
    ("a long-term key", (LONG_TERM,), KEY_SETTINGS),
    ("credentials", (SSO, LOGIN, PROCESS, WEB_IDENTITY), MAKING_CREDENTIALS),
)


def foreign(key: Credentials, inputs: Inputs) -> str:
    """Explain that the environment has temporary credentials, which cannot start an MFA session."""
    # Imported late: few environments have another tool's session.
    from aws_session.model import key_expiry

    until = inputs.original_env.get(env.EXPIRATION)
    ending = f", {sanitize(key_expiry.ending(until, inputs.snapshot.now))}" if until else ""
    return (
        "the environment has temporary credentials of another tool "
        f"({shown_id(key.key_id)}{ending}), and an MFA code needs a long-term key"
    )


def check_has_key(signer: SourceCredentials, inputs: Inputs) -> None:
    """Refuse a profile that has no credentials from any source; NoKeyError."""
    profile = signer.profile
    if signer.key is not None or profile is None or profile.kind != NOTHING:
        return
    from aws_session.config import profile_faults
    from aws_session.environment import sdk_identities

    if sdk_identities.provides(inputs.original_env):
        return
    # A profile that was named needs a key; the default one may not have been meant.
    meant = profile.name != "default"
    elsewhere = None if meant else profiles_with_keys(inputs.profiles)
    folder = in_place_of_a_file(inputs.profiles)
    raise profile_faults.nothing_there(
        profile, signer.description, MAKING_CREDENTIALS, elsewhere or folder
    )


def where_keys_are(profiles: Profiles) -> str:
    elsewhere = profiles_with_keys(profiles) or in_place_of_a_file(profiles)
    return elsewhere or f"add a key to {profiles.credentials_path}: aws configure"


def in_place_of_a_file(profiles: Profiles) -> str | None:
    if not profiles.folders:
        return None
    # Imported late: nearly always there are files or nothing.
    from aws_session.config import profile_faults

    return profile_faults.in_place_of_a_file(profiles)


def profiles_with_keys(profiles: Profiles) -> str | None:
    """Return how to name a profile that can sign, those with a long-term key first, if any can."""
    for what, kinds, settings in _KINDS_WITH_KEYS:
        named: list[str] = []
        for name in sorted(profiles.names_having(*settings)):
            profile = profiles.by_name[name]
            if profile.kind_as_source in kinds and not profile.is_ours:
                named.append(name)
            if len(named) == _MOST_PROFILES:
                # There may be thousands.
                break
        shown = ", ".join(named)
        if shown:
            return f"name a profile with {what} ({shown}): aws-session --profile NAME"
    return None


def long_term_beside(profile: Profile, profiles: Profiles) -> str | None:
    """Return the profile in which aws-mfa stores the long-term key for another profile's key."""
    name = f"{profile.name}-long-term"
    found = profiles.by_name.get(name)
    return name if found is not None and found.kind == LONG_TERM else None


def check_not_expired(signer: SourceCredentials, profiles: Profiles, now: int) -> None:
    """Refuse a profile's expired temporary key, by the expiry that another tool wrote."""
    profile, key = signer.profile, signer.key
    written = profile.key_expiry if profile else None
    if key is None or written is None or not signer.origin.startswith(PROFILE):
        return
    if key.expires is None or key.expires > now:
        return
    assert profile is not None  # noqa: S101 - it is what has a key expiry
    place = profile.place_of(written[0])
    raise SessionError(
        f"the temporary key of profile {profile.name!r} expired at {utc(key.expires)} "
        f"({written[0]}: {place})",
        hint=_instead_of(profile, profiles),
    )


def _instead_of(profile: Profile, profiles: Profiles) -> str:
    """Return what to do about an expired temporary key."""
    beside = long_term_beside(profile, profiles)
    if beside is None:
        return "renew it with the tool that wrote it, or " + where_keys_are(profiles)
    return f"the long-term key is in another profile: aws-session -p {quoted(beside)}"


def misfit(key: Credentials, environ: dict[str, str]) -> LeftoverError:
    """Explain that the key and the token in an environment do not belong together."""
    message = f"the environment has {key.misfit}"
    if key.temporary:
        return LeftoverError(message, *_tokens(environ), advice="remove the token")
    advice = f"set {env.TOKEN}, or remove the key"
    return LeftoverError(message, env.KEY_ID, env.SECRET, advice=advice)


def flaw(key: Credentials, environ: dict[str, str]) -> LeftoverError:
    """Explain that a part of the key in an environment cannot be valid."""
    names = (env.KEY_ID, env.SECRET, *_tokens(environ))
    advice = "set it again, or remove the key"
    return LeftoverError(f"the environment has a {key.flaw}", *names, advice=advice)


def _tokens(environ: dict[str, str]) -> tuple[str, ...]:
    return tuple(name for name in (env.TOKEN, env.OLD_TOKEN) if environ.get(name))
