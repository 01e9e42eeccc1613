"""Assuming a role in a known target."""

from __future__ import annotations

from aws_session.session import role_session, role_start
from aws_session.session import target as targets
from aws_session.session.perform_request import carry_out, prepared

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.environment import Outcome
    from aws_session.session.ports import Ports
    from aws_session.session.precedence import Inputs
    from aws_session.session.request import RoleRequest
    from aws_session.session.role_start import Start
    from aws_session.session.target import Target


def known_target(request: RoleRequest, inputs: Inputs, ports: Ports) -> Target | None:
    """Return the target if it is known without asking AWS; UsageError for an impossible one."""
    word = request.target
    target = None
    if word is not None:
        target = targets.known_target(word, request.role, inputs.settings, inputs.profiles)
    if target is None or target.lacks_role:
        # Imported late: most lines name an alias, a profile or an ID.
        from aws_session.session import choose_target

        return choose_target.known_target(request, target, inputs, ports)
    if target.account:
        ports.tell(target.announcement)
    return target


def assume_role(
    request: RoleRequest, inputs: Inputs, target: Target, ports: Ports, begun: Start | None = None
) -> Outcome:
    start = begun or role_start.begin(request, inputs, target)
    plan = prepared(
        lambda by: role_session.prepare(request, inputs, target, start.replace(source=by)),
        start.source,
        inputs,
        ports,
    )
    return carry_out(plan, inputs, ports)
