"""Which account and role a word means. First match wins; what is not sure is refused."""

from __future__ import annotations

from aws_session import accounts
from aws_session.accounts import DEFAULT_ROLE, Account
from aws_session.display import harmless
from aws_session.errors import UsageError
from aws_session.profiles import Profile, Profiles
from aws_session.settings import Settings
from aws_session.value import Value

_ROLE_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+=,.@-")
_SHOWN = 10


class Target(Value):
    """A role in an account. `role` has its path in front, as in `audit/Reader`.

    `how` says what matched. `arn` is set where the word was one. `profile` is the AWS profile
    that was meant; `region` is what it or the settings say. `doubtful` asks for a confirmation.
    """

    account: str
    role: str
    name: str
    how: str
    arn: str | None = None
    profile: Profile | None = None
    region: str | None = None
    doubtful: bool = False

    def role_arn(self, partition: str) -> str:
        return self.arn or f"arn:{partition}:iam::{self.account}:role/{self.role}"

    @property
    def label(self) -> str:
        return f"{self.name or self.account}/{self.role.rpartition('/')[2]}"


def at_hand(word: str, role: str | None, settings: Settings, profiles: Profiles) -> Target | None:
    """Return the target of a word that says it all: an id, an ARN, an alias, a profile."""
    if accounts.is_id(word):
        return _by_id(word, role, settings)
    if word.startswith("arn:"):
        return _by_arn(word, role)
    if word in settings.accounts:
        entry = settings.accounts[word]
        chosen = checked_role(role or entry.role or settings.default_role or DEFAULT_ROLE)
        return Target(entry.id, chosen, word, f"by the alias {word!r}", region=entry.region)
    if word in profiles:
        return of_profile(profiles.by_name[word], role, settings)
    return None


def is_digits(word: str) -> bool:
    return word.isascii() and word.isdigit()


def fits_digits(word: str, account: Account) -> bool:
    """Tell whether an account's id begins or ends with some digits."""
    return account.id.startswith(word) or account.id.endswith(word)


def among(word: str, role: str | None, known: tuple[Account, ...], settings: Settings) -> Target:
    """Return the target among the accounts one knows of: by some digits, or by name."""
    if is_digits(word):
        return _by_digits(word, role, known, settings)
    open_ones = [account for account in known if not account.closed and account.names]
    folded = word.casefold()
    _refuse_closed(folded, known)
    for how, fits in (
        ("the name", lambda name: name == folded),
        ("the beginning of the name", lambda name: name.startswith(folded)),
        ("part of the name", lambda name: folded in name),
    ):
        matching = [
            account for account in open_ones if any(fits(name.casefold()) for name in account.names)
        ]
        if len(matching) > 1:
            raise UsageError(
                f"{word!r} is {how} of {len(matching)} accounts", hint=_listed(matching)
            )
        if matching:
            found = of_account(matching[0], role, settings, f"by {how}")
            return found.but(doubtful=how.startswith("part"))
    near = _near(folded, open_ones)
    meant = f"; did you mean {near!r}?" if near else ""
    raise UsageError(
        f"no account, alias or profile is called {word!r}{meant}",
        hint="aws-session accounts lists what there is; an id or a role ARN works always",
    )


def _near(folded: str, known: list[Account]) -> str | None:
    """Return the name of an account that a mistyped one is near to."""
    from aws_session.spelling import nearest

    names = {name.casefold(): name for account in known for name in account.names}
    near = nearest(folded, names)
    return harmless(names[near]) if near else None


def _refuse_closed(folded: str, known: tuple[Account, ...]) -> None:
    """Refuse the name of a closed account, unless it is an open one's as well."""
    named = [a for a in known if folded in (name.casefold() for name in a.names)]
    if named and all(account.closed for account in named):
        raise UsageError(
            f"account {harmless(named[0].name)!r} ({named[0].id}) is {named[0].state.lower()}",
            hint="only active accounts can be posed in",
        )


def of_account(account: Account, role: str | None, settings: Settings, how: str) -> Target:
    """Return the target in an account one has chosen, in the role given or known for it."""
    aliases = [entry for entry in settings.accounts.values() if entry.id == account.id]
    own = next((entry.role for entry in aliases if entry.role), None)
    chosen = role or own or settings.default_role or DEFAULT_ROLE
    region = next((entry.region for entry in aliases if entry.region), None)
    return Target(account.id, checked_role(chosen), account.name, how, region=region)


def checked_role(word: str) -> str:
    """Return a role's name, with its path in front if it has one, without a slash before it."""
    role = word.removeprefix("role/").strip("/")
    name = role.rpartition("/")[2]
    good = name and _ROLE_LETTERS.issuperset(name) and len(name) <= 64  # noqa: PLR2004 - IAM's
    if not good or any(not 0x21 <= ord(letter) < 0x7F for letter in role):  # noqa: PLR2004
        raise UsageError(
            f"{word!r} is no role's name", hint="a name like Admin, or with its path, team/Admin"
        )
    return role


def _by_id(word: str, role: str | None, settings: Settings) -> Target:
    alias = next((name for name, entry in settings.accounts.items() if entry.id == word), "")
    return of_account(Account(word, alias), role, settings, "by its id")


def _by_arn(word: str, role: str | None) -> Target:
    parts = word.split(":", 5)
    fits = len(parts) == 6 and parts[2] == "iam" and accounts.is_id(parts[4])  # noqa: PLR2004
    if not fits or not parts[5].startswith("role/"):
        raise UsageError(
            f"{word} is no role's ARN", hint="for example arn:aws:iam::111122223333:role/Admin"
        )
    if role is not None:
        raise UsageError("a role's ARN names the role already", hint="leave the second word out")
    return Target(parts[4], checked_role(parts[5]), "", "by the role's ARN", arn=word)


def of_profile(profile: Profile, role: str | None, settings: Settings) -> Target:
    """Return what a profile is about: its role, or nothing but its own credentials."""
    how = f"by the AWS profile {profile.name!r}"
    region = profile.get("region")
    arn = profile.get("role_arn")
    if arn is None:
        if role is not None:
            raise UsageError(
                f"AWS profile {profile.name!r} has no role_arn, so its account is not known",
                hint="name the account: aws-session pose ACCOUNT ROLE",
            )
        return Target("", "", profile.name, how, profile=profile, region=region)
    named = _by_arn(arn, None)
    chosen = checked_role(role) if role else named.role
    own = None if role else arn
    name = settings_name(named.account, settings) or profile.name
    return Target(named.account, chosen, name, how, own, profile, region)


def settings_name(account: str, settings: Settings) -> str | None:
    """Return the alias of an account, if it has one."""
    return next((name for name, entry in settings.accounts.items() if entry.id == account), None)


def _by_digits(
    word: str, role: str | None, known: tuple[Account, ...], settings: Settings
) -> Target:
    matching = [account for account in known if fits_digits(word, account)]
    if len(matching) > 1:
        raise UsageError(f"{word} fits {len(matching)} accounts", hint=_listed(matching))
    if not matching:
        raise UsageError(
            f"account ids have 12 digits, and no account you know begins or ends with {word}",
            hint='to give one a name, add to the settings: [accounts.NAME] id = "12 digits"',
        )
    account = matching[0]
    side = "beginning" if account.id.startswith(word) else "end"
    return of_account(account, role, settings, f"by the {side} of its id")


def _listed(matching: list[Account]) -> str:
    shown = [f"{account.id} {harmless(account.name)}".rstrip() for account in matching[:_SHOWN]]
    more = f", and {len(matching) - _SHOWN} more" if len(matching) > _SHOWN else ""
    return "one of: " + ", ".join(shown) + more
