"""The shells, one folder each: which there are, and what all their dialects share."""

from __future__ import annotations

from aws_session.errors import SessionError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import ModuleType

    from aws_session.environment import EnvironmentChange

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
"""The names of each shell's programs; everything else about a shell is in the folder of its name.

An output format has neither a program nor a folder.
"""

WORD = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
"""Characters that are literal in every shell, quoted or not."""

# `=` comes before `:`, because zsh's MAGIC_EQUAL_SUBST expands what follows `:=`.
PLAIN = WORD + "/=:+-.,@%"
"""Characters that are literal between single quotes in every shell: keys, ARNs, times."""


_BARE = WORD + "/=:+-.,@"
"""Characters of words that need no quotes."""


def is_plain(value: str) -> bool:
    return not value.strip(PLAIN)


class CannotCarryError(SessionError):
    """A dialect cannot represent a value exactly; nothing may be set."""


class Dialect:
    """How a change in the environment is written for one shell.

    Input is a change, output is text; a dialect reads no environment and writes nothing. It
    provides `assign` and `unset`, one statement each, and `failing`, the statement whose status or
    exception is the failure. `line` joins statements into the text that is printed.
    """

    name: str
    data = False
    """A data format is not evaluated: it shows what is set and prints nothing on failure."""

    holds_empty = True
    """Whether an empty variable differs from an unset one."""

    test = ""
    """How a Bourne-like shell calls its builtin `test`, not a function or alias of that name."""

    drops_at_quit = False
    """Whether a SIGQUIT from the terminal discards what this program prints."""

    hands_terminal_on = False
    """Whether our function leaves the terminal to the programs it runs, and reads code separately.
    """

    has_subshells = True
    """Whether `$(…)` or a pipe may run in a subshell, where a change would be lost."""

    reads_from_file = False
    """Whether the shell may evaluate a program's output from a file that it makes."""

    plain_in_data = ""
    """Characters that stay unescaped in data, because remedies and paths contain them."""

    state_limit = 24_000
    """Maximum length of AWS_SESSION_STATE in bytes."""

    def assign(self, name: str, value: str) -> str:
        raise NotImplementedError

    def assign_local(self, name: str, text: str) -> str:
        """Return the statement that stores a text of ours where only this shell reads it."""
        return self.assign(name, text)

    def unset(self, names: tuple[str, ...]) -> str:
        raise NotImplementedError

    def failing(self, status: int) -> str:
        raise NotImplementedError

    def line(self, statements: list[str]) -> str:
        """Return the whole output; also correct without any statements."""
        raise NotImplementedError

    def invocation(self, words: str = "aws-session") -> str:
        """Return what a person without our function types."""
        raise NotImplementedError

    def typed(self, words: Iterable[str]) -> str:
        """Return a line as a person types it."""
        return " ".join(
            word if word and not word.strip(_BARE) else self.typed_word(word) for word in words
        )

    def typed_word(self, word: str) -> str:
        """Return a word with special characters as a person types it."""
        from shlex import quote

        return quote(word)

    def typed_unset(self, names: tuple[str, ...]) -> str:
        """Return what a person types to remove variables."""
        return f"unset {' '.join(names)}"

    def typed_set(self, name: str, value: str) -> str:
        """Return what a person types to set a variable to a value that needs no quotes."""
        return f"export {name}={value}"

    def piped(self, program: str, words: str) -> str:
        """Return what a person types to evaluate the output of `words`, which reads a program's."""
        return self.invocation(f"{program} | {words}")

    def quoted(self, word: str) -> str:
        """Quote a word for this shell, where nothing else expands it."""
        raise NotImplementedError

    def call_function(self, words: tuple[str, ...]) -> str:
        """Return a call of our function, which has this name, too, in every shell."""
        return " ".join(("aws_session", *map(self.quoted, words)))

    def inert(self, text: str) -> str:
        """Return a line that passes a text to `eval` unchanged, however the line is evaluated."""
        # The name is short because bash reads it once for each special character in the text.
        kept = "aws_"
        text = f"{self.unset((kept,))}\n{text}"
        return self.line([self.assign_local(kept, text), f'eval "${kept}"'])

    def run_program(self, words: tuple[str, ...]) -> str:
        """Return what makes our function run a program outside any `$(…)`."""
        raise NotImplementedError

    def render_outcome(self, change: EnvironmentChange, status: int) -> tuple[str, int]:
        """Return the text for a change that may end in a failure, and the exit status."""
        from aws_session.environment import VARIABLE

        state = dict(change.assign).get(VARIABLE)
        if state is not None:
            self._check_size(state)
        if not self.holds_empty:
            change = change.without_empty()
        return self.render_then_fail(change, status) if status else (self.render(change), 0)

    def _check_size(self, state: str) -> None:
        if len(state) > self.state_limit:
            raise SessionError(
                f"the session state needs {len(state)} bytes, but this shell allows "
                f"{self.state_limit}",
                hint="discard the current session: aws-session pose --no-back; or end it first: "
                "aws-session end",
            )

    def render(self, change: EnvironmentChange) -> str:
        return self.line(list(self.statements(change)))

    def failure(self, status: int) -> str:
        """Return the line that makes `eval $(…)` fail; empty if the exit status does that."""
        return self.line([self.failing(status)])

    def render_then_fail(self, change: EnvironmentChange, status: int) -> tuple[str, int]:
        """Return a text that makes the change and then fails, and the exit status."""
        return self.line([*self.statements(change), self.failing(status)]), status

    def encode(self, name: str, value: str) -> bytes:
        """Return the bytes that a process would see; `value` is as in Python's environment."""
        try:
            octets = value.encode("utf-8", "surrogateescape")
        except UnicodeEncodeError:
            # Not chained: the original error contains the value.
            raise self.refusal(name, "half a surrogate pair") from None
        if 0 in octets:
            raise self.refusal(name, "a NUL")
        return octets

    def text(self, name: str, value: str) -> str:
        """Return the value for a dialect whose strings are Unicode."""
        try:
            self.encode(name, value).decode("utf-8")
        except UnicodeDecodeError:
            raise self.refusal(name, "bytes that are not UTF-8") from None
        return value

    def refusal(self, name: str, what: str) -> CannotCarryError:
        """Return an error that names the variable and never shows its value."""
        return CannotCarryError(
            f"{name} has {what}, which cannot be passed to {self.name}",
            hint=f"unset {name} or give it another value, then try again; nothing was changed",
        )

    def statements(self, change: EnvironmentChange) -> Iterator[str]:
        """Yield the statements of the change in their order."""
        check_names(change)
        yield from self.tests(change)
        if change.unset:
            yield self.unset(change.unset)
        for name, value in change.assign:
            yield self.assign(name, value)

    def tests(self, change: EnvironmentChange) -> Iterable[str]:  # noqa: ARG002 - for subclasses
        """Return statements that change nothing, and fail where the change would fail halfway."""
        return ()


