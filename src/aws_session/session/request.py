"""What was requested, and what to do at AWS for it, as data."""

from __future__ import annotations

from aws_session.model import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.aws.source_credentials import SourceCredentials
    from aws_session.environment import StackEntry
    from aws_session.model.mfa import CodeCommand, Device, SessionTokenRequest
    from aws_session.model.role import AssumeRoleRequest


PROGRAM_SECONDS = 900
"""Seconds that a stored role must have left for a program: SDKs ask again when so many are."""

NOT_KEPT = "--keep was not used: no new MFA session was started"


class MfaRequest(Record):
    """The request for an MFA session.

    `code` is the given code, `-` for stdin, None to ask. A stored session is taken unless `fresh`
    forbids it; it must have `min_remaining` seconds left where a program asks, not a person.
    With `ahead` the code is asked for now, so that no one has to be asked later.
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

    `keep` and `fresh` are also about the session below, as in `MfaRequest`; `min_remaining` is
    about that alone. `device` comes only with a profile whose role was asked for as a session of
    one's own. `command` is the one that was typed, `for_tool` is whether it will be carried out
    again and again, with nobody to ask.
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
    """Whether no stored session of the role will do, although one below it does."""
    ahead: bool = False

    REDACTED = ("code",)

    @property
    def is_for_program(self) -> bool:
        """Whether what comes of it is a program's, not a shell's."""
        return bool(self.min_remaining) or self.command == "exec"

    @property
    def role_options(self) -> tuple[tuple[str, object], ...]:
        """The options that mean something to an assumed role alone, with their values."""
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

    `keep` keeps what is got, None as the settings say; `skip_stored` takes none that is kept, and
    with `fresh` what is got replaces it. One that is taken must have `min_remaining` seconds left.
    `for_tool` says that a program asks, so that a person may wonder why there is a question, and
    `is_below` that what it asks for comes after.

    Of a role's session, `asks_role` takes none that is stored; one that is taken must have
    `role_remaining` seconds left, None as the settings say, and with `ahead` a session below it.
    `is_told` says that a session was begun for it, and what became of storing that was said.
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
        """Whether nobody needs more of what is taken, neither its variables nor what is told."""
        return self.for_tool and not (self.ahead or self.is_below)


class SessionRequest(Record):
    """A session to ask for.

    `session` says that GetSessionToken comes first, with a code; `passthrough` that the profile's
    own temporary credentials are a session already. Then the `roles` are assumed, each signed by
    what came before; `with_mfa` sends the code with the first of them instead. `parents` are the
    levels that stay beneath. `renewed` are levels that are to be the same again, of the same
    people. `profile` is the AWS profile that was the target.

    `device` is None where it must be looked up, by `device_name` if that is known. `code` is the
    given code, `-` for stdin, None to ask; `code_command` is a program that prints one. `notices`
    are what the user should read before anything is asked for, `code_notices` before a code is.
    `provenance` is what the AWS files
    and the endpoint are called.
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
    """Return the plan that also says which options of its line come to nothing."""
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
    # Imported late: a line without a duration does not wait for what reads one.
    from aws_session.model import durations

    return durations.seconds(duration)
