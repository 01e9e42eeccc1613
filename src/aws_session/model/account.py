"""The accounts in the settings, AWS profiles, earlier roles and the organization, merged."""

from __future__ import annotations

from aws_session.model import Record
from aws_session.model.identifiers import is_account

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from aws_session.config import Settings
    from aws_session.config.profiles import Profiles
    from aws_session.model.role import AssumeRoleRequest
    from aws_session.model.shortcut import Shortcut

ACTIVE = "ACTIVE"
OPEN = frozenset({ACTIVE, "PENDING_ACTIVATION"})
"""The states of accounts in which roles can be assumed."""

ORGANIZATION = "organization"
"""The source that knows an account's state."""

FEWEST_DIGITS = 4
"""The fewest digits with which a word can be the beginning or end of an account's ID."""

_GROUP = 4
"""Digits between the dashes of an ID, as the AWS console writes it."""

DAY = 86_400

NO_ORGANIZATION = "this account is in no organization"


class Account(Record):
    """An account. `name` and `email` are whatever its owner typed; `roles` are known to exist.

    `state` is that in the organization, ACTIVE by default; `sources` say, in words, where it was
    found; `aliases` are its other names, `given` its name in the settings; `profiles` are the AWS
    profiles with a role in it, whose names are not its own.
    """

    id: str
    name: str = ""
    email: str = ""
    state: str = ACTIVE
    roles: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()
    given: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *self.aliases) if self.name else self.aliases

    @property
    def closed(self) -> bool:
        return self.state not in OPEN


class Picked(Record):
    """What was chosen from a list; `among` are all accounts that were there."""

    choice: Account | Shortcut
    among: tuple[Account, ...] = ()


class ListingUnavailable(Record):
    """The organization's accounts may not be listed; `why` gives the reason in words."""

    why: str

    @property
    def is_final(self) -> bool:
        """Whether there is no organization, so that no other signer could list accounts."""
        return self.why == NO_ORGANIZATION


class AccountListing(Record):
    """The organization's accounts as they were once listed; `age` is in seconds."""

    accounts: tuple[Account, ...]
    age: int

    @property
    def fresh(self) -> bool:
        """Whether the list is recent enough; a list from the future is not."""
        return 0 <= self.age < DAY


class Pose(Record):
    """A role that was assumed before: when, in Unix seconds, and with which AWS profile, if any."""

    account: str
    role: str
    at: int
    name: str = ""
    profile: str = ""


def pose_as(role: AssumeRoleRequest, at: int, profile: str = "") -> Pose:
    """Return the pose for an assumed role; its name is the account's, if that has one."""
    name = role.label.rpartition("/")[0]
    return Pose(role.account, role.role, at, "" if name == role.account else name, profile)


def is_id(word: str) -> bool:
    return is_account(word)


def digits(word: str) -> str:
    """Return the digits if a word may begin or end an ID, with or without dashes; else nothing."""
    groups = word.split("-")
    joined = "".join(groups)
    if not (joined.isascii() and joined.isdigit()):
        return ""
    if len(groups) == 1:
        return joined
    fits = len(joined) >= FEWEST_DIGITS and all(0 < len(group) <= _GROUP for group in groups)
    return joined if fits and all(len(group) == _GROUP for group in groups[1:-1]) else ""


def merged(*lists: Iterable[Account]) -> tuple[Account, ...]:
    """Return every account once, in the order of first mention; names are as in `both`."""
    found: dict[str, Account] = {}
    for account in (account for accounts in lists for account in accounts):
        before = found.get(account.id)
        found[account.id] = account if before is None else both(before, account)
    return tuple(found.values())


def of_settings(settings: Settings) -> tuple[Account, ...]:
    return tuple(
        Account(
            entry.id,
            alias,
            roles=(entry.role,) if entry.role else (),
            sources=("settings",),
            given=(alias,),
        )
        for alias, entry in settings.accounts.items()
    )


def of_profiles(profiles: Profiles) -> tuple[Account, ...]:
    """Return the accounts in the profiles' role_arn."""
    found = []
    for profile in profiles.having("role_arn"):
        name = profile.name
        parts = (profile.get("role_arn") or "").split(":", 5)
        kind, _, role = parts[-1].partition("/")
        if len(parts) == 6 and is_id(parts[4]) and kind == "role":  # noqa: PLR2004 - an ARN's
            found.append(
                Account(parts[4], roles=(role,), sources=(f"profile {name}",), profiles=(name,))
            )
    return tuple(found)


def of_poses(poses: Iterable[Pose], settings: Settings, profiles: Profiles) -> tuple[Account, ...]:
    """Return the accounts used before, without names that now belong to something else."""
    return tuple(
        Account(
            pose.account,
            "" if pose.name in settings.accounts or pose.name in profiles else pose.name,
            roles=(pose.role,),
            sources=("used before",),
        )
        for pose in poses
    )


def both(before: Account, after: Account) -> Account:
    """Return one account from two mentions; the organization's latest entry takes precedence.

    Its name there is its name, whatever came first; otherwise the first name is.
    """
    organization = ORGANIZATION in after.sources
    latest = organization or before.state == ACTIVE
    own = (after.name,) if organization and after.name else ()
    name, *aliases = dict.fromkeys((*own, *before.names, *after.names)) or ("",)
    return before.replace(
        name=name,
        email=(after.email if organization else "") or before.email or after.email,
        state=after.state if latest else before.state,
        roles=tuple(dict.fromkeys((*before.roles, *after.roles))),
        sources=tuple(dict.fromkeys((*before.sources, *after.sources))),
        aliases=tuple(aliases),
        profiles=tuple(dict.fromkeys((*before.profiles, *after.profiles))),
        given=tuple(dict.fromkeys((*before.given, *after.given))),
    )
