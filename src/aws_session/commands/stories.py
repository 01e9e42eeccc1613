"""The story of one run, from an Intent to an Outcome; the outside world is handed in."""

from __future__ import annotations

from aws_session.environment import snapshot as snapshots
from aws_session.environment.snapshot import EnvironmentSnapshot
from aws_session.errors import SessionError
from aws_session.session.inputs import Inputs
from aws_session.session.perform import carry_out, known, prepared, with_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from aws_session.intent import Back, Command, End, Mfa, Pose, Region, Renew, Resume
    from aws_session.session.outcome import Outcome
    from aws_session.session.ports import Ports

    Story = Callable[[Any, EnvironmentSnapshot, Ports], Outcome]


def run(intent: Command, ports: Ports) -> Outcome:
    """Return what a mode comes to; raises SessionError where it comes to nothing."""
    snapshot = snapshots.read_snapshot(ports.environ, int(ports.now()))
    return _STORIES[type(intent).__name__](intent, snapshot, ports)


# Each story imports its mode when it is told: `end` must not pay for what `mfa` needs.


def _mfa(intent: Mfa, snapshot: EnvironmentSnapshot, ports: Ports) -> Outcome:
    from aws_session.config.profiles import ROLE
    from aws_session.session import mfa_session

    inputs = known(snapshot, ports)
    chosen = mfa_session.choose(intent, inputs)
    if chosen.key is None and chosen.profile and chosen.profile.kind == ROLE:
        from aws_session.session import assume_role
        from aws_session.session import target as targets

        target = targets.of_profile(chosen.profile, None, inputs.settings)
        return assume_role.assume_role(mfa_session.as_pose(intent), inputs, target, ports)
    plan = prepared(lambda by: mfa_session.prepare(intent, inputs, by), chosen, inputs, ports)
    return carry_out(plan, inputs, ports)


def _pose(intent: Pose, snapshot: EnvironmentSnapshot, ports: Ports) -> Outcome:
    from aws_session.session import assume_role

    return assume_role.pose(intent, snapshot, ports)


def _renew(intent: Renew, snapshot: EnvironmentSnapshot, ports: Ports) -> Outcome:
    from aws_session.session import precedence, renew, role_session

    inputs = known(snapshot, ports)
    if precedence.named_since(snapshot):
        return _renew_by_another(intent, inputs, ports)
    plan = renew.prepare(intent, inputs)
    plan = plan.replace(source=with_key(plan.source, inputs, ports))
    if plan.with_mfa:
        role_session.check_takes_code(plan.source)
    return carry_out(plan, inputs, ports)


def _renew_by_another(intent: Renew, inputs: Inputs, ports: Ports) -> Outcome:
    """Renew where the environment names another profile than when the session began."""
    from aws_session.intent import Mfa
    from aws_session.session import precedence, renew, role_session

    snapshot = inputs.snapshot
    if snapshot.state.levels[-1].kind != "pose":
        return _mfa(intent.convert(Mfa, fresh=True), snapshot, ports)
    start = role_session.starting_with(precedence.anew(None, inputs), inputs)
    plan = prepared(
        lambda by: renew.by_another(intent, inputs, start.replace(source=by)),
        start.source,
        inputs,
        ports,
    )
    return carry_out(plan, inputs, ports)


def _back(_: Back, snapshot: EnvironmentSnapshot, ports: Ports) -> Outcome:
    from aws_session.session import back

    return back.back(snapshot, ports.local_time)


def _region(intent: Region, snapshot: EnvironmentSnapshot, _: Ports) -> Outcome:
    from aws_session.session import region

    return region.change(intent, snapshot)


def _resume(intent: Resume, snapshot: EnvironmentSnapshot, ports: Ports) -> Outcome:
    from aws_session.session import resume

    if not (resume.has_room(snapshot) and ports.has_stored_sessions()):
        return resume.NOTHING
    from aws_session.session import resume

    try:
        return resume.take(intent, known(snapshot, ports), ports)
    except SessionError:
        # Whoever opens a terminal asked for nothing; `aws-session` will say what is wrong.
        return resume.NOTHING


def _end(intent: End, snapshot: EnvironmentSnapshot, ports: Ports) -> Outcome:
    from aws_session.session import end

    if not (intent.revoke or _ends_at_aws(snapshot, ports)):
        outcome = end.end(snapshot, ports.local_time, foreign=intent.foreign)
        if intent.code is not None:
            outcome = end.and_code(outcome)
        if not intent.all:
            return _still_keeping(outcome, snapshot, ports)
        if not ports.has_stored_sessions():
            return end.and_nothing_kept(outcome)
        return _forgetting(outcome, ports)
    from aws_session.session.revoke import revoke

    verdict = revoke(intent, known(snapshot, ports), ports)
    outcome = end.end(
        snapshot,
        ports.local_time,
        revoked=verdict.revoked,
        foreign=intent.foreign,
    )
    status = outcome.status or verdict.status
    outcome = outcome.replace(notices=(*outcome.notices, *verdict.notices), status=status)
    return _forgetting(outcome, ports)


def _still_keeping(outcome: Outcome, snapshot: EnvironmentSnapshot, ports: Ports) -> Outcome:
    if not ports.has_stored_sessions():
        return outcome
    from aws_session.session import end

    return end.and_kept(outcome, ports.kept_markers(), snapshot.now, ports.local_time)


def _forgetting(outcome: Outcome, ports: Ports) -> Outcome:
    """Forget what is kept for other terminals, whatever became of the session here."""
    if not ports.has_stored_sessions():
        return outcome
    from aws_session.session import end

    return end.and_forget(outcome, *ports.forget_stored())


def _ends_at_aws(snapshot: EnvironmentSnapshot, ports: Ports) -> bool:
    """Tell whether the settings want a session of one's own revoked, and there is one.

    Settings that cannot be read are no reason to keep a session in the shell.
    """
    if not any(level.kind == "mfa" for level in snapshot.state.levels):
        return False
    try:
        return ports.revokes_on_end(snapshot.original_env)
    except SessionError as error:
        ports.tell(error.message, error.hint)
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
