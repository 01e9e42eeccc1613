"""The search for the account that a word means, among all that have a name."""

from __future__ import annotations

from aws_session.config.profiles import Profiles
from aws_session.config.settings import Settings
from aws_session.errors import NoKeyError, UsageError
from aws_session.model import account as accounts
from aws_session.model.account import DEFAULT_ROLE, FEWEST_DIGITS, Account
from aws_session.model.record import Record
from aws_session.model.role import checked_role, is_role
from aws_session.model.terminal_text import sanitize
from aws_session.session.target import Target, known_target, of_account, of_alias, of_profile
from aws_session.shells.inert_text import original

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    _Entry = tuple[str, str, Any]
    """A name, the account's id, and what is the same where two names mean the same."""

_SHOWN = 10
_MOST_NEAR = 3
BY_LABEL = "by its label"


class UnlistedError(UsageError):
    """A name is unknown here, and the organization that may know it could not be listed."""


class Known(Record):
    """All that names accounts: the settings, the AWS profiles, the organization, earlier poses.

    `outdated` says that the organization's accounts may be called otherwise by now, `unlisted`
    that they could not be listed.
    """

    settings: Settings
    profiles: Profiles
    listed: tuple[Account, ...] = ()
    posed: tuple[Account, ...] = ()
    outdated: bool = False
    unlisted: bool = False

    @property
    def accounts(self) -> tuple[Account, ...]:
        """Every account once: those of this machine, then those of the organization."""
        return accounts.merged(
            accounts.of_settings(self.settings),
            accounts.of_profiles(self.profiles),
            self.posed,
            self.listed,
        )

    def roles(self, account: str) -> tuple[str, ...]:
        """Return the roles that one may choose from in an account, those of earlier poses first."""
        here = [known for known in (*self.posed, *self.accounts) if known.id == account]
        found = (role for known in here for role in known.roles if role)
        return tuple(dict.fromkeys((*found, DEFAULT_ROLE)))

    def shares(self, name: str, account: str) -> bool:
        """Tell whether another account has a name, too, or an AWS profile that is not in this."""
        folded = name.casefold()
        own = {profile for known in self.accounts if known.id == account
               for profile in known.profiles}  # fmt: skip
        if any(
            profile.name.casefold() == folded and profile.get("sso_account_id") != account
            for profile in self.profiles.by_name.values()
            if profile.name not in own
        ):
            return True
        return any(
            folded in (other.casefold() for other in known.names)
            for known in self.accounts
            if known.id != account
        )


def as_called(word: str, known: Known) -> str:
    """Return a word as what it means is called, where it is written as we print it."""
    called = original(word)
    if called == word or not is_whole_name(word, known):
        return called
    if is_whole_name(called, known):
        raise UsageError(
            f"{word!r} is one name, and how another one is printed",
            hint="name the account by its id; aws-session accounts lists them",
        )
    return word


def is_digits(word: str) -> bool:
    return word.isascii() and word.isdigit()


def check_digits(word: str, known: Known) -> None:
    """Refuse digits that cannot be a part of one id, before anything is asked of anybody."""
    digits = accounts.digits(word)
    if not digits or _is_called(word, known):
        return
    _check_enough(digits)
    if len(_with_digits(digits, known)) > 1:
        _by_digits(digits, None, known)


def among(word: str, role: str | None, known: Known) -> Target:
    """Return the target among the accounts one knows of.

    Whole names come before labels as we print them, these before some digits of an id, these
    before a part of a name; of names the settings' come before the profiles', these before the
    organization's. What one of them fits is never taken for another.
    """
    search = _Search(word, role, known)
    whole = search.only("", search.is_whole)
    if whole is not None:
        return whole
    _refuse_closed(search.folded, known)
    labelled = by_label(word, role, known)
    if labelled is not None:
        return labelled
    digits = accounts.digits(word)
    if digits:
        _check_enough(digits)
        if _with_digits(digits, known):
            return _by_digits(digits, role, known)
    found = search.only("the beginning of ", search.begins)
    if found is not None:
        return found
    if is_digits(word):
        return _by_digits(word, role, known)
    part = search.only("part of ", search.is_part)
    if part is not None:
        return part.replace(doubtful=True)
    raise _unknown(word, search.meant(), known)


def _unknown(word: str, meant: str, known: Known) -> UsageError:
    """Explain that a word names nothing that is known."""
    for section in known.profiles.not_read(word):
        return UsageError(section.message, hint=section.hint)
    if known.unlisted:
        unknown = f"no alias or profile is called {word!r}"
        limit = "and the organization's accounts could not be listed"
        if known.listed:
            unknown = f"no account, alias or profile is called {word!r}"
            limit = "as far as the organization's accounts could be listed"
        return UnlistedError(
            f"{unknown}, {limit}{meant}",
            hint="an account id or a role ARN always works; to give an account a name here: "
            "aws-session config",
        )
    return UsageError(
        f"no account, alias or profile is called {word!r}{meant}",
        hint="aws-session accounts lists what there is; an account id or a role ARN always works",
    )


