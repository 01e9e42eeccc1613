"""Hints in the syntax of the shell that a person types in."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.shells import Dialect

_EVAL = "eval $(aws-session)"


def in_own_words(hint: str, dialect: Dialect) -> str:
    """Return a hint with a shell's own `export A=B`, `unset A` or `eval` at line ends."""
    return "\n".join(_own_line(line, dialect) for line in hint.split("\n"))


def _own_line(line: str, dialect: Dialect) -> str:
    if line.endswith(_EVAL) and not dialect.invocation().startswith("eval "):
        return line.removesuffix(_EVAL) + dialect.invocation()
    advice, _, words = f" {line}".rpartition(" export ")
    name, equals, value = words.partition("=")
    if equals and _is_variable(name) and " " not in value:
        return f"{advice} {dialect.typed_set(name, value)}"[1:]
    advice, found, words = f" {line}".rpartition(" unset ")
    if found and all(map(_is_variable, words.split())):
        return f"{advice} {dialect.typed_unset(tuple(words.split()))}"[1:]
    return line


def _is_variable(word: str) -> bool:
    return word.isidentifier() and word.isupper()
