"""The session request for a role, from the credentials at its start."""

from __future__ import annotations

from aws_session.aws.source_credentials import SourceCredentials
from aws_session.config.profile import Profile
from aws_session.environment import FOREIGN
from aws_session.errors import SessionError, UsageError
from aws_session.model.mfa import DEFAULT_SESSION_TOKEN_SECONDS, SessionTokenRequest, capped
from aws_session.model.role import AssumeRoleRequest
from aws_session.model.role_duration import CHAINED_ROLE_SECONDS, DEFAULT_ROLE_SECONDS
from aws_session.session import precedence, provenance, role_start
from aws_session.session.precedence import Inputs
from aws_session.session.request import (
    ROLE_LEFT_FOR_PROGRAM,
    RoleRequest,
    SessionRequest,
    StoreOptions,
    with_unused,
)
from aws_session.session.role_start import Start
from aws_session.session.target import Target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.model.mfa import Device


def prepare(request: RoleRequest, inputs: Inputs, target: Target, start: Start) -> SessionRequest:
    """Return what to ask AWS for; `start.source` has its key unless that is resolved later."""
    profiles = _profiles(target, inputs)
    last = _of_target(request, inputs, target, profiles)
    if not last:
        _check_no_role_options(request, target)
    roles = (*of_profiles((*start.roles, *profiles[:-1])), *last)
    if not roles and request.no_mfa and not start.from_session:
        raise UsageError(
            f"--no-mfa cannot be used: {start.source.description} has no role to assume",
            hint="leave out --no-mfa to start an MFA session, or name a role: "
            "aws-session pose TARGET ROLE",
        )
    wanted = roles[-1].seconds or DEFAULT_ROLE_SECONDS if roles else DEFAULT_ROLE_SECONDS
    long = wanted > CHAINED_ROLE_SECONDS
    with_mfa = bool(roles) and (request.mfa or (long and not request.no_mfa))
    set_by = "" if request.seconds else _set_by((*start.roles, *profiles))
    origin = _long_term(inputs, start, wanted, roles, set_by) if with_mfa or long else start.source
    if request.as_signer and target.profile is not None:
        origin = origin.replace(meant=target.profile.name)
    key = origin.key
    passthrough = not start.from_session and key is not None and key.temporary
    notices = [*start.notices, *origin.notices, *provenance.warnings(inputs, origin)]
    if target.profile is not None and target.profile.name != origin.profile_name:
        notices += provenance.not_exported(target.profile)
    top = inputs.snapshot.state.top
    has_expired = top is not None and top.expired(inputs.snapshot.now)
    # A longer role is assumed with the key that started the session.
    in_session = start.from_session and origin is start.source
    notices += _unused(
        request, start, with_mfa=with_mfa, in_session=in_session, has_expired=has_expired
    )
    notices += _unused_durations((*start.roles, *profiles))
    by_key = with_mfa or (request.no_mfa and not start.from_session and not passthrough)
    notices += _cut_durations((*start.roles, *profiles), roles, by_key=by_key)
    roles = _cut(roles, by_key=by_key)
    notices += [
        f"{section.message}: {section.hint}"
        for profile in (*start.roles, *profiles)
        if profile is not origin.profile
        for section in profile.misnamed
    ]
    code_notices = []
    if with_mfa and not request.mfa:
        from aws_session.model import duration_text

        code_notices.append(
            f"{duration_text.exact(wanted)}{set_by} needs your long-term key and a new code: AWS "
            "limits roles assumed from a session to 1 h"
        )
    mfa_profiles = _mfa_profiles((*start.roles, *profiles), origin)
    bottom = inputs.snapshot.state.levels[0] if inputs.snapshot.state.levels else None
    same = bottom if bottom and bottom.origin == origin.origin else None
    device, name = precedence.device(
        request.device, inputs, _with_device(mfa_profiles, inputs), same
    )
    needs_session = not (start.from_session or passthrough or with_mfa or request.no_mfa)
    if needs_session or with_mfa:
        _check_partitions(device, roles)
    settings = inputs.settings.of_profile(origin.profile_name)
    # A session that has ended, or is replaced, was in a region, too.
    top = start.parents[-1] if start.parents else same
    region = precedence.region(
        request.region, inputs, None if target.region else top, target.region
    )
    plan = SessionRequest(
        source=origin,
        device=device,
        device_name=name,
        region=region or (top.region if top else None) or settings.region or origin.region,
        token=SessionTokenRequest(
            capped(
                settings.duration or _token_seconds(mfa_profiles) or DEFAULT_SESSION_TOKEN_SECONDS,
                settings.mfa_age,
            )
        ),
        code=request.code,
        code_command=precedence.code_command(inputs, *mfa_profiles),
        provenance=provenance.of(inputs, origin),
        notices=tuple(notices),
        code_notices=tuple(code_notices),
        session=needs_session,
        passthrough=passthrough,
        roles=roles,
        with_mfa=with_mfa,
        parents=start.parents,
        no_back=request.no_back,
        profile=target.profile.name if target.profile else "",
        keeping=StoreOptions(
            request.keep or None,
            request.fresh,
            request.fresh or request.code is not None or request.device is not None,
            request.min_remaining,
            for_tool=bool(request.min_remaining),
            is_below=not request.for_tool,
            asks_role=request.asks_role or request.duration is not None,
            role_remaining=ROLE_LEFT_FOR_PROGRAM if request.is_for_program else None,
            ahead=request.ahead,
            is_told=request.in_new_session,
        ),
    )
    return with_unused(plan, keep=request.keep and not request.min_remaining, fresh=request.fresh)


