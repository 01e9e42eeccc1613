"""An existing session that saves another code."""

from __future__ import annotations

from aws_session import environment as states
from aws_session.config import profile_env
from aws_session.environment import EnvironmentChange, ReadySession, StackEntry, stack
from aws_session.errors import SessionError
from aws_session.model import spoken
from aws_session.session import provenance, session_source
from aws_session.session.precedence import Inputs
from aws_session.storage import session_format

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.config import Settings
    from aws_session.config.profiles import Profiles
    from aws_session.environment import EnvironmentSnapshot
    from aws_session.session.request import SessionRequest
    from aws_session.storage.session_format import SessionMetadata


def bought(
    level: StackEntry, code: str, plan: SessionRequest, inputs: Inputs
) -> ReadySession | None:
    """Return a session that a plan got; None if its key would not be recognized again.

    `code` is the digest of the code that was used for it.
    """
    cache_key = session_format.cache_key(plan, inputs)
    if cache_key is None:
        return None
    return ReadySession(level, cache_key, code, plan.keeping.fresh)


def carried(ready: ReadySession, snapshot: EnvironmentSnapshot) -> EnvironmentChange | None:
    """Return the change, only in the state, that keeps a session ready; no key changes."""
    if snapshot.damage is not None:
        # `end` must still find that damage.
        return None
    state = snapshot.state.replace(ready=ready, spent_code=ready.code, spent_at=ready.level.issued)
    return EnvironmentChange((), ((states.VARIABLE, stack.encode(state)),))


def serving(plan: SessionRequest, inputs: Inputs) -> StackEntry | None:
    """Return the ready session if it suits a plan; None if a code is needed."""
    ready = inputs.snapshot.state.ready
    if ready is None or not plan.session or not _is_wanted(ready, plan):
        return None
    if not _is_of(ready, plan, inputs) or _left(ready, plan, inputs) < _least(ready, plan, inputs):
        return None
    return ready.level.replace(
        region=plan.region,
        origin=plan.source.origin,
        exported_settings=profile_env.exported_settings(
            plan.source.profile, inputs.original_env, inputs.profiles.by_name.get("default")
        ),
    )


def lent(here: EnvironmentSnapshot, files: Profiles, settings: Settings) -> ReadySession | None:
    """Return the MFA session that a shell has, or has ready, for a program in it."""
    levels = (level for level in stack.levels(here) if level.kind == "mfa")
    own = next((level for level in levels if not level.expired(here.now)), None)
    if own is None:
        ready = here.state.ready
        return ready and ready.replace(lent=True)
    inputs = Inputs(here, files, settings)
    try:
        source = session_source.of_origin(own.origin, inputs)
    except SessionError:
        return None
    if source is None or provenance.is_elsewhere(inputs, source):
        return None
    cache_key = session_format.cache_key_of(source, own.region, inputs)
    return None if cache_key is None else ReadySession(own, cache_key, lent=True)


def why_not(plan: SessionRequest, inputs: Inputs, stored: SessionMetadata | None) -> str:
    """Return why a program's plan needs a code although a session is `stored`, or none is."""
    ready, described = inputs.snapshot.state.ready, plan.source.description
    least = spoken(plan.keeping.min_remaining)
    if ready is None:
        mfa_age = inputs.settings.of_profile(plan.source.profile_name).mfa_age
        lasting = stored.seconds_left(inputs.snapshot.now, mfa_age) if stored else 0
        if lasting and not plan.keeping.skip_stored:
            wanted = inputs.settings.keep_at_least
            needed = f"a tool needs {least}"
            if wanted > plan.keeping.min_remaining:
                needed = f"keep_at_least in the settings is {spoken(wanted)}"
            there = f"the stored session has {spoken(lasting)} left"
            return f"an MFA code is needed: {there}, and {needed}"
        return f"an MFA code is needed: there is no session for {described} with {least} left"
    if not _is_of(ready, plan, inputs):
        return f"an MFA code is needed: the session of this shell is not for {described}"
    left = spoken(_left(ready, plan, inputs))
    so_much = f"the session of this shell has {left} left, and a tool needs {least}"
    return f"an MFA code is needed: {so_much}"


def _is_of(ready: ReadySession, plan: SessionRequest, inputs: Inputs) -> bool:
    cache_key = session_format.cache_key(plan, inputs)
    return cache_key is not None and session_format.is_same_key(ready.cache_key, cache_key)


def _left(ready: ReadySession, plan: SessionRequest, inputs: Inputs) -> int:
    return _restored(ready, inputs.snapshot.now, plan, inputs)


def _least(ready: ReadySession, plan: SessionRequest, inputs: Inputs) -> int:
    """Return how many seconds it must have left; a short one is used, too, while it is new."""
    half = _restored(ready, ready.level.issued, plan, inputs) // 2
    return max(plan.keeping.min_remaining, min(inputs.settings.keep_at_least, half))


def _restored(ready: ReadySession, now: int, plan: SessionRequest, inputs: Inputs) -> int:
    mfa_age = inputs.settings.of_profile(plan.source.profile_name).mfa_age
    return session_format.metadata(ready.cache_key, ready.level).seconds_left(now, mfa_age)


def remaining(
    ready: ReadySession | None, used: StackEntry | None, granted: ReadySession | None, now: int
) -> ReadySession | None:
    """Return what stays ready if one session was `used`, or one was `granted` by a code."""
    if ready is None or ready.level.expired(now):
        return None
    if used is not None and used.key_id == ready.level.key_id:
        return None
    return None if granted is not None and granted.cache_key == ready.cache_key else ready


def _is_wanted(ready: ReadySession, plan: SessionRequest) -> bool:
    """Tell whether a ready session suits a request with a code, --fresh or a named device."""
    if plan.code is not None:
        # A corrected line still has its code, which works once.
        code = plan.code.replace(" ", "").strip()
        return ready.code is not None and states.is_digest(ready.code, code)
    if plan.keeping.fresh:
        return ready.fresh
    if not plan.keeping.skip_stored:
        return True
    named = plan.device.serial if plan.device else plan.device_name
    serial = ready.level.device or ""
    return named in {serial, serial.rpartition("/")[2]}
