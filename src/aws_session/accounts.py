"""The accounts one knows of, from wherever, each once."""

from __future__ import annotations

from aws_session.identifiers import is_account
from aws_session.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from aws_session.profiles import Profiles
    from aws_session.settings import Settings

ACTIVE = "ACTIVE"
OPEN = frozenset({ACTIVE, "PENDING_ACTIVATION"})
"""The states of accounts that one can pose in."""

ORGANIZATION = "organization"
"""The source that knows an account's state."""

DEFAULT_ROLE = "OrganizationAccountAccessRole"
"""What Organizations creates in every account that it creates."""

DAY = 86_400


class Account(Value):
    """An account. `name` and `email` are whatever its owner typed; `roles` are known to be there.

    `state` is that of the organization, ACTIVE where nobody says otherwise; `sources` say who
    knows of it, in words; `aliases` are what else it is called.
    """

    id: str
    name: str = ""
    email: str = ""
    state: str = ACTIVE
    roles: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *self.aliases) if self.name else self.aliases

    @property
    def closed(self) -> bool:
        return self.state not in OPEN


class Unlisted(Value):
    """That the organization's accounts may not be listed; `why` says so in words."""

    why: str


class Listed(Value):
    """The organization's accounts as they were listed once; `age` is in seconds."""

    accounts: tuple[Account, ...]
    age: int

    @property
    def fresh(self) -> bool:
        """Whether it still stands for the organization; so does none from the future."""
        return 0 <= self.age < DAY


class Pose(Value):
    """A pose of the past: where to, and when in Unix seconds."""

    account: str
    role: str
    at: int
    name: str = ""


def is_id(word: str) -> bool:
    return is_account(word)


def merged(*lists: Iterable[Account]) -> tuple[Account, ...]:
    """Return every account once, in the order of first mention; the first name is the name."""
    found: dict[str, Account] = {}
    for account in (account for accounts in lists for account in accounts):
        before = found.get(account.id)
        found[account.id] = account if before is None else both(before, account)
    return tuple(found.values())


def of_settings(settings: Settings) -> tuple[Account, ...]:
    return tuple(
        Account(entry.id, alias, roles=(entry.role,) if entry.role else (), sources=("settings",))
        for alias, entry in settings.accounts.items()
    )


def of_profiles(profiles: Profiles) -> tuple[Account, ...]:
    """Return the accounts that the profiles' role_arn name."""
    found = []
    for name, profile in profiles.by_name.items():
        parts = (profile.get("role_arn") or "").split(":", 5)
        if len(parts) == 6 and is_id(parts[4]):  # noqa: PLR2004 - an ARN's
            role = parts[5].partition("/")[2]
            found.append(Account(parts[4], name, roles=(role,), sources=(f"profile {name}",)))
    return tuple(found)


def of_poses(poses: Iterable[Pose]) -> tuple[Account, ...]:
    return tuple(
        Account(pose.account, pose.name, roles=(pose.role,), sources=("earlier poses",))
        for pose in poses
    )


def both(before: Account, after: Account) -> Account:
    """Return one account from two mentions; the organization's latest word on its state counts."""
    latest = ORGANIZATION in after.sources or before.state == ACTIVE
    name, *aliases = dict.fromkeys((*before.names, *after.names)) or ("",)
    return before.but(
        name=name,
        email=before.email or after.email,
        state=after.state if latest else before.state,
        roles=tuple(dict.fromkeys((*before.roles, *after.roles))),
        sources=tuple(dict.fromkeys((*before.sources, *after.sources))),
        aliases=tuple(aliases),
    )
