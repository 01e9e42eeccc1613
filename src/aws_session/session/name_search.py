"""The search for a name, whole or in part, among aliases, profiles and accounts."""

from __future__ import annotations

from aws_session.errors import UsageError
from aws_session.model import account as accounts
from aws_session.model.account import Account
from aws_session.model.inert_text import original
from aws_session.model.terminal_text import sanitize
from aws_session.session.known_accounts import Known, closed_named
from aws_session.session.target import Target, of_account, of_alias, of_profile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    _Entry = tuple[str, str, Any]
    """A name, the account's ID, and a value that is equal if two names mean the same."""

_SHOWN = 10
_MOST_NEAR = 3


def is_whole_name(word: str, known: Known) -> bool:
    """Tell whether a word is the whole name of an alias, a profile or an organization's account."""
    return is_called(word, known.replace(posed=()))


def is_named(word: str, known: Known) -> bool:
    """Tell whether a word is a whole name, as it is or as it is printed, or a label with one."""
    names = {
        each
        for name in (word, original(word))
        for each in (name, name.partition("/")[0], name.rpartition("/")[0])
        if each
    }
    return any(is_whole_name(name, known) for name in names)


class _Names:
    """Names of one kind: each with its account, and a value that is equal if two mean the same."""

    several = "the name of {} accounts"

    def __init__(self, known: Known) -> None:
        self._known = known
        self.entries = list(self._entries())

    def _entries(self) -> Iterator[_Entry]:
        raise NotImplementedError

    def target(self, entry: _Entry, role: str | None, way: str) -> Target:
        """Return the target of a name; `way` says which part matched, empty for the whole name."""
        raise NotImplementedError


class _Aliases(_Names):
    several = "the name of {} aliases"

    def _entries(self) -> Iterator[_Entry]:
        for alias, account in self._known.settings.accounts.items():
            yield alias, account.id, account

    def target(self, entry: _Entry, role: str | None, way: str) -> Target:
        alias, settings = entry[0], self._known.settings
        return of_alias(alias, role, settings, f"by {way}the alias {alias!r}", in_full=not way)


class _RoleProfiles(_Names):
    several = "the name of {} AWS profiles"

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
        reason = f"by {way}its name"
        in_full = self.in_full and not way
        found = of_account(account, role, self._known.settings, reason, in_full=in_full)
        return found.replace(shared=self._known.shares(account.name, account.id))


class _PosedIn(_Accounts):
    """Accounts used before: such a name may now belong to another account."""

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
            if closed_named(entry[0].casefold(), self._known) is None:
                yield entry


_KINDS = (_Aliases, _RoleProfiles, _Accounts, _PosedIn)
"""In their order of precedence."""


class NameSearch:
    """The search for a word among everything that has a name."""

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

    def only(self, way: str, matches: Callable[[str], bool]) -> Target | None:
        """Return the target of the only name that matches, of the first kind that has one."""
        for kind in self._kinds:
            found: dict[object, _Entry] = {}
            for entry in kind.entries:
                if matches(entry[0].casefold()):
                    found.setdefault(entry[2], entry)
            if len(found) > 1:
                what = f"{way}{kind.several.format(len(found))}"
                raise UsageError(f"{self._word!r} is {what}", hint=listed(found.values()))
            if found:
                return kind.target(next(iter(found.values())), self._role, way)
        return None

    def meant(self) -> str:
        """Return the question with names similar to a mistyped one, if there are any."""
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
    """Return the names that begin with the first words of a mistyped one, if there are few."""
    for end in range(len(word), 1, -1):
        if word[end - 1] in "-_./ ":
            found = [name for name in names if name.startswith(word[:end])]
            if found:
                return found if len(found) <= _MOST_NEAR else []
    return []


def is_called(word: str, known: Known) -> bool:
    folded = word.casefold()
    return any(entry[0].casefold() == folded for kind in _KINDS for entry in kind(known).entries)


def listed(matching: Iterable[_Entry]) -> str:
    entries = list(matching)
    shown = [f"{account} {sanitize(name)}".rstrip() for name, account, _ in entries[:_SHOWN]]
    more = f", and {len(entries) - _SHOWN} more" if len(entries) > _SHOWN else ""
    return "one of: " + ", ".join(shown) + more
