"""The command `end`: restore everything as it was before the first session."""

from __future__ import annotations

from aws_session import environment as env
from aws_session.commands import CODE, EnvironmentCommand, flag
from aws_session.environment import Outcome
from aws_session.environment import change as changes
from aws_session.errors import SessionError
from aws_session.model import spoken

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from aws_session.environment import EnvironmentSnapshot
    from aws_session.session.ports import Ports
    from aws_session.storage.session_format import SessionMetadata

_REMEDY = "to remove what another tool has set: aws-session end --foreign"


class End(EnvironmentCommand):
    """The end of the session; `foreign` removes a session that another tool has set."""

    revoke: bool = flag("--revoke", help="Make AWS refuse every session issued so far.")
    all: bool = flag("--all", help="Also delete the stored sessions.")
    foreign: bool = flag("--foreign", help="Also remove a session of another tool.")
    code: str | None = CODE

    REDACTED = ("code",)
    summary = "End the session and restore your environment."

    def change(self, snapshot: EnvironmentSnapshot, ports: Ports) -> Outcome:
        if self.revoke or _ends_at_aws(snapshot, ports):
            return _revoking(self, snapshot, ports)
        outcome = end(snapshot, ports.local_time, foreign=self.foreign)
        if self.code is not None:
            outcome = and_code(outcome)
        if not self.all:
            return _still_keeping(outcome, snapshot, ports)
        count, refused = ports.forget_stored()
        if not count and refused is None:
            return and_nothing_kept(outcome)
        return and_forget(outcome, count, refused)


def _revoking(command: End, snapshot: EnvironmentSnapshot, ports: Ports) -> Outcome:
    from aws_session.session.perform_request import known
    from aws_session.session.revoke import not_possible, revoke

    try:
        result = revoke(command.code, known(snapshot, ports), ports)
    except SessionError as error:
        if not snapshot.state.levels:
            raise
        # What prevents it, such as a mistake in the AWS files, keeps no session in the shell.
        result = not_possible(error, ports)
    outcome = end(snapshot, ports.local_time, revoked=result.revoked, foreign=command.foreign)
    status = outcome.status or result.status
    outcome = outcome.replace(notices=(*outcome.notices, *result.notices), status=status)
    # Whatever happened to the session here.
    return and_forget(outcome, *ports.forget_stored())


def _still_keeping(outcome: Outcome, snapshot: EnvironmentSnapshot, ports: Ports) -> Outcome:
    if not ports.has_stored_sessions():
        return outcome
    return and_kept(outcome, ports.kept_markers(), snapshot.now, ports.local_time)


def _ends_at_aws(snapshot: EnvironmentSnapshot, ports: Ports) -> bool:
    """Tell whether the settings ask to revoke an MFA session, and there is one.

    Unreadable settings are no reason to keep a session in the shell.
    """
    ready = snapshot.state.ready
    living = ready is not None and not ready.level.expired(snapshot.now)
    if not (living or any(level.kind == "mfa" for level in snapshot.state.levels)):
        return False
    try:
        return ports.revokes_on_end(snapshot.original_env)
    except SessionError as error:
        ports.tell(error.message, error.hint)
        return False


def end(
    snapshot: EnvironmentSnapshot,
    local_time: Callable[[int], str],
    *,
    revoked: bool = False,
    foreign: bool = False,
) -> Outcome:
    """Return the change that removes our sessions, and with `foreign` another tool's.

    A `revoked` session does not stay valid at AWS.
    """
    if snapshot.damage is not None:
        lost = f"{snapshot.damage.message}: removed the session, but what it replaced is lost"
        return Outcome(changes.restoring(snapshot), (lost,), status=1)
    base = snapshot.original_env
    there = env.holds_session(base) or env.token(base) is not None
    after = changes.forget(base) if foreign and there else base
    change = changes.leaving(snapshot.environ, after)
    ready = snapshot.state.ready
    forgotten = [] if ready is None else ["the session from your last code was deleted"]
    living_on = [] if revoked else _living_on(snapshot, local_time)
    if not snapshot.state.kept:
        if after is not base:
            return Outcome(change, (*_removed(base), *forgotten, *living_on))
        notices = _not_ours(snapshot) if ready is None or there else ()
        return Outcome(change, (*notices, *forgotten, *living_on))
    back = _back(snapshot) if after is base else _removed(base)
    notices = (_ended(snapshot), *forgotten, *living_on, *back, *snapshot.not_restored)
    names = tuple(
        name for name in snapshot.restored.changed_elsewhere if name in after or name not in base
    )
    return Outcome(change, (*notices, *_changed(names, after)))


