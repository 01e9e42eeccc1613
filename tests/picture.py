"""The picture in the README: a session in a sandbox, as a terminal shows the program's output.

Written by `python tests/picture.py`. Its clock is fixed, so that the picture is always the same.
"""

from __future__ import annotations

import io
import re
import tempfile
import time
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pexpect
import pyte
from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.style import Style
from rich.terminal_theme import TerminalTheme
from rich.text import Text

import another_date
from aws_session.sandbox import scenario
from real.journeys.place import in_front_of
from real.shells.interpreters import bare_environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from real.journeys.place import Place

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / ".github" / "session.svg"
BEGIN, POSE, STATUS = "2026-11-21 09:04:10", "2026-11-21 09:06:10", "2026-11-21 09:07:40"
"""The clock stops at these times, in UTC: a second more or less would change the picture."""

COLUMNS, LINES = 92, 40
_PATIENCE = 40
_QUIET = 0.5
_SEED = b"a seed for a picture"
_SLOW = re.compile(r"^aws-session: .*(?:…|\.\.\.)$")
_PROMPT = re.compile(r"(?:\S+ (?:\d+h)?\d+m )?\$(?: |$)")

_THEME = TerminalTheme(
    (27, 31, 36),
    (208, 215, 222),
    [
        (72, 79, 88), (255, 123, 114), (126, 231, 135), (240, 200, 90),
        (121, 192, 255), (210, 168, 255), (118, 227, 234), (208, 215, 222),
    ],
    [
        (110, 118, 129), (255, 161, 152), (160, 243, 167), (250, 220, 130),
        (165, 214, 255), (226, 197, 255), (166, 240, 245), (255, 255, 255),
    ],
)  # fmt: skip

_FONTS = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace"
_FORMAT = re.sub(
    r"@font-face \{\{.*?\}\}\s*|<!--.*?-->\s*", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL
).replace("Fira Code, monospace", _FONTS)
"""rich's frame without web fonts, which GitHub does not load."""


class Screen:
    """A shell on a terminal, and what the terminal shows."""

    def __init__(self, place: Place, environ: dict[str, str]) -> None:
        self._usual, self._list = (pyte.Screen(COLUMNS, LINES) for _ in range(2))
        self._shown = self._usual
        rc = place.folder / "rc"
        prompt = ROOT / "examples" / "prompt" / "prompt.bash"
        rc.write_text(f"PS1='$ '\n. '{prompt}'\neval \"$(aws-session init bash)\"\n")
        self._process = pexpect.spawn(
            "bash",
            ["--rcfile", str(rc), "-i"],
            cwd=str(place.folder),
            env=bare_environment(place.home) | place.environ | environ,
            encoding="utf-8",
            dimensions=(LINES, COLUMNS),
            timeout=_PATIENCE,
        )
        self._process.delaybeforesend = None
        self._prompts = 0

    def enter(self, text: str) -> None:
        self._process.send(f"{text}\r")

    def type(self, text: str) -> None:
        self._process.send(text)

    def ready(self) -> None:
        """Wait until the shell prompts again."""
        self._prompts += 1
        self._read_until(
            lambda rows: (
                sum(map(bool, map(_PROMPT.match, rows))) == self._prompts
                and bool(_PROMPT.fullmatch(rows[-1]))
            )
        )

    def expect(self, line: str) -> None:
        """Wait until this line appears, and everything that is drawn with it."""
        self._read_until(lambda rows: any(re.fullmatch(line, row) for row in rows))
        try:
            while True:
                self._feed(self._process.read_nonblocking(4096, timeout=_QUIET))
        except pexpect.TIMEOUT:
            return

    def _read_until(self, is_there: Callable[[list[str]], bool]) -> None:
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            rows = [line.plain for line in self.lines()]
            if rows and is_there(rows):
                return
            try:
                self._feed(self._process.read_nonblocking(4096, timeout=0.1))
            except pexpect.TIMEOUT:
                continue
        raise TimeoutError("\n".join(line.plain for line in self.lines()))

    def _feed(self, text: str) -> None:
        """Show lists on a separate screen, which pyte does not do itself."""
        for part in re.split(r"(\x1b\[\?1049[hl])", text):
            if part.startswith("\x1b[?1049"):
                self._shown = self._list if part.endswith("h") else self._usual
                self._list.reset()
            else:
                pyte.Stream(self._shown).feed(part)

    def lines(self) -> list[Text]:
        """Return what is shown now, without empty lines and the notices of a slow machine."""
        lines = (self._line(number) for number in range(LINES))
        return [line for line in lines if line.plain and not _SLOW.search(line.plain)]

    def _line(self, number: int) -> Text:
        line = Text()
        row = self._shown.buffer[number]
        for style, cells in groupby((row[column] for column in range(COLUMNS)), _style):
            line.append("".join(cell.data for cell in cells), style)
        line.rstrip()
        return line

    def close(self) -> None:
        self._process.close(force=True)


