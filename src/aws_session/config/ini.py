"""The syntax of AWS config files, read as botocore's parser reads it, with line numbers."""

from __future__ import annotations

from aws_session.errors import SessionError
from aws_session.model import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Entry(Record):
    """A setting's value and its line, counted from 1."""

    text: str
    line: int

    REDACTED = ("text",)

    def __init__(self, text: str, line: int) -> None:
        # Files have tens of thousands of them.
        own = self.__dict__
        own["text"] = text
        own["line"] = line


Section = dict[str, Entry]

_NO_INDENT = 1 << 30
_MARK = "\ufeff"
_MARKED = "the file begins with a byte order mark (BOM), which AWS's tools cannot read"
_WITHOUT_MARK = "save the file as UTF-8 without a byte order mark"


def parse(text: str, path: str) -> dict[str, Section]:
    """Return a file's sections by name, in order.

    Names of settings are lower case. What is malformed or stands twice raises SessionError with
    the line.
    """
    if text.startswith(_MARK):
        raise SessionError(f"{path}, line 1: {_MARKED}", hint=_WITHOUT_MARK)
    reader = _Reader(path)
    for number, line in enumerate(_lines(text), 1):
        reader.take(number, line)
    return reader.sections()


class Sections:
    """A file's sections by name, in order, each read when it is asked for.

    What is malformed or stands twice raises SessionError at once, as `parse` does. Of 3,000
    profiles a command wants a handful: to read all of them takes 60 to 100 ms.
    """

    def __init__(self, text: str, read: dict[str, Section], scan: _Scan | None = None) -> None:
        self._text = text
        self._scan = scan
        self._read = read
        self._names = scan.spans if scan is not None else read
        self._kinds: dict[str, tuple[str, str]] = {}

    def __getitem__(self, name: str) -> Section:
        found = self._read.get(name)
        if found is None:
            if self._scan is None:
                raise KeyError(name)
            found = self._read[name] = self._scan.section(name)
        return found

    def get(self, name: str) -> Section:
        """Return a section, empty where there is none of that name."""
        return self[name] if name in self._names else {}

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def kinds(self, heading: Callable[[str], tuple[str, str]]) -> dict[str, tuple[str, str]]:
        """Return what each section is about, by what `heading` says of its name, asked once."""
        if not self._kinds:
            self._kinds = {name: heading(name) for name in self._names}
        return self._kinds

    def line(self, name: str) -> int:
        """Return the line on which a section begins, counted from 1."""
        if self._scan is not None:
            return self._scan.spans[name][0] + 1
        begins = (line.strip().startswith(f"[{name}]") for line in _lines(self._text))
        return next((number for number, found in enumerate(begins, 1) if found), 1)

    def settings_of(self, name: str) -> tuple[str, ...]:
        """Return the names of a section's settings, without reading it where that can be."""
        if self._scan is None or name in self._read:
            return tuple(self[name])
        return self._scan.settings_of(name)

    def plain_lines(self, name: str) -> str | None:
        """Return the lines of a section's settings, None where it has more than such lines."""
        if self._scan is None or name in self._scan.odd:
            return None
        return self._scan.plain_lines(name)

    def having(self, settings: frozenset[str]) -> set[str]:
        """Return the sections in which one of some settings stands."""
        found = {name for name, entries in self._read.items() if not settings.isdisjoint(entries)}
        return found if self._scan is None else found | self._scan.having(settings)

    def quoted(self) -> set[str]:
        """Return the sections in which a line may end with a quote."""
        return set(self._read) if self._scan is None else self._scan.quoted() | set(self._read)


def sections(text: str, path: str) -> Sections:
    """Return a file's sections, to be read one by one."""
    scan = None if text.startswith(_MARK) else _Scan.of(text, path)
    if scan is not None:
        try:
            return Sections(text, {name: scan.section(name) for name in scan.odd}, scan)
        except SessionError:
            # The first error of the file is to be told, which only the whole reading knows.
            pass
    found = parse(text, path)
    for entries in found.values():
        _check_nested(entries, path)
    return Sections(text, found)


