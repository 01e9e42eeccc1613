"""A target without anything left to choose: an AWS profile, or a role that was assumed before."""

from __future__ import annotations

from aws_session.model import Record


class Shortcut(Record):
    """A row of the list that `pose` shows.

    `name` is what it is called, `also` is what else it may be found by. `profile` is the AWS
    profile that is meant, nothing for a role in an account that was named. `account` and `role`
    are empty where the files do not say them. `used` says in words how long ago it was the target.
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
        """What no other row has."""
        return f"{self.profile} {self.account}/{self.role}"
