"""The identity behind credentials, and the sessions that AWS issues."""

from __future__ import annotations

from aws_session.errors import SessionError
from aws_session.model import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.model.credentials import Credentials
    from aws_session.model.mfa import Device


class CallerIdentity(Record):
    """The caller that GetCallerIdentity returns."""

    arn: str
    account: str

    @property
    def partition(self) -> str:
        return self.arn.split(":")[1]

    @property
    def name(self) -> str:
        return self.arn.rpartition("/")[2] if "/" in self.arn else self.arn.rpartition(":")[2]

    @property
    def label(self) -> str:
        """Return `NAME@ACCOUNT`; if two principals share a name, only the user gets it."""
        kind = self.arn.rpartition(":")[2].partition("/")[0]
        # The root user's ARN ends in :root, and a user may be called so, too.
        is_user = kind == "user" and self.name != "root"
        named = self.name if is_user or self.is_root else f"{kind}/{self.name}"
        return f"{named}@{self.account}"

    @property
    def is_root(self) -> bool:
        return self.arn.endswith(":root")

    def check_partition(self, role: str) -> None:
        """Refuse the ARN of a role that no identity of this partition can assume."""
        partition = role.split(":")[1]
        if partition != self.partition:
            raise in_another_partition(role, self.arn, self.arn)


def known_caller(arn: str | None, account: str | None) -> CallerIdentity | None:
    """Return the identity of a session, without asking AWS; None if it is not known."""
    return None if arn is None or account is None else CallerIdentity(arn, account)


def in_another_partition(role: str, other: str, named: str) -> SessionError:
    """Return the error for a role in another partition than the ARN `other`.

    `named` is what the message calls that ARN.
    """
    there, here = role.split(":")[1], other.split(":")[1]
    return SessionError(
        f"the role {role} is in partition {there}, but {named} is in partition {here}",
        hint="name a profile with a key of that partition: aws-session --profile NAME",
    )


class AssumedRole(Record):
    """A role session: its credentials, and their principal."""

    credentials: Credentials
    principal: str


class SessionCredentials(Record):
    """What AWS issued for a code: to whom, with which device.

    `at` is when the code was sent, in Unix seconds; `code` is that code's digest. `principal` is
    the identity of the credentials.
    """

    credentials: Credentials
    caller: CallerIdentity
    device: Device
    code: str
    at: int
    principal: str
