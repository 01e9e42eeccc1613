"""A session that is there already, in the place of one that would take another code."""

from __future__ import annotations

from aws_session.config import profile_env
from aws_session.environment import state as states
from aws_session.environment import state_format
from aws_session.environment.change import EnvironmentChange
from aws_session.environment.state import ReadySession, StackEntry
from aws_session.storage import session_format

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.environment.snapshot import EnvironmentSnapshot
    from aws_session.session.inputs import Inputs
    from aws_session.session.request import SessionRequest


def bought(
    level: StackEntry, code: str, plan: SessionRequest, inputs: Inputs
) -> ReadySession | None:
    """Return a session that a plan has got; None where its key would not be known again.

    `code` is the digest of the code that was spent on it.
    """
    cache_key = session_format.cache_key(plan, inputs)
    if cache_key is None:
        return None
    return ReadySession(level, cache_key, code, plan.keeping.fresh)


def carried(ready: ReadySession, snapshot: EnvironmentSnapshot) -> EnvironmentChange | None:
    """Return the change of the state alone that keeps a session ready; no key is touched."""
    if snapshot.damage is not None:
        # `end` still has to see that damage.
        return None
    state = snapshot.state.replace(ready=ready, spent_code=ready.code, spent_at=ready.level.issued)
    return EnvironmentChange((), ((states.VARIABLE, state_format.encode(state)),))


def serving(plan: SessionRequest, inputs: Inputs) -> StackEntry | None:
    """Return the session that is ready as one that serves a plan; None where a code is needed."""
    ready = inputs.snapshot.state.ready
    if ready is None or not plan.session or not _is_wanted(ready, plan):
        return None
    if ready.cache_key != session_format.cache_key(plan, inputs):
        return None
    now, settings = inputs.snapshot.now, inputs.settings.of_profile(plan.source.profile_name)
    marker = session_format.metadata(ready.cache_key, ready.level)
    # A short one serves, too, while it is new.
    half = marker.restored(marker.issued, settings.mfa_age) // 2
    least = min(inputs.settings.keep_at_least, half)
    if marker.restored(now, settings.mfa_age) < max(plan.keeping.min_remaining, least):
        return None
    return ready.level.replace(
        region=plan.region,
        origin=plan.source.origin,
        exported_settings=profile_env.exported_settings(plan.source.profile, inputs.original_env),
    )


def remaining(
    ready: ReadySession | None, used: StackEntry | None, granted: ReadySession | None, now: int
) -> ReadySession | None:
    """Return what stays ready where one session was `used`, or one was `granted` by a code."""
    if ready is None or ready.level.expired(now):
        return None
    if used is not None and used.key_id == ready.level.key_id:
        return None
    return None if granted is not None and granted.cache_key == ready.cache_key else ready


def _is_wanted(ready: ReadySession, plan: SessionRequest) -> bool:
    """Tell whether a session that was not kept serves one who asked for a new one, or named it."""
    if plan.code is not None:
        # A line that is corrected still has its code, which serves once.
        code = plan.code.replace(" ", "").strip()
        return ready.code is not None and states.is_digest(ready.code, code)
    if plan.keeping.fresh:
        return ready.fresh
    if not plan.keeping.skip_stored:
        return True
    named = plan.device.serial if plan.device else plan.device_name
    serial = ready.level.device or ""
    return named in {serial, serial.rpartition("/")[2]}