def and_kept(
    outcome: Outcome, kept: tuple[SessionMetadata, ...], now: int, local_time: Callable[[int], str]
) -> Outcome:
    """Return the same outcome, with messages about sessions that other terminals can still use."""
    # Imported late: most shells that end a session have stored none.
    from aws_session.model import prompt_label

    living = sorted(
        (marker for marker in kept if marker.seconds_left(now)), key=lambda marker: marker.expires
    )
    notices = [
        f"still stored for your other terminals: {prompt_label.label(marker.label)}, from "
        f"{marker.origin}, until {local_time(marker.expires)}"
        for marker in living
    ]
    if notices:
        notices[-1] += f"\nto delete {'it' if len(living) == 1 else 'them'}: aws-session end --all"
    return outcome.replace(notices=(*outcome.notices, *notices))


def and_code(outcome: Outcome) -> Outcome:
    return outcome.replace(
        notices=(*outcome.notices, "the code was not used: only end --revoke needs one")
    )


def and_nothing_kept(outcome: Outcome) -> Outcome:
    return outcome.replace(notices=(*outcome.notices, "no session is stored for other terminals"))


def and_forget(outcome: Outcome, count: int, refused: SessionError | None) -> Outcome:
    """Return the same outcome, with messages about deleted sessions of other terminals."""
    kept = "the stored session was" if count == 1 else f"{count} stored sessions were"
    notices = (*outcome.notices, *((f"{kept} deleted",) if count else ()))
    if refused is None:
        return outcome.replace(notices=notices)
    left = (
        f"the stored sessions could not be deleted: {refused.message}\n"
        "nothing uses them any more; to delete them later: aws-session end --all"
    )
    return outcome.replace(notices=(*notices, left), status=outcome.status or 1)


def _ended(snapshot: EnvironmentSnapshot) -> str:
    return "session ended" if snapshot.state.levels else "the region is restored"


def _removed(base: dict[str, str]) -> tuple[str, ...]:
    if env.holds_session(base):
        return ("removed a session that another tool set",)
    return ("removed a session token that is not the long-term key's",)


def _not_ours(snapshot: EnvironmentSnapshot) -> tuple[str, ...]:
    """Return what to say about an environment without a session of ours."""
    environ = snapshot.environ
    if not environ.get(env.KEY_ID):
        return ("this shell has no session to end",)
    if not env.holds_session(environ) and env.token(environ) is None:
        return ("this shell has no session, only a long-term key",)
    from aws_session.commands import status

    found = status.report(snapshot).third_party or ""
    found = found.removeprefix("no session here: ")
    return (f"left unchanged: {found}\n{_REMEDY}",)


def _changed(names: tuple[str, ...], after: dict[str, str]) -> tuple[str, ...]:
    if not names:
        return ()
    notice = f"changed outside aws-session, so left unchanged: {', '.join(names)}"
    theirs = env.KEY_ID in names and env.holds_session(after)
    return (f"{notice}\n{_REMEDY}",) if theirs else (notice,)


def _living_on(snapshot: EnvironmentSnapshot, local_time: Callable[[int], str]) -> list[str]:
    ready = snapshot.state.ready
    started = (*snapshot.state.levels, *(() if ready is None else (ready.level,)))
    latest = max((level.expires for level in started), default=0)
    left = latest - snapshot.now
    if left <= 0:
        return []
    return [f"AWS still accepts the session until {local_time(latest)} ({spoken(left)})"]


def _back(snapshot: EnvironmentSnapshot) -> tuple[str, ...]:
    base = snapshot.original_env
    if not snapshot.state.levels:
        return _not_ours(snapshot) if env.holds_session(base) else ()
    if env.KEY_ID in snapshot.restored.changed_elsewhere or not base.get(env.KEY_ID):
        return ()
    kind = "another tool's session is" if env.holds_session(base) else "your long-term key is"
    return (f"{kind} back in the environment",)
