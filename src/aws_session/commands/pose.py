"""The command `pose`: a role's session, in some account."""

from __future__ import annotations

from aws_session.commands.base import (
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
from aws_session.model import durations, validation
from aws_session.model.regions import check_region
from aws_session.session import role_parameters
from aws_session.session.request import RoleRequest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.environment.change import EnvironmentSnapshot, Outcome
    from aws_session.session.ports import Ports


SESSION_NAME = option("--session-name", metavar="NAME", help="How AWS's logs call the session.")
EXTERNAL_ID = option("--external-id", metavar="ID", help="For the trust.")
SOURCE_IDENTITY = option(
    "--source-identity", metavar="NAME", help="Stays through every further role."
)
TAG = repeatable("--tag", metavar="KEY=VALUE", help="A session tag; repeatable.")
TRANSITIVE = flag("--transitive", help="The tags stay through every further role.")
POLICY = option(
    "--policy", metavar="FILE", help="A policy that limits the session.", completes=FILES
)
POLICY_ARN = repeatable("--policy-arn", metavar="ARN", help="The same, managed; repeatable.")
WITH_CODE = flag("--mfa", help="Send a code with the role's call.")
WITHOUT_CODE = flag("--no-mfa", help="Pose with the key alone, without a session first.")
CHAIN = flag("--chain", help="Pose from the role that this shell is in.")
"""What every command has that may take a role."""


class Pose(EnvironmentCommand):
    """A role, in some account; `keep` and `fresh` are about the session below, as in `mfa`."""

    target: str | None = argument(
        "[TARGET]", help="Account (id, some digits, name), ARN, profile.", completes="targets"
    )
    role: str | None = argument(
        "[ROLE]", help="Role, with its path; else the settings', the profile's.", completes="roles"
    )
    duration: str | None = option(
        "--duration",
        "-d",
        metavar="TIME",
        help="15m to 12h; else 1h.",
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
    no_back: bool = flag("--no-back", help="Keep nothing of the session below.")
    chain: bool = CHAIN
    profile: str | None = PROFILE
    region: str | None = REGION
    keep: bool = KEEP
    fresh: bool = FRESH

    REDACTED = ("code",)
    summary = "Take a role, in any account; without a TARGET choose from a list."

    def validate(self) -> None:
        for value, named in ((self.target, "TARGET"), (self.role, "ROLE")):
            validation.no_blank(value, named)
        if self.mfa and self.no_mfa:
            raise UsageError("--mfa and --no-mfa exclude each other", hint="give one of them")
        if self.no_mfa and self.code is not None:
            raise UsageError("--no-mfa takes no code", hint="leave --code or --no-mfa out")
        if self.fresh and self.no_mfa:
            raise UsageError(
                "--fresh and --no-mfa exclude each other", hint="--no-mfa starts no MFA session"
            )
        if self.chain:
            self._check_chain()
        if self.duration is not None:
            durations.seconds_within(self.duration, durations.ROLE_SECONDS)
        validation.no_blank(self.profile, "--profile")
        check_region(self.region)
        role_parameters.check(self.request)

    def _check_chain(self) -> None:
        """Refuse what would let somebody else sign than the role that the shell is in."""
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
                    f"--chain and {other} exclude each other",
                    hint="with --chain the role that this shell is in signs",
                )

    @property
    def request(self) -> RoleRequest:
        return self.convert(RoleRequest)

    def change(self, snapshot: EnvironmentSnapshot, ports: Ports) -> Outcome:
        from aws_session.session.start import start_role

        return start_role(self.request, snapshot, ports)
