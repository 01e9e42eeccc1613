"""A session for a program other than this shell, in the program's environment."""

from __future__ import annotations

from aws_session import environment as states
from aws_session.environment import EnvironmentSnapshot, StackEntry, State, stack
from aws_session.environment import change as changes
from aws_session.environment.state_format import read_snapshot
from aws_session.errors import SessionError, UsageError
from aws_session.model import Record
from aws_session.model.role import BELOW, role_calls
from aws_session.session import precedence, role_start, session_source, start
from aws_session.session.perform_request import known
from aws_session.session.request import NOT_KEPT, MfaRequest, RoleRequest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.session.ports import Ports
    from aws_session.session.role_start import Start

_SESSION = frozenset({*states.SESSION, states.ACCOUNT, states.VARIABLE})


_LABELS = (states.LABEL, states.ACCOUNT, states.EXPIRATION, states.EXPIRES)


class ChildRequest(Record):
    """The request for a session for a program.

    The shell's session is used unless the request `is_specific`, or unless it `needs_role` and the
    shell has none; otherwise `request` starts one. `again` is this shell's role, if that is
    assumed again by the same profile.
    """

    request: MfaRequest | RoleRequest
    region: str | None = None
    is_specific: bool = False
    needs_role: bool = False
    command: str = ""
    again: StackEntry | None = None


class ChildSession(Record):
    """A session for a program: the environment that contains it, and the messages.

    `level` is None if the session is another tool's, about which nothing is known.
    """

    environ: dict[str, str]
    level: StackEntry | None
    notices: tuple[str, ...] = ()

    REDACTED = ("environ",)


def session_for_child(wish: ChildRequest, ports: Ports) -> ChildSession:
    """Return the shell's session if it is suitable, otherwise start one.

    The program gets nothing else: no level below, no long-term key, nothing to restore.
    """
    here = read_snapshot(ports.environ, int(ports.now()))
    notices: tuple[str, ...] = ()
    after = ports.environ
    wish = _of_role(_of_unnamed_role(_of_profile(wish, here, ports), here, ports), here)
    own = _own_session(wish, here, ports)
    if own is not None:
        typed = () if wish.region is None else states.REGIONS
        return ChildSession(_environ(here, own, without=typed), own)
    if wish.is_specific or not _will_do(wish, here):
        outcome = start(wish.request, here, ports)
        after, notices = changes.applied(after, outcome.change), outcome.notices
    else:
        for line in session_source.other_profile_notices(here):
            ports.tell(line)
        if wish.request.keep:
            ports.tell(NOT_KEPT)
        if wish.region is not None:
            from aws_session.environment import region as regions

            outcome = regions.change(wish.region, here, ports.is_region)
            after, notices = changes.applied(after, outcome.change), outcome.notices
    found = read_snapshot(after, here.now)
    levels = stack.levels(found)
    if not levels:
        precedence.key_in(after)
        from aws_session.environment import sdk_identities

        bare = _without_labels(found, after)
        return ChildSession(sdk_identities.without(bare), None, notices)
    level = _alone(levels)
    if wish.again is not None:
        level = level.replace(exported_settings=wish.again.exported_settings)
    assert level.credentials is not None  # noqa: S101 - `stack.levels` has them all
    session_source.check_unchanged(level.credentials)
    return ChildSession(_environ(found, level), level, notices)


def _named(wish: ChildRequest, here: EnvironmentSnapshot, ports: Ports) -> Start | None:
    """Return the start for a profile that was named without a TARGET, for an MFA session."""
    request = wish.request
    if not isinstance(request, MfaRequest) or request.profile is None:
        return None
    inputs = known(here, ports)
    return role_start.starting_with(session_source.choose_source(request.profile, inputs), inputs)


def _own_session(wish: ChildRequest, here: EnvironmentSnapshot, ports: Ports) -> StackEntry | None:
    """Return the session at the bottom of this shell's stack if it is the named profile's own."""
    named, request = _named(wish, here, ports), wish.request
    is_anew = any((request.code, request.device, request.duration, request.fresh))
    if named is None or named.roles or is_anew:
        return None
    found = role_start.levels_of(named, known(here, ports))
    if not found:
        return None
    if request.keep:
        ports.tell(NOT_KEPT)
    return found[0] if wish.region is None else found[0].replace(region=wish.region)


def _of_profile(wish: ChildRequest, here: EnvironmentSnapshot, ports: Ports) -> ChildRequest:
    """Return the request for a role through a profile without one: the shell's, or a choice."""
    named = _named(wish, here, ports) if wish.needs_role else None
    key = named.source.key if named is not None else None
    if named is None or named.roles or key is None or key.temporary:
        return wish
    role = wish.request.convert(RoleRequest, command=wish.command)
    if wish.request.code or wish.request.fresh or not _will_do(wish, here):
        return wish.replace(request=role)
    is_same = bool(role_start.levels_of(named, known(here, ports)))
    return wish.replace(request=role, is_specific=not is_same)


