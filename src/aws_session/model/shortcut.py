"""A complete target: an AWS profile, or a role that was assumed before."""

from __future__ import annotations

from aws_session.model import Record


class Shortcut(Record):
    """A row of the list that `pose` shows.

    `name` is its name, `also` are other texts by which it can be found. `profile` is the AWS
    profile, empty for a role in an account that was named. `account` and `role` are empty if the
    files do not contain them. `used` says in words how long ago it was the target.
    """

    name: str
    account: str = ""
    role: str = ""
    profile: str = ""
    also: tuple[str, ...] = ()
    used: str = ""
    current: bool = False

    @property
    def id(self) -> str:
        """A value that no other row has."""
        return f"{self.profile} {self.account}/{self.role}"
