"""A new session in place of the current one, with all its original options."""

from __future__ import annotations

from aws_session.aws.source_credentials import SourceCredentials
from aws_session.environment import FOREIGN, StackEntry, stack
from aws_session.errors import SessionError
from aws_session.model import duration_text
from aws_session.model.mfa import DEFAULT_SESSION_TOKEN_SECONDS, SessionTokenRequest, capped
from aws_session.model.prompt_label import session_label
from aws_session.model.role import BELOW, AssumeRoleRequest, role_calls
from aws_session.model.role_duration import (
    CHAINED_ROLE_SECONDS,
    DEFAULT_ROLE_SECONDS,
    ROLE_SECONDS,
)
from aws_session.model.terminal_text import sanitize
from aws_session.session import mfa_session, precedence, provenance, role_session, session_source
from aws_session.session.precedence import Inputs
from aws_session.session.request import RenewRequest, SessionRequest, StoreOptions, with_unused
from aws_session.session.role_start import Start


def prepare(request: RenewRequest, inputs: Inputs) -> SessionRequest:
    """Return the plan of this shell's session; an expired base is started again first."""
    plan = _prepare(request, inputs)
    plan = plan.replace(renewed=stack.levels(inputs.snapshot))
    return with_unused(plan, keep=request.keep, duration=request.duration)


def _prepare(request: RenewRequest, inputs: Inputs) -> SessionRequest:
    snapshot = inputs.snapshot
    if snapshot.damage is not None:
        raise snapshot.damage
    levels = stack.levels(snapshot)
    if not levels:
        raise SessionError(
            "this shell has no session to renew",
            hint="start one: aws-session",
        )
    top = levels[-1]
    roles = _roles(request, top)
    is_alone = len(levels) == 1 and BELOW not in dict(top.request_params)
    by_key = is_alone and top.origin != FOREIGN
    if _takes_code(top, roles, by_key=by_key):
        return _with_code(request, inputs, levels, roles)
    below = () if request.code is not None else _living_below(levels, snapshot.now)
    if roles and below:
        again = _poses(levels[len(below) : -1])
        return _from_session(request, inputs, below, (*again, *roles))
    return _from_origin(request, inputs, levels, (*_poses(levels[:-1]), *roles))


def check_same(before: tuple[StackEntry, ...], now: tuple[StackEntry, ...]) -> None:
    """Refuse a stack that belongs to another person or account than the one before."""
    pairs = [(before[-1], now[-1])]
    if before[0].kind == now[0].kind:
        pairs.insert(0, (before[0], now[0]))
    kind = dict(before[0].request_params).get(BELOW, before[0].kind)
    for old, new in pairs:
        if None not in {old.principal, new.principal} and _name(old, kind) != _name(new, kind):
            raise SessionError(
                f"the new session would belong to {_who(new)}, but this shell's session "
                f"belongs to {_who(old)}",
                hint="the AWS files or the key have changed; start a new session: aws-session",
            )


def _name(level: StackEntry, kind: str) -> tuple[str | None, str]:
    """Return account and principal; sessions that a profile provides may have any name."""
    principal = level.principal or ""
    if kind == "handed" and ":assumed-role/" in principal:
        principal = principal.rpartition("/")[0]
    return level.account, principal


def _who(level: StackEntry) -> str:
    return sanitize(level.principal or level.account or level.label)


def by_another(request: RenewRequest, inputs: Inputs, start: Start) -> SessionRequest:
    """Return the plan that assumes this shell's role through another profile than before.

    `start.source` has its key unless a stored session is suitable.
    """
    levels = stack.levels(inputs.snapshot)
    top, key = levels[-1], start.source.key
    own = _roles(request, top)
    before = (*role_session.of_profiles(start.roles), *_poses(levels[:-1]))
    passthrough = key is not None and key.temporary
    with_mfa = not (passthrough or before) and _takes_code(top, own, by_key=False)
    # The device belongs to another person.
    plan = _plan(request, inputs, start.source, levels[0].replace(device=None))
    return plan.replace(
        session=not (passthrough or with_mfa),
        passthrough=passthrough,
        roles=(*before, *own),
        with_mfa=with_mfa,
        notices=(*start.notices, *plan.notices),
    )


def _roles(request: RenewRequest, top: StackEntry) -> tuple[AssumeRoleRequest, ...]:
    if top.kind != "pose":
        return ()
    if request.duration is not None:
        duration_text.seconds_within(request.duration, ROLE_SECONDS)
    roles = role_calls(top.request_params)
    if not (roles and request.seconds):
        return roles
    return (*roles[:-1], roles[-1].replace(seconds=request.seconds))


