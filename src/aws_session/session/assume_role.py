"""Assuming a role, from the words typed to the sessions that result."""

from __future__ import annotations

from aws_session.environment import change as env
from aws_session.environment import snapshot as snapshots
from aws_session.session import choose_target, mfa_session, role_session
from aws_session.session import target as targets
from aws_session.session.choose_target import Listing
from aws_session.session.perform import carry_out, known, prepared, with_key
from aws_session.session.request import MfaRequest, RoleRequest
from aws_session.session.role_parameters import with_policy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.environment.change import EnvironmentChange
    from aws_session.environment.snapshot import EnvironmentSnapshot
    from aws_session.session.inputs import Inputs
    from aws_session.session.outcome import Outcome
    from aws_session.session.ports import Ports
    from aws_session.session.role_session import Start
    from aws_session.session.target import Target


def start(request: RoleRequest, snapshot: EnvironmentSnapshot, ports: Ports) -> Outcome:
    inputs = known(snapshot, ports)
    if request.policy is not None:
        request = with_policy(request, ports.policy_text(request.policy))
    target = choose_target.known_target(request, inputs, ports)
    if target is None:
        return _from_list(request, request, inputs, ports)
    role_session.check_chain(request, inputs, target)
    return assume_role(request, inputs, target, ports)


def _from_list(request: RoleRequest, typed: RoleRequest, inputs: Inputs, ports: Ports) -> Outcome:
    """Find the target among the accounts of the organization, which only a session may list.

    `typed` is what was asked for before there was one.
    """
    start = role_session.begin(request, inputs, None)
    signer = with_key(start.source, inputs, ports)
    if role_session.needs_session(request, start, signer):
        first = _session_below(request, inputs, start.replace(source=signer), ports)
        environ = env.applied(inputs.snapshot.environ, first)
        now = snapshots.read_snapshot(environ, int(ports.now()))
        then = _from_list(role_session.in_session(request, start), typed, known(now, ports), ports)
        after = env.applied(environ, then.change)
        return then.replace(change=env.to(inputs.snapshot.environ, after, then.change))
    aws = ports.aws(signer, request.region or start.region, inputs.original_env)
    caller = role_session.caller_of(start) or ports.job(aws.caller, "waiting for AWS").result()
    target = Listing(inputs, aws, caller, ports).target(request, typed)
    role_session.check_chain(typed, inputs, target)
    # The profile that was named signs whatever the word turned out to be: its session is here.
    begun = start if typed.profile is not None and request.profile is None else None
    return assume_role(request, inputs, target, ports, begun)


def _session_below(
    request: RoleRequest, inputs: Inputs, start: Start, ports: Ports
) -> EnvironmentChange:
    """Begin what the list is signed with: one's own session, or the role of a profile."""
    wish = request.convert(MfaRequest, profile=None, duration=None)
    if start.roles:
        target = targets.of_profile(start.roles[-1], None, inputs.settings)
        outcome = assume_role(mfa_session.as_role(wish), inputs, target, ports)
    else:
        outcome = carry_out(mfa_session.prepare(wish, inputs, start.source), inputs, ports)
    for line in outcome.notices:
        ports.tell(line)
    return outcome.change


def assume_role(
    request: RoleRequest, inputs: Inputs, target: Target, ports: Ports, begun: Start | None = None
) -> Outcome:
    start = begun or role_session.begin(request, inputs, target)
    plan = prepared(
        lambda by: role_session.prepare(request, inputs, target, start.replace(source=by)),
        start.source,
        inputs,
        ports,
    )
    return carry_out(plan, inputs, ports)
