"""Words that certainly mean an account, and the roles known there: for completion."""

from __future__ import annotations

from aws_session.model.account import FEWEST_DIGITS, digits
from aws_session.model.identifiers import as_account

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Protocol

    Candidate = tuple[str, str]

    """A completion, and a short description."""

    class KnownTargets(Protocol):
        """Names from files; an account, a role or a name that is missing is empty."""

        def profiles(self) -> Iterable[tuple[str, str, str, str]]:
            """Return AWS profiles with the account and role that they assume, and their region."""

        def aliases(self) -> Iterable[tuple[str, str, str]]:
            """Return the settings' names for accounts, the IDs and the roles."""

        def default_role(self) -> str:
            """Return the default role in the settings."""

        def accounts(self) -> Iterable[tuple[str, str, bool]]:
            """Return the organizations' accounts: ID, name, whether it is open."""

        def poses(self) -> Iterable[tuple[str, str, str]]:
            """Return earlier poses, the latest first: account, role, name."""


_ROLE_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+=,.@-/")


class TargetNames:
    """The meanings of words for a TARGET, by the same rules as in `session.target`."""

    def __init__(self, known: KnownTargets) -> None:
        self._known = known
        self._aliases = {name: account for name, account, _ in known.aliases()}
        self._profiles = {name: account for name, account, _, _ in known.profiles()}
        listed = tuple(known.accounts())
        closed = {account for account, _, is_open in listed if not is_open}
        # A closed account keeps its name: an earlier pose with that name does not count.
        kept = {name.casefold() for _, name, is_open in listed if not is_open}
        members = [(account, name) for account, name, _ in listed if account not in closed]
        posed = [(account, name) for account, _, name in known.poses() if account not in closed]
        self._open = [*members, *posed]
        self._owners: dict[str, str] = {}
        for account, name in members:
            self._own(name, account)
        for account, name in posed:
            self._own(name, "" if name.casefold() in kept else account)
        for names in (self._aliases, self._profiles):
            spellings: dict[str, str] = {}
            for name, account in names.items():
                # Two that differ only in case each have exactly that name.
                is_first = spellings.setdefault(name.casefold(), name) == name
                if account:
                    self._own(name, account if is_first else "")

    def _own(self, name: str, account: str) -> None:
        """Remember which account a name belongs to; a shared name belongs to none."""
        folded = name.casefold()
        if self._owners.setdefault(folded, account) != account:
            self._owners[folded] = ""

    def account(self, word: str) -> str:
        """Return the account that a word certainly means, or an empty text."""
        account = as_account(word)
        if account is not None:
            return account
        if word.startswith("arn:"):
            return ""
        for names in (self._aliases, self._profiles):
            if word in names:
                return names[word]
        owner = self._owners.get(word.casefold())
        if owner is not None:
            return owner
        part = digits(word)
        if len(part) >= FEWEST_DIGITS:
            ids = {id_ for id_ in self._ids() if id_.startswith(part) or id_.endswith(part)}
            return ids.pop() if len(ids) == 1 else ""
        return ""

    def words(self, like: Callable[[str], bool], *, ids: bool) -> list[Candidate]:
        """Return what to type for each account: its name if that is unambiguous, or else its ID.

        Accounts whose name is not `like` the word are left out; with `ids`, IDs are compared
        instead.
        """
        found: dict[str, str] = {}
        for account, name, sure in self._all():
            if ids:
                if like(account):
                    found[account] = found.get(account) or shown(name)
            elif like(name):
                found.setdefault(*((name, account) if sure else (account, shown(name))))
        return sorted(found.items(), key=_by_word)

    def _all(self) -> Iterator[tuple[str, str, bool]]:
        """Return accounts and their names, and whether the name can be typed for the account."""
        for names in (self._aliases, self._profiles):
            for name, account in names.items():
                if account:
                    yield account, name, can_be_typed(name) and self.account(name) == account
        for account, name in self._open:
            sure = can_be_typed(name) and not is_number(name) and self.account(name) == account
            yield account, name, sure

    def roles(self, word: str) -> list[Candidate]:
        """Return roles for the account that a word means, the likeliest first."""
        if word.startswith("arn:"):
            return []
        account = self.account(word)
        found: dict[str, str] = {}
        for role, about in self._roles(account):
            if role and _ROLE_LETTERS.issuperset(role) and role[0] != "-":
                found.setdefault(role, about)
        return list(found.items())

    def _roles(self, account: str) -> Iterator[Candidate]:
        known = self._known
        poses = tuple(known.poses())
        yield from ((role, "settings") for _, id_, role in known.aliases() if id_ == account)
        yield from ((role, "used before") for id_, role, _ in poses if id_ == account)
        for name, id_, role, _ in known.profiles():
            if account and id_ == account:
                yield role, f"profile {shown(name)}"
        yield known.default_role(), "default_role in the settings"
        # Imported late: only the names of roles need it.
        from aws_session.model.role import DEFAULT_ROLE

        yield DEFAULT_ROLE, "created by Organizations"
        yield from ((role, "used in other accounts") for _, role, _ in poses)

    def _ids(self) -> Iterator[str]:
        yield from (account for account, _ in self._open)
        for names in (self._aliases, self._profiles):
            yield from filter(None, names.values())


def can_be_typed(name: str) -> bool:
    """Tell whether a name is one word, looks like what it is and is not an option."""
    if name.isascii():
        return name.isprintable() and name[:1] != "-" and not name.isspace()
    return name[0] != "-" and shown(name) == name


def shown(name: str) -> str:
    """Return a name as a terminal may show it."""
    if name.isascii() and name.isprintable():
        return name
    # Imported late: almost no name needs it.
    from aws_session.model.terminal_text import sanitize

    return sanitize(name)


def is_number(name: str) -> bool:
    """Tell whether a name could be read as the beginning or end of an account ID."""
    return name.isascii() and name.isdigit()


def _by_word(candidate: Candidate) -> str:
    return candidate[0].casefold()
