"""A role: from the session in this shell, or from a session that is started for it."""

from __future__ import annotations

from aws_session.aws.source_credentials import NEW, OF_SHELL, SourceCredentials
from aws_session.config import role_chain
from aws_session.config.profiles import ROLE, Profile
from aws_session.environment import stack
from aws_session.environment.state import FOREIGN, StackEntry
from aws_session.errors import SessionError, UsageError
from aws_session.model import durations
from aws_session.model.credentials import CallerIdentity
from aws_session.model.mfa import SessionTokenRequest
from aws_session.model.record import Record
from aws_session.model.role import AssumeRoleRequest
from aws_session.session import (
    mfa_session,
    precedence,
    profile_role,
    provenance,
    session_source,
)
from aws_session.session.precedence import Inputs
from aws_session.session.request import RoleRequest, SessionRequest, StoreOptions, with_unused
from aws_session.session.role_parameters import (
    CHAINED_SECONDS,
    DEFAULT_SECONDS,
    check_session_name,
)
from aws_session.session.target import Target

_OVER = "the session here is over: starting anew"


class Start(Record):
    """Where a pose begins: who signs, the levels that stay beneath, the roles on the way."""

    source: SourceCredentials
    parents: tuple[StackEntry, ...] = ()
    roles: tuple[Profile, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def region(self) -> str | None:
        """Where to call from before a target says otherwise."""
        profile = self.source.profile
        own = profile.get("region") if profile else None
        return self.parents[-1].region if self.parents else own

    @property
    def from_session(self) -> bool:
        return bool(self.parents) or self.source.origin == FOREIGN


def at(profile: str | None) -> RoleRequest:
    """Return the wish to sign as a pose would, and no more."""
    return RoleRequest(profile=profile)


def begin(request: RoleRequest, inputs: Inputs, target: Target | None) -> Start:
    """Return where to begin: the profile that is named, the session here, a session to start.

    A target profile's own chain begins with its source, which is the session here only if that
    came from there. `target` None is for whoever only wants to know who would sign.
    """
    if request.profile is not None:
        named = starting_with(session_source.choose_source(request.profile, inputs), inputs)
        return _in_session_of(named, request, inputs)
    profile = target.profile if target else None
    if profile is not None:
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
        # The chain begins here whatever another session would begin with.
        return Start(origin, notices=tuple(line for line in here.notices if line == _OVER))
    return _here(request, inputs)


def check_chain(typed: RoleRequest, inputs: Inputs, target: Target) -> None:
    """Refuse --chain where the role of this shell is not what the target's profile begins with.

    `typed` is what a person asked for.
    """
    if not typed.chain or target.profile is None:
        return
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
    hint = "leave --chain out"
    if target.account:
        line = f"aws-session {typed.command} {target.account} {target.role} --chain"
        hint = f"{hint}, or name the account and the role: {line}"
    raise UsageError(
        f"--chain cannot be used: AWS profile {target.profile.name!r} starts from "
        f"{source.description}, but the session of this shell is of {here}",
        hint=hint,
    )


def needs_session(request: RoleRequest, start: Start, chosen: SourceCredentials) -> bool:
    """Tell whether a session has to be started before anything else can be asked of AWS."""
    temporary = chosen.key is not None and chosen.key.temporary
    return not (start.from_session or temporary or request.no_mfa or code_goes_with_role(request))


def in_session(request: RoleRequest, start: Start) -> RoleRequest:
    """Return what is left to do once the session that was needed is there.

    Where that is in a role of the profile that was named, it goes on from this role.
    """
    chain = request.chain or bool(start.roles)
    return request.replace(
        code=None, profile=None, chain=chain, keep=False, fresh=False, in_new_session=True
    )


def listing_notices(start: Start) -> tuple[str, ...]:
    """Return what to say where the signer is not the one that was named: no role is assumed."""
    if start.parents:
        return start.notices
    if not start.roles:
        return ()
    signer, role = start.source.description, start.roles[-1].name
    return (f"listing with the credentials of {signer}, not with the role of profile {role!r}",)


def sessions_that_list(start: Start, inputs: Inputs) -> tuple[Start, ...]:
    """Return the sessions of this shell that may list accounts for a start, beside its own signer.

    They are of the same key; the one at the bottom is nearest to the organization.
    """
    live = stack.levels(inputs.snapshot)
    if start.parents:
        others = live[: len(start.parents) - 1]
    else:
        others = live if live and live[0].origin == start.source.origin else ()
    found = []
    for place, level in enumerate(others):
        if not level.expired(inputs.snapshot.now) and level.credentials is not None:
            signer = session_source.of_session(
                level.credentials, live[0].origin, inputs, kind=level.kind
            )
            found.append(Start(signer, others[: place + 1]))
    return tuple(found)


def caller_of(start: Start) -> CallerIdentity | None:
    """Return who signs where that is known without asking."""
    below = start.parents[-1] if start.parents else None
    if below is None or below.principal is None or below.account is None:
        return None
    return CallerIdentity(below.principal, below.account)


def prepare(request: RoleRequest, inputs: Inputs, target: Target, start: Start) -> SessionRequest:
    """Return what to ask AWS for. `start.signer` has its key unless that is resolved later."""
    profiles = _profiles(target, inputs)
    last = _last(request, inputs, target, profiles)
    if not last:
        _check_no_role_options(request, target)
    roles = (*(profile_role.of(profile) for profile in (*start.roles, *profiles[:-1])), *last)
    if not roles and request.no_mfa and not start.from_session:
        raise UsageError(
            f"{start.source.description} is no role, and --no-mfa leaves nothing to do",
            hint="leave --no-mfa out for a session with a code, or name a role",
        )
    wanted = roles[-1].seconds or DEFAULT_SECONDS if roles else DEFAULT_SECONDS
    long = wanted > CHAINED_SECONDS
    with_mfa = bool(roles) and (request.mfa or (long and not request.no_mfa))
    origin = _long_term(inputs, start, wanted, roles) if with_mfa or long else start.source
    if request.as_signer and target.profile is not None:
        origin = origin.replace(meant=target.profile.name)
    key = origin.key
    passthrough = not start.from_session and key is not None and key.temporary
    notices = [*start.notices, *origin.notices, *provenance.warnings(inputs, origin)]
    top = inputs.snapshot.state.top
    is_over = top is not None and top.expired(inputs.snapshot.now)
    notices += _unused(request, start, with_mfa=with_mfa, is_over=is_over)
    if with_mfa and not request.mfa:
        notices.append(
            f"a session poses for an hour at most: for {durations.spoken(wanted)} the long-term "
            "key and a code go with the role"
        )
    behind = _mfa_profiles((*start.roles, *profiles), origin)
    bottom = inputs.snapshot.state.levels[0] if inputs.snapshot.state.levels else None
    same = bottom if bottom and bottom.origin == origin.origin else None
    device, name = precedence.device(request.device, inputs, _with_device(behind, inputs), same)
    settings = inputs.settings.of_profile(origin.profile_name)
    top = start.parents[-1] if start.parents else None
    region = precedence.region(
        request.region, inputs, None if target.region else top, target.region
    )
    plan = SessionRequest(
        source=origin,
        device=device,
        device_name=name,
        region=region or (top.region if top else None) or settings.region or _region(origin),
        token=SessionTokenRequest(
            mfa_session.capped(
                settings.duration or profile_role.token_seconds(*behind) or mfa_session.SECONDS,
                settings.mfa_age,
            )
        ),
        code=request.code,
        code_command=precedence.code_command(inputs, *behind),
        provenance=provenance.of(inputs, origin),
        notices=tuple(notices),
        session=not (start.from_session or passthrough or with_mfa or request.no_mfa),
        passthrough=passthrough,
        roles=roles,
        with_mfa=with_mfa,
        parents=start.parents,
        no_back=request.no_back,
        keeping=StoreOptions(
            request.keep or None,
            request.fresh,
            request.fresh or request.code is not None or request.device is not None,
            request.min_remaining,
            for_tool=bool(request.min_remaining),
        ),
    )
    return with_unused(plan, keep=request.keep and not request.min_remaining, fresh=request.fresh)


def _check_no_role_options(request: RoleRequest, target: Target) -> None:
    """Refuse what is about a role's session where no role is assumed."""
    given = [name for name, value in request.role_options if value]
    if given:
        named = f"profile {target.profile.name!r}" if target.profile else "the target"
        raise UsageError(
            f"{', '.join(given)} cannot be used: {named} has credentials of its own, and no role "
            "is assumed",
            hint="leave it out, or name a role: aws-session pose TARGET ROLE",
        )


def _unused(request: RoleRequest, start: Start, *, with_mfa: bool, is_over: bool) -> list[str]:
    """Say which options that choose the signer come to nothing."""
    notices = []
    if request.no_mfa and start.from_session:
        notices.append("--no-mfa was not used: the session of this shell signs")
    in_role = bool(start.parents) and start.parents[-1].kind == "pose"
    if request.chain and start.source.origin != FOREIGN and (with_mfa or not in_role):
        why = "this shell is in no role"
        if with_mfa:
            why = "the long-term key signs"
        elif is_over:
            why = "the session here is over"
        notices.append(f"--chain was not used: {why}")
    return notices


def _here(request: RoleRequest, inputs: Inputs) -> Start:
    snapshot = inputs.snapshot
    # A code that does not go with the role itself is for a new session below it.
    anew = request.fresh or (request.code is not None and not code_goes_with_role(request))
    live = () if anew else stack.levels(snapshot)
    usable = live
    while usable and usable[-1].kind == "pose" and not request.chain:
        usable = usable[:-1]
    if usable and usable[-1].expired(snapshot.now):
        return starting_with(session_source.for_new_session(None, inputs), inputs, _OVER)
    if usable:
        top = usable[-1]
        assert top.credentials is not None  # noqa: S101 - `stack.levels` has them all
        called = NEW if request.in_new_session else OF_SHELL
        chosen = session_source.of_session(
            top.credentials, live[0].origin, inputs, called, top.kind
        )
        return Start(chosen, usable, notices=session_source.other_profile_notices(snapshot))
    # What a tool gets must not depend on whose session the shell around it holds.
    foreign = None if anew or request.for_tool else session_source.of_foreign(inputs)
    if foreign is not None:
        return Start(foreign)
    return starting_with(session_source.for_new_session(None, inputs), inputs)


def _in_session_of(named: Start, request: RoleRequest, inputs: Inputs) -> Start:
    """Begin in the session of this shell where a profile is named that it is of already."""
    anew = request.fresh or (request.code is not None and not code_goes_with_role(request))
    live = () if anew or request.no_mfa else levels_of(named, inputs)
    if not live:
        return named
    key = live[0].credentials
    assert key is not None  # noqa: S101 - `stack.levels` has them all
    signer = session_source.of_session(key, live[0].origin, inputs)
    return named.replace(source=signer, parents=live)


def levels_of(named: Start, inputs: Inputs) -> tuple[StackEntry, ...]:
    """Return the session at the bottom of this shell's where it is of the key that was named."""
    bottom = stack.levels(inputs.snapshot)[:1]
    is_same = bool(bottom) and bottom[0].kind == "mfa" and bottom[0].origin == named.source.origin
    if not is_same or bottom[0].expired(inputs.snapshot.now):
        return ()
    return () if provenance.is_elsewhere(inputs, named.source) else bottom


def _of_environment(request: RoleRequest, inputs: Inputs, profile: Profile) -> Start:
    """Begin with the session of this shell, else with the key that its environment holds."""
    live = stack.levels(inputs.snapshot)
    if not live:
        return Start(session_source.of_credential_source(profile, inputs))
    over = live[-1].expired(inputs.snapshot.now)
    here = None if over else _here(request, inputs)
    if here is not None and here.parents:
        return here
    # What the session came from begins another one.
    origin = session_source.of_foreign(inputs) or session_source.choose_source(None, inputs)
    return Start(origin, notices=(_OVER,) if over else ())


def code_goes_with_role(request: RoleRequest) -> bool:
    return request.mfa or (request.seconds or 0) > CHAINED_SECONDS


def starting_with(chosen: SourceCredentials, inputs: Inputs, *notices: str) -> Start:
    """Begin with a signer; one whose profile is itself a role begins with that one's source."""
    profile = chosen.profile
    if chosen.key is not None or profile is None or profile.kind != ROLE:
        return Start(chosen, notices=notices)
    chain = role_chain.of(profile, inputs.profiles)
    if chain.from_environment:
        source = session_source.of_credential_source(chain.source, inputs)
    else:
        source = precedence.of_source(chain.source)
    source = source.replace(meant=profile.name)
    return Start(source, roles=chain.assumed, notices=(*chosen.notices, *notices))


def calls_of(start: Start) -> tuple[AssumeRoleRequest, ...]:
    """Return the calls on the way to where a start has its session."""
    return tuple(map(profile_role.of, start.roles))


def _profiles(target: Target, inputs: Inputs) -> tuple[Profile, ...]:
    if target.profile is None:
        return ()
    return role_chain.of(target.profile, inputs.profiles).assumed


def _last(
    request: RoleRequest, inputs: Inputs, target: Target, profiles: tuple[Profile, ...]
) -> tuple[AssumeRoleRequest, ...]:
    """Return the call for the target itself; none for a profile whose credentials are its own."""
    if not target.account or (target.profile and target.arn and not profiles):
        # What boto3 resolves for a profile is in the profile's role already.
        return ()
    own = (
        profile_role.of(profiles[-1])
        if profiles
        else AssumeRoleRequest(target.account, target.role)
    )
    return (
        own.replace(
            account=target.account,
            role=target.role,
            arn=target.arn,
            label=target.label,
            session_name=_session_name(request, own, inputs),
            seconds=request.seconds or own.seconds,
            external_id=request.external_id or own.external_id,
            source_identity=request.source_identity or own.source_identity,
            tags=request.tags or own.tags,
            transitive=request.transitive,
            transitive_keys=() if request.tags else own.transitive_keys,
            policy=request.policy,
            policy_arns=request.policy_arn,
        ),
    )


def _session_name(request: RoleRequest, own: AssumeRoleRequest, inputs: Inputs) -> str | None:
    """Return the name that somebody gave; UsageError, naming where, for one AWS would not take."""
    for name, where in (
        (request.session_name, "--session-name"),
        (inputs.settings.session_name, "session_name of the settings"),
        (own.session_name, "the profile's role_session_name"),
    ):
        if name:
            check_session_name(name, where)
            return name
    return None


def _long_term(
    inputs: Inputs, start: Start, wanted: int, roles: tuple[AssumeRoleRequest, ...]
) -> SourceCredentials:
    """Return the long-term key that a code can go with; explain the limit where there is none."""
    origin = start.source
    if start.from_session:
        foreign = origin.origin == FOREIGN
        origin = (
            origin
            if foreign
            else starting_with(session_source.choose_source(None, inputs), inputs).source
        )
    temporary = origin.key is not None and origin.key.temporary
    if wanted > CHAINED_SECONDS and (temporary or len(roles) > 1):
        why = "roles one after the other" if len(roles) > 1 else f"roles from {origin.description}"
        raise SessionError(
            f"AWS gives {why} an hour at most, not {durations.spoken(wanted)}",
            hint="ask for an hour (-d 1h), or pose with a profile that has a long-term key",
        )
    check_takes_code(origin)
    return origin


def check_takes_code(origin: SourceCredentials) -> None:
    """Refuse a signer whose calls cannot carry a code."""
    if origin.key is not None and origin.key.temporary:
        raise SessionError(
            f"{origin.description} is temporary, and a code goes with a long-term key only",
            hint="leave --mfa out, or pose with a profile that has a long-term key",
        )


def _mfa_profiles(
    roles: tuple[Profile, ...], origin: SourceCredentials
) -> tuple[Profile | None, ...]:
    """Return the profiles that may say how a code is come by, the last role's first."""
    return (*reversed(roles), precedence.mfa_profile(origin))


def _with_device(profiles: tuple[Profile | None, ...], inputs: Inputs) -> Profile | None:
    """Return the first profile that names a device, itself or in the settings, else the last."""
    named = (
        profile
        for profile in profiles
        if profile is not None
        and (profile.get("mfa_serial") or inputs.settings.of_profile(profile.name).mfa_serial)
    )
    return next(named, profiles[-1])


def _region(origin: SourceCredentials) -> str | None:
    return origin.profile.get("region") if origin.profile else None
