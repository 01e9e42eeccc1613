"""The same session again, fresh, with all that was asked for the first time."""

from __future__ import annotations

from aws_session.aws.source_credentials import Signer
from aws_session.environment import stack
from aws_session.environment.state import FOREIGN, Level
from aws_session.errors import SessionError
from aws_session.intent import Renew
from aws_session.model import durations
from aws_session.model.durations import ROLE_SECONDS
from aws_session.model.prompt_label import session_label
from aws_session.model.role import BELOW, RoleCall, role_calls
from aws_session.session import mfa_session, precedence, provenance
from aws_session.session.inputs import Knowledge
from aws_session.session.request import Keeping, Plan, with_unused
from aws_session.session.role_session import HOUR, Start, calls_of


def prepare(intent: Renew, knowledge: Knowledge) -> Plan:
    """Return the plan that made this shell's session; a base that is over is made anew first."""
    plan = _prepare(intent, knowledge)
    return with_unused(plan, keep=intent.keep, duration=intent.duration)


def _prepare(intent: Renew, knowledge: Knowledge) -> Plan:
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
    roles = _roles(intent, top)
    if _takes_code(top, roles):
        return _with_code(intent, knowledge, levels, roles)
    below = () if intent.code is not None else _living_below(levels, situation.now)
    if roles and below:
        again = _poses(levels[len(below) : -1])
        return _from_session(intent, knowledge, below, (*again, *roles))
    return _from_origin(intent, knowledge, levels, (*_poses(levels[:-1]), *roles))


def by_another(intent: Renew, knowledge: Knowledge, start: Start) -> Plan:
    """Return the plan that takes the role of this shell from another profile than before.

    `start.signer` has its key unless a kept session will do.
    """
    levels = stack.levels(knowledge.situation)
    top, key = levels[-1], start.signer.key
    own = _roles(intent, top)
    before = (*calls_of(start), *_poses(levels[:-1]))
    handed = key is not None and key.temporary
    coded = not (handed or before) and _takes_code(top, own)
    # The device is another person's.
    plan = _plan(intent, knowledge, start.signer, levels[0].but(device=None))
    return plan.but(
        session=not (handed or coded),
        handed=handed,
        roles=(*before, *own),
        coded=coded,
        said=(*start.said, *plan.said),
    )


def _roles(intent: Renew, top: Level) -> tuple[RoleCall, ...]:
    if top.kind != "pose":
        return ()
    if intent.duration is not None:
        durations.seconds_within(intent.duration, ROLE_SECONDS)
    roles = role_calls(top.asked)
    if not (roles and intent.seconds):
        return roles
    return (*roles[:-1], roles[-1].but(seconds=intent.seconds))


def _takes_code(top: Level, roles: tuple[RoleCall, ...]) -> bool:
    """Tell whether the role is the long-term key's own to take, with a code."""
    return bool(roles) and (top.device is not None or (roles[-1].seconds or HOUR) > HOUR)


def _living_below(levels: tuple[Level, ...], now: int) -> tuple[Level, ...]:
    """Return the levels below the top, without those above which one has ended."""
    below = levels[:-1]
    while below and below[-1].over(now):
        below = below[:-1]
    return below


def _poses(levels: tuple[Level, ...]) -> tuple[RoleCall, ...]:
    return tuple(
        call for level in levels if level.kind == "pose" for call in role_calls(level.asked)
    )


def _with_code(
    intent: Renew, knowledge: Knowledge, levels: tuple[Level, ...], roles: tuple[RoleCall, ...]
) -> Plan:
    """Take the role with a code; what is over by now does not stay beneath."""
    now = knowledge.situation.now
    below = tuple(level for level in levels[:-1] if not level.over(now))
    said = tuple(
        f"{session_label(level.label, level.account)} has ended: there is no way back to it"
        for level in levels[:-1]
        if level.over(now)
    )
    plan = _plan(intent, knowledge, _origin(knowledge), levels[-1])
    return plan.but(session=False, roles=roles, coded=True, below=below, said=(*plan.said, *said))


def _from_session(
    intent: Renew, knowledge: Knowledge, below: tuple[Level, ...], roles: tuple[RoleCall, ...]
) -> Plan:
    """Pose again from the nearest level below that has not ended."""
    base = below[-1]
    assert base.credentials is not None  # noqa: S101 - `stack.levels` has them all
    by_session = precedence.of_session(base.credentials, below[0].origin, knowledge)
    return _plan(intent, knowledge, by_session, base).but(session=False, roles=roles, below=below)


def _from_origin(
    intent: Renew, knowledge: Knowledge, levels: tuple[Level, ...], roles: tuple[RoleCall, ...]
) -> Plan:
    """Begin where the whole stack began."""
    bottom = levels[0]
    # Where nothing was kept of the level below, the role still knows what it was.
    kind = dict(bottom.asked).get(BELOW, bottom.kind)
    return _plan(intent, knowledge, _origin(knowledge), bottom).but(
        session=kind == "mfa", handed=kind == "handed", roles=roles, no_back=kind != bottom.kind
    )


def _origin(knowledge: Knowledge) -> Signer:
    levels = knowledge.situation.state.levels
    if levels[0].origin == FOREIGN:
        foreign = precedence.of_foreign(knowledge)
        if foreign is not None:
            return foreign
    return precedence.choose_source(None, knowledge)


def _plan(intent: Renew, knowledge: Knowledge, chosen: Signer, level: Level) -> Plan:
    device, name = precedence.device(None, knowledge, chosen.profile, level)
    asked = dict(level.asked) if level.kind == "mfa" else {}
    top = knowledge.situation.state.top
    own = top is not None and top.kind == "mfa"
    wanted = intent.seconds if own else None
    return Plan(
        signer=chosen,
        device=device,
        device_name=name,
        region=precedence.region(None, knowledge, top),
        seconds=wanted or int(asked.get("seconds", mfa_session.SECONDS)),
        code=intent.code,
        code_command=precedence.code_command(knowledge, chosen.profile),
        places=provenance.of(knowledge, chosen),
        said=(*chosen.said, *provenance.warnings(knowledge, chosen)),
        keeping=Keeping(intent.keep or None, own, own or intent.code is not None),
    )
