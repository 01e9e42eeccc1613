"""An MFA session: GetSessionToken with a code, or the profile's own temporary credentials."""

from __future__ import annotations

from aws_session.aws.source_credentials import SourceCredentials
from aws_session.config.profile import NOTHING, ProvidedProfile
from aws_session.model import spoken
from aws_session.model.mfa import DEFAULT_SESSION_TOKEN_SECONDS, SessionTokenRequest, capped
from aws_session.session import precedence, provenance
from aws_session.session.precedence import Inputs
from aws_session.session.request import (
    MfaRequest,
    RoleRequest,
    SessionRequest,
    StoreOptions,
    with_unused,
)


def choose(request: MfaRequest, inputs: Inputs) -> SourceCredentials:
    """Return the credentials that the session is for."""
    if not inputs.snapshot.state.levels:
        return precedence.choose_source(request.profile, inputs)
    # Imported late: most shells have no session when a code is asked for.
    from aws_session.session import session_source

    return session_source.for_new_session(request.profile, inputs)


def prepare(request: MfaRequest, inputs: Inputs, chosen: SourceCredentials) -> SessionRequest:
    """Return what to ask AWS for; `chosen` has its key if that is available before asking."""
    # Not the role in which it is started: that may have another region, and has no device.
    bottom = inputs.snapshot.state.levels[0] if inputs.snapshot.state.levels else None
    is_same = bottom and bottom.origin == chosen.origin and not inputs.snapshot.mismatched
    same = bottom if is_same else None
    device, name = precedence.device(request.device, inputs, precedence.mfa_profile(chosen), same)
    settings = inputs.settings.of_profile(chosen.profile_name)
    own = _token_seconds(chosen)
    passthrough = chosen.key is not None and chosen.key.temporary
    notices = [*chosen.notices, *provenance.warnings(inputs, chosen)]
    notices += cut_by_age(request.seconds, settings.mfa_age)
    if passthrough:
        notices.append(
            f"{chosen.description} {_kind(chosen)}: to be exported unchanged, without an MFA code"
        )
        notices += _long_term(request, chosen, inputs)
    plan = SessionRequest(
        source=chosen,
        device=device,
        device_name=name,
        region=precedence.region(request.region, inputs, same, settings.region, chosen.region),
        token=SessionTokenRequest(
            capped(
                request.seconds or settings.duration or own or DEFAULT_SESSION_TOKEN_SECONDS,
                settings.mfa_age,
            )
        ),
        code=request.code,
        code_command=precedence.code_command(inputs, precedence.mfa_profile(chosen)),
        provenance=provenance.of(inputs, chosen),
        notices=tuple(notices),
        session=not passthrough,
        passthrough=passthrough,
        keeping=StoreOptions(
            request.keep or None,
            request.fresh,
            request.fresh or request.code is not None or request.device is not None,
            max(request.min_remaining, request.seconds or 0),
            for_tool=bool(request.min_remaining),
            ahead=request.ahead,
        ),
    )
    keep = request.keep and not request.min_remaining
    return with_unused(plan, keep=keep, fresh=request.fresh, duration=request.duration)


def cut_by_age(typed: int | None, mfa_age: int | None) -> list[str]:
    """Report that a session is shorter than was typed."""
    if not typed or not mfa_age or typed <= mfa_age:
        return []
    return [f"--duration is cut to {spoken(mfa_age)} by mfa_age in the settings"]


def as_role(request: MfaRequest) -> RoleRequest:
    """Return the role request that a session for a profile with a role amounts to."""
    if request.duration is not None:
        from aws_session.model import duration_text
        from aws_session.model.role_duration import ROLE_SECONDS

        duration_text.seconds_within(request.duration, ROLE_SECONDS)
    return request.convert(RoleRequest, profile=None, as_signer=True)


def _long_term(request: MfaRequest, chosen: SourceCredentials, inputs: Inputs) -> list[str]:
    """Return the credentials with the long-term key for a given code."""
    profile = chosen.profile
    if request.code is None or profile is None:
        return []
    from aws_session.session import key_hints

    beside = key_hints.long_term_beside(profile, inputs.profiles)
    if beside is None:
        return []
    from aws_session.model.terminal_text import quoted

    return [f"for an MFA session: aws-session -p {quoted(beside)}"]


def _token_seconds(chosen: SourceCredentials) -> int | None:
    """Return the duration that the profile itself sets, as aws-runas reads it."""
    profile = chosen.profile
    if profile is None or profile.get("session_token_duration") is None:
        return None
    from aws_session.session import profile_role

    return profile_role.token_seconds(profile)


def _kind(chosen: SourceCredentials) -> str:
    if chosen.profile is None or isinstance(chosen.profile, ProvidedProfile):
        return "is temporary"
    if chosen.profile.kind == NOTHING:
        return "uses the credentials that the environment provides"
    return f"is {chosen.profile.kind}"
