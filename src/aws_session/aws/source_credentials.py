"""The credentials that sign a call; never those of a session that this program started."""

from __future__ import annotations

from aws_session import environment as env
from aws_session.config.profile import LOGIN, SSO, Profile, ProvidedProfile
from aws_session.environment import ENVIRONMENT, FOREIGN
from aws_session.model import Record
from aws_session.model.credentials import Credentials

PROFILE = "profile:"
OF_SHELL, NEW, KEPT, READY = "session", "new session", "kept session", "ready session"
"""The origins of sessions that this program starts or reuses to sign for a role."""

_NAMES = {
    ENVIRONMENT: "the key in the environment",
    FOREIGN: "the session in the environment",
    OF_SHELL: "the session of this shell",
    NEW: "the new session",
    KEPT: "the stored session",
    READY: "the session from your last code",
}

_LOG_INS = {SSO: "aws sso login", LOGIN: "aws login"}


_BY_CODE = frozenset({NEW, KEPT, READY})


class SourceCredentials(Record):
    """The credentials that sign.

    `key` is None if they have to be resolved first. `profile` is the one whose settings apply;
    `notices` is what the user should know about the choice. `meant` is the profile that was named,
    if the source of its chain signs. `by_code` is true for a session that was started with a code,
    `of_role` for a role on the way to another. `partition` is the session's, empty if unknown.
    """

    origin: str
    key: Credentials | None
    profile: Profile | None
    notices: tuple[str, ...] = ()
    meant: str | None = None
    by_code: bool = False
    of_role: bool = False
    partition: str = ""

    @property
    def description(self) -> str:
        return _NAMES.get(self.origin) or self.named

    @property
    def named(self) -> str:
        if isinstance(self.profile, ProvidedProfile):
            return "the identity that the environment provides"
        if not self.origin.startswith(PROFILE):
            return self.origin
        return f"profile {self.origin.removeprefix(PROFILE)!r}"

    @property
    def with_mfa(self) -> bool | None:
        """False for a long-term key and for a role's session; None if that is unknown."""
        if self.by_code or self.origin in _BY_CODE:
            return True
        if self.key is not None and not self.key.temporary:
            return False
        named = self.origin in _NAMES or self.origin.startswith(PROFILE)
        return None if named else False

    @property
    def renewal(self) -> str:
        """What to do if AWS no longer accepts a temporary key; empty for a long-term key."""
        if self.key is None or not self.key.temporary:
            return ""
        if self.origin == FOREIGN:
            names = (env.KEY_ID, env.SECRET, env.TOKEN)
            return f"renew it with the tool that set it, or remove it: unset {' '.join(names)}"
        if not self.origin.startswith(PROFILE):
            return "start a new session: aws-session"
        if self.profile is not None and self.profile.kind in _LOG_INS:
            from aws_session.model.terminal_text import quoted

            name = quoted(self.profile.name)
            return f"sign in again: {_LOG_INS[self.profile.kind]} --profile {name}"
        return (
            "renew it with the tool that wrote it, or use another profile: aws-session "
            "--profile NAME"
        )

    @property
    def holder(self) -> str:
        """The profile that its key is in, empty if it is in none."""
        is_profile = self.origin.startswith(PROFILE)
        return self.origin.removeprefix(PROFILE) if is_profile else ""

    @property
    def profile_name(self) -> str | None:
        return self.profile.name if self.profile else None

    @property
    def region(self) -> str | None:
        """The region of its profile."""
        return self.profile.get("region") if self.profile else None
