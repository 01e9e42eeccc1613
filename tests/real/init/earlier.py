"""The function of an earlier version of `init`, in a shell that is still open.

`data/earlier_functions/` has each shell's function, as that shell read it, with a warning if the
shell has one.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import aws_session

if TYPE_CHECKING:
    from real.journeys.place import Place

_RECORDED = Path(__file__).parent / "data" / "earlier_functions"
FOLDER = Path(aws_session.__file__).parent / "shell_init"
"""The folder that had, in that version, the files that a function names by their paths."""

_LOADS = {
    "sh": ". {}",
    "elvish": "eval (slurp < {})",
    "xonsh": "execx(open('{}').read())",
    "powershell": ". '{}'",
}


def write(place: Place, dialect: str) -> Path:
    """Write the function for the current program."""
    program = shutil.which("aws-session", path=place.environ["PATH"])
    assert program
    text = (_RECORDED / dialect).read_text("utf-8")
    suffix = {"powershell": ".ps1"}.get(dialect, "")
    file = place.folder / f"function{suffix}"
    file.write_text(text.replace("@PROGRAM@", program).replace("@SCRIPTS@", str(FOLDER)), "utf-8")
    return file


def load(place: Place, dialect: str) -> str:
    """Return the line with which a shell reads it."""
    return _LOADS.get(dialect, "source {}").format(write(place, dialect))
