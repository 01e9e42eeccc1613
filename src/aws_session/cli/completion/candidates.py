"""Words and known names to candidates. No shell's quoting, no I/O."""

from __future__ import annotations

from aws_session.cli.completion.menu import MENU
from aws_session.cli.completion.target_names import TargetNames, can_be_typed, is_number
from aws_session.cli.tokenize import tokenize
from aws_session.model.mfa import is_code
from aws_session.model.terminal_text import sanitize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Protocol

    from aws_session.cli.completion.target_names import Candidate, KnownTargets
    from aws_session.cli.tokenize import Tokens

    class Known(KnownTargets, Protocol):
        """The names that this machine knows; each is looked up when it is asked for."""

        def devices(self) -> Iterable[str]:
            """Return serial numbers of MFA devices."""


# From the menu: the grammar would be one more file to read.
TAKES_VALUE = frozenset(
    spelling
    for _, options, _ in MENU.values()
    for spellings, field, _, _ in options
    if field
    for spelling in spellings
)

WORDS, FILES, COMMAND = 0, 3, 4
"""Where candidates come from: here, the folder, or another program's completion.

The scripts in `completers` are told by the exit status.
"""


class Answer:
    """What may stand in the place of a word."""

    def __init__(self, candidates: Iterable[Candidate] = (), kind: int = WORDS) -> None:
        self.candidates = list(candidates)
        self.kind = kind


def answer(before: tuple[str, ...], word: str, known: Known) -> Answer:
    """Return what may stand in the place of `word`, behind the words `before`.

    Names are candidates wherever `word` is a part of them, whatever its case.
    """
    line = tokenize(before, TAKES_VALUE)
    if line.trailing is not None:
        return Answer(kind=COMMAND)
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
    """A command line, and the word in it that is to be completed."""

    def __init__(self, line: Tokens, word: str, known: Known) -> None:
        self._command = line.command
        self._rest = line.rest
        self._word = word.casefold()
        self._known = known
        _, self._options, self._places = MENU.get(line.command, ("", (), ()))

    def commands(self) -> list[Candidate]:
        return self._beginning((name, about) for name, (about, _, _) in MENU.items())

    def place(self) -> Answer:
        """Complete a word that is neither an option nor an option's value."""
        given = len(self._positional())
        if given < len(self._places):
            return self._named(self._places[given])
        return Answer() if self._places else Answer(self.options())

    def options(self) -> list[Candidate]:
        """Return the options that are not there yet, each by its first long name."""
        free = (
            (spellings[0], about)
            for spellings, _, about, repeatable in (*self._options, _HELP)
            if repeatable or not set(spellings).intersection(self._rest)
        )
        return self._beginning(free)

    def value(self, option: str) -> Answer:
        """Complete the value of an option."""
        for spellings, field, _, _ in self._options:
            if option in spellings:
                return self._named(field)
        return Answer()

    def _named(self, field: str) -> Answer:
        if (self._command, field) in _FILES:
            return Answer(kind=FILES)
        offered = _offered(self._command, field)
        if not callable(offered):
            return Answer(self._beginning((word, "") for word in offered))
        return Answer(c for c in offered(self) if can_be_typed(c[0]))

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
        errors = self._beginning([("errors", "What AWS refuses, and what helps.")])
        return [*self.commands(), *errors]

    def profiles(self) -> list[Candidate]:
        known = self._known.profiles()
        return self._holding((name, _told(account, role)) for name, account, role, _ in known)

    def targets(self) -> list[Candidate]:
        return TargetNames(self._known).words(self._like, ids=is_number(self._word))

    def roles(self) -> list[Candidate]:
        return self._holding(TargetNames(self._known).roles(self._positional()[0]))

    def devices(self) -> list[Candidate]:
        # Security keys give no codes.
        serials = [s for s in dict.fromkeys(self._known.devices()) if ":u2f/" not in s]
        names = [serial.rpartition("/")[2] for serial in serials]
        return self._holding(
            (serial, "") if names.count(name) > 1 or is_code(name) else (name, serial)
            for serial, name in zip(serials, names, strict=True)
        )

    def regions(self) -> list[Candidate]:
        from aws_session.model.regions import REGIONS

        own = {region: f"profile {name}" for name, _, _, region in self._known.profiles() if region}
        return self._beginning({**dict.fromkeys(REGIONS, ""), **own}.items())

    def shells(self) -> list[Candidate]:
        from aws_session.shells.registry import PROCESSES

        return self._beginning((name, "") for name in PROCESSES)

    def loading_shells(self) -> list[Candidate]:
        from aws_session.shells.registry import PROCESSES

        return self._beginning((name, "") for name, programs in PROCESSES.items() if programs)

    def policies(self) -> list[Candidate]:
        from aws_session.aws.policies import every

        known = every(max_age=None, before="")
        return self._beginning((policy.name, policy.purpose) for policy in known)


def offers_something(command: str, field: str) -> bool:
    """Tell whether a command's field has candidates, be they files."""
    return (command, field) in _FILES or bool(_offered(command, field))


def _offered(command: str, field: str) -> Sequence[str] | Callable[[_Asked], list[Candidate]]:
    return _OFFERED.get((command, field)) or _OFFERED.get(("", field), ())


def _told(account: str, role: str) -> str:
    return sanitize(f"{account}/{role}") if account else ""


_HELP = (("--help", "-h"), "", "Say what it does.", False)
FREE = frozenset(
    {
        *(("", "code"), ("", "session_name"), ("", "external_id"), ("", "source_identity")),
        *(("", "tag"), ("", "policy_arn"), ("policy", "before"), ("init", "cmd")),
        *(("console", "service"), ("process", "lines_for"), ("sandbox", "port")),
    }
)
"""Fields for which there is nothing to offer."""

_FILES = frozenset({("pose", "policy"), ("config", "file"), ("config", "editor")})
_OFFERED: dict[tuple[str, str], Sequence[str] | Callable[[_Asked], list[Candidate]]] = {
    ("", "profile"): _Asked.profiles,
    ("", "region"): _Asked.regions,
    ("", "shell"): _Asked.shells,
    ("", "target"): _Asked.targets,
    ("", "role"): _Asked.roles,
    ("", "duration"): ("15m", "1h", "2h", "4h", "8h", "12h"),
    ("", "at_least"): ("5m", "10m", "15m", "30m", "1h"),
    ("", "max_age"): ("1h", "4h", "8h", "12h", "24h"),
    ("mfa", "duration"): ("15m", "1h", "4h", "8h", "12h", "24h", "36h"),
    ("mfa", "word"): _Asked.devices,
    ("region", "name"): _Asked.regions,
    ("config", "action"): ("import",),
    ("init", "target"): _Asked.loading_shells,
    ("help", "topic"): _Asked.topics,
    ("policy", "name"): _Asked.policies,
    ("sandbox", "action"): ("serve", "code"),
    ("sandbox", "policy"): (
        "deny-without-mfa",
        "deny-long-term-keys",
        "require-mfa-age",
        "allow-with-mfa",
    ),
    ("sandbox", "partition"): ("aws", "aws-cn", "aws-us-gov"),
}
"""What is offered for a field: of one command, or of all where no command is named."""
