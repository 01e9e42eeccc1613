"""The accounts that have a name here, with their roles, and the refusal of closed ones."""

from __future__ import annotations

from aws_session.config import Settings
from aws_session.config.profiles import Profiles
from aws_session.errors import UsageError
from aws_session.model import Record
from aws_session.model import account as accounts
from aws_session.model.account import Account
from aws_session.model.role import DEFAULT_ROLE
from aws_session.model.terminal_text import sanitize


class Known(Record):
    """The accounts in the settings, the AWS profiles and the organization, and those used before.

    `outdated` says that the organization's names may have changed, `unlisted` that its accounts
    could not be listed.
    """

    settings: Settings
    profiles: Profiles
    listed: tuple[Account, ...] = ()
    posed: tuple[Account, ...] = ()
    outdated: bool = False
    unlisted: bool = False

    @property
    def accounts(self) -> tuple[Account, ...]:
        """Every account once: the configured ones, then those of the organization."""
        return accounts.merged(
            accounts.of_settings(self.settings),
            accounts.of_profiles(self.profiles),
            self.posed,
            self.listed,
        )

    def roles(self, account: str) -> tuple[str, ...]:
        """Return the known roles of an account, those used before first."""
        here = [known for known in (*self.posed, *self.accounts) if known.id == account]
        found = (role for known in here for role in known.roles if role)
        return tuple(dict.fromkeys((*found, DEFAULT_ROLE)))

    def shares(self, name: str, account: str) -> bool:
        """Tell whether another account has the same name, or an AWS profile of another account."""
        folded = name.casefold()
        own = {profile for known in self.accounts if known.id == account
               for profile in known.profiles}  # fmt: skip
        if any(
            self.profiles.by_name[profile].get("sso_account_id") != account
            for profile in self.profiles.by_name
            if profile.casefold() == folded and profile not in own
        ):
            return True
        return any(
            folded in (other.casefold() for other in known.names)
            for known in self.accounts
            if known.id != account
        )


def refuse_closed(folded: str, known: Known) -> None:
    """Refuse the name of a closed account."""
    account = closed_named(folded, known)
    if account is not None:
        raise closed_error(account)


def closed_named(folded: str, known: Known) -> Account | None:
    """Return the organization's closed account with a name."""
    for account in known.listed:
        if account.closed and folded in (name.casefold() for name in account.names):
            return account
    return None


def closed_error(account: Account) -> UsageError:
    return UsageError(
        f"account {sanitize(account.name)!r} ({account.id}) is {account.state.lower()}",
        hint="roles can be assumed only in active accounts",
    )
