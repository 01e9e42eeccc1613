"""The story of one run, from an Intent to an Outcome; the outside world is handed in."""

from __future__ import annotations

from aws_session import situation as situations
from aws_session.errors import SessionError
from aws_session.situation import Knowledge, Situation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from aws_session.grants import Granted
    from aws_session.intent import Back, End, Intent, Mfa, Pose, Region, Renew, Resume
    from aws_session.modes import Outcome
    from aws_session.plan import Plan
    from aws_session.signer import Signer
    from aws_session.stories.outside import Outside

    Story = Callable[[Any, Situation, Outside], Outcome]


def run(intent: Intent, outside: Outside) -> Outcome:
    """Return what a mode comes to; raises SessionError where it comes to nothing."""
    situation = situations.survey(outside.environ, int(outside.now()))
    return _STORIES[type(intent).__name__](intent, situation, outside)


# Each story imports its mode when it is told: `end` must not pay for what `mfa` needs.


def _mfa(intent: Mfa, situation: Situation, outside: Outside) -> Outcome:
    from aws_session.modes import mfa
    from aws_session.profiles import ROLE

    knowledge = known(situation, outside)
    chosen = mfa.choose(intent, knowledge)
    if chosen.key is None and chosen.profile and chosen.profile.kind == ROLE:
        from aws_session import targets
        from aws_session.stories import posing

        target = targets.of_profile(chosen.profile, None, knowledge.settings)
        return posing.take_role(mfa.as_pose(intent), knowledge, target, outside)
    plan = prepared(lambda by: mfa.prepare(intent, knowledge, by), chosen, knowledge, outside)
    return carry_out(plan, knowledge, outside)


def _pose(intent: Pose, situation: Situation, outside: Outside) -> Outcome:
    from aws_session.stories import posing

    return posing.pose_as(intent, situation, outside)


def _renew(intent: Renew, situation: Situation, outside: Outside) -> Outcome:
    from aws_session import signer
    from aws_session.modes import pose, renew

    knowledge = known(situation, outside)
    if signer.named_since(situation):
        return _renew_by_another(intent, knowledge, outside)
    plan = renew.prepare(intent, knowledge)
    plan = plan.but(signer=with_key(plan.signer, knowledge, outside))
    if plan.coded:
        pose.check_takes_code(plan.signer)
    return carry_out(plan, knowledge, outside)


def _renew_by_another(intent: Renew, knowledge: Knowledge, outside: Outside) -> Outcome:
    """Renew where the environment names another profile than when the session began."""
    from aws_session import signer
    from aws_session.intent import Mfa
    from aws_session.modes import pose, renew

    situation = knowledge.situation
    if situation.state.levels[-1].kind != "pose":
        return _mfa(intent.into(Mfa, fresh=True), situation, outside)
    start = pose.starting_with(signer.anew(None, knowledge), knowledge)
    plan = prepared(
        lambda by: renew.by_another(intent, knowledge, start.but(signer=by)),
        start.signer,
        knowledge,
        outside,
    )
    return carry_out(plan, knowledge, outside)


def _back(_: Back, situation: Situation, outside: Outside) -> Outcome:
    from aws_session.modes import back

    return back.leave(situation, outside.local_time)


def _region(intent: Region, situation: Situation, _: Outside) -> Outcome:
    from aws_session.modes import region

    return region.change(intent, situation)


def _resume(intent: Resume, situation: Situation, outside: Outside) -> Outcome:
    from aws_session.modes import resume

    if not (resume.has_room(situation) and outside.keeps_something()):
        return resume.NOTHING
    from aws_session.stories import resuming

    try:
        return resuming.take(intent, known(situation, outside), outside)
    except SessionError:
        # Whoever opens a terminal asked for nothing; `aws-session` will say what is wrong.
        return resume.NOTHING