def check_names(change: EnvironmentChange) -> None:
    """Refuse a name that would be code: settings can name variables, too."""
    for name in change.names:
        if not (name.isascii() and name.isidentifier()):
            raise CannotCarryError(
                f"{name!r} is not a valid variable name",
                hint="use letters, digits and underscores, with no digit in front",
            )


class RaisingDialect(Dialect):
    """A shell in which a program's exit status alone stops the evaluation.

    A failure prints nothing there. A change that is followed by a failure exits with 0, because the
    shell would not read it otherwise, and the code itself raises the error.
    """

    def failure(self, status: int) -> str:  # noqa: ARG002 - the exit status says it
        return ""

    def render_then_fail(self, change: EnvironmentChange, status: int) -> tuple[str, int]:
        text, _ = super().render_then_fail(change, status)
        return text, 0


def named(name: str, usable: Iterable[str] = PROCESSES) -> str:
    """Return a dialect's own name, given that name or the name of a program that uses it.

    UsageError, which lists the `usable` ones, if there is none.
    """
    known = name.lower()
    found = known if known in PROCESSES else _DIALECTS.get(known)
    if found is None:
        from aws_session.model.closest import meant

        near = meant(known, usable)
        raise UsageError(
            f"unknown shell {name!r}" + (f"; did you mean {near}?" if near else ""),
            hint=f"use one of: {', '.join(usable)}",
        )
    return found


def dialect(name: str) -> Dialect:
    """Return a dialect, given its own name or the name of a program that uses it."""
    found = named(name)
    if not PROCESSES[found]:
        chosen: Dialect = _import("formats").FORMATS[found]
    else:
        chosen = _import(f"{found}.dialect").DIALECT
    return chosen


def module(shell: str, name: str) -> ModuleType | None:
    """Return a module of a shell's folder, or None if there is no such shell or module."""
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
    """Return the dialect's name for a program's path or argv[0], or None if it is not a shell."""
    program = name.replace("\\", "/").rpartition("/")[2].lstrip("-").lower().removesuffix(".exe")
    # zsh-5.9, bash5: the exact name is tried first, because ksh93 ends in digits.
    return _DIALECTS.get(program) or _DIALECTS.get(program.rstrip("0123456789.-_"))


def _import(name: str) -> ModuleType:
    # With an empty list the package itself would be returned.
    return __import__(f"{__name__}.{name}", fromlist=[""])


_DIALECTS = {program: name for name, programs in PROCESSES.items() for program in programs}
