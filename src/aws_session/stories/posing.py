"""The story of a pose, from its words to the sessions that one arrives in."""

from __future__ import annotations

from aws_session import environment as env
from aws_session import situation as situations
from aws_session import targets
from aws_session.intent.mfa import Mfa
from aws_session.intent.pose import with_policy
from aws_session.modes import mfa, pose
from aws_session.run import carry_out, known, prepared, with_key
from aws_session.stories import choosing
from aws_session.stories.choosing import Listing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.environment import EnvironmentChange
    from aws_session.intent import Pose
    from aws_session.modes import Outcome
    from aws_session.modes.pose import Start
    from aws_session.situation import Knowledge, Situation
    from aws_session.stories.outside import Outside
    from aws_session.targets import Target


def pose_as(intent: Pose, situation: Situation, outside: Outside) -> Outcome:
    knowledge = known(situation, outside)
    if intent.policy is not None:
        intent = with_policy(intent, outside.policy_text(intent.policy))
    target = choosing.at_hand(intent, knowledge, outside)
    if target is None:
        return _from_list(intent, intent, knowledge, outside)
    return take_role(intent, knowledge, target, outside)


def _from_list(intent: Pose, typed: Pose, knowledge: Knowledge, outside: Outside) -> Outcome:
    """Find the target among the accounts of the organization, which only a session may list.

    `typed` is what was asked for before there was one.
    """
    start = pose.begin(intent, knowledge, None)
    signer = with_key(start.signer, knowledge, outside)
    if pose.needs_session(intent, start, signer):
        first = _session_below(intent, knowledge, start.but(signer=signer), outside)
        environ = env.applied(knowledge.situation.environ, first)
        now = situations.survey(environ, int(outside.now()))
        then = _from_list(pose.in_session(intent, start), typed, known(now, outside), outside)
        after = env.applied(environ, then.change)
        return then.but(change=env.to(knowledge.situation.environ, after, then.change))
    aws = outside.aws(signer, intent.region or start.region, knowledge.base)
    caller = pose.caller_of(start) or outside.job(aws.caller, "waiting for AWS").result()
    target = Listing(knowledge, aws, caller, outside).target(intent, typed)
    return take_role(intent, knowledge, target, outside)


def _session_below(
    intent: Pose, knowledge: Knowledge, start: Start, outside: Outside
) -> EnvironmentChange:
    """Begin what the list is signed with: one's own session, or the role of a profile."""
    wish = intent.into(Mfa, profile=None, duration=None)
    if start.roles:
        target = targets.of_profile(start.roles[-1], None, knowledge.settings)
        outcome = take_role(mfa.as_pose(wish), knowledge, target, outside)
    else:
        outcome = carry_out(mfa.prepare(wish, knowledge, start.signer), knowledge, outside)
    for line in outcome.said:
        outside.tell(line)
    return outcome.change


def take_role(intent: Pose, knowledge: Knowledge, target: Target, outside: Outside) -> Outcome:
    start = pose.begin(intent, knowledge, target)
    plan = prepared(
        lambda by: pose.prepare(intent, knowledge, target, start.but(signer=by)),
        start.signer,
        knowledge,
        outside,
    )
    return carry_out(plan, knowledge, outside)
