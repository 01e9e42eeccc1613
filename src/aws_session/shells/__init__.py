"""The shells, one folder each: which there are, and what all their dialects share."""

from __future__ import annotations

from aws_session.errors import SessionError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import ModuleType

    from aws_session.environment.change import EnvironmentChange

PROCESSES: dict[str, tuple[str, ...]] = {
    "bash": ("bash", "rbash"),
    "zsh": ("zsh", "rzsh"),
    "ksh": ("ksh", "ksh93", "rksh93", "rksh", "mksh", "lksh", "pdksh", "oksh", "loksh"),
    "sh": ("sh", "dash", "ash", "busybox", "posh", "yash"),
    "fish": ("fish",),
    "tcsh": ("tcsh", "csh"),
    "elvish": ("elvish",),
    "nu": ("nu", "nushell"),
    "xonsh": ("xonsh",),
    "powershell": ("powershell", "pwsh", "pwsh-preview", "powershell_ise"),
    "cmd": ("cmd",),
    "json": (),
    "dotenv": (),
}
"""The names of each shell's programs; all else about a shell is in the folder of its name.

An output format has no program and no folder.
"""

WORD = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
"""Characters that mean themselves in every shell, quoted or not."""

# `=` stands before `:`, because zsh's MAGIC_EQUAL_SUBST expands what follows `:=`.
PLAIN = WORD + "/=:+-.,@%"
"""Characters that mean themselves between single quotes in every shell: keys, ARNs, times."""


_EVAL = "eval $(aws-session)"
_BARE = WORD + "/=:+-.,@"
"""Characters of words that need no quotes."""


def is_plain(value: str) -> bool:
    return not value.strip(PLAIN)


class CannotCarryError(SessionError):
    """A dialect cannot spell a value exactly; nothing may be set."""


class Dialect:
    """How a change in the environment is written for one shell.

    Input is a change, output is text; a dialect reads no environment and writes nothing. It says
    `assign` and `unset`, a statement each, and `failing`, the statement whose status or exception
    is the failure. `line` joins statements into what is printed.
    """

    name: str
    data = False
    """A data form is not evaluated: it shows what is set and prints nothing on failure."""

    holds_empty = True
    """Whether an empty variable is different from none."""

    drops_at_quit = False
    """Whether a SIGQUIT from the terminal loses what this program prints."""

    hands_terminal_on = False
    """Whether our function leaves the terminal to what it runs, and reads code beside it."""

    has_subshells = True
    """Whether `$(…)` or a pipe may hold a shell of its own, where a change would be lost."""

    plain_in_data = ""
    """Marks that stay as they are in data, where a remedy or a path is made of them."""

    state_limit = 24_000
    """Bytes that the value of AWS_SESSION_STATE may take."""

    def assign(self, name: str, value: str) -> str:
        raise NotImplementedError

    def assign_local(self, name: str, text: str) -> str:
        """Return the statement that puts a text of ours where this shell alone reads it."""
        return self.assign(name, text)

    def unset(self, names: tuple[str, ...]) -> str:
        raise NotImplementedError

    def failing(self, status: int) -> str:
        raise NotImplementedError

    def line(self, statements: list[str]) -> str:
        """Return the whole output; correct for no statements, too."""
        raise NotImplementedError

    def invocation(self, words: str = "aws-session") -> str:
        """Return what a person types who has no function of ours."""
        raise NotImplementedError

    def typed(self, words: Iterable[str]) -> str:
        """Return a line as a person types it."""
        return " ".join(
            word if word and not word.strip(_BARE) else self.typed_word(word) for word in words
        )

    def typed_word(self, word: str) -> str:
        """Return a word as a person types it that is not plain."""
        from shlex import quote

        return quote(word)

    def typed_unset(self, names: tuple[str, ...]) -> str:
        """Return what a person types to take variables away."""
        return f"unset {' '.join(names)}"

    def typed_set(self, name: str, value: str) -> str:
        """Return what a person types to give a variable a value that needs no quotes."""
        return f"export {name}={value}"

    def in_own_words(self, hint: str) -> str:
        """Return a hint whose lines end as typed here, not in `export A=B`, `unset A` or `eval`."""
        return "\n".join(map(self._own_line, hint.split("\n")))

    def _own_line(self, line: str) -> str:
        if line.endswith(_EVAL) and not self.invocation().startswith("eval "):
            return line.removesuffix(_EVAL) + self.invocation()
        advice, _, words = f" {line}".rpartition(" export ")
        name, equals, value = words.partition("=")
        if equals and _is_variable(name) and " " not in value:
            return f"{advice} {self.typed_set(name, value)}"[1:]
        advice, found, words = f" {line}".rpartition(" unset ")
        if found and all(map(_is_variable, words.split())):
            return f"{advice} {self.typed_unset(tuple(words.split()))}"[1:]
        return line

    def piped(self, program: str, words: str) -> str:
        """Return what a person types to evaluate what `words` make of a program's output."""
        return self.invocation(f"{program} | {words}")

    def quoted(self, word: str) -> str:
        """Quote a word where nothing expands it but the shell that reads it."""
        raise NotImplementedError

    def call_function(self, words: tuple[str, ...]) -> str:
        """Return what calls our function, which every shell has under this name, too."""
        return " ".join(("aws_session", *map(self.quoted, words)))

    def inert(self, text: str) -> str:
        """Return a line that brings a text to `eval` whole, however the line is evaluated."""
        # Short, for bash reads the name once for each mark in the text.
        kept = "aws_"
        text = f"{self.unset((kept,))}\n{text}"
        return self.line([self.assign_local(kept, text), f'eval "${kept}"'])

    def run_program(self, words: tuple[str, ...]) -> str:
        """Return what makes our function run a program outside of any `$(…)`."""
        raise NotImplementedError

    def render_outcome(self, change: EnvironmentChange, status: int) -> tuple[str, int]:
        """Return what is printed for a change that may end in a failure, and the exit status."""
        from aws_session.environment import VARIABLE

        state = dict(change.assign).get(VARIABLE)
        if state is not None:
            from aws_session.environment.state_format import check_size

            check_size(state, self.state_limit)
        if not self.holds_empty:
            change = change.without_empty()
        return self.render_then_fail(change, status) if status else (self.render(change), 0)

    def render(self, change: EnvironmentChange) -> str:
        return self.line(list(self.statements(change)))

    def failure(self, status: int) -> str:
        """Return the line that makes `eval $(…)` fail; nothing where the exit status does that."""
        return self.line([self.failing(status)])

    def render_then_fail(self, change: EnvironmentChange, status: int) -> tuple[str, int]:
        """Return a text that carries out the change and then fails, and the status to exit with."""
        return self.line([*self.statements(change), self.failing(status)]), status

    def encode(self, name: str, value: str) -> bytes:
        """Return the bytes that a process would see; `value` is as Python's environment has it."""
        try:
            octets = value.encode("utf-8", "surrogateescape")
        except UnicodeEncodeError:
            # Not chained: the error underneath holds the value.
            raise self.refusal(name, "half a surrogate pair") from None
        if 0 in octets:
            raise self.refusal(name, "a NUL")
        return octets

    def text(self, name: str, value: str) -> str:
        """Return the value of a dialect whose strings are Unicode."""
        try:
            self.encode(name, value).decode("utf-8")
        except UnicodeDecodeError:
            raise self.refusal(name, "bytes that are not UTF-8") from None
        return value

    def refusal(self, name: str, what: str) -> CannotCarryError:
        """Return the error that names the variable and never shows its value."""
        return CannotCarryError(
            f"{name} has {what}, which cannot be passed to {self.name}",
            hint=f"unset {name} or give it another value, then try again; nothing was changed",
        )

    def statements(self, change: EnvironmentChange) -> Iterator[str]:
        """Say the change in its order."""
        check_names(change)
        if change.unset:
            yield self.unset(change.unset)
        for name, value in change.assign:
            yield self.assign(name, value)


