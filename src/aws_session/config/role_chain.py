"""The chain of profiles from which a role takes its credentials."""

from __future__ import annotations

from aws_session.config.profiles import ROLE, Profile, Profiles
from aws_session.errors import SessionError
from aws_session.model.record import Record


class Chain(Record):
    """`source` is the profile whose own credentials begin; `roles` are assumed in order."""

    source: Profile
    roles: tuple[Profile, ...] = ()


def of(profile: Profile, profiles: Profiles) -> Chain:
    """Return the chain that ends in a profile; SessionError names a cycle or a missing link.

    The rules are botocore's: a source with a key of its own begins the chain, whatever else it
    says, and a credential_source is botocore's own to resolve.
    """
    roles: list[Profile] = []
    current = profile
    while current.kind == ROLE and not current.get("credential_source"):
        if current in roles:
            names = " -> ".join(role.name for role in (*roles, current))
            raise SessionError(
                f"the source_profile of {profile.name!r} leads back to itself: {names}",
                hint=f"mend it in {profile.config_path}",
            )
        roles.append(current)
        current = _source(current, profiles)
        if current.static_key() is not None:
            break
    return Chain(current, tuple(reversed(roles)))


def _source(profile: Profile, profiles: Profiles) -> Profile:
    name = profile.get("source_profile")
    if name is None:
        raise SessionError(
            f"profile {profile.name!r} has role_arn but neither source_profile nor "
            "credential_source",
            hint=f"add one of them to it in {profile.config_path}",
        )
    if name not in profiles:
        raise SessionError(
            f"profile {profile.name!r} names the source_profile {name!r}, which is not there",
            hint=f"mend it in {profile.config_path}",
        )
    return profiles.by_name[name]
