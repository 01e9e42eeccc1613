"""The full syntax of AWS config files, parsed line by line like botocore's parser."""

from __future__ import annotations

from aws_session.errors import SessionError
from aws_session.model import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

Settings = dict[str, tuple[str, int]]
"""A section: each setting's value and its line, counted from 1."""

_MARK = "\ufeff"
_MARKED = "the file begins with a byte order mark (BOM), which AWS's tools cannot read"
_WITHOUT_MARK = "save the file as UTF-8 without a byte order mark"


class Indented(Record):
    """A section's heading on an indented line, which is therefore part of a value.

    `setting` of `section` has that value. Lines are counted from 1.
    """

    heading: str
    line: int
    section: str
    setting: str


class Parsed(Record):
    """A whole file; `defaults` are the settings of [DEFAULT], which are part of each section."""

    sections: dict[str, Settings]
    defaults: Settings
    indented: tuple[Indented, ...]


def parse(lines: Iterable[str], path: str, first: int = 1) -> dict[str, Settings]:
    """Return the sections of a file, or of a part that begins on line `first`, by name, in order.

    Names of settings are lower case. A malformed line or a duplicate raises SessionError with the
    line.
    """
    return parse_file(lines, path, first).sections


def parse_file(lines: Iterable[str], path: str, first: int = 1) -> Parsed:
    """Return the sections, and what else is noticed in the file, as `parse`."""
    reader = _Reader(path)
    for number, line in enumerate(lines, first):
        if number == 1 and line.startswith(_MARK):
            raise SessionError(f"{path}, line 1: {_MARKED}", hint=_WITHOUT_MARK)
        reader.take(number, line)
    return Parsed(reader.sections(), reader.defaults(), tuple(reader.indented))


def check_nested(settings: Settings, path: str) -> None:
    """Refuse indented lines under a setting that are not settings themselves; SessionError."""
    for setting, (text, line) in settings.items():
        # botocore reads a value that begins on its own line as nested settings.
        if text.startswith("\n") and not _is_nested(text):
            raise SessionError(
                f"{path}, line {line}: invalid nested settings under {setting}",
                hint=f"write the value after {setting}, or each line below it as name = value",
            )


def _is_nested(text: str) -> bool:
    """Tell whether all lines of a setting's value are settings themselves."""
    return all("=" in line for line in text.splitlines() if line.strip())


def nested(text: str) -> dict[str, str]:
    """Return the indented settings under a setting without a value."""
    pairs = (line.partition("=") for line in text.splitlines() if "=" in line)
    return {name.strip(): value.strip() for name, _, value in pairs}


def words(heading: str) -> list[str]:
    """Split a section's heading as a shell would; none if a quote is left open."""
    found: list[str] = []
    word, quote = None, ""
    letters = iter(heading)
    for letter in letters:
        if letter == "\\" and quote != "'":
            escaped = next(letters, None)
            if escaped is None:
                return []
            kept = letter if quote and escaped not in {quote, letter} else ""
            word = (word or "") + kept + escaped
        elif letter == quote:
            quote = ""
        elif quote:
            word = (word or "") + letter
        elif letter in {"'", '"'}:
            quote, word = letter, word or ""
        elif letter not in " \t\r\n":
            word = (word or "") + letter
        elif word is not None:
            found.append(word)
            word = None
    if quote:
        return []
    return found if word is None else [*found, word]


def _joined(section: dict[str, tuple[list[str], int]]) -> Settings:
    return {key: ("\n".join(value).rstrip(), line) for key, (value, line) in section.items()}


class _Reader:
    """The parser of one file, from lines to sections."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._sections: dict[str, dict[str, tuple[list[str], int]]] = {}
        self._defaults: dict[str, tuple[list[str], int]] = {}
        self._section: dict[str, tuple[list[str], int]] | None = None
        self._value: list[str] | None = None
        self._indent = 0
        self._where = ("", "")
        self.indented: list[Indented] = []

    def take(self, number: int, line: str) -> None:
        content = line.strip()
        if content.startswith(("#", ";")):
            return
        if not content:
            if self._value is not None:
                self._value.append("")
            return
        indent = next(at for at, character in enumerate(line) if not character.isspace())
        if self._value is not None and indent > self._indent:
            self._value.append(content)
            if content.startswith("[") and content.endswith("]"):
                self.indented.append(Indented(content[1:-1].strip(), number, *self._where))
            return
        self._indent = indent
        if content.startswith("[") and content.rfind("]") > 1:
            self._open(number, content[1 : content.rindex("]")])
        else:
            self._set(number, content)

    def sections(self) -> dict[str, Settings]:
        return {
            name: _joined({**self._defaults, **section}) for name, section in self._sections.items()
        }

    def defaults(self) -> Settings:
        return _joined(self._defaults)

    def _open(self, number: int, name: str) -> None:
        if name in self._sections:
            raise self._wrong(number, f"[{name}] appears twice", "keep one of the two sections")
        # The parser's own default section: its settings are part of every other one.
        self._where = (name, "")
        self._section = self._defaults if name == "DEFAULT" else self._sections.setdefault(name, {})
        self._value = None

    def _set(self, number: int, content: str) -> None:
        cut = min((at for at in (content.find("="), content.find(":")) if at >= 0), default=-1)
        key = content[: max(cut, 0)].strip().lower()
        if self._section is None or not key:
            raise self._malformed(number, content, key)
        if key in self._section:
            raise self._wrong(number, f"{key} appears twice in its section", "keep one of the two")
        self._value = [content[cut + 1 :].strip()]
        self._where = (self._where[0], key)
        self._section[key] = (self._value, number)

    def _malformed(self, number: int, content: str, key: str) -> SessionError:
        if not key and content.startswith(_MARK):
            return self._wrong(number, _MARKED, _WITHOUT_MARK)
        if content.startswith("["):
            what = "is empty" if "]" in content else "has no closing bracket"
            return self._wrong(number, f"the name of this section {what}", "write it as [section]")
        if key:
            hint = "begin the file with a section, for example [default]"
            return self._wrong(number, "a setting comes before the first [section]", hint)
        hint = "a line is [section], name = value, or a # comment"
        return self._wrong(number, "this line is neither a section nor a setting", hint)

    def _wrong(self, number: int, what: str, hint: str) -> SessionError:
        return SessionError(f"{self._path}, line {number}: {what}", hint=hint)
