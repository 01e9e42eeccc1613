"""Fuzzy matching of a few typed letters, the best match first."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from aws_session.model.account import Account

    Text = tuple[str, int]

    """A folded text, and whose it is."""

    Entry = tuple["Account", tuple[Text, ...], tuple[Text, ...], str]

    """An account, its own texts, the names of its AWS profiles, and all of them."""

_KINDS = 4
_FIRST, _PROFILE, _OWN, _EMAIL = range(_KINDS)
"""Whose text comes first where two fit as well, as `pose` takes a word: ids and aliases do."""

_WHOLE, _BEGINNING, _END, _WORD, _PART, _SCATTERED, _NOT = range(0, 7 * _KINDS, _KINDS)
"""How well a term fits; whose text it is is added to it."""


class Index:
    """Accounts to be searched while more may come. Closed ones are left out.

    The place before all others is kept for the account with the id `first`.
    """

    def __init__(self, accounts: Iterable[Account] = (), *, first: str | None = None) -> None:
        self._accounts: dict[str, Account] = {}
        self._entries: dict[str, Entry] = {}
        self._first = first
        self._searched = ""
        self._left: list[Entry] | None = None
        self.put(accounts)

    def __len__(self) -> int:
        return len(self._accounts)

    def put(self, accounts: Iterable[Account]) -> None:
        """Add accounts behind the others; one that is there already is replaced in its place."""
        for account in accounts:
            self._entries.pop(account.id, None)
            if account.closed:
                self._accounts.pop(account.id, None)
            else:
                self._accounts[account.id] = account
        self._left = None

    def search(self, query: str) -> list[Account]:
        """Return the accounts that every word of the query fits; all for an empty query."""
        terms = query.casefold().split()
        phrase = " ".join(terms)
        if not terms:
            self._searched, self._left = phrase, None
            return self._in_order()
        # What a longer query fits, the shorter one has fitted.
        if self._left is None or not phrase.startswith(self._searched):
            self._left = [self._entry(account) for account in self._in_order()]
        ranked: list[list[Account]] = [[] for _ in range(_NOT)]
        left = []
        for entry in self._left:
            rank = _rank(phrase, terms, entry)
            if rank < _NOT:
                ranked[rank].append(entry[0])
                left.append(entry)
        self._searched, self._left = phrase, left
        return [account for accounts in ranked for account in accounts]

    def found_by(self, account: Account) -> str | None:
        """Return the AWS profile by whose name the last query found an account.

        None where the account's own names fit as well, or several profiles' do.
        """
        if not self._searched or not account.profiles:
            return None
        account, own, profiles, _ = self._entry(account)
        terms = self._searched.split()

        def rank(texts: tuple[Text, ...]) -> int:
            whole = "\n".join(text for text, _ in texts)
            return _rank(self._searched, terms, (account, texts, (), whole)) // _KINDS

        alone = rank(own)
        ranks = [rank((*own, profile)) for profile in profiles]
        best = min(ranks)
        if best >= alone or ranks.count(best) > 1:
            return None
        return account.profiles[ranks.index(best)]

    def _in_order(self) -> list[Account]:
        first = self._accounts.get(self._first or "")
        if first is None:
            return list(self._accounts.values())
        return [first, *(account for account in self._accounts.values() if account is not first)]

    def _entry(self, account: Account) -> Entry:
        """Fold an account when it is searched for the first time, not before the first screen."""
        entry = self._entries.get(account.id)
        if entry is None:
            entry = self._entries[account.id] = _entry(account)
        return entry


def fitting(query: str, words: Sequence[str]) -> list[str]:
    """Return the words that a query is a part of; all for an empty query."""
    term = query.casefold().strip()
    ranked: list[list[str]] = [[] for _ in range(_NOT + 1)]
    for word in words:
        ranked[_fit(term, word.casefold())].append(word)
    return [word for found in ranked[:_NOT] for word in found]


def _entry(account: Account) -> Entry:
    own = (
        *((n.casefold(), _FIRST if n in account.given else _OWN) for n in account.names),
        (account.email.casefold(), _EMAIL),
        (account.id, _FIRST),
    )
    profiles = tuple((name.casefold(), _PROFILE) for name in account.profiles)
    return account, own, profiles, "\n".join(text for text, _ in (*own, *profiles))


def _rank(phrase: str, terms: list[str], entry: Entry) -> int:
    if len(terms) == 1:
        return _rank_of_term(phrase, entry)
    together = _rank_of_part(phrase, entry) if phrase in entry[3] else _NOT
    apart = max(_rank_of_term(term, entry) for term in terms)
    return min(together, max(apart, _WORD))


def _rank_of_term(term: str, entry: Entry) -> int:
    account, own, profiles, whole = entry
    if term in whole:
        return _rank_of_part(term, entry)
    if not _is_scattered(term, whole):
        return _NOT
    # An id is whole or nothing: its digits in their order are in nearly every other id.
    ranks = [
        _SCATTERED + owner
        for text, owner in (*profiles, *own)
        if text != account.id and _is_scattered(term, text)
    ]
    return min(ranks, default=_NOT)


def _rank_of_part(term: str, entry: Entry) -> int:
    _, own, profiles, _ = entry
    ranks = [fit + owner for text, owner in (*profiles, *own) if (fit := _fit(term, text)) < _NOT]
    return min(ranks, default=_NOT)


def _fit(term: str, text: str) -> int:
    at = text.find(term)
    if at < 0:
        return _NOT
    if at == 0:
        return _WHOLE if len(term) == len(text) else _BEGINNING
    if text.endswith(term):
        return _END
    while at > 0:
        if not text[at - 1].isalnum():
            return _WORD
        at = text.find(term, at + 1)
    return _PART


def _is_scattered(term: str, text: str) -> bool:
    at = 0
    for letter in term:
        at = text.find(letter, at) + 1
        if not at:
            return False
    return True