def _check_partitions(device: Device | None, roles: tuple[AssumeRoleRequest, ...]) -> None:
    """Refuse a role in another partition than the MFA device, before a code is asked for."""
    serial = device.serial if device is not None else ""
    for role in roles:
        if ":" in serial and role.arn and role.arn.split(":")[1] != serial.split(":")[1]:
            from aws_session.model.identity import in_another_partition

            raise in_another_partition(role.arn, serial, f"the MFA device {serial}")


def of_profiles(profiles: tuple[Profile, ...]) -> tuple[AssumeRoleRequest, ...]:
    """Return the calls that the roles of profiles need."""
    return tuple(map(_of_profile, profiles))


def _of_profile(profile: Profile) -> AssumeRoleRequest:
    # Imported late: a role is named by its account or its ARN, too.
    from aws_session.session import profile_role

    return profile_role.of(profile)


def _of_target(
    request: RoleRequest, inputs: Inputs, target: Target, profiles: tuple[Profile, ...]
) -> tuple[AssumeRoleRequest, ...]:
    """Return the call for the target itself; none for a profile with its own credentials."""
    if not target.account or (target.profile and target.arn and not profiles):
        # The credentials that boto3 resolves for a profile are already a session in its role.
        return ()
    own = _of_profile(profiles[-1]) if profiles else AssumeRoleRequest(target.account, target.role)
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
            transitive_keys=request.transitive_keys
            or (() if request.tags else own.transitive_keys),
            policy=request.policy,
            policy_arns=request.policy_arn,
        ),
    )


def _session_name(request: RoleRequest, own: AssumeRoleRequest, inputs: Inputs) -> str | None:
    """Return the configured name; UsageError, naming the place, for one that AWS would refuse."""
    for name, where in (
        (request.session_name, "--session-name"),
        (inputs.settings.session_name, "session_name in the settings"),
        (own.session_name, "the profile's role_session_name"),
    ):
        if name:
            # Imported late: most sessions have the signer's name.
            from aws_session.session.role_name_tags_policies import check_session_name

            check_session_name(name, where)
            return name
    return None


def _check_no_role_options(request: RoleRequest, target: Target) -> None:
    """Refuse the options of a role session if no role is assumed."""
    given = [name for name, value in request.role_options if value]
    if given:
        named = f"profile {target.profile.name!r}" if target.profile else "the target"
        raise UsageError(
            f"{', '.join(given)} cannot be used: {named} has its own credentials, so no role is "
            "assumed",
            hint="leave it out, or name a role: aws-session pose TARGET ROLE",
        )


def _unused(
    request: RoleRequest, start: Start, *, with_mfa: bool, in_session: bool, has_expired: bool
) -> list[str]:
    """Report which of the options that choose the signer have no effect."""
    notices = []
    if request.no_mfa and in_session:
        notices.append("--no-mfa was not used: the role is assumed from the session of this shell")
    in_role = bool(start.parents) and start.parents[-1].kind == "pose"
    if request.chain and start.source.origin != FOREIGN and (with_mfa or not in_role):
        why = "this shell has no role session"
        if with_mfa:
            why = "the role is assumed with the long-term key"
        elif has_expired:
            why = "this shell's session has expired"
        notices.append(f"--chain was not used: {why}")
    return notices


