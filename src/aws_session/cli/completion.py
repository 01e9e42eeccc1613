"""`complete SHELL …`, which a shell's completion script runs at each TAB: a word's candidates."""

from __future__ import annotations

from aws_session import shells
from aws_session.cli._options_table import FILES as OF_FILES
from aws_session.cli._options_table import HIDDEN, TABLE, TAKES_TRAILING, TAKES_VALUE
from aws_session.cli.completion_targets import TargetNames, can_be_typed, is_number, shown
from aws_session.cli.fast_parser import options, summary, tokenize
from aws_session.errors import UsageError
from aws_session.shells import PROCESSES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Protocol

    from aws_session.cli.completion_targets import Candidate, KnownTargets
    from aws_session.cli.fast_parser import TableOption, Tokens

    class Known(KnownTargets, Protocol):
        """The names that this machine knows; each is looked up when it is needed."""

        def devices(self) -> Iterable[str]:
            """Return serial numbers of MFA devices."""


WORDS, FILES, COMMAND = 0, 3, 4
"""Where candidates come from: here, the folder, or another program's completion.

The exit status tells the shells' completion scripts.
"""


class Answer:
    """A candidate for a word."""

    def __init__(self, candidates: Iterable[Candidate] = (), kind: int = WORDS) -> None:
        self.candidates = list(candidates)
        self.kind = kind


def complete(arguments: tuple[str, ...], known: Known) -> tuple[str, int]:
    """Return the answer to a shell's script, and the exit status."""
    shell, *passed = arguments or ("",)
    form = shells.module(shell, "completion")
    if form is None:
        raise UsageError(
            "complete is for shell completion scripts",
            hint="for other shells see aws-session help init; to load it in bash: eval "
            '"$(aws-session init bash)"',
        )
    typed = form.read(tuple(passed))
    if typed.is_redirection:
        return "", FILES
    found = answer(typed.before, typed.word, known)
    text: str = form.render(found.candidates, typed)
    return text, found.kind


def answer(before: tuple[str, ...], word: str, known: Known) -> Answer:
    """Return the candidates for `word`, after the words `before`.

    Names are candidates if they contain `word`, ignoring case.
    """
    line = tokenize(before, TAKES_VALUE)
    if line.trailing is not None:
        return Answer(kind=COMMAND if line.command in TAKES_TRAILING else WORDS)
    asked = _Asked(line, word, known)
    if _awaits_value(before):
        return asked.value(before[-1])
    option, equals, value = word.partition("=")
    if equals and option in TAKES_VALUE:
        found = _Asked(line, value, known).value(option)
        joined = ((f"{option}={value}", about) for value, about in found.candidates)
        return Answer(joined, found.kind)
    if word.startswith("-"):
        return Answer(asked.options())
    return asked.place() if line.named else Answer(asked.commands())


def _awaits_value(before: tuple[str, ...]) -> bool:
    awaits = False
    for word in before:
        awaits = not awaits and word in TAKES_VALUE
    return awaits


