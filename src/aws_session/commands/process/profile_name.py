"""A name for the profile of a session: unique, and not one that the AWS files have."""

from __future__ import annotations

from aws_session.environment import StackEntry, digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.config.profiles import Profiles

_SAFE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")
"""The characters that every SDK accepts in a profile's name, and every tool in a file's."""


def of_session(level: StackEntry) -> str:
    """Return a profile's name for a session, unique per user, role and account.

    Tools cache credentials under the name of the profile.
    """
    kind, _, rest = (level.principal or "").rpartition(":")[2].partition("/")
    # A user's name follows a path, a role's name is followed by its session's.
    who = rest.split("/")[0] if kind == "assumed-role" else rest.rpartition("/")[2]
    words = (kind.removeprefix("assumed-"), who) if who else (kind or level.key_id,)
    named = "-".join((level.account or "", *words))
    plain = "".join(letter if letter in _SAFE else "-" for letter in named)
    return f"aws-session-{plain if plain == named else f'{plain}-{digest(named)}'}"


def unused(name: str, profiles: Profiles) -> str:
    """Return a name that no AWS file has: keys below it would take precedence."""
    while name in profiles:
        name += "+"
    return name