def _is_variable(word: str) -> bool:
    return word.isidentifier() and word.isupper()


def check_names(change: EnvironmentChange) -> None:
    """Refuse a name that would be code: settings name variables, too."""
    for name in (*change.unset, *(name for name, _ in change.assign)):
        if not (name.isascii() and name.isidentifier()):
            raise CannotCarryError(
                f"{name!r} is not a valid variable name",
                hint="use letters, digits and underscores, with no digit in front",
            )


class RaisingDialect(Dialect):
    """A shell in which a program's exit status alone stops the evaluation.

    A failure prints nothing there. A change that is followed by a failure exits with 0, or it
    would never be read, and the code raises.
    """

    def failure(self, status: int) -> str:  # noqa: ARG002 - the exit status says it
        return ""

    def render_then_fail(self, change: EnvironmentChange, status: int) -> tuple[str, int]:
        text, _ = super().render_then_fail(change, status)
        return text, 0


def named(name: str) -> str:
    """Return a dialect's own name, by that or by the name of a program that speaks it."""
    known = name.lower()
    found = known if known in PROCESSES else _DIALECTS.get(known)
    if found is None:
        raise UsageError(f"unknown shell {name!r}", hint=f"use one of: {', '.join(PROCESSES)}")
    return found


def dialect(name: str) -> Dialect:
    """Return a dialect by its own name or by that of a program that speaks it."""
    found = named(name)
    if not PROCESSES[found]:
        chosen: Dialect = _import("formats").FORMATS[found]
    else:
        chosen = _import(f"{found}.dialect").DIALECT
    return chosen


def module(shell: str, name: str) -> ModuleType | None:
    """Return a module of a shell's folder, None where there is no such shell or module."""
    if not PROCESSES.get(shell):
        return None
    try:
        return _import(f"{shell}.{name}")
    except ModuleNotFoundError as error:
        if error.name != f"{__name__}.{shell}.{name}":
            raise
        return None


def shells_with(name: str) -> list[str]:
    """Return the shells whose folder has such a module."""
    return [shell for shell in PROCESSES if module(shell, name) is not None]


def by_process(name: str) -> str | None:
    """Return the dialect's name for a program's path or argv[0], None where it is not a shell."""
    program = name.replace("\\", "/").rpartition("/")[2].lstrip("-").lower().removesuffix(".exe")
    # zsh-5.9, bash5: the name itself comes first, for ksh93 ends in digits.
    return _DIALECTS.get(program) or _DIALECTS.get(program.rstrip("0123456789.-_"))


def _import(name: str) -> ModuleType:
    # With an empty list the package itself would be returned.
    return __import__(f"{__name__}.{name}", fromlist=[""])


_DIALECTS = {program: name for name, programs in PROCESSES.items() for program in programs}
