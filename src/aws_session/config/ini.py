"""The syntax of AWS config files, parsed like botocore's parser, with line numbers."""

from __future__ import annotations

from aws_session.errors import SessionError
from aws_session.model import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from aws_session.config.ini_parser import Indented


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

_MARK = "\ufeff"


def _entries(found: dict[str, dict[str, tuple[str, int]]]) -> dict[str, Section]:
    return {
        name: {key: Entry(*value) for key, value in section.items()}
        for name, section in found.items()
    }


class Sections:
    """A file's sections by name, in order, each parsed when it is needed.

    A malformed line or a duplicate raises SessionError immediately, as in `parse`. Of 3,000
    profiles a command needs a handful; parsing all of them takes 60 to 100 ms.
    """

    defaults: tuple[str, ...] = ()
    """The settings of [DEFAULT], which the parser makes part of every section of the file."""

    indented: tuple[Indented, ...] = ()
    """The headings of sections that are part of a value."""

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
        """Return a section, empty if there is none of that name."""
        return self[name] if name in self._names else {}

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def kinds(self, heading: Callable[[str], tuple[str, str]]) -> dict[str, tuple[str, str]]:
        """Return each section's kind, as `heading` derives it from its name, computed once."""
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
        """Return the names of a section's settings, if possible without parsing it."""
        if self._scan is None or name in self._read:
            return tuple(self[name])
        return self._scan.settings_of(name)

    def plain_lines(self, name: str) -> str | None:
        """Return the lines of a section's settings, None if it has other lines, too."""
        if self._scan is None or name in self._scan.odd:
            return None
        return self._scan.plain_lines(name)

    def having(self, settings: frozenset[str]) -> set[str]:
        """Return the sections that have one of some settings."""
        found = {name for name, entries in self._read.items() if not settings.isdisjoint(entries)}
        return found if self._scan is None else found | self._scan.having(settings)

    def quoted(self) -> set[str]:
        """Return the sections in which a line may end with a quote."""
        if "'" not in self._text and '"' not in self._text:
            return set()
        return set(self._read) if self._scan is None else self._scan.quoted() | set(self._read)


def sections(text: str, path: str) -> Sections:
    """Return a file's sections, to be parsed one by one."""
    scan = None if text.startswith(_MARK) else _Scan.of(text, path)
    if scan is not None:
        try:
            return Sections(text, {name: scan.section(name) for name in scan.odd}, scan)
        except SessionError:
            # The first error of the file is reported, which only the full parser knows.
            pass
    from aws_session.config import ini_parser

    parsed = ini_parser.parse_file(_lines(text), path)
    for settings in parsed.sections.values():
        ini_parser.check_nested(settings, path)
    made = Sections(text, _entries(parsed.sections))
    made.defaults, made.indented = tuple(parsed.defaults), parsed.indented
    return made


class _Scan:
    """Where each section of a file is, found from the beginnings of all lines.

    A line's beginning is the part before its first `=`. `odd` are the sections with more than
    settings of one line each, without indentation. Programs write thousands of sections with the
    same beginnings: these are read once.
    """

    def __init__(self, path: str, lines: list[str], beginnings: list[str]) -> None:
        self._path = path
        self._lines = lines
        self._beginnings = beginnings
        self._settings: dict[str, str] = {}
        self._names: dict[str, tuple[str, ...]] = {}
        self.spans: dict[str, tuple[int, int]] = {}
        self.odd: tuple[str, ...] = ()

    @classmethod
    def of(cls, text: str, path: str) -> _Scan | None:
        """Scan a file; None if only the full parser can tell its sections or its error."""
        lines = _lines(text)
        scan = cls(path, lines, [line.partition("=")[0] or line for line in lines])
        return scan if scan._divide() else None

    def section(self, name: str) -> Section:
        start, end = self.spans[name]
        if name in self.odd:
            from aws_session.config import ini_parser

            found = ini_parser.parse(self._lines[start:end], self._path, start + 1)
            ini_parser.check_nested(found[name], self._path)
            return _entries(found)[name]
        settings, beginnings, lines = self._settings, self._beginnings, self._lines
        return {
            settings[beginnings[at]]: Entry(lines[at].partition("=")[2].strip(), at + 1)
            for at in range(start, end)
            if beginnings[at] in settings
        }

    def settings_of(self, name: str) -> tuple[str, ...]:
        return self._names[name]

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
            [
                at
                for at, line in enumerate(self._lines)
                if ("'" in line or '"' in line) and line.rstrip().endswith(ends)
            ]
        )

    def _around(self, places: list[int]) -> set[str]:
        """Return the sections that contain some lines, which are given in order."""
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
        headings, strange = set(), set()
        for beginning in set(beginnings):
            content = beginning.strip()
            if not beginning or content.startswith(("#", ";")):
                continue
            if content.startswith("["):
                if beginning[0] != "[":
                    return False
                headings.add(beginning)
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
        starts = [at for at, beginning in enumerate(beginnings) if beginning in headings]
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
        return self._read_names(strange)

    def _read_names(self, strange: set[str]) -> bool:
        """Read the names of all sections' settings; False if one has a duplicate."""
        settings, names, odd = self._settings, self._names, []
        alike: dict[tuple[str, ...], tuple[str, ...] | None] = {}
        for name, (start, end) in self.spans.items():
            beginnings = tuple(self._beginnings[start + 1 : end])
            if beginnings not in alike:
                found = tuple([settings[each] for each in beginnings if each in settings])
                is_odd = not strange.isdisjoint(beginnings)
                if not is_odd and len(set(found)) < len(found):
                    return False
                alike[beginnings] = None if is_odd else found
            known = alike[beginnings]
            if known is None:
                odd.append(name)
            else:
                names[name] = known
        self.odd = tuple(odd)
        return True


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
