"""Runs as text that `git diff` shows well: a file a topic, a block a case, a line a line.

A line begins with what it is of: `out`, `err`, `emit`, `screen` or a file's name. Behind `|` it
stands as it was written; behind `!` with Python's escapes, for it holds what a screen would not
show; a last line without its newline has `\\` in the place of `|`, or of `!` a `\\!`.
"""

from __future__ import annotations

import difflib
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from .lane import Run

_HEAD = "=== "
_LONG = 240
_AROUND = 60
"""How many characters of a line are shown around a difference."""

_TREE = Path(__file__).resolve().parents[2]

_DIFFERS: tuple[tuple[bytes, bytes], ...] = (
    # The interpreter and the checkout, if a text names them.
    (re.escape(str(Path(sys.prefix)).encode()), b"<VENV>"),
    (re.escape(str(_TREE).encode()), b"<TREE>"),
    # Temporary folders, by their random part.
    (rb"(aws-session-(?:sandbox-)?)[a-z0-9_]{8}(?=[/\"'\s]|$)", rb"\1<RANDOM>"),
    # The one-time address on this machine that a browser gets.
    (rb"127\.0\.0\.1:\d+/[\w-]{43}\b", b"127.0.0.1:<PORT>/<ONCE>"),
    (rb"(botocore [\d.]+, Linux )\S+", rb"\1<KERNEL>"),
    (rb"\bprocess \d+\b", b"process <PID>"),
    # The files in a traceback, and the modules of its exceptions.
    (rb'(?m)(?:^  File "[^\n]*\n(?:    [^\n]*\n)*)+', b"  <FRAMES>\n"),
    (rb"\baws_session(?:\.\w+)+\.", b"aws_session.<MODULE>."),
)
_NORMAL = tuple((re.compile(pattern), text) for pattern, text in _DIFFERS)
_UNSHOWN = re.compile(r"[^\t\x20-\x7e\xa0-\ud7ff\ue000-\U0010ffff]")


class Mask(NamedTuple):
    """What a comparison ignores, for a step that changes it on purpose."""

    pattern: re.Pattern[str]

    def over(self, text: str) -> str:
        return self.pattern.sub("<MASKED>", text)


def blocks(runs: Iterable[Run]) -> dict[str, str]:
    """Return each run's text by its case's name."""
    found = {}
    for run in runs:
        if run.case.name in found:
            raise ValueError(f"two cases are called {run.case.name}")
        found[run.case.name] = "".join(_block(run))
    return dict(sorted(found.items()))


def _block(run: Run) -> Iterator[str]:
    yield f"{_HEAD}{run.case.name}\n"
    yield f"$ {run.case.told}\n"
    yield f"status {run.status}\n"
    parts: list[tuple[str, bytes | None]] = [
        ("out", run.stdout),
        ("err", run.stderr),
        ("emit", run.emitted),
        ("screen", run.screen),
        *run.shown,
    ]
    for name, octets in parts:
        if octets is not None:
            yield from _lines(name, octets)
    yield "\n"


def _lines(name: str, octets: bytes) -> Iterator[str]:
    for pattern, text in _NORMAL:
        octets = pattern.sub(text, octets)
    lines = octets.decode("utf-8", "surrogateescape").split("\n")
    for at, line in enumerate(lines):
        last = at == len(lines) - 1
        if last and not line:
            return
        end = "\\" if last else ""
        if _UNSHOWN.search(line):
            shown = line.encode("unicode_escape").decode("ascii")
            yield f"{name} {end}!{shown}\n"
        else:
            yield f"{name} {end or '|'}{line}\n"


def write(folder: Path, found: Mapping[str, str]) -> None:
    """Write a new folder: a text file for each topic."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.txt"):
        old.unlink()
    topics: dict[str, list[str]] = {}
    for name, block in found.items():
        topics.setdefault(name.partition("/")[0], []).append(block)
    for topic, texts in topics.items():
        (folder / f"{topic}.txt").write_text("".join(texts), "utf-8", newline="")


def read(folder: Path) -> dict[str, str]:
    """Return what `write` wrote."""
    found = {}
    for path in sorted(folder.glob("*.txt")):
        with path.open(encoding="utf-8", newline="") as file:
            text = file.read()
        for block in re.split(f"^{_HEAD}", text, flags=re.MULTILINE)[1:]:
            found[block.partition("\n")[0]] = _HEAD + block
    return found


def differences(
    before: Mapping[str, str], after: Mapping[str, str], masks: Sequence[Mask]
) -> dict[str, list[str]]:
    """Return the lines of a unified diff for each case that is not the same."""
    found = {}
    for name in sorted({*before, *after}):
        old, new = (texts.get(name, "") for texts in (before, after))
        for mask in masks:
            old, new = mask.over(old), mask.over(new)
        if old != new:
            lines = difflib.unified_diff(
                old.split("\n"), new.split("\n"), "recorded", "now", lineterm="", n=2
            )
            found[name] = list(_shortened(list(lines)[2:]))
    return found


def _shortened(lines: Sequence[str]) -> Iterator[str]:
    """Shorten long lines to the part in which the old and the new line differ."""
    gone: list[str] = []
    for line in lines:
        if line.startswith("-"):
            gone.append(line)
            continue
        if line.startswith("+") and gone:
            yield from _pair(gone.pop(0), line)
            continue
        yield from (_cut(old, 0, len(old)) for old in gone)
        gone = []
        yield _cut(line, 0, len(line))
    yield from (_cut(old, 0, len(old)) for old in gone)


def _pair(old: str, new: str) -> tuple[str, str]:
    start = 1
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return _cut(old, start, len(old) - end), _cut(new, start, len(new) - end)


def _cut(line: str, start: int, end: int) -> str:
    """Return the part from `start` to `end`, with some context, in limited length."""
    if len(line) <= _LONG:
        return line
    begin = max(1, start - _AROUND)
    stop = min(len(line), end + _AROUND, begin + _LONG)
    before, after = ("…" if begin > 1 else ""), ("…" if stop < len(line) else "")
    return f"{line[0]}{before}{line[begin:stop]}{after}"