def among_local(word: str, role: str | None, known: Known, lacking: NoKeyError) -> Target:
    """Return the target among what has a name on this machine, where no key can list accounts."""
    try:
        return among(word, role, known.replace(unlisted=True))
    except UnlistedError:
        meant = _Search(word, role, known).meant()
        raise UsageError(
            f"no alias or profile is called {word!r}, and no key is here to list accounts with"
            f"{meant}",
            hint=lacking.hint,
        ) from lacking


def by_label(word: str, role: str | None, known: Known) -> Target | None:
    """Return the target of a label as we print it, `prod/Admin`; None where it is not one."""
    head, slash, last = word.rpartition("/")
    if not slash or not is_role(last):
        return None
    target = _named_in_full(head, known)
    # The first slash may stand before a role with its path, the last one behind a name with one.
    first, _, path = word.partition("/")
    in_path = _named_in_full(first, known) if first != head else None
    if target is not None and in_path is not None and target.account != in_path.account:
        raise UsageError(
            f"{word!r} fits two accounts, {sanitize(head)!r} and {sanitize(first)!r}",
            hint=f"name one and the role behind it: aws-session pose {target.account} {last}, or "
            f"aws-session pose {in_path.account} {path}",
        )
    if target is None and in_path is None:
        return None
    if role is not None:
        raise UsageError(f"{word!r} names the role already", hint="leave the second word out")
    if target is None:
        assert in_path is not None  # noqa: S101 - one of them is there
        return in_path.replace(role=checked_role(path), arn=None, reason=BY_LABEL, default="")
    if target.role.rpartition("/")[2] == last:
        return target.replace(reason=BY_LABEL, default="")
    # A label leaves out the path, which is a part of the role's ARN.
    paths = [known_role for known_role in known.roles(target.account)
             if known_role.rpartition("/")[2] == last]  # fmt: skip
    chosen = paths[0] if len(paths) == 1 else last
    return target.replace(role=chosen, arn=None, reason=BY_LABEL, default="")


def _named_in_full(word: str, known: Known) -> Target | None:
    """Return the target in the account that a word names whole."""
    target = known_target(word, None, known.settings, known.profiles)
    if target is None:
        search = _Search(word, None, known)
        target = search.only("", search.is_whole)
    if target is None:
        _refuse_closed(word.casefold(), known)
    return target if target is not None and target.account else None


def profile_meant(word: str, role: str | None, known: Known) -> tuple[str, str | None] | None:
    """Return the AWS profile and the role that a word means, where it means a profile.

    It may be the beginning of the name, the name in other letters, or a label: `prod-ro/Reader`.
    """
    # Nobody is asked what else may be called so by now.
    here = known.replace(listed=())
    search = _Search(word, role, here)
    target = search.only("", search.is_whole)
    if target is None and not is_digits(word) and not _is_called(word, known):
        target = by_label(word, role, here) or search.only("the beginning of ", search.begins)
    if target is None or target.profile is None:
        return None
    return target.profile.name, None if target.arn else target.role


def is_whole_name(word: str, known: Known) -> bool:
    """Tell whether a word is an alias, a profile or an account of the organization, whole."""
    return _is_called(word, known.replace(posed=()))


class _Names:
    """What is called something: each name with its account, and what makes two names one."""

    several = "the name of {} accounts"

    def __init__(self, known: Known) -> None:
        self._known = known
        self.entries = list(self._entries())

    def _entries(self) -> Iterator[_Entry]:
        raise NotImplementedError

    def target(self, entry: _Entry, role: str | None, way: str) -> Target:
        """Return what a name means; `way` says how it was hit, nothing where it was whole."""
        raise NotImplementedError


class _Aliases(_Names):
    several = "{} aliases"

    def _entries(self) -> Iterator[_Entry]:
        for alias, account in self._known.settings.accounts.items():
            yield alias, account.id, account

    def target(self, entry: _Entry, role: str | None, way: str) -> Target:
        alias, settings = entry[0], self._known.settings
        return of_alias(alias, role, settings, f"by {way}the alias {alias!r}", in_full=not way)


class _RoleProfiles(_Names):
    several = "{} AWS profiles"

    def _entries(self) -> Iterator[_Entry]:
        for account in accounts.of_profiles(self._known.profiles):
            yield account.profiles[0], account.id, account.profiles[0]

    def target(self, entry: _Entry, role: str | None, way: str) -> Target:
        profile = self._known.profiles.by_name[entry[0]]
        reason = f"by {way}the AWS profile {profile.name!r}"
        return of_profile(profile, role, self._known.settings, reason)


class _Accounts(_Names):
    """The organization's own accounts."""

    @property
    def in_full(self) -> bool:
        return not self._known.outdated

    def _found(self) -> Iterable[Account]:
        return self._known.listed

    def _entries(self) -> Iterator[_Entry]:
        for account in self._found():
            if not account.closed:
                yield from ((name, account.id, account) for name in account.names)

    def target(self, entry: _Entry, role: str | None, way: str) -> Target:
        _, _, account = entry
        reason = f"by {way}the name"
        in_full = self.in_full and not way
        found = of_account(account, role, self._known.settings, reason, in_full=in_full)
        return found.replace(shared=self._known.shares(account.name, account.id))


