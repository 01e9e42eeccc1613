"""The story of one run, from an Intent to an Outcome; the outside world is handed in."""

from __future__ import annotations

from aws_session.environment import snapshot as snapshots
from aws_session.environment.snapshot import Situation
from aws_session.errors import SessionError
from aws_session.session.inputs import Knowledge
from aws_session.session.perform import carry_out, known, prepared, with_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from aws_session.intent import Back, End, Intent, Mfa, Pose, Region, Renew, Resume
    from aws_session.session.outcome import Outcome
    from aws_session.session.ports import Outside

    Story = Callable[[Any, Situation, Outside], Outcome]


def run(intent: Intent, outside: Outside) -> Outcome:
    """Return what a mode comes to; raises SessionError where it comes to nothing."""
    situation = snapshots.read_snapshot(outside.environ, int(outside.now()))
    return _STORIES[type(intent).__name__](intent, situation, outside)


# Each story imports its mode when it is told: `end` must not pay for what `mfa` needs.


def _mfa(intent: Mfa, situation: Situation, outside: Outside) -> Outcome:
    from aws_session.config.profiles import ROLE
    from aws_session.session import mfa_session

    knowledge = known(situation, outside)
    chosen = mfa_session.choose(intent, knowledge)
    if chosen.key is None and chosen.profile and chosen.profile.kind == ROLE:
        from aws_session.session import assume_role
        from aws_session.session import target as targets

        target = targets.of_profile(chosen.profile, None, knowledge.settings)
        return assume_role.assume_role(mfa_session.as_pose(intent), knowledge, target, outside)
    plan = prepared(
        lambda by: mfa_session.prepare(intent, knowledge, by), chosen, knowledge, outside
    )
    return carry_out(plan, knowledge, outside)


def _pose(intent: Pose, situation: Situation, outside: Outside) -> Outcome:
    from aws_session.session import assume_role

    return assume_role.pose(intent, situation, outside)


def _renew(intent: Renew, situation: Situation, outside: Outside) -> Outcome:
    from aws_session.session import precedence, renew, role_session

    knowledge = known(situation, outside)
    if precedence.named_since(situation):
        return _renew_by_another(intent, knowledge, outside)
    plan = renew.prepare(intent, knowledge)
    plan = plan.but(signer=with_key(plan.signer, knowledge, outside))
    if plan.coded:
        role_session.check_takes_code(plan.signer)
    return carry_out(plan, knowledge, outside)


def _renew_by_another(intent: Renew, knowledge: Knowledge, outside: Outside) -> Outcome:
    """Renew where the environment names another profile than when the session began."""
    from aws_session.intent import Mfa
    from aws_session.session import precedence, renew, role_session

    situation = knowledge.situation
    if situation.state.levels[-1].kind != "pose":
        return _mfa(intent.into(Mfa, fresh=True), situation, outside)
    start = role_session.starting_with(precedence.anew(None, knowledge), knowledge)
    plan = prepared(
        lambda by: renew.by_another(intent, knowledge, start.but(signer=by)),
        start.signer,
        knowledge,
        outside,
    )
    return carry_out(plan, knowledge, outside)


def _back(_: Back, situation: Situation, outside: Outside) -> Outcome:
    from aws_session.session import back

    return back.back(situation, outside.local_time)


def _region(intent: Region, situation: Situation, _: Outside) -> Outcome:
    from aws_session.session import region

    return region.change(intent, situation)


def _resume(intent: Resume, situation: Situation, outside: Outside) -> Outcome:
    from aws_session.session import resume

    if not (resume.has_room(situation) and outside.keeps_something()):
        return resume.NOTHING
    from aws_session.session import resume

    try:
        return resume.take(intent, known(situation, outside), outside)
    except SessionError:
        # Whoever opens a terminal asked for nothing; `aws-session` will say what is wrong.
        return resume.NOTHING


def _end(intent: End, situation: Situation, outside: Outside) -> Outcome:
    from aws_session.session import end

    if not (intent.revoke or _ends_at_aws(situation, outside)):
        outcome = end.end(situation, outside.local_time, foreign=intent.foreign)
        if intent.code is not None:
            outcome = end.and_code(outcome)
        if not intent.all:
            return _still_keeping(outcome, situation, outside)
        if not outside.keeps_something():
            return end.and_nothing_kept(outcome)
        return _forgetting(outcome, outside)
    from aws_session.session.revoke import revoke

    verdict = revoke(intent, known(situation, outside), outside)
    outcome = end.end(
        situation, outside.local_time, revoked=verdict.revoked, foreign=intent.foreign
    )
    status = outcome.status or verdict.status
    outcome = outcome.but(said=(*outcome.said, *verdict.said), status=status)
    return _forgetting(outcome, outside)


def _still_keeping(outcome: Outcome, situation: Situation, outside: Outside) -> Outcome:
    if not outside.keeps_something():
        return outcome
    from aws_session.session import end

    return end.and_kept(outcome, outside.kept_markers(), situation.now, outside.local_time)


def _forgetting(outcome: Outcome, outside: Outside) -> Outcome:
    """Forget what is kept for other terminals, whatever became of the session here."""
    if not outside.keeps_something():
        return outcome
    from aws_session.session import end

    return end.and_forget(outcome, *outside.forget_kept())


def _ends_at_aws(situation: Situation, outside: Outside) -> bool:
    """Tell whether the settings want a session of one's own revoked, and there is one.

    Settings that cannot be read are no reason to keep a session in the shell.
    """
    if not any(level.kind == "mfa" for level in situation.state.levels):
        return False
    try:
        return outside.revokes_on_end(situation.base)
    except SessionError as error:
        outside.tell(error.message, error.hint)
        return False


_STORIES: dict[str, Story] = {
    "Mfa": _mfa,
    "Pose": _pose,
    "Renew": _renew,
    "Back": _back,
    "Region": _region,
    "Resume": _resume,
    "End": _end,
}
