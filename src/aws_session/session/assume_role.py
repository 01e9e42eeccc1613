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
    from aws_session.environment.snapshot import Situation
    from aws_session.intent import Pose
    from aws_session.session.inputs import Knowledge
    from aws_session.session.outcome import Outcome
    from aws_session.session.ports import Outside
    from aws_session.session.role_session import Start
    from aws_session.session.target import Target


def pose(intent: Pose, situation: Situation, outside: Outside) -> Outcome:
    knowledge = known(situation, outside)
    if intent.policy is not None:
        intent = with_policy(intent, outside.policy_text(intent.policy))
    target = choose_target.known_target(intent, knowledge, outside)
    if target is None:
        return _from_list(intent, intent, knowledge, outside)
    return assume_role(intent, knowledge, target, outside)


def _from_list(intent: Pose, typed: Pose, knowledge: Knowledge, outside: Outside) -> Outcome:
    """Find the target among the accounts of the organization, which only a session may list.

    `typed` is what was asked for before there was one.
    """
    start = role_session.begin(intent, knowledge, None)
    signer = with_key(start.signer, knowledge, outside)
    if role_session.needs_session(intent, start, signer):
        first = _session_below(intent, knowledge, start.but(signer=signer), outside)
        environ = env.applied(knowledge.situation.environ, first)
        now = snapshots.read_snapshot(environ, int(outside.now()))
        then = _from_list(
            role_session.in_session(intent, start), typed, known(now, outside), outside
        )
        after = env.applied(environ, then.change)
        return then.but(change=env.to(knowledge.situation.environ, after, then.change))
    aws = outside.aws(signer, intent.region or start.region, knowledge.base)
    caller = role_session.caller_of(start) or outside.job(aws.caller, "waiting for AWS").result()
    target = Listing(knowledge, aws, caller, outside).target(intent, typed)
    return assume_role(intent, knowledge, target, outside)


def _session_below(
    intent: Pose, knowledge: Knowledge, start: Start, outside: Outside
) -> EnvironmentChange:
    """Begin what the list is signed with: one's own session, or the role of a profile."""
    wish = intent.into(Mfa, profile=None, duration=None)
    if start.roles:
        target = targets.of_profile(start.roles[-1], None, knowledge.settings)
        outcome = assume_role(mfa_session.as_pose(wish), knowledge, target, outside)
    else:
        outcome = carry_out(mfa_session.prepare(wish, knowledge, start.signer), knowledge, outside)
    for line in outcome.said:
        outside.tell(line)
    return outcome.change


def assume_role(intent: Pose, knowledge: Knowledge, target: Target, outside: Outside) -> Outcome:
    start = role_session.begin(intent, knowledge, target)
    plan = prepared(
        lambda by: role_session.prepare(intent, knowledge, target, start.but(signer=by)),
        start.signer,
        knowledge,
        outside,
    )
    return carry_out(plan, knowledge, outside)
