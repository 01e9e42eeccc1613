"""The role in an account that a word means, if the word alone says so."""

from __future__ import annotations

from aws_session.config import Settings
from aws_session.config.profile import Profile
from aws_session.config.profiles import Profiles
from aws_session.errors import UsageError
from aws_session.model import Record
from aws_session.model.identifiers import as_account
from aws_session.model.inert_text import original
from aws_session.model.role import DEFAULT_ROLE, checked_role, is_role_arn

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.model.account import Account

BY_SETTINGS = "from default_role in the settings"
BY_DEFAULT = "by default"


class Target(Record):
    """A role in an account. `role` includes its path, as in `audit/Reader`.

    `reason` says what matched. `arn` is set if the word was an ARN. `profile` is the AWS profile
    that was meant; `region` is its region or that in the settings. `doubtful` asks for
    confirmation. `default` says where a default role comes from, empty if one was named for this
    account. `shared` is set if another account has the same name, or takes precedence for it.
    """

    account: str
    role: str
    name: str
    reason: str
    arn: str | None = None
    profile: Profile | None = None
    region: str | None = None
    doubtful: bool = False
    default: str = ""
    shared: bool = False

    @property
    def lacks_role(self) -> bool:
        """Whether a role must still be named."""
        return bool(self.account) and not self.role

    @property
    def announcement(self) -> str:
        """The message about how the words were understood."""
        name = ""
        if self.name:
            # Imported late: an ID or an ARN names none.
            from aws_session.model.terminal_text import sanitize

            name = sanitize(self.name)
        account = f"{name} ({self.account})" if name else self.account
        role = f"; role {self.role} {self.default}" if self.default else ""
        return f"using account {account}, matched {self.reason}{role}"

    @property
    def label(self) -> str:
        name = "" if self.shared else self.name
        return f"{name or self.account}/{self.role.rpartition('/')[2]}"


def known_target(
    word: str, role: str | None, settings: Settings, profiles: Profiles
) -> Target | None:
    """Return the target of an ID, an ARN, an alias or a profile; None for another word."""
    account = as_account(word)
    if account is not None:
        return _by_id(account, role, settings)
    if word.startswith("arn:"):
        return _by_arn(word, role)
    if word in settings.accounts:
        return of_alias(word, role, settings, f"by the alias {word!r}", in_full=True)
    if word in profiles:
        return of_profile(profiles.by_name[word], role, settings)
    if original(word) != word:
        return known_target(original(word), role, settings, profiles)
    return None


def names_profile(word: str, settings: Settings, profiles: Profiles) -> bool:
    """Tell whether a word is an AWS profile's name and nothing that takes precedence over one."""
    if word not in profiles:
        word = original(word)
    is_other = as_account(word) or word.startswith("arn:") or word in settings.accounts
    return word in profiles and not is_other


def of_account(
    account: Account,
    role: str | None,
    settings: Settings,
    reason: str,
    *,
    in_full: bool = False,
) -> Target:
    """Return the target in an account: with the given role, its configured one, or none yet.

    Only for an account that was named `in_full` is it the role that Organizations creates.
    """
    without_role = Target(account.id, "", account.name, reason)
    return _with_role(without_role, role, settings, in_full=in_full)


def _with_role(target: Target, role: str | None, settings: Settings, *, in_full: bool) -> Target:
    own = _configured(target.account, "role", settings)
    chosen, default = _role(role, own, settings, in_full=in_full)
    region = _only(_configured(target.account, "region", settings))
    return target.replace(role=chosen, region=region, default=default)


def _configured(account: str, what: str, settings: Settings) -> tuple[str, ...]:
    """Return a value that all aliases of an account agree on; values that differ are ignored."""
    entries = (entry for entry in settings.accounts.values() if entry.id == account)
    values = (getattr(entry, what) for entry in entries)
    return tuple(dict.fromkeys(value for value in values if value))


def _only(values: tuple[str, ...]) -> str | None:
    return values[0] if len(values) == 1 else None


def _role(
    role: str | None, own: tuple[str, ...], settings: Settings, *, in_full: bool
) -> tuple[str, str]:
    """Return the role, None if none is named, and the source of its default."""
    if role is not None:
        return checked_role(role), ""
    only = _only(own)
    if only is not None:
        return checked_role(only), ""
    if settings.default_role:
        return checked_role(settings.default_role), BY_SETTINGS
    return (DEFAULT_ROLE, BY_DEFAULT) if in_full and not own else ("", "")


def _by_id(word: str, role: str | None, settings: Settings) -> Target:
    name = settings_name(word, settings) or ""
    return _with_role(Target(word, "", name, "by its ID"), role, settings, in_full=True)


def _by_arn(word: str, role: str | None) -> Target:
    if not is_role_arn(word):
        raise UsageError(
            f"{word} is not the ARN of a role",
            hint="for example: arn:aws:iam::111122223333:role/Admin",
        )
    if role is not None:
        raise UsageError("the ARN already names the role", hint="leave out the second argument")
    *_, account, path = word.split(":", 5)
    return Target(account, checked_role(path), "", "by the role's ARN", arn=word)


def of_alias(
    alias: str, role: str | None, settings: Settings, reason: str, *, in_full: bool
) -> Target:
    entry = settings.accounts[alias]
    # Values that an alias lacks come from the account's other aliases.
    own = (entry.role,) if entry.role else _configured(entry.id, "role", settings)
    chosen, default = _role(role, own, settings, in_full=in_full)
    region = entry.region or _only(_configured(entry.id, "region", settings))
    return Target(entry.id, chosen, alias, reason, region=region, default=default)


def of_profile(
    profile: Profile, role: str | None, settings: Settings, reason: str | None = None
) -> Target:
    """Return the target of a profile: its role, or its own credentials."""
    reason = reason or f"by the AWS profile {profile.name!r}"
    profile.check()
    region = profile.get("region")
    arn = profile.get("role_arn")
    if arn is None:
        if role is not None:
            raise UsageError(
                f"AWS profile {profile.name!r} has no role_arn, so its account is unknown",
                hint="in place of the profile, give the account's ID, or the role's ARN alone",
            )
        return Target("", "", profile.name, reason, profile=profile, region=region)
    if not is_role_arn(arn):
        from aws_session.config import profile_faults

        raise profile_faults.invalid_role_arn(profile, arn)
    named = _by_arn(arn, None)
    chosen = checked_role(role) if role else named.role
    own = None if role else arn
    name = settings_name(named.account, settings) or profile.name
    alias = settings.accounts.get(name)
    shared = alias is not None and alias.id != named.account
    return Target(named.account, chosen, name, reason, own, profile, region, shared=shared)


def settings_name(account: str, settings: Settings) -> str | None:
    """Return the alias of an account, if it has one."""
    return next((name for name, entry in settings.accounts.items() if entry.id == account), None)
