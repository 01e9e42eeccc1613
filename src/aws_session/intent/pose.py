"""A role, asked for."""

from __future__ import annotations

from aws_session.errors import UsageError
from aws_session.intent import EnvironmentCommand, checks
from aws_session.model import durations, validation
from aws_session.model.regions import check_region

_MOST_TAGS = 50
_MOST_POLICIES = 10
_POLICY_CHARACTERS = 2_048
_NAME_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+=,.@-")
_PATTERNS = (
    ("session_name", "--session-name", _NAME_LETTERS, 64),
    ("source_identity", "--source-identity", _NAME_LETTERS, 64),
    ("external_id", "--external-id", _NAME_LETTERS | frozenset(":/"), 1224),
)
"""Letters and lengths that AssumeRole takes (STS API reference)."""


class Pose(EnvironmentCommand):
    """A role, in some account. `device` comes only with a profile that another mode named.

    `as_signer` is set where the target is a profile that was named to sign.

    `keep`, `fresh` and `least` are about the session below, as in `Mfa`. `command` is the one that
    was typed, `for_tool` is whether it will be carried out again and again, with nobody to ask.
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

    REDACTED = ("code",)

    def validate(self) -> None:
        for value, option in ((self.target, "TARGET"), (self.role, "ROLE")):
            validation.no_blank(value, option)
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
            checks.within(self.duration, durations.ROLE_SECONDS)
        validation.no_blank(self.profile, "--profile")
        check_region(self.region)
        _check_role_parameters(self)

    def _check_chain(self) -> None:
        """Refuse what would let somebody else sign than the role that the shell is in."""
        others = (
            ("--profile", self.profile is not None),
            ("--code", self.code is not None),
            ("--mfa", self.mfa),
            ("--no-mfa", self.no_mfa),
            ("--fresh", self.fresh),
        )
        for option, given in others:
            if given:
                raise UsageError(
                    f"--chain and {option} exclude each other",
                    hint="with --chain the role that this shell is in signs",
                )

    @property
    def about_role(self) -> tuple[tuple[str, object], ...]:
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
        return checks.seconds(self.duration)

    @property
    def tags(self) -> tuple[tuple[str, str], ...]:
        pairs = (entry.partition("=") for entry in self.tag)
        return tuple((key, value) for key, _, value in pairs)


def _check_role_parameters(pose: Pose) -> None:
    for field, option, letters, most in _PATTERNS:
        validation.letters(getattr(pose, field), option, letters, most)
    if len(pose.tag) > _MOST_TAGS or len(pose.policy_arn) > _MOST_POLICIES:
        raise UsageError("too many tags or policies", hint="AWS takes 50 tags and 10 policy ARNs")
    for entry in pose.tag:
        key, equals, _ = entry.partition("=")
        if not key or not equals:
            raise UsageError(f"--tag {entry!r} is no KEY=VALUE", hint="for example --tag team=ops")
    if pose.transitive and not pose.tag:
        raise UsageError("--transitive is about --tag, and there is none", hint="leave it out")


def check_session_name(name: str, where: str) -> None:
    """Refuse a role session's name that AWS would refuse; `where` says who gave it."""
    validation.letters(name, where, *_PATTERNS[0][2:])


def is_session_name(name: str) -> bool:
    _, _, taken, most = _PATTERNS[0]
    return validation.are_letters(name, taken, most)


def with_policy(pose: Pose, document: str) -> Pose:
    """Return the pose with a policy's text in the place of its file's name."""
    size = len(document) + sum(map(len, pose.policy_arn))
    if size > _POLICY_CHARACTERS:
        raise UsageError(
            f"the session's policy takes {size} characters, ARNs included",
            hint=f"AWS takes {_POLICY_CHARACTERS}: put it in a managed policy, --policy-arn",
        )
    return pose.replace(policy=document)