def _end(intent: End, situation: Situation, outside: Outside) -> Outcome:
    from aws_session.modes import end

    if not (intent.revoke or _ends_at_aws(situation, outside)):
        outcome = end.leave(situation, outside.local_time, foreign=intent.foreign)
        if intent.code is not None:
            outcome = end.and_code(outcome)
        if not intent.all:
            return _still_keeping(outcome, situation, outside)
        if not outside.keeps_something():
            return end.and_nothing_kept(outcome)
        return _forgetting(outcome, outside)
    from aws_session.stories.revoking import revoke

    verdict = revoke(intent, known(situation, outside), outside)
    outcome = end.leave(
        situation, outside.local_time, revoked=verdict.revoked, foreign=intent.foreign
    )
    status = outcome.status or verdict.status
    outcome = outcome.but(said=(*outcome.said, *verdict.said), status=status)
    return _forgetting(outcome, outside)


def _still_keeping(outcome: Outcome, situation: Situation, outside: Outside) -> Outcome:
    if not outside.keeps_something():
        return outcome
    from aws_session.modes import end

    return end.and_kept(outcome, outside.kept_markers(), situation.now, outside.local_time)


def _forgetting(outcome: Outcome, outside: Outside) -> Outcome:
    """Forget what is kept for other terminals, whatever became of the session here."""
    if not outside.keeps_something():
        return outcome
    from aws_session.modes import end

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


def known(situation: Situation, outside: Outside) -> Knowledge:
    base = situation.base
    return Knowledge(situation, outside.aws_files(base), outside.settings(base))


def prepared(
    prepare: Callable[[Signer], Plan], signer: Signer, knowledge: Knowledge, outside: Outside
) -> Plan:
    """Return the plan for a signer with its key, or for one whose kept session will do."""
    if signer.key is None and outside.keeps_something():
        from aws_session.stories.sharing import Sharing

        plan = prepare(signer)
        if plan.session and Sharing(plan, knowledge, outside).promises():
            return plan
    return prepare(with_key(signer, knowledge, outside))


def with_key(signer: Signer, knowledge: Knowledge, outside: Outside) -> Signer:
    if signer.key is not None:
        return signer
    from aws_session.stories.resolving import with_key

    return with_key(signer, knowledge, outside)


def carry_out(plan: Plan, knowledge: Knowledge, outside: Outside) -> Outcome:
    looked_up = plan.device is None
    plan = _with_last_device(plan, outside)
    for line in plan.said:
        outside.tell(line)
    if _is_sure_to_ask(plan, knowledge, outside):
        outside.foresee(plan.signer, plan.region, knowledge.base)
        # What follows is loaded while a person reads.
        outside.show_question(plan.question)
    from aws_session import arrival, stack
    from aws_session.modes import Outcome
    from aws_session.stories.travel import Travel

    travel = Travel(plan, knowledge, outside)
    travel.go()
    said = arrival.words(plan, travel, knowledge.situation, outside.local_time)
    variables = knowledge.settings.label_variables
    change = stack.arrive(
        knowledge.situation,
        travel.levels,
        travel.remembered,
        asked=stack.BEGINNING,
        label_variables=variables,
    )
    for pose in travel.poses:
        outside.remember_pose(pose)
    if looked_up and travel.granted is not None:
        _remember_device(plan, travel.granted, outside)
    return Outcome(change, said, arrived=travel.levels[-1])


def _with_last_device(plan: Plan, outside: Outside) -> Plan:
    """Return the plan with the device of the key's last code, where nobody names another."""
    key = plan.signer.key
    named = plan.device is not None or plan.device_name is not None
    if named or key is None or not (plan.session or plan.coded):
        return plan
    from aws_session import devices

    serial = outside.last_device(key.key_id)
    return plan if serial is None else plan.but(device=devices.last(serial))


def _remember_device(plan: Plan, granted: Granted, outside: Outside) -> None:
    key = plan.signer.key
    if key is not None and outside.last_device(key.key_id) != granted.device.serial:
        outside.remember_device(key.key_id, granted.device.serial)


def _is_sure_to_ask(plan: Plan, knowledge: Knowledge, outside: Outside) -> bool:
    """Tell whether the first thing to happen is that a code is asked for on the terminal."""
    told = plan.code is not None or plan.code_command is not None
    if told or not (plan.session or plan.coded):
        return False
    shared = plan.session and (plan.keeping.keep is not False and knowledge.settings.keep)
    if shared or plan.keeping.keep or outside.keeps_something():
        return False
    return outside.has_terminal()
