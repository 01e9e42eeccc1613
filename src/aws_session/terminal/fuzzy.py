"""Fuzzy matching of a few typed letters, the best match first."""

from __future__ import annotations

from aws_session.model.account import is_id
from aws_session.model.shortcut import Shortcut

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from aws_session.model.account import Account

    Item = Account | Shortcut

    Text = tuple[str, int]

    """A folded text, and what it belongs to."""

    Entry = tuple[Item, tuple[Text, ...], str]

    """A row, its texts, and all of them joined."""

_KINDS = 4
_FIRST, _PROFILE, _OWN, _ALSO = range(_KINDS)
"""Which text comes first if two match equally well, in the order of `pose`: IDs and aliases."""

_WHOLE, _BEGINNING, _END, _WORD, _PART, _SCATTERED, _NOT = range(0, 7 * _KINDS, _KINDS)
"""How well a term matches; the kind of text is added to it."""


class Index:
    """Shortcuts and accounts, which can grow while they are searched, without closed accounts."""

    def __init__(self, items: Iterable[Item] = ()) -> None:
        self._items: dict[str, Item] = {}
        self._entries: dict[str, Entry] = {}
        self._closed: set[str] = set()
        self._searched = ""
        self._left: list[Entry] | None = None
        self.put(items)

    def __len__(self) -> int:
        return len(self._items)

    def put(self, items: Iterable[Item]) -> None:
        """Append items; one that already exists is replaced in its place."""
        closed = set()
        for item in items:
            self._entries.pop(item.id, None)
            if not isinstance(item, Shortcut) and item.closed:
                self._items.pop(item.id, None)
                closed.add(item.id)
            else:
                self._items[item.id] = item
        if closed:
            self._items = {
                id_: item
                for id_, item in self._items.items()
                if not (isinstance(item, Shortcut) and item.account in closed)
            }
        self._left = None

    def search(self, query: str) -> list[Item]:
        """Return the items that match every word of the query; all for an empty query."""
        terms = query.casefold().split()
        phrase = " ".join(terms)
        if not terms:
            self._searched, self._left = phrase, None
            return list(self._items.values())
        # Everything that matches a longer query also matched the shorter one.
        if self._left is None or not phrase.startswith(self._searched):
            self._left = [self._entry(item) for item in self._items.values()]
        ranked: list[list[Item]] = [[] for _ in range(_NOT)]
        left = []
        for entry in self._left:
            rank = _rank(phrase, terms, entry)
            if rank < _NOT:
                ranked[rank].append(entry[0])
                left.append(entry)
        self._searched, self._left = phrase, left
        return [item for items in ranked for item in items]

    def _entry(self, item: Item) -> Entry:
        """Fold an item when it is first searched for, not before the first screen."""
        entry = self._entries.get(item.id)
        if entry is None:
            texts = _of_shortcut(item) if isinstance(item, Shortcut) else _of_account(item)
            folded = tuple((text.casefold(), owner) for text, owner in texts)
            entry = self._entries[item.id] = item, folded, "\n".join(text for text, _ in folded)
        return entry


def fitting(query: str, words: Sequence[str]) -> list[str]:
    """Return the words that contain a query; all for an empty query."""
    term = query.casefold().strip()
    ranked: list[list[str]] = [[] for _ in range(_NOT + 1)]
    for word in words:
        ranked[_fit(term, word.casefold())].append(word)
    return [word for found in ranked[:_NOT] for word in found]


def _of_account(account: Account) -> list[Text]:
    return [
        *((name, _FIRST if name in account.given else _OWN) for name in account.names),
        (account.email, _ALSO),
        (account.id, _FIRST),
    ]


def _of_shortcut(shortcut: Shortcut) -> list[Text]:
    own = _PROFILE if shortcut.profile else _OWN
    # For a role in an account, the account's name counts as a name, too.
    account = "" if shortcut.profile else shortcut.name.removesuffix(f"/{shortcut.role}")
    return [
        (shortcut.name, own),
        *(((account, own),) if account else ()),
        *((word, _ALSO) for word in (*shortcut.also, shortcut.account) if word),
    ]


def _rank(phrase: str, terms: list[str], entry: Entry) -> int:
    if len(terms) == 1:
        return _rank_of_term(phrase, entry)
    together = _rank_of_part(phrase, entry) if phrase in entry[2] else _NOT
    apart = max(_rank_of_term(term, entry) for term in terms)
    return min(together, max(apart, _WORD))


def _rank_of_term(term: str, entry: Entry) -> int:
    _, texts, whole = entry
    if term in whole:
        return _rank_of_part(term, entry)
    if not _is_scattered(term, whole):
        return _NOT
    # An ID matches only as a whole: its digits in their order are in nearly every other ID.
    ranks = [
        _SCATTERED + owner for text, owner in texts if not is_id(text) and _is_scattered(term, text)
    ]
    return min(ranks, default=_NOT)


def _rank_of_part(term: str, entry: Entry) -> int:
    ranks = [fit + owner for text, owner in entry[1] if (fit := _fit(term, text)) < _NOT]
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