class _PosedIn(_Accounts):
    """Accounts of earlier poses. What one was called then may be another's name by now."""

    @property
    def in_full(self) -> bool:
        return False

    def _found(self) -> Iterable[Account]:
        closed = {account.id for account in self._known.listed if account.closed}
        merged = accounts.merged(self._known.posed)
        return (account for account in merged if account.id not in closed)

    def _entries(self) -> Iterator[_Entry]:
        # A closed account keeps its name.
        for entry in super()._entries():
            if _closed_named(entry[0].casefold(), self._known) is None:
                yield entry


_KINDS = (_Aliases, _RoleProfiles, _Accounts, _PosedIn)
"""In the order in which names count."""


class _Search:
    """A word among everything that has a name."""

    def __init__(self, word: str, role: str | None, known: Known) -> None:
        self._word = word
        self._role = role
        self.folded = word.casefold()
        self._kinds = [kind(known) for kind in _KINDS]
        self._profiles = tuple(known.profiles.by_name)

    def is_whole(self, name: str) -> bool:
        return name == self.folded

    def begins(self, name: str) -> bool:
        return name.startswith(self.folded)

    def is_part(self, name: str) -> bool:
        return self.folded in name

    def only(self, way: str, fits: Callable[[str], bool]) -> Target | None:
        """Return what the only name means that fits, of the first kind that has one."""
        for kind in self._kinds:
            found: dict[object, _Entry] = {}
            for entry in kind.entries:
                if fits(entry[0].casefold()):
                    found.setdefault(entry[2], entry)
            if len(found) > 1:
                what = f"{way}{kind.several.format(len(found))}"
                raise UsageError(f"{self._word!r} is {what}", hint=_listed(found.values()))
            if found:
                return kind.target(next(iter(found.values())), self._role, way)
        return None

    def meant(self) -> str:
        """Return the question for the names that a mistyped one is near to, if there are any."""
        from aws_session.model.closest import close

        known = (entry[0] for kind in self._kinds for entry in kind.entries)
        names = {name.casefold(): name for name in (*known, *self._profiles)}
        near = close(self.folded, names)[:_MOST_NEAR] or _alike(self.folded, names)
        shown = [repr(sanitize(names[name])) for name in near]
        if not shown:
            return ""
        *others, last = shown
        return f"; did you mean {', '.join(others)}{' or ' * bool(others)}{last}?"


def _alike(word: str, names: Iterable[str]) -> list[str]:
    """Return the names with the first words of a mistyped one, where few have them."""
    for end in range(len(word), 1, -1):
        if word[end - 1] in "-_./ ":
            found = [name for name in names if name.startswith(word[:end])]
            if found:
                return found if len(found) <= _MOST_NEAR else []
    return []


def _is_called(word: str, known: Known) -> bool:
    folded = word.casefold()
    return any(entry[0].casefold() == folded for kind in _KINDS for entry in kind(known).entries)


def _refuse_closed(folded: str, known: Known) -> None:
    """Refuse the name of a closed account, which is nothing else's."""
    account = _closed_named(folded, known)
    if account is not None:
        raise _closed(account)


def _closed_named(folded: str, known: Known) -> Account | None:
    """Return the organization's closed account of a name."""
    for account in known.listed:
        if account.closed and folded in (name.casefold() for name in account.names):
            return account
    return None


def _closed(account: Account) -> UsageError:
    return UsageError(
        f"account {sanitize(account.name)!r} ({account.id}) is {account.state.lower()}",
        hint="only active accounts can be posed in",
    )


def _check_enough(digits: str) -> None:
    if len(digits) < FEWEST_DIGITS:
        raise UsageError(
            f"{digits} is too short to stand for an account's id",
            hint="type at least four digits of its beginning or end, or all twelve",
        )


def _with_digits(word: str, known: Known) -> list[Account]:
    return [
        account
        for account in known.accounts
        if account.id.startswith(word) or account.id.endswith(word)
    ]


def _by_digits(word: str, role: str | None, known: Known) -> Target:
    matching = _with_digits(word, known)
    if len(matching) > 1:
        raise UsageError(
            f"{word} fits {len(matching)} accounts",
            hint=_listed((account.name, account.id, account) for account in matching),
        )
    if not matching:
        raise UsageError(
            f"account ids have 12 digits, and no account you know begins or ends with {word}",
            hint='to give one a name, add to the settings: [accounts.NAME] id = "12 digits"',
        )
    account = matching[0]
    if account.closed:
        raise _closed(account)
    side = "beginning" if account.id.startswith(word) else "end"
    target = of_account(account, role, known.settings, f"by the {side} of its id")
    return target.replace(shared=known.shares(account.name, account.id))


def _listed(matching: Iterable[_Entry]) -> str:
    entries = list(matching)
    shown = [f"{account} {sanitize(name)}".rstrip() for name, account, _ in entries[:_SHOWN]]
    more = f", and {len(entries) - _SHOWN} more" if len(entries) > _SHOWN else ""
    return "one of: " + ", ".join(shown) + more
