"""Command lines of Windows, where each program splits its own: quoting and splitting them."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_WORD = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+./:\\@"
_PLAIN = frozenset(_WORD)
"""ASCII characters that are literal to cmd, in batch files and to the C library."""

_LONGEST = 8191
"""The longest line that cmd accepts."""


def split(command: str) -> list[str]:
    r"""Return the words of a command line as the C library finds them.

    A backslash is special only before a double quote, so `C:\a\b` is unchanged. Raises ValueError
    if a quote is left open.
    """
    words: list[str] = []
    word: str | None = None
    is_quoted = False
    at = 0
    while at < len(command):
        slashes = len(command) - at - len(command[at:].lstrip("\\"))
        letter = command[at + slashes : at + slashes + 1]
        if slashes and letter != '"':
            word = (word or "") + "\\" * slashes
            at += slashes
        elif letter == '"':
            word = (word or "") + "\\" * (slashes // 2)
            at += slashes + 1
            if slashes % 2:
                word += '"'
            elif is_quoted and command[at : at + 1] == '"':
                word += '"'
                at += 1
            else:
                is_quoted = not is_quoted
        elif letter in " \t" and not is_quoted:
            words += [] if word is None else [word]
            word = None
            at += 1
        else:
            word = (word or "") + letter
            at += 1
    if is_quoted:
        raise ValueError('ends within quotes, "')
    return words if word is None else [*words, word]


def joined(words: Sequence[str]) -> str:
    """Return the line that the C library splits into these words again."""
    from subprocess import list2cmdline

    return list2cmdline(words)


def by_cmd(interpreter: str, command: str) -> str:
    """Return the line with which cmd runs a command line unchanged, including its quotes."""
    return f'"{interpreter}" /d /s /c "{command}"'


def of_batch_file(interpreter: str, file: str, arguments: Sequence[str]) -> str:
    """Return the line with which cmd runs a batch file that gets each argument unchanged.

    Raises ValueError, which says why, if an argument would be changed or executed.
    """
    if "%" in file:
        raise ValueError("its path has a percent sign, which cmd reads as a variable")
    for argument in arguments:
        _check_for_batch(argument)
    words = " ".join((_between_quotes(file), *map(_quoted, arguments)))
    # Without delayed expansion `!` is an ordinary character.
    line = f'"{interpreter}" /e:on /v:off /d /s /c "{words}"'
    if len(line) > _LONGEST:
        raise ValueError(f"cmd accepts no more than {_LONGEST} characters")
    return line


def _check_for_batch(argument: str) -> None:
    # These cannot be escaped for cmd and for the program behind the batch file at the same time.
    if '"' in argument or "%" in argument:
        raise ValueError(
            "a batch file cannot be given an argument with a double quote or a percent sign"
        )
    if not argument.isprintable():
        raise ValueError("a batch file cannot be given an argument with a control character")


def in_profile(words: Sequence[str]) -> str:
    """Return a credential_process, which some SDKs split and others pass to cmd.

    Raises ValueError, which says why, if the two would read it differently.
    """
    for word in words:
        if '"' in word or "%" in word:
            raise ValueError(f"{word!r} contains a double quote or a percent sign")
    return " ".join(map(_quoted, words))


def is_plain(word: str) -> bool:
    """Tell whether a word is literal everywhere without quotes."""
    return bool(word) and all(letter in _PLAIN or not letter.isascii() for letter in word)


def _quoted(word: str) -> str:
    return word if is_plain(word) else _between_quotes(word)


def _between_quotes(word: str) -> str:
    # The last backslashes would escape the quote after them.
    slashes = len(word) - len(word.rstrip("\\"))
    return f'"{word}{chr(92) * slashes}"'
