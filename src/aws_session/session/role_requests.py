"""The AssumeRole calls that profiles and a target need."""

from __future__ import annotations

from aws_session.config.profiles import Profile
from aws_session.model.role import AssumeRoleRequest
from aws_session.session.precedence import Inputs
from aws_session.session.request import RoleRequest
from aws_session.session.target import Target


def of_profiles(profiles: tuple[Profile, ...]) -> tuple[AssumeRoleRequest, ...]:
    return tuple(map(_of_profile, profiles))


def _of_profile(profile: Profile) -> AssumeRoleRequest:
    # Imported late: a role is named by its account or its ARN, too.
    from aws_session.session import profile_role

    return profile_role.of(profile)


def of_target(
    request: RoleRequest, inputs: Inputs, target: Target, profiles: tuple[Profile, ...]
) -> tuple[AssumeRoleRequest, ...]:
    """Return the call for the target itself; none for a profile with its own credentials."""
    if not target.account or (target.profile and target.arn and not profiles):
        # The credentials that boto3 resolves for a profile are already a session in its role.
        return ()
    own = _of_profile(profiles[-1]) if profiles else AssumeRoleRequest(target.account, target.role)
    return (
        own.replace(
            account=target.account,
            role=target.role,
            arn=target.arn,
            label=target.label,
            session_name=_session_name(request, own, inputs),
            seconds=request.seconds or own.seconds,
            external_id=request.external_id or own.external_id,
            source_identity=request.source_identity or own.source_identity,
            tags=request.tags or own.tags,
            transitive=request.transitive,
            transitive_keys=() if request.tags else own.transitive_keys,
            policy=request.policy,
            policy_arns=request.policy_arn,
        ),
    )


def _session_name(request: RoleRequest, own: AssumeRoleRequest, inputs: Inputs) -> str | None:
    """Return the configured name; UsageError, naming the place, for one that AWS would refuse."""
    for name, where in (
        (request.session_name, "--session-name"),
        (inputs.settings.session_name, "session_name in the settings"),
        (own.session_name, "the profile's role_session_name"),
    ):
        if name:
            # Imported late: most sessions have the signer's name.
            from aws_session.session.role_parameters import check_session_name

            check_session_name(name, where)
            return name
    return None
