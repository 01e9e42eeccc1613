"""The chain of profiles from which a role gets its credentials."""

from __future__ import annotations

from aws_session.config.profile import ROLE, Profile
from aws_session.config.profiles import Profiles
from aws_session.errors import SessionError
from aws_session.model import Record

ENVIRONMENT = "Environment"
_SOURCES = (ENVIRONMENT, "Ec2InstanceMetadata", "EcsContainer")
"""Valid values of credential_source, as botocore spells them."""


class Chain(Record):
    """`source` is the profile whose own credentials come first; `roles` are assumed in order."""

    source: Profile
    roles: tuple[Profile, ...] = ()

    @property
    def from_environment(self) -> bool:
        """Whether the environment's credentials start the chain and assume the source's role."""
        kind = self.source.kind_as_source if self.roles else self.source.kind
        return kind == ROLE and self.source.get("credential_source") == ENVIRONMENT

    @property
    def assumed(self) -> tuple[Profile, ...]:
        """The profiles whose roles we have to assume."""
        return (self.source, *self.roles) if self.from_environment else self.roles


def of(profile: Profile, profiles: Profiles) -> Chain:
    """Return the chain that ends in a profile; SessionError names a cycle or a missing link.

    The rules are botocore's: a source with its own key starts the chain, whatever else it says, and
    botocore itself resolves a credential_source other than the environment.
    """
    roles: list[Profile] = []
    current = profile
    current.check()
    while current.kind == ROLE and not current.get("credential_source"):
        if current in roles:
            names = " -> ".join(role.name for role in (*roles, current))
            raise SessionError(
                f"the source_profile of {profile.name!r} leads back to itself: {names}",
                hint=f"fix it in {profile.config_path}",
            )
        roles.append(current)
        current = _source(current, profiles)
        current.check()
        if current.static_key() is not None:
            break
    else:
        _check_credential_source(current)
    return Chain(current, tuple(reversed(roles)))


def _check_credential_source(profile: Profile) -> None:
    named = profile.get("credential_source")
    if profile.kind != ROLE or named is None:
        return
    if profile.get("source_profile") is not None:
        raise SessionError(
            f"profile {profile.name!r} has both source_profile and credential_source",
            hint=f"keep one of them: {profile.place_of('credential_source')}",
        )
    if named not in _SOURCES:
        from aws_session.config import profile_faults
        from aws_session.model.terminal_text import sanitize

        raise SessionError(
            f"{sanitize(named)!r} is not a credential_source (profile {profile.name!r})"
            f"{profile_faults.comment(named)}",
            hint=f"name one of {', '.join(_SOURCES)}: {profile.place_of('credential_source')}",
        )


def _source(profile: Profile, profiles: Profiles) -> Profile:
    name = profile.get("source_profile")
    if name is None:
        raise _without_source(profile)
    for section in profiles.not_read(name) if name not in profiles else ():
        raise SessionError(
            f"profile {profile.name!r} names the source_profile {name!r}: {section.message}",
            hint=section.hint,
        )
    if name not in profiles:
        from aws_session.config import profile_faults

        near = profiles.near(name)
        meant = f"; did you mean {near!r}?" if near else ""
        meant = profile_faults.comment(name) or meant
        raise SessionError(
            f"profile {profile.name!r} names the source_profile {name!r}, "
            f"which does not exist{meant}",
            hint=f"correct it: {profile.place_of('source_profile')}",
        )
    return profiles.by_name[name]


def _without_source(profile: Profile) -> SessionError:
    """Return the error for a role whose profile does not say who assumes it."""
    from aws_session.config import other_tools_settings

    what = f"profile {profile.name!r} has role_arn but neither source_profile nor credential_source"
    for unread in other_tools_settings.of(profile):
        if unread.meant in {"source_profile", "credential_source"}:
            return SessionError(
                f"{what}: {unread.setting!r} is not read as {unread.meant}",
                hint=f"write {unread.meant} instead of {unread.setting!r}: "
                f"{profile.place_of(unread.setting)}",
            )
    return SessionError(what, hint=f"add one of them to it in {profile.config_path}")
