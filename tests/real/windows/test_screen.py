"""Output on a Windows console: escape sequences only if it was told to support them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from real.windows.conftest import Seat

_RUNS = """
import json, os, sys
from aws_session.terminal import windows_console as api
kind, report, *sys.argv[1:] = sys.argv[1:]
UNDERSTANDS = 0x4
screen = api.handle(2)
api.set_mode(screen, api.mode(screen) & ~UNDERSTANDS)
if kind == "old":
    set_mode = api.set_mode
    # As the consoles before Windows 10 do, of which there is none.
    api.set_mode = lambda of, wanted: not wanted & UNDERSTANDS and set_mode(of, wanted)
written, write, say = [], api.write, sys.stderr.write
api.write = lambda on, text: (written.append(text), write(on, text))
sys.stderr.write = lambda text: (written.append(text), say(text))[1]

def leave(status):
    with open(report, "w", encoding="utf-8") as file:
        json.dump([status, bool(api.mode(screen) & UNDERSTANDS), "".join(written)], file)
    raise SystemExit(status)

os._exit = leave
from aws_session.main import main
main()
leave(0)
"""


@pytest.mark.parametrize("kind", ["new", "old"])
@pytest.mark.parametrize(
    ("words", "status", "said"),
    [(("doctor", "--offline"), 0, "no problems"), (("nosuch",), 2, "'nosuch' is not a command")],
    ids=["table", "error"],
)
def test_colours_are_drawn_where_the_console_agreed_to_them(
    seat: Seat, kind: str, words: tuple[str, ...], status: int, said: str
) -> None:
    report = seat.place.folder / "report"
    path, python = seat.windows.path(report), seat.windows.python
    with seat.console("-c", _RUNS, kind, path, *words, program=python) as console:
        assert console.wait() == status, console.text
        ended, understands, written = json.loads(report.read_text(encoding="utf-8"))

        assert said in written
        assert ended == status
        assert understands == (kind == "new")
        assert ("\x1b[" in written) == (kind == "new")
