"""Getting credentials: an MFA session or a role session, started from a request."""

from __future__ import annotations

from aws_session.config.profile import ROLE
from aws_session.session.perform_request import carry_out, known, prepared
from aws_session.session.request import MfaRequest, RoleRequest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.environment import EnvironmentSnapshot, Outcome
    from aws_session.session.ports import Ports
    from aws_session.session.request import RenewRequest


def start(
    request: MfaRequest | RoleRequest, snapshot: EnvironmentSnapshot, ports: Ports
) -> Outcome:
    if isinstance(request, RoleRequest):
        return start_role(request, snapshot, ports)
    return start_mfa(request, snapshot, ports)


def start_mfa(request: MfaRequest, snapshot: EnvironmentSnapshot, ports: Ports) -> Outcome:
    # Imported late, as below: a stored role needs none of it.
    from aws_session.session import mfa_session

    inputs = known(snapshot, ports)
    chosen = mfa_session.choose(request, inputs)
    if chosen.key is None and chosen.profile and chosen.profile.kind == ROLE:
        from aws_session.session import assume_role
        from aws_session.session import target as targets

        target = targets.of_profile(chosen.profile, None, inputs.settings)
        return assume_role.assume_role(mfa_session.as_role(request), inputs, target, ports)
    plan = prepared(lambda by: mfa_session.prepare(request, inputs, by), chosen, inputs, ports)
    return carry_out(plan, inputs, ports)


def start_role(request: RoleRequest, snapshot: EnvironmentSnapshot, ports: Ports) -> Outcome:
    from aws_session.session import assume_role, role_start

    inputs = known(snapshot, ports)
    if request.policy is not None:
        from aws_session.session.role_name_tags_policies import with_policy

        request = with_policy(request, ports.policy_text(request.policy))
    target = assume_role.known_target(request, inputs, ports)
    if target is None:
        from aws_session.session import role_from_list

        return role_from_list.from_list(request, request, inputs, ports)
    role_start.check_chain(request, inputs, target)
    return assume_role.assume_role(request, inputs, target, ports)


def start_again(request: RenewRequest, snapshot: EnvironmentSnapshot, ports: Ports) -> Outcome:
    """Start the session of this shell again, with another profile if one is now named."""
    from aws_session.session import renew, role_session, role_start, session_source

    inputs = known(snapshot, ports)
    if not session_source.profile_named_since(snapshot):
        plan = renew.prepare(request, inputs)
        unsigned = plan
        plan = prepared(lambda by: unsigned.replace(source=by), plan.source, inputs, ports)
        if plan.with_mfa:
            role_session.check_takes_code(plan.source)
        return carry_out(plan, inputs, ports)
    if snapshot.state.levels[-1].kind != "pose":
        return start_mfa(request.convert(MfaRequest, fresh=True), snapshot, ports)
    begun = role_start.starting_with(session_source.for_new_session(None, inputs), inputs)
    plan = prepared(
        lambda by: renew.by_another(request, inputs, begun.replace(source=by)),
        begun.source,
        inputs,
        ports,
    )
    return carry_out(plan, inputs, ports)
