"""What was requested, and what to do at AWS for it, as data."""

from __future__ import annotations

from aws_session.model import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.aws.source_credentials import SourceCredentials
    from aws_session.environment import StackEntry
    from aws_session.model.mfa import CodeCommand, Device, SessionTokenRequest
    from aws_session.model.role import AssumeRoleRequest


SESSION_LEFT_FOR_PROGRAM, ROLE_LEFT_FOR_PROGRAM = 1_200, 900
"""Seconds that a stored session or role must have left for a program: SDKs ask again at 900.

For a person, the settings say it: `keep_at_least`.
"""

NOT_KEPT = "--keep was not used: no new MFA session was started"


class MfaRequest(Record):
    """The request for an MFA session.

    `code` is the given code, `-` for stdin, None to ask. A stored session is used unless `fresh`
    forbids it; it must have `min_remaining` seconds left if a program asks, not a person. With
    `ahead`, the code is asked for now, so that no question is needed later.
    """

    device: str | None = None
    code: str | None = None
    profile: str | None = None
    region: str | None = None
    duration: str | None = None
    keep: bool = False
    fresh: bool = False
    min_remaining: int = 0
    ahead: bool = False

    REDACTED = ("code",)

    @property
    def seconds(self) -> int | None:
        return _seconds(self.duration)


class RoleRequest(Record):
    """The request for a role session.

    `keep` and `fresh` also apply to the session below, as in `MfaRequest`; `min_remaining` only to
    that. `device` is set only for a profile with a role that was requested as an MFA session.
    `command` is the one that was typed, `for_tool` tells whether it will run again and again,
    without anyone to ask.
    """

    target: str | None = None
    role: str | None = None
    code: str | None = None
    profile: str | None = None
    region: str | None = None
    duration: str | None = None
    session_name: str | None = None
    external_id: str | None = None
    source_identity: str | None = None
    tag: tuple[str, ...] = ()
    transitive: bool = False
    transitive_keys: tuple[str, ...] = ()
    policy: str | None = None
    policy_arn: tuple[str, ...] = ()
    mfa: bool = False
    no_mfa: bool = False
    no_back: bool = False
    chain: bool = False
    keep: bool = False
    fresh: bool = False
    device: str | None = None
    min_remaining: int = 0
    command: str = "pose"
    for_tool: bool = False
    as_signer: bool = False
    """Whether the target is a profile that was named to sign."""
    in_new_session: bool = False
    """Whether the session of this shell was started for this, a moment ago."""
    asks_role: bool = False
    """Whether no stored session of the role may be used, although one below it may."""
    ahead: bool = False

    REDACTED = ("code",)

    @property
    def is_for_program(self) -> bool:
        """Whether the result is for a program, not for a shell."""
        return bool(self.min_remaining) or self.command == "exec"

    @property
    def role_options(self) -> tuple[tuple[str, object], ...]:
        """The options that apply only to an assumed role, with their values."""
        return (
            ("--duration", self.duration),
            ("--session-name", self.session_name),
            ("--external-id", self.external_id),
            ("--source-identity", self.source_identity),
            ("--tag", self.tag),
            ("--policy", self.policy),
            ("--policy-arn", self.policy_arn),
            ("--mfa", self.mfa),
        )

    @property
    def seconds(self) -> int | None:
        return _seconds(self.duration)

    @property
    def tags(self) -> tuple[tuple[str, str], ...]:
        pairs = (entry.partition("=") for entry in self.tag)
        return tuple((key, value) for key, _, value in pairs)


class RenewRequest(Record):
    """The request to renew the session of this shell."""

    code: str | None = None
    duration: str | None = None
    keep: bool = False

    REDACTED = ("code",)

    @property
    def seconds(self) -> int | None:
        return _seconds(self.duration)


class StoreOptions(Record):
    """The request about stored sessions.

    `keep` stores the result, None follows the settings; `skip_stored` uses no stored session, and
    with `fresh` the result replaces it. A session that is used must have `min_remaining` seconds
    left. `for_tool` says that a program asks, so that the reason for a question is explained. For a
    role session, `asks_role` uses no stored one; one that is used must have `role_remaining`
    seconds left, None follows the settings, and with `ahead` so must a session below it. `is_told`
    says that a session was started for it, and that the result of storing was reported.
    """

    keep: bool | None = None
    fresh: bool = False
    skip_stored: bool = False
    min_remaining: int = 0
    for_tool: bool = False
    is_below: bool = False
    asks_role: bool = False
    role_remaining: int | None = None
    ahead: bool = False
    is_told: bool = False

    @property
    def gives_credentials_alone(self) -> bool:
        """Whether only the credentials of the result are needed, not its variables or messages."""
        return self.for_tool and not (self.ahead or self.is_below)


class SessionRequest(Record):
    """A session to request.

    `session` says that GetSessionToken comes first, with a code; `passthrough` that the profile's
    own temporary credentials are already a session. Then the `roles` are assumed, each signed by
    the previous one; `with_mfa` sends the code with the first of them instead. `parents` are the
    levels that stay below. `renewed` are levels that must be the same again, for the same people.
    `profile` is the AWS profile that was the target.

    `device` is None if it must be looked up, by `device_name` if that is known. `code` is the given
    code, `-` for stdin, None to ask; `code_command` is a program that prints one. `notices` are for
    the user to read before anything is asked for, `code_notices` before a code is. `provenance` has
    the names of the AWS files and the endpoint.
    """

    source: SourceCredentials
    device: Device | None
    device_name: str | None
    region: str | None
    token: SessionTokenRequest
    code: str | None = None
    code_command: CodeCommand | None = None
    provenance: tuple[tuple[str, str], ...] = ()
    notices: tuple[str, ...] = ()
    code_notices: tuple[str, ...] = ()
    session: bool = True
    passthrough: bool = False
    roles: tuple[AssumeRoleRequest, ...] = ()
    with_mfa: bool = False
    parents: tuple[StackEntry, ...] = ()
    no_back: bool = False
    renewed: tuple[StackEntry, ...] = ()
    keeping: StoreOptions = StoreOptions()
    profile: str = ""

    REDACTED = ("code",)

    @property
    def question(self) -> str:
        """The prompt."""
        return f"MFA code for {self.device.serial}: " if self.device else "MFA code: "


def with_unused(
    plan: SessionRequest, *, keep: bool = False, fresh: bool = False, duration: str | None = None
) -> SessionRequest:
    """Return the plan that also reports which options of its line have no effect."""
    notices = []
    if keep and not (plan.session or plan.roles):
        notices.append(NOT_KEPT)
    if fresh and not (plan.session or plan.with_mfa):
        notices.append("--fresh was not used: no MFA session is started")
    if plan.code is not None and not (plan.session or plan.with_mfa):
        notices.append("the code was not used: no code is needed")
    if duration is not None and not (plan.session or plan.roles):
        notices.append("--duration was not used: these credentials have a fixed expiry")
    return plan.replace(notices=(*plan.notices, *notices)) if notices else plan


def _seconds(duration: str | None) -> int | None:
    if duration is None:
        return None
    # Imported late: a line without a duration does not need the parser.
    from aws_session.model import duration_text

    return duration_text.seconds(duration)
