"""The story of a pose, from its words to the sessions that one arrives in."""

from __future__ import annotations

from aws_session.environment import change as env
from aws_session.environment import snapshot as snapshots
from aws_session.intent.mfa import Mfa
from aws_session.intent.pose import with_policy
from aws_session.session import choose_target, mfa_session, role_session
from aws_session.session import target as targets
from aws_session.session.choose_target import Listing
from aws_session.session.perform import carry_out, known, prepared, with_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.environment.change import EnvironmentChange
    from aws_session.environment.snapshot import EnvironmentSnapshot
    from aws_session.intent import Pose
    from aws_session.session.inputs import Inputs
    from aws_session.session.outcome import Outcome
    from aws_session.session.ports import Ports
    from aws_session.session.role_session import Start
    from aws_session.session.target import Target


def pose(intent: Pose, snapshot: EnvironmentSnapshot, ports: Ports) -> Outcome:
    inputs = known(snapshot, ports)
    if intent.policy is not None:
        intent = with_policy(intent, ports.policy_text(intent.policy))
    target = choose_target.known_target(intent, inputs, ports)
    if target is None:
        return _from_list(intent, intent, inputs, ports)
    role_session.check_chain(intent, inputs, target)
    return assume_role(intent, inputs, target, ports)


def _from_list(intent: Pose, typed: Pose, inputs: Inputs, ports: Ports) -> Outcome:
    """Find the target among the accounts of the organization, which only a session may list.

    `typed` is what was asked for before there was one.
    """
    start = role_session.begin(intent, inputs, None)
    signer = with_key(start.source, inputs, ports)
    if role_session.needs_session(intent, start, signer):
        first = _session_below(intent, inputs, start.replace(source=signer), ports)
        environ = env.applied(inputs.snapshot.environ, first)
        now = snapshots.read_snapshot(environ, int(ports.now()))
        then = _from_list(role_session.in_session(intent, start), typed, known(now, ports), ports)
        after = env.applied(environ, then.change)
        return then.replace(change=env.to(inputs.snapshot.environ, after, then.change))
    aws = ports.aws(signer, intent.region or start.region, inputs.original_env)
    caller = role_session.caller_of(start) or ports.job(aws.caller, "waiting for AWS").result()
    target = Listing(inputs, aws, caller, ports).target(intent, typed)
    role_session.check_chain(typed, inputs, target)
    return assume_role(intent, inputs, target, ports)


def _session_below(intent: Pose, inputs: Inputs, start: Start, ports: Ports) -> EnvironmentChange:
    """Begin what the list is signed with: one's own session, or the role of a profile."""
    wish = intent.convert(Mfa, profile=None, duration=None)
    if start.roles:
        target = targets.of_profile(start.roles[-1], None, inputs.settings)
        outcome = assume_role(mfa_session.as_pose(wish), inputs, target, ports)
    else:
        outcome = carry_out(mfa_session.prepare(wish, inputs, start.source), inputs, ports)
    for line in outcome.notices:
        ports.tell(line)
    return outcome.change


def assume_role(intent: Pose, inputs: Inputs, target: Target, ports: Ports) -> Outcome:
    start = role_session.begin(intent, inputs, target)
    plan = prepared(
        lambda by: role_session.prepare(intent, inputs, target, start.replace(source=by)),
        start.source,
        inputs,
        ports,
    )
    return carry_out(plan, inputs, ports)
