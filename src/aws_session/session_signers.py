"""Sessions that sign: this shell's, another tool's, whatever an environment holds."""

from __future__ import annotations

from aws_session import environment as env
from aws_session.errors import SessionError
from aws_session.signer import PROFILE, Signer, key_in, profile_named
from aws_session.state import ENVIRONMENT, FOREIGN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.credentials import Credentials
    from aws_session.profiles import Profile, Profiles
    from aws_session.situation import Knowledge


def of_session(key: Credentials, origin: str, knowledge: Knowledge) -> Signer:
    """Return the session of this shell as a signer; its origin's profile says where calls go."""
    check(key)
    return Signer("session", key, _profile_behind(origin, knowledge))


def check(key: Credentials) -> None:
    """Refuse a session of ours whose token somebody took away or put there."""
    if key.misfit:
        raise SessionError(
            f"something changed the session of this shell: it is now {key.misfit}",
            hint="start another: aws-session",
        )


def of_foreign(knowledge: Knowledge) -> Signer | None:
    """Return another tool's session in the environment as a signer, if there is one."""
    base = knowledge.base
    key = key_in(base)
    if key is None or not key.temporary:
        return None
    until = base.get(env.EXPIRATION)
    said = (
        f"signing with another tool's session ({key.key_id}{f', until {until}' if until else ''})"
    )
    return Signer(FOREIGN, key, _profile_behind(FOREIGN, knowledge), (said,))


def of_environment(environ: dict[str, str], profiles: Profiles) -> Signer | None:
    """Return whatever key is in an environment as a signer."""
    key = key_in(environ)
    if key is None:
        return None
    name, _ = profile_named(environ)
    origin = FOREIGN if key.temporary else ENVIRONMENT
    return Signer(origin, key, profiles.by_name.get(name or "default"))


def _profile_behind(origin: str, knowledge: Knowledge) -> Profile | None:
    if origin.startswith(PROFILE):
        return knowledge.profiles.by_name.get(origin.removeprefix(PROFILE))
    name, _ = profile_named(knowledge.base)
    return knowledge.profiles.by_name.get(name or "default")