def _of_unnamed_role(wish: ChildRequest, here: EnvironmentSnapshot, ports: Ports) -> ChildRequest:
    """Return the request for this shell's role if another session of it is needed.

    It has ended, or a duration, a code or --fresh asks for a new one. An MFA session in its place
    would be another identity.
    """
    request, top = wish.request, here.state.top
    if not isinstance(request, MfaRequest) or request.profile is not None:
        return wish
    if top is None or here.mismatched or top.kind != "pose":
        return wish
    if session_source.profile_named_since(here) is not None:
        return wish
    if top.expired(here.now):
        _check_not_through_itself(top, here, ports)
        ports.tell(f"the session of this shell as {top.label} has ended: assuming the role again")
    elif not wish.is_specific:
        return wish
    return wish.replace(request=request.convert(RoleRequest, command=wish.command), needs_role=True)


def _check_not_through_itself(top: StackEntry, here: EnvironmentSnapshot, ports: Ports) -> None:
    """Refuse to assume a role through the profile whose role it is: it would sign for itself."""
    own = [level for level in stack.levels(here) if level.kind != "pose"]
    if own and not own[-1].expired(here.now):
        return
    inputs = known(here, ports)
    begun = role_start.starting_with(session_source.for_new_session(None, inputs), inputs)
    if begun.roles:
        raise SessionError(
            f"the session of this shell as {top.label} has ended",
            hint="start a new one: aws-session renew",
        )


def _of_role(wish: ChildRequest, here: EnvironmentSnapshot) -> ChildRequest:
    """Return the request for an unnamed role as one for the role of this shell, if there is one."""
    request, top = wish.request, here.state.top
    if not wish.needs_role or not isinstance(request, RoleRequest) or request.target is not None:
        return wish
    if top is None or here.mismatched or top.kind != "pose":
        return wish
    if not wish.is_specific and not top.expired(here.now):
        return wish
    calls = role_calls(top.request_params)
    below = here.state.levels[-2].kind if len(here.state.levels) > 1 else None
    if len(calls) > 1 or calls[0].policy or "pose" in {below, dict(top.request_params).get(BELOW)}:
        if top.expired(here.now):
            raise SessionError(
                f"the session of this shell as {top.label} has ended",
                hint="start a new one: aws-session renew",
            )
        raise UsageError(
            f"this shell's role {top.label} was assumed from another role or with a session "
            "policy, so it cannot be assumed again with these options",
            hint=f"name the role: aws-session {wish.command} TARGET [ROLE]",
        )
    call = calls[0]
    return wish.replace(
        is_specific=True,
        again=top if request.profile is None else None,
        request=request.replace(
            target=call.arn or call.account,
            role=None if call.arn else call.role,
            region=request.region or top.region,
            session_name=request.session_name or call.session_name,
            external_id=request.external_id or call.external_id,
            source_identity=request.source_identity or call.source_identity,
            tag=request.tag or tuple(f"{key}={value}" for key, value in call.tags),
            transitive=request.transitive or call.transitive,
            transitive_keys=() if request.tag else call.transitive_keys,
            policy_arn=request.policy_arn or call.policy_arns,
        ),
    )


def _will_do(wish: ChildRequest, here: EnvironmentSnapshot) -> bool:
    """Tell whether the shell's session is suitable."""
    top = here.state.top
    if top is None or here.mismatched:
        return states.holds_session(here.environ)
    return not top.expired(here.now) and (is_role(top) or not wish.needs_role)


def _without_labels(found: EnvironmentSnapshot, environ: dict[str, str]) -> dict[str, str]:
    """Return an environment without our session's labels: another key signs now."""
    gone = {states.VARIABLE, *_LABELS, *stack.labelled(found)} if found.state.levels else set()
    restored = {name: found.original_env[name] for name in gone if name in found.original_env}
    bare = {name: value for name, value in environ.items() if name not in gone}
    return {name: v for name, v in (bare | restored).items() if name != states.VARIABLE}


def is_role(level: StackEntry) -> bool:
    return ":assumed-role/" in (level.principal or "")


def _alone(levels: tuple[StackEntry, ...]) -> StackEntry:
    """Return the top of a stack without the levels below."""
    top = levels[-1]
    if len(levels) == 1:
        return top
    return top.replace(request_params=(*top.request_params, (BELOW, levels[0].kind)))


def _environ(
    found: EnvironmentSnapshot, level: StackEntry, without: tuple[str, ...] = ()
) -> dict[str, str]:
    """Return the environment with a session, and what was changed elsewhere, `without` some."""
    from aws_session.environment import sdk_identities

    changed = {
        name: found.environ[name]
        for name in found.restored.changed_elsewhere
        if name in found.environ and name not in without
    }
    kept = sdk_identities.without(changed)
    bare = {n: v for n, v in {**found.original_env, **kept}.items() if n not in _SESSION}
    bare = sdk_identities.without(bare)
    change = stack.arrive(
        read_snapshot(bare, found.now),
        (level,),
        State(provenance=found.state.provenance),
        label_variables=stack.labelled(found),
    )
    return {**changes.applied(bare, change), **kept}