def _takes_code(top: StackEntry, roles: tuple[AssumeRoleRequest, ...], *, by_key: bool) -> bool:
    """Tell whether the role is assumed by the long-term key itself, with a code.

    `by_key` says that the key alone has assumed it, if no device was used.
    """
    is_long = bool(roles) and (roles[-1].seconds or DEFAULT_ROLE_SECONDS) > CHAINED_ROLE_SECONDS
    return bool(roles) and (top.device is not None or (is_long and not by_key))


def _living_below(levels: tuple[StackEntry, ...], now: int) -> tuple[StackEntry, ...]:
    """Return the levels below the top, up to the last one that has not expired."""
    below = levels[:-1]
    while below and below[-1].expired(now):
        below = below[:-1]
    return below


def _poses(levels: tuple[StackEntry, ...]) -> tuple[AssumeRoleRequest, ...]:
    return tuple(
        call
        for level in levels
        if level.kind == "pose"
        for call in role_calls(level.request_params)
    )


def _with_code(
    request: RenewRequest,
    inputs: Inputs,
    levels: tuple[StackEntry, ...],
    roles: tuple[AssumeRoleRequest, ...],
) -> SessionRequest:
    """Assume the role with a code; expired levels below are dropped."""
    now = inputs.snapshot.now
    below = tuple(level for level in levels[:-1] if not level.expired(now))
    notices = tuple(
        f"{session_label(level.label, level.account)} has ended: `back` cannot return to it"
        for level in levels[:-1]
        if level.expired(now)
    )
    plan = _plan(request, inputs, _origin(inputs), levels[-1])
    return plan.replace(
        session=False, roles=roles, with_mfa=True, parents=below, notices=(*plan.notices, *notices)
    )


def _from_session(
    request: RenewRequest,
    inputs: Inputs,
    below: tuple[StackEntry, ...],
    roles: tuple[AssumeRoleRequest, ...],
) -> SessionRequest:
    """Assume the role again from the nearest level below that has not expired."""
    base = below[-1]
    assert base.credentials is not None  # noqa: S101 - `stack.levels` has them all
    by_session = session_source.of_session(
        base.credentials, below[0].origin, inputs, kind=base.kind
    )
    return _plan(request, inputs, by_session, base).replace(
        session=False, roles=roles, parents=below
    )


def _from_origin(
    request: RenewRequest,
    inputs: Inputs,
    levels: tuple[StackEntry, ...],
    roles: tuple[AssumeRoleRequest, ...],
) -> SessionRequest:
    """Start from the origin of the whole stack."""
    bottom = levels[0]
    # If the level below was not kept, the role still has its kind.
    kind = dict(bottom.request_params).get(BELOW, bottom.kind)
    return _plan(request, inputs, _origin(inputs), bottom).replace(
        session=kind == "mfa",
        passthrough=kind == "handed",
        roles=roles,
        no_back=kind != bottom.kind,
    )


def _origin(inputs: Inputs) -> SourceCredentials:
    levels = inputs.snapshot.state.levels
    if levels[0].origin == FOREIGN:
        foreign = session_source.of_foreign(inputs)
        if foreign is not None:
            return foreign
    return session_source.choose_source(None, inputs)


def _plan(
    request: RenewRequest, inputs: Inputs, chosen: SourceCredentials, level: StackEntry
) -> SessionRequest:
    device, name = precedence.device(None, inputs, precedence.mfa_profile(chosen), level)
    asked = dict(level.request_params) if level.kind == "mfa" else {}
    top = inputs.snapshot.state.top
    own = top is not None and top.kind == "mfa"
    wanted = request.seconds if own else None
    mfa_age = inputs.settings.of_profile(chosen.profile_name).mfa_age
    return SessionRequest(
        source=chosen,
        device=device,
        device_name=name,
        region=precedence.region(None, inputs, top),
        token=SessionTokenRequest(
            capped(wanted or int(asked.get("seconds", DEFAULT_SESSION_TOKEN_SECONDS)), mfa_age)
        ),
        code=request.code,
        code_command=precedence.code_command(inputs, precedence.mfa_profile(chosen)),
        provenance=provenance.of(inputs, chosen),
        notices=(
            *chosen.notices,
            *provenance.warnings(inputs, chosen),
            *mfa_session.cut_by_age(wanted, mfa_age),
        ),
        keeping=StoreOptions(
            request.keep or None, own, own or request.code is not None, asks_role=True
        ),
    )
