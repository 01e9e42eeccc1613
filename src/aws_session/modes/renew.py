"""The same session again, fresh, with all that was asked for the first time."""

from __future__ import annotations

from aws_session import places, signer, stack, wishes
from aws_session.errors import SessionError
from aws_session.intent import Renew
from aws_session.knowledge import Knowledge
from aws_session.modes import mfa
from aws_session.modes.pose import HOUR
from aws_session.plan import Plan, RoleCall, role_call
from aws_session.signer import Signer
from aws_session.state import Level


def prepare(intent: Renew, knowledge: Knowledge) -> Plan:
    """Return the plan that made this shell's session; a base that is over is made anew first."""
    situation = knowledge.situation
    if situation.damage is not None:
        raise situation.damage
    levels = stack.levels(situation)
    if not levels:
        raise SessionError(
            "there is no session of this program in this shell to renew",
            hint="start one: aws-session",
        )
    top = levels[-1]
    roles = _roles(levels, intent) if top.kind == "pose" else ()
    below = levels[:-1]
    if roles and below and not below[-1].over(situation.now) and intent.code is None:
        return _again(intent, knowledge, top, roles, below)
    return _from_origin(intent, knowledge, levels, roles)


def _again(
    intent: Renew,
    knowledge: Knowledge,
    top: Level,
    roles: tuple[RoleCall, ...],
    below: tuple[Level, ...],
) -> Plan:
    """Pose again from the level below; a role that took a code of its own takes one again."""
    base = below[-1]
    assert base.credentials is not None  # noqa: S101 - `stack.levels` has them all
    coded = top.device is not None
    by_session = signer.of_session(base.credentials, base.origin, knowledge)
    chosen = _origin(knowledge) if coded else by_session
    return _plan(intent, knowledge, chosen, top).but(
        session=False, roles=roles[-1:], coded=coded, below=below
    )


def _from_origin(
    intent: Renew, knowledge: Knowledge, levels: tuple[Level, ...], roles: tuple[RoleCall, ...]
) -> Plan:
    """Begin where the whole stack began."""
    bottom = levels[0]
    chosen = _origin(knowledge)
    coded = bottom.kind == "pose" and bottom.device is not None
    with_session = bottom.kind == "mfa"
    return _plan(intent, knowledge, chosen, bottom).but(
        session=with_session, handed=bottom.kind == "handed", roles=roles, coded=coded
    )


def _origin(knowledge: Knowledge) -> Signer:
    levels = knowledge.situation.state.levels
    if levels[0].origin == signer.FOREIGN:
        foreign = signer.of_foreign(knowledge)
        if foreign is not None:
            return foreign
    return signer.choose(None, knowledge)


def _roles(levels: tuple[Level, ...], intent: Renew) -> tuple[RoleCall, ...]:
    """Return the roles of the stack in order, the last with a new duration if one is asked."""
    calls = [role_call(level.asked) for level in levels if level.kind == "pose"]
    if intent.seconds:
        calls[-1] = calls[-1].but(seconds=intent.seconds)
    return tuple(calls)


def _plan(intent: Renew, knowledge: Knowledge, chosen: Signer, level: Level) -> Plan:
    device, name = wishes.device(None, knowledge, chosen.profile, level)
    asked = dict(level.asked)
    seconds = int(asked.get("seconds", mfa.SECONDS))
    if level.kind != "mfa":
        seconds = mfa.SECONDS
    top = knowledge.situation.state.top
    wanted = intent.seconds if top and top.kind == "mfa" else None
    return Plan(
        signer=chosen,
        device=device,
        device_name=name,
        region=wishes.region(None, knowledge, top),
        seconds=wanted or max(seconds, HOUR),
        code=intent.code,
        code_command=wishes.code_command(knowledge, chosen.profile),
        places=places.of(knowledge, chosen),
        said=(*chosen.said, *places.warnings(knowledge, chosen)),
    )
