"""What is to be done at AWS, as data."""

from __future__ import annotations

from aws_session.model.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.aws.source_credentials import SourceCredentials
    from aws_session.environment.state import StackEntry
    from aws_session.model.mfa import Device
    from aws_session.model.role import AssumeRoleRequest


class StoreOptions(Record):
    """What is wished of sessions that are kept for other terminals.

    `keep` keeps what is got, None as the settings say; `anew` takes none that is kept, and with
    `fresh` what is got replaces it. One that is taken must have `least` seconds left.
    """

    keep: bool | None = None
    fresh: bool = False
    skip_stored: bool = False
    min_remaining: int = 0


class SessionRequest(Record):
    """A session to ask for.

    `session` says that GetSessionToken comes first, with a code; `handed` that the profile's own
    temporary credentials are a session already. Then the `roles` are assumed, each signed by what
    came before; `coded` sends the code with the first of them instead. `below` are the levels
    that stay beneath. `renewed` are levels that are to be the same again, of the same people.

    `device` is None where it must be looked up, by `device_name` if that is known. `code` is the
    given code, `-` for stdin, None to ask; `code_command` is a program that prints one. `said` is
    what the user should read before a code is asked for. `places` are what the AWS files and the
    endpoint are called.
    """

    source: SourceCredentials
    device: Device | None
    device_name: str | None
    region: str | None
    seconds: int
    code: str | None = None
    code_command: str | None = None
    provenance: tuple[tuple[str, str], ...] = ()
    notices: tuple[str, ...] = ()
    session: bool = True
    passthrough: bool = False
    roles: tuple[AssumeRoleRequest, ...] = ()
    with_mfa: bool = False
    parents: tuple[StackEntry, ...] = ()
    no_back: bool = False
    renewed: tuple[StackEntry, ...] = ()
    keeping: StoreOptions = StoreOptions()

    REDACTED = ("code",)

    @property
    def question(self) -> str:
        """The prompt."""
        return f"MFA code for {self.device.serial}: " if self.device else "MFA code: "


def with_unused(
    plan: SessionRequest, *, keep: bool = False, fresh: bool = False, duration: str | None = None
) -> SessionRequest:
    """Return the plan that also says which options of its line come to nothing."""
    said = []
    if keep and not plan.session:
        said.append("nothing is kept: --keep is for a new MFA session, and this starts none")
    if fresh and not plan.session:
        said.append("--fresh was not used: this starts no MFA session")
    if plan.code is not None and not (plan.session or plan.with_mfa):
        said.append("the code was not used: nothing here needs one")
    if duration is not None and not (plan.session or plan.roles):
        said.append("--duration was not used: these credentials end when they end")
    return plan.replace(notices=(*plan.notices, *said)) if said else plan
