"""Who credentials make one, and the sessions that AWS hands out."""

from __future__ import annotations

from aws_session.model import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.model.credentials import Credentials
    from aws_session.model.mfa import Device


class CallerIdentity(Record):
    """Who GetCallerIdentity says one is."""

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
        """Return `NAME@ACCOUNT`; of two principals with one name, the user has it alone."""
        kind = self.arn.rpartition(":")[2].partition("/")[0]
        # The root user's ARN ends in :root, and a user may be called so, too.
        is_user = kind == "user" and self.name != "root"
        named = self.name if is_user or self.is_root else f"{kind}/{self.name}"
        return f"{named}@{self.account}"

    @property
    def is_root(self) -> bool:
        return self.arn.endswith(":root")


class AssumedRole(Record):
    """A role session: its credentials, and who they make one."""

    credentials: Credentials
    principal: str


class SessionCredentials(Record):
    """What AWS handed out for a code: to whom, with which device.

    `at` is when the code was sent, in Unix seconds; `code` is that code's digest. `principal` is
    who the credentials make one.
    """

    credentials: Credentials
    caller: CallerIdentity
    device: Device
    code: str
    at: int
    principal: str
