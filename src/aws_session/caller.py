"""Who one is, as AWS says it."""

from __future__ import annotations

from aws_session.value import Value


class Caller(Value):
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
    def is_root(self) -> bool:
        return self.arn.endswith(":root")
