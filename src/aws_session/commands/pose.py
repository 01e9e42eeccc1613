"""The command `pose`: a role session in any account."""

from __future__ import annotations

from aws_session.commands import (
    CODE,
    FILES,
    FRESH,
    KEEP,
    PROFILE,
    REGION,
    EnvironmentCommand,
    argument,
    flag,
    option,
    repeatable,
)
from aws_session.errors import UsageError
from aws_session.model import duration_text, validation
from aws_session.model.regions import check_typed
from aws_session.model.role import checked_role
from aws_session.model.role_duration import CHAINED_ROLE_SECONDS, ROLE_SECONDS
from aws_session.session import role_name_tags_policies
from aws_session.session.request import RoleRequest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.environment import EnvironmentSnapshot, Outcome
    from aws_session.session.ports import Ports


SESSION_NAME = option(
    "--session-name", metavar="NAME", help="Role session name, as seen in CloudTrail."
)
EXTERNAL_ID = option(
    "--external-id", metavar="ID", help="External ID that the role's trust policy requires."
)
SOURCE_IDENTITY = option(
    "--source-identity", metavar="NAME", help="Source identity, kept through role chaining."
)
TAG = repeatable("--tag", metavar="KEY=VALUE", help="Session tag; repeatable.")
TRANSITIVE = flag("--transitive", help="Keep the tags through role chaining.")
POLICY = option("--policy", metavar="FILE", help="Policy that limits the session.", completes=FILES)
POLICY_ARN = repeatable(
    "--policy-arn", metavar="ARN", help="Managed policy that limits it; repeatable."
)
WITH_CODE = flag("--mfa", help="Send a code with the role request.")
WITHOUT_CODE = flag("--no-mfa", help="Use the long-term key alone, without an MFA session.")
CHAIN = flag("--chain", help="Assume it from the role of this shell (role chaining).")
"""The options of every command that can assume a role."""


class Pose(EnvironmentCommand):
    """A role in an account; `keep` and `fresh` apply to the MFA session, as in `mfa`."""

    target: str | None = argument(
        "[TARGET]", help="Account (ID, some digits, name), ARN or profile.", completes="targets"
    )
    role: str | None = argument(
        "[ROLE]", help="Role, with its path (default: from settings or profile).", completes="roles"
    )
    duration: str | None = option(
        "--duration",
        "-d",
        metavar="TIME",
        help="15m to 12h (default 1h).",
        completes=("15m", "1h", "2h", "4h", "8h", "12h"),
    )
    session_name: str | None = SESSION_NAME
    external_id: str | None = EXTERNAL_ID
    source_identity: str | None = SOURCE_IDENTITY
    tag: tuple[str, ...] = TAG
    transitive: bool = TRANSITIVE
    policy: str | None = POLICY
    policy_arn: tuple[str, ...] = POLICY_ARN
    code: str | None = CODE
    mfa: bool = WITH_CODE
    no_mfa: bool = WITHOUT_CODE
    no_back: bool = flag("--no-back", help="Discard the current session; `back` will not work.")
    chain: bool = CHAIN
    profile: str | None = PROFILE
    region: str | None = REGION
    keep: bool = KEEP
    fresh: bool = FRESH

    REDACTED = ("code",)
    summary = "Assume a role in any account; without TARGET choose from a list."

    def validate(self) -> None:
        for value, named in ((self.target, "TARGET"), (self.role, "ROLE")):
            validation.no_blank(value, named)
        if self.role is not None:
            checked_role(self.role)
        if self.mfa and self.no_mfa:
            raise UsageError("--mfa and --no-mfa cannot be used together", hint="give one of them")
        if self.no_mfa and self.code is not None:
            raise UsageError("--no-mfa does not use a code", hint="leave out --code or --no-mfa")
        if self.fresh and self.no_mfa:
            raise UsageError(
                "--fresh and --no-mfa cannot be used together",
                hint="--no-mfa does not start an MFA session",
            )
        if self.chain:
            self._check_chain()
        if self.duration is not None:
            duration_text.seconds_within(self.duration, ROLE_SECONDS)
        validation.no_blank(self.profile, "--profile")
        check_typed(self.region)
        role_name_tags_policies.check(self.request)

    def _check_chain(self) -> None:
        """Refuse options that would make other credentials sign than the shell's role."""
        others = (
            ("--profile", self.profile is not None),
            ("--code", self.code is not None),
            ("--mfa", self.mfa),
            ("--no-mfa", self.no_mfa),
            ("--fresh", self.fresh),
        )
        for other, given in others:
            if given:
                raise UsageError(
                    f"--chain and {other} cannot be used together",
                    hint="with --chain, this shell's role signs the request",
                )
        seconds = 0 if self.duration is None else duration_text.seconds(self.duration)
        if seconds > CHAINED_ROLE_SECONDS:
            raise UsageError(
                "with --chain, AWS allows 1 h at most",
                hint="leave out --duration, or leave out --chain to use your long-term key",
            )

    @property
    def request(self) -> RoleRequest:
        return self.convert(RoleRequest)

    def change(self, snapshot: EnvironmentSnapshot, ports: Ports) -> Outcome:
        from aws_session.session import start_role

        return start_role(self.request, snapshot, ports)