def _style(cell: Any) -> Style:
    return Style(
        color=_color(cell.fg),
        bgcolor=_color(cell.bg),
        bold=cell.bold,
        reverse=cell.reverse,
        underline=cell.underscore,
    )


def _color(name: str) -> str | None:
    if name == "default":
        return None
    if re.fullmatch(r"[0-9a-f]{6}", name):
        return f"#{name}"
    return name.replace("brown", "yellow").replace("bright", "bright_")


class Watch:
    """A clock that stands still until it is set, for programs and for the cloud."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.set(BEGIN)

    def set(self, moment: str) -> None:
        self._file.write_text(moment)
        self._now = datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp()

    def __call__(self) -> float:
        return self._now

    def environ(self) -> dict[str, str]:
        """Return the variables that tell programs the time."""
        environ = another_date.environment(self._now)
        del environ["FAKETIME"]
        told = {"FAKETIME_TIMESTAMP_FILE": str(self._file), "FAKETIME_NO_CACHE": "1"}
        return environ | told | {"TERM": "xterm-256color", "LANG": "C.UTF-8", "TZ": "UTC"}


def _session(screen: Screen, watch: Watch, code: Callable[[], str]) -> list[Text]:
    """Type the commands of a day; the list, which disappears, stays where it was shown."""
    screen.ready()
    screen.enter("aws-session")
    screen.expect("MFA code.*:")
    screen.enter(code())
    screen.ready()
    watch.set(POSE)
    screen.enter("aws-session pose")
    screen.expect(r" +\d+ of \d+")
    screen.type("prod")
    screen.expect(r" +2 of \d+")
    shown = screen.lines()
    screen.enter("")
    screen.expect(" +choose one.*")
    screen.enter("Admin")
    screen.ready()
    begun = len(screen.lines()) - 2
    watch.set(STATUS)
    for line in ("aws-session status", "aws-session back", "aws-session end"):
        screen.enter(line)
        screen.ready()
    lines = screen.lines()
    return [*lines[:begun], *shown, *lines[begun:-1]]


def svg() -> str:
    """Return the picture; another_date.CannotError if the clock cannot be set."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        watch = Watch(folder / "time")
        company = scenario.company(clock=watch)
        company.device.seed = _SEED
        with in_front_of(folder, company) as place:
            # As in a sandbox, where its address is not reported.
            place.environ["AWS_SESSION_SANDBOX"] = f"{place.server.endpoint}/sandbox/code"
            place.config(f"[default]\nregion = eu-west-1\nmfa_serial = {company.device.serial}\n")
            key = company.key
            place.credentials(
                f"[default]\naws_access_key_id = {key.id}\naws_secret_access_key = {key.secret}\n"
            )
            screen = Screen(place, watch.environ())
            try:
                return drawn(_session(screen, watch, company.code))
            finally:
                screen.close()


def drawn(lines: Iterable[Text]) -> str:
    console = Console(
        file=io.StringIO(),
        record=True,
        width=COLUMNS,
        force_terminal=True,
        color_system="truecolor",
        legacy_windows=False,
    )
    for line in lines:
        console.print(line, no_wrap=True, overflow="ignore", highlight=False)
    return console.export_svg(
        title="aws-session", theme=_THEME, code_format=_FORMAT, unique_id="session"
    )


if __name__ == "__main__":
    FILE.write_text(svg(), encoding="utf-8")