def _unused_durations(profiles: tuple[Profile, ...]) -> list[str]:
    """Report the durations of roles' profiles that cannot be read, with their places."""
    setting = "duration_seconds"
    found = []
    for profile in profiles:
        if profile.get(setting) is not None:
            # Imported late: few profiles have one.
            from aws_session.session import profile_role

            message = profile_role.unused_duration(profile)
            found += [f"{message}: {profile.place_of(setting)}"] if message else []
    return found


def _cut(roles: tuple[AssumeRoleRequest, ...], *, by_key: bool) -> tuple[AssumeRoleRequest, ...]:
    """Request one hour at most for each role below another that is assumed from a session.

    The first role of a chain is assumed from none if it is signed `by_key`, a long-term one.
    """
    cut = (role.replace(seconds=CHAINED_ROLE_SECONDS) for role in roles)
    return tuple(
        short
        if by_key < place < len(roles) and (role.seconds or 0) > CHAINED_ROLE_SECONDS
        else role
        for place, (role, short) in enumerate(zip(roles, cut, strict=True), start=1)
    )


def _cut_durations(
    profiles: tuple[Profile, ...], roles: tuple[AssumeRoleRequest, ...], *, by_key: bool
) -> list[str]:
    """Report the durations of roles below another that AWS would refuse."""
    pairs = zip(profiles, roles, _cut(roles, by_key=by_key), strict=False)
    return [
        f"duration_seconds of profile {profile.name!r} was not used: AWS limits roles assumed one "
        f"after the other to 1 h: {profile.place_of('duration_seconds')}"
        for profile, role, cut in pairs
        if role.seconds != cut.seconds
    ]


def _set_by(profiles: tuple[Profile, ...]) -> str:
    """Return where the duration of the last role is set if a profile sets it."""
    if not profiles or profiles[-1].get("duration_seconds") is None:
        return ""
    return f" (duration_seconds of profile {profiles[-1].name!r})"


def _profiles(target: Target, inputs: Inputs) -> tuple[Profile, ...]:
    if target.profile is None:
        return ()
    from aws_session.config import role_chain

    return role_chain.of(target.profile, inputs.profiles).assumed


def _long_term(
    inputs: Inputs, start: Start, wanted: int, roles: tuple[AssumeRoleRequest, ...], set_by: str
) -> SourceCredentials:
    """Return the long-term key for a call with a code; SessionError if there is none."""
    origin = start.source
    if start.from_session:
        from aws_session.session import session_source

        foreign = origin.origin == FOREIGN
        origin = (
            origin
            if foreign
            else role_start.starting_with(session_source.choose_source(None, inputs), inputs).source
        )
    temporary = origin.key is not None and origin.key.temporary
    if wanted > CHAINED_ROLE_SECONDS and (temporary or len(roles) > 1):
        from aws_session.model import duration_text

        chained = "one after the other" if len(roles) > 1 else f"from {origin.description}"
        raise SessionError(
            f"AWS limits roles assumed {chained} to 1 h, not {duration_text.exact(wanted)}{set_by}",
            hint="use a profile that has a long-term key, or request one hour: -d 1h",
        )
    check_takes_code(origin)
    return origin


def check_takes_code(origin: SourceCredentials) -> None:
    """Refuse temporary credentials, with which no code can be sent."""
    if origin.key is not None and origin.key.temporary:
        raise SessionError(
            f"{origin.description} is temporary, and an MFA code needs a long-term key",
            hint="leave out --mfa, or use a profile that has a long-term key",
        )


def _mfa_profiles(
    roles: tuple[Profile, ...], origin: SourceCredentials
) -> tuple[Profile | None, ...]:
    """Return the profiles that may name a device or code program, the last role's first."""
    return (*reversed(roles), precedence.mfa_profile(origin))


def _token_seconds(profiles: tuple[Profile | None, ...]) -> int | None:
    """Return the duration of a session that the profiles themselves set."""
    if all(each is None or each.get("session_token_duration") is None for each in profiles):
        return None
    from aws_session.session import profile_role

    return profile_role.token_seconds(*profiles)


def _with_device(profiles: tuple[Profile | None, ...], inputs: Inputs) -> Profile | None:
    """Return the first profile that names a device, itself or in the settings, or else the last."""
    named = (
        profile
        for profile in profiles
        if profile is not None
        and (profile.get("mfa_serial") or inputs.settings.of_profile(profile.name).mfa_serial)
    )
    return next(named, profiles[-1])
