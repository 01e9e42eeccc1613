"""What the Bourne-like shells share: one line, protected against any IFS."""

# `eval $(…)` splits the line at IFS and expands patterns in it before it is evaluated, so the line
# has no newline, no comment, no consecutive spaces and no pattern.

from __future__ import annotations

from aws_session.shells import PLAIN, WORD, Dialect, is_plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from aws_session.environment import EnvironmentChange

# Unquoted, because quotes would hide the split; every character inside the word, because a
# separator at its end disappears. `test` is false, or fails, unless it gets exactly one word.
_ONE_WORD = f"x{PLAIN}'x'"

# The first test fails if one of these is in IFS; an exclamation mark makes the others fail.
_GUARDED = frozenset(PLAIN + "' &!")

_WORD = frozenset(WORD.encode())


def octal(octets: bytes, backslash: str = "\\") -> str:
    """Write bytes for a `printf` format or an ANSI-C string, three digits each."""
    return "".join(chr(octet) if octet in _WORD else f"{backslash}{octet:03o}" for octet in octets)


def _guard(character: str) -> str:
    """Return a comparison that is false if a character separates words: both sides are the same."""
    if character == '"':
        # One alone would stay open, a syntax error, if it is the other quotes that separate.
        return "'\"x\"' != ' x '"
    return f"'x{character}x' != 'x x'"


class Posix(Dialect):
    """`eval $(aws-session)`: statements that stop at the first one that fails."""

    builtin = "command"
    """How it calls a builtin, not a function of that name; an error there does not end a script."""

    test = "command test"

    opening = test
    """The same at the beginning of the line."""

    def assign(self, name: str, value: str) -> str:
        octets = self.encode(name, value)
        if is_plain(value):
            return self.assign_plain(name, value)
        return self.assign_other(name, octets)

    def assign_plain(self, name: str, value: str) -> str:
        return "export " + self.assignment(name, f"'{value}'")

    def assignment(self, name: str, quoted: str) -> str:
        """Return a word for `export`."""
        # Quotes in front: with `set -k`, a word that is an assignment is not passed to export.
        return f"''{name}={quoted}"

    def assign_other(self, name: str, octets: bytes) -> str:
        """Return the statement for a value with more than plain characters."""
        raise NotImplementedError

    def unset(self, names: tuple[str, ...]) -> str:
        return f"unset {' '.join(names)}"

    def statements(self, change: EnvironmentChange) -> Iterator[str]:
        if not change.leaves or change.present is None:
            yield from super().statements(change)
            return
        # First the credentials, then as much of the rest as possible.
        from aws_session.environment import SECRETS
        from aws_session.environment.change import only

        yield from super().statements(only(change, SECRETS))
        others = only(change, set(change.names) - SECRETS)
        yield from super().statements(others.replace(present=None))

    def tests(self, change: EnvironmentChange) -> Iterator[str]:
        # Readonly variables fail here. What is set keeps its value; what is not set is unset.
        if change.present is None:
            return
        present = [name for name in change.names if name in change.present]
        absent = [name for name in change.names if name not in change.present]
        if present:
            words = (self.assignment(name, f'"${{{name}-}}"') for name in present)
            yield f"{self.builtin} export {' '.join(words)}"
        if absent:
            yield f"{self.builtin} unset {' '.join(absent)}"

    def failing(self, status: int) -> str:
        # Not a subshell in parentheses, which zsh reads as a bad pattern; not `return`, which ends
        # shells.
        # `command`, because a function or alias `sh` may run it elsewhere, and succeed.
        return f"command sh -c 'exit {status}'"

    def run_program(self, words: tuple[str, ...]) -> str:
        # Evaluated between quotes, by the function, which has the real stdout on 8.
        return f"{' '.join(map(self.quoted, words))} 8>&-\n"

    def quoted(self, word: str) -> str:
        return "'" + word.replace("'", "'\\''") + "'"

    def line(self, statements: list[str]) -> str:
        body = "&&".join(statements)
        others = sorted(set(body) - _GUARDED)
        guards = (f"{self.test} {_guard(character)}" for character in others)
        return "&&".join((f"{self.opening} {_ONE_WORD}", *guards, *statements)) + ";\n"

    def invocation(self, words: str = "aws-session") -> str:
        return f"eval $({words})"

    def piped(self, program: str, words: str) -> str:
        return f'eval "$({program} | {words})"'


class AnsiQuoting(Posix):
    """A shell that reads `$'…'` with octal escapes, also in an expansion's result."""

    def assign_other(self, name: str, octets: bytes) -> str:
        return "export " + self.assignment(name, f"$'{octal(octets)}'")
