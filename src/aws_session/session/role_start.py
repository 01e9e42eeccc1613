"""The start of a role: its signer, the sessions below it and the roles on the way."""

from __future__ import annotations

from aws_session.aws.source_credentials import NEW, OF_SHELL, SourceCredentials
from aws_session.config.profile import ROLE, Profile
from aws_session.environment import FOREIGN, StackEntry
from aws_session.errors import SessionError, UsageError
from aws_session.model import Record
from aws_session.model.role_duration import CHAINED_ROLE_SECONDS
from aws_session.session import precedence, provenance
from aws_session.session.precedence import Inputs
from aws_session.session.request import RoleRequest
from aws_session.session.target import Target

OVER = "this shell's session has expired: starting a new one"


class Start(Record):
    """The start of a role: its signer, the levels that stay below it, the roles on the way."""

    source: SourceCredentials
    parents: tuple[StackEntry, ...] = ()
    roles: tuple[Profile, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def region(self) -> str | None:
        """The region to call from before a target says otherwise."""
        return self.parents[-1].region if self.parents else self.source.region

    @property
    def from_session(self) -> bool:
        return bool(self.parents) or self.source.origin == FOREIGN


def begin(request: RoleRequest, inputs: Inputs, target: Target | None) -> Start:
    """Return the start: the named profile, the session here, or a session to start.

    A target profile's own chain starts with its source, which is the session here only if that came
    from there. With `target` None, the result only says who would sign.
    """
    if request.profile is not None:
        named = starting_with(precedence.choose_source(request.profile, inputs), inputs)
        return _in_session_of(named, request, inputs)
    profile = target.profile if target else None
    if profile is not None:
        # Imported late, like what handles role chains and this shell's session below: a tool that
        # asks for a role by its ARN needs neither.
        from aws_session.config import role_chain
        from aws_session.environment import stack

        chain = role_chain.of(profile, inputs.profiles)
        if chain.from_environment:
            return _of_environment(request, inputs, chain.source)
        origin = precedence.of_source(chain.source)
        live = stack.levels(inputs.snapshot)
        if not live or live[0].origin != origin.origin:
            return Start(origin)
        here = _here(request, inputs)
        if here.parents:
            return here
        # The chain starts here, whatever else a session would start with.
        return Start(origin, notices=tuple(line for line in here.notices if line == OVER))
    return _here(request, inputs)


def check_chain(typed: RoleRequest, inputs: Inputs, target: Target) -> None:
    """Refuse --chain if the target's profile does not start with the role of this shell.

    `typed` is the request as it was typed.
    """
    if not typed.chain or target.profile is None:
        return
    from aws_session.config import role_chain
    from aws_session.environment import stack
    from aws_session.session import session_source

    chain = role_chain.of(target.profile, inputs.profiles)
    if chain.from_environment:
        return
    source = precedence.of_source(chain.source)
    live = stack.levels(inputs.snapshot)
    if live:
        here = SourceCredentials(live[0].origin, None, None).description
        fits = live[-1].kind != "pose" or live[0].origin == source.origin
    else:
        here = "another tool"
        fits = session_source.of_foreign(inputs) is None
    if fits:
        return
    hint = "leave out --chain"
    if target.account:
        line = f"aws-session {typed.command} {target.account} {target.role} --chain"
        hint = f"{hint}, or name the account and the role: {line}"
    raise UsageError(
        f"--chain cannot be used: AWS profile {target.profile.name!r} starts from "
        f"{source.description}, but this shell's session is from {here}",
        hint=hint,
    )


def needs_session(request: RoleRequest, start: Start, chosen: SourceCredentials) -> bool:
    """Tell whether a session has to be started before AWS can be asked anything else."""
    temporary = chosen.key is not None and chosen.key.temporary
    return not (start.from_session or temporary or request.no_mfa or code_goes_with_role(request))


def in_session(request: RoleRequest, start: Start) -> RoleRequest:
    """Return the request that remains after the necessary session has started.

    If that session is in a role of the named profile, the role is the next signer.
    """
    chain = request.chain or bool(start.roles)
    return request.replace(
        code=None,
        profile=None,
        chain=chain,
        fresh=False,
        asks_role=request.asks_role or request.fresh or request.code is not None,
        in_new_session=True,
    )


def _here(request: RoleRequest, inputs: Inputs) -> Start:
    snapshot = inputs.snapshot
    if request.for_tool and not snapshot.state.levels:
        return starting_with(precedence.choose_source(None, inputs), inputs)
    from aws_session.environment import stack
    from aws_session.session import session_source

    # A code that is not sent with the role itself is for a new session below it.
    starts_new = request.fresh or (request.code is not None and not code_goes_with_role(request))
    live = () if starts_new else stack.levels(snapshot)
    usable = _signing(live, request, inputs)
    if usable and usable[-1].expired(snapshot.now):
        return starting_with(session_source.for_new_session(None, inputs), inputs, OVER)
    if usable:
        top = usable[-1]
        assert top.credentials is not None  # noqa: S101 - `stack.levels` has them all
        called = NEW if request.in_new_session else OF_SHELL
        chosen = session_source.of_session(
            top.credentials, live[0].origin, inputs, called, top.kind
        )
        return Start(chosen, usable, notices=session_source.other_profile_notices(snapshot))
    # The result must not depend on another tool's session in the surrounding shell.
    foreign = None if starts_new or request.for_tool else session_source.of_foreign(inputs)
    if foreign is not None:
        return Start(foreign)
    return starting_with(session_source.for_new_session(None, inputs), inputs)


def _signing(
    live: tuple[StackEntry, ...], request: RoleRequest, inputs: Inputs
) -> tuple[StackEntry, ...]:
    """Return the levels whose last one signs: with --chain all of them, otherwise without roles."""
    if not request.chain:
        while live and live[-1].kind == "pose":
            live = live[:-1]
    elif live and live[-1].kind == "pose" and live[-1].expired(inputs.snapshot.now):
        raise SessionError(
            f"--chain cannot be used: the session of this shell as {live[-1].label} has ended",
            hint="aws-session renew",
        )
    return live


def _in_session_of(named: Start, request: RoleRequest, inputs: Inputs) -> Start:
    """Start in the session of this shell if it came from the named profile's key."""
    starts_new = request.fresh or (request.code is not None and not code_goes_with_role(request))
    live = () if starts_new or request.no_mfa else levels_of(named, inputs)
    if not live:
        return named
    from aws_session.session import session_source

    key = live[0].credentials
    assert key is not None  # noqa: S101 - `stack.levels` has them all
    signer = session_source.of_session(key, live[0].origin, inputs)
    return named.replace(source=signer, parents=live)


def levels_of(named: Start, inputs: Inputs) -> tuple[StackEntry, ...]:
    """Return the session at the bottom of this shell's stack if it came from the named key."""
    if not inputs.snapshot.state.levels:
        return ()
    from aws_session.environment import stack

    bottom = stack.levels(inputs.snapshot)[:1]
    is_same = bool(bottom) and bottom[0].kind == "mfa" and bottom[0].origin == named.source.origin
    if not is_same or bottom[0].expired(inputs.snapshot.now):
        return ()
    return () if provenance.is_elsewhere(inputs, named.source) else bottom


def _of_environment(request: RoleRequest, inputs: Inputs, profile: Profile) -> Start:
    """Start with the session of this shell, or else with the key in its environment."""
    from aws_session.environment import stack
    from aws_session.session import session_source

    live = stack.levels(inputs.snapshot)
    if not live:
        return Start(session_source.of_credential_source(profile, inputs))
    last = (_signing(live, request, inputs) or live)[-1]
    has_expired = last.expired(inputs.snapshot.now)
    here = None if has_expired else _here(request, inputs)
    if here is not None and here.parents:
        return here
    # A new session starts with the source of the last one.
    origin = session_source.of_foreign(inputs) or session_source.choose_source(None, inputs)
    return Start(origin, notices=(OVER,) if has_expired else ())


def code_goes_with_role(request: RoleRequest) -> bool:
    return request.mfa or (request.seconds or 0) > CHAINED_ROLE_SECONDS


def starting_with(chosen: SourceCredentials, inputs: Inputs, *notices: str) -> Start:
    """Start with a signer; for a profile that is itself a role, with the source of its chain."""
    profile = chosen.profile
    if chosen.key is not None or profile is None or profile.kind != ROLE:
        return Start(chosen, notices=notices)
    from aws_session.config import role_chain

    chain = role_chain.of(profile, inputs.profiles)
    if chain.from_environment:
        from aws_session.session import session_source

        source = session_source.of_credential_source(chain.source, inputs)
    else:
        source = precedence.of_source(chain.source)
    source = source.replace(meant=profile.name)
    return Start(source, roles=chain.assumed, notices=(*chosen.notices, *notices))