class _Asked:
    """A command line, and the word in it to complete."""

    def __init__(self, line: Tokens, word: str, known: Known) -> None:
        self._rest = line.rest
        self._word = word.casefold()
        self._known = known
        taken = [option for _, option in options(line.command)] if line.command in TABLE else []
        self._options = [option for option in taken if option.spellings]
        self._places = [option for option in taken if option.is_argument]

    def commands(self) -> list[Candidate]:
        return self._beginning((name, summary(name)) for name in TABLE if name not in HIDDEN)

    def place(self) -> Answer:
        """Complete a word that is neither an option nor an option's value."""
        given = len(self._positional())
        if given < len(self._places):
            return self._named(self._places[given])
        return Answer() if self._places else Answer(self.options())

    def options(self) -> list[Candidate]:
        """Return the options that are not given yet, each by its first long name."""
        free = (
            (option.spellings[0], option.help)
            for option in self._options
            if option.repeats or not set(option.spellings).intersection(self._rest)
        )
        return self._beginning([*free, *self._help()])

    def _help(self) -> list[Candidate]:
        asked = {"--help", "-h"}.intersection(self._rest)
        return [] if asked else [("--help", "Show what it does.")]

    def value(self, option: str) -> Answer:
        """Complete the value of an option."""
        for known in self._options:
            if option in known.spellings and not known.is_flag:
                return self._named(known)
        return Answer()

    def _named(self, option: TableOption) -> Answer:
        completes = option.completes
        if completes == OF_FILES:
            return Answer(kind=FILES)
        if isinstance(completes, tuple):
            return Answer(self._beginning((word, "") for word in completes))
        offered = _KNOWN[completes](self) if completes else ()
        return Answer(c for c in offered if can_be_typed(c[0]))

    def _positional(self) -> list[str]:
        found, is_value = [], False
        for word in self._rest:
            if is_value or (word.startswith("-") and word != "-"):
                is_value = not is_value and word in TAKES_VALUE
            else:
                found.append(word)
        return found

    def _beginning(self, candidates: Iterable[Candidate]) -> list[Candidate]:
        return [c for c in candidates if c[0].casefold().startswith(self._word)]

    def _like(self, name: str) -> bool:
        return self._word in name.casefold()

    def _holding(self, candidates: Iterable[Candidate]) -> list[Candidate]:
        return [c for c in candidates if self._like(c[0])]

    def topics(self) -> list[Candidate]:
        from aws_session.cli import topics

        pages = ((topic, topics.title(topic).rpartition(": ")[2]) for topic in topics.TOPICS)
        errors = ("errors", "errors, their causes and fixes")
        return [*self.commands(), *self._beginning([*pages, errors])]

    def profiles(self) -> list[Candidate]:
        known = self._known.profiles()
        return self._holding((name, _told(account, role)) for name, account, role, _ in known)

    def targets(self) -> list[Candidate]:
        return TargetNames(self._known).words(self._like, ids=is_number(self._word))

    def roles(self) -> list[Candidate]:
        return self._holding(TargetNames(self._known).roles(self._positional()[0]))

    def devices(self) -> list[Candidate]:
        from aws_session.model.mfa import is_code

        # Security keys do not generate codes.
        serials = [s for s in dict.fromkeys(self._known.devices()) if ":u2f/" not in s]
        names = [serial.rpartition("/")[2] for serial in serials]
        return self._holding(
            (serial, "") if names.count(name) > 1 or is_code(name) else (name, serial)
            for serial, name in zip(serials, names, strict=True)
        )

    def regions(self) -> list[Candidate]:
        from aws_session.model.partitions import REGIONS

        own = {region: f"profile {name}" for name, _, _, region in self._known.profiles() if region}
        return self._beginning({**dict.fromkeys(REGIONS, ""), **own}.items())

    def services(self) -> list[Candidate]:
        from aws_session.model.console_services import PAGES

        named = ((name, page if page != name else "") for name, page in PAGES.items())
        return self._beginning(named)

    def shells(self) -> list[Candidate]:
        return self._beginning((name, "") for name in PROCESSES)

    def loading_shells(self) -> list[Candidate]:
        return self._beginning((name, "") for name, programs in PROCESSES.items() if programs)

    def policies(self) -> list[Candidate]:
        from aws_session.aws.policies import every

        known = every(max_age=None, before="")
        return self._beginning((policy.name, policy.purpose) for policy in known)


def _told(account: str, role: str) -> str:
    return shown(f"{account}/{role}") if account else ""


_KNOWN: dict[str, Callable[[_Asked], list[Candidate]]] = {
    "profiles": _Asked.profiles,
    "regions": _Asked.regions,
    "services": _Asked.services,
    "shells": _Asked.shells,
    "loading_shells": _Asked.loading_shells,
    "targets": _Asked.targets,
    "roles": _Asked.roles,
    "devices": _Asked.devices,
    "topics": _Asked.topics,
    "policies": _Asked.policies,
}
"""The values of an option's `completes`."""