class _Scan:
    """Where each section of a file stands, by a look at the beginnings of all lines.

    A line's beginning is what stands before its first `=`. `odd` are the sections that are more
    than settings of one line each, at the margin.
    """

    def __init__(self, path: str, lines: list[str], beginnings: list[str]) -> None:
        self._path = path
        self._lines = lines
        self._beginnings = beginnings
        self._settings: dict[str, str] = {}
        self.spans: dict[str, tuple[int, int]] = {}
        self.odd: tuple[str, ...] = ()

    @classmethod
    def of(cls, text: str, path: str) -> _Scan | None:
        """Look through a file; None where only a whole reading tells its sections or its fault."""
        lines = _lines(text)
        scan = cls(path, lines, [line.partition("=")[0] or line for line in lines])
        return scan if scan._divide() else None

    def section(self, name: str) -> Section:
        start, end = self.spans[name]
        if name in self.odd:
            reader = _Reader(self._path)
            for number in range(start, end):
                reader.take(number + 1, self._lines[number])
            found = reader.sections()[name]
            _check_nested(found, self._path)
            return found
        settings, beginnings, lines = self._settings, self._beginnings, self._lines
        return {
            settings[beginnings[at]]: Entry(lines[at].partition("=")[2].strip(), at + 1)
            for at in range(start, end)
            if beginnings[at] in settings
        }

    def settings_of(self, name: str) -> tuple[str, ...]:
        start, end = self.spans[name]
        settings = self._settings
        return tuple([settings[each] for each in self._beginnings[start:end] if each in settings])

    def plain_lines(self, name: str) -> str:
        start, end = self.spans[name]
        kept = (at for at in range(start, end) if self._beginnings[at] in self._settings)
        return "".join(f"{self._lines[at].strip()}\n" for at in kept)

    def having(self, settings: frozenset[str]) -> set[str]:
        wanted = {beginning for beginning, name in self._settings.items() if name in settings}
        if not wanted:
            return set()
        return self._around([at for at, each in enumerate(self._beginnings) if each in wanted])

    def quoted(self) -> set[str]:
        ends = ("'", '"')
        return self._around(
            [at for at, line in enumerate(self._lines) if line.rstrip().endswith(ends)]
        )

    def _around(self, places: list[int]) -> set[str]:
        """Return the sections in which some lines stand, which are given in order."""
        found = set()
        waiting = iter(places)
        place = next(waiting, -1)
        for name, (start, end) in self.spans.items():
            if start < place < end:
                found.add(name)
            while -1 < place < end:
                place = next(waiting, -1)
        return found

    def _divide(self) -> bool:
        lines, beginnings = self._lines, self._beginnings
        bare = {line for line in lines if "=" not in line}
        strange = set()
        for beginning in set(beginnings):
            content = beginning.strip()
            if not beginning or content.startswith(("#", ";")):
                continue
            if content.startswith("["):
                if beginning[0] != "[":
                    return False
            elif (
                beginning in bare
                or not content
                or beginning[0].isspace()
                or ":" in beginning
                or content[0] in {"=", _MARK}
            ):
                strange.add(beginning)
            else:
                self._settings[beginning] = content.lower()
        starts = [at for at, beginning in enumerate(beginnings) if beginning[:1] == "["]
        before = beginnings[: starts[0]] if starts else beginnings
        if any(each in self._settings or each in strange for each in before):
            return False
        for start, end in zip(starts, [*starts, len(lines)][1:], strict=True):
            heading = lines[start].strip()
            close = heading.rfind("]")
            name = heading[1:close]
            # The parser's own default section is part of all others.
            if close <= 1 or name in self.spans or name == "DEFAULT":
                return False
            self.spans[name] = (start, end)
        return self._tell_odd(strange)

    def _tell_odd(self, strange: set[str]) -> bool:
        """Note the sections with strange lines; False where a setting stands twice in one."""
        odd = []
        settings, beginnings = self._settings, self._beginnings
        for name, (start, end) in self.spans.items():
            inside = beginnings[start + 1 : end]
            if strange and not strange.isdisjoint(inside):
                odd.append(name)
                continue
            named = [settings[each] for each in inside if each in settings]
            if len(set(named)) < len(named):
                return False
        self.odd = tuple(odd)
        return True


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _check_nested(entries: Section, path: str) -> None:
    for setting, entry in entries.items():
        # botocore takes a value that begins on a line of its own for nested settings.
        if entry.text.startswith("\n") and not is_nested(entry.text):
            raise SessionError(
                f"{path}, line {entry.line}: invalid nested settings under {setting}",
                hint="write each indented line as name = value",
            )


def nested(text: str) -> dict[str, str]:
    """Return the indented settings under a setting without a value."""
    pairs = (line.partition("=") for line in text.splitlines() if "=" in line)
    return {name.strip(): value.strip() for name, _, value in pairs}


def is_nested(text: str) -> bool:
    """Tell whether all lines of a setting's value are settings themselves."""
    return all("=" in line for line in text.splitlines() if line.strip())


def words(heading: str) -> list[str]:
    """Split a section's heading as a shell would; none where a quote is left open."""
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


class _Reader:
    """One file on its way from lines to sections."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._sections: dict[str, dict[str, tuple[list[str], int]]] = {}
        self._defaults: dict[str, tuple[list[str], int]] = {}
        self._section: dict[str, tuple[list[str], int]] | None = None
        self._value: list[str] | None = None
        self._indent = 0

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
            return
        self._indent = indent
        if content.startswith("[") and content.rfind("]") > 1:
            self._open(number, content[1 : content.rindex("]")])
        else:
            self._set(number, content)

    def sections(self) -> dict[str, Section]:
        return {
            name: {
                key: Entry("\n".join(value).rstrip(), line)
                for key, (value, line) in {**self._defaults, **section}.items()
            }
            for name, section in self._sections.items()
        }

    def _open(self, number: int, name: str) -> None:
        if name in self._sections:
            raise self._wrong(number, f"[{name}] is there twice", "keep one of the two sections")
        # The parser's own default section: its settings stand in every other one.
        self._section = self._defaults if name == "DEFAULT" else self._sections.setdefault(name, {})
        self._value = None

    def _set(self, number: int, content: str) -> None:
        if self._section is None:
            hint = "begin the file with a section, for example [default]"
            raise self._wrong(number, "a setting comes before the first [section]", hint)
        cut = min((at for at in (content.find("="), content.find(":")) if at >= 0), default=-1)
        key = content[: max(cut, 0)].strip().lower()
        if not key and content.startswith(_MARK):
            raise self._wrong(number, _MARKED, _WITHOUT_MARK)
        if not key:
            hint = "a line is [section], name = value, or a # comment"
            raise self._wrong(number, "this line is neither a section nor a setting", hint)
        if key in self._section:
            raise self._wrong(number, f"{key} is there twice in its section", "keep one of the two")
        self._value = [content[cut + 1 :].strip()]
        self._section[key] = (self._value, number)

    def _wrong(self, number: int, what: str, hint: str) -> SessionError:
        return SessionError(f"{self._path}, line {number}: {what}", hint=hint)
