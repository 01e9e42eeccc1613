"""TAB, pressed after the program was removed or broke: nothing is printed into the line."""

import shutil
from pathlib import Path

import pytest

from aws_session import shells
from real.completion.test_in_terminals import COMPINIT
from real.init.conftest import place
from real.init.loading import LOAD
from real.journeys.conftest import BY_NAME
from real.journeys.place import Place
from real.journeys.terminal import Terminal

__all__ = ["place"]

BROKEN = {
    "missing": None,
    "failing": "#!/bin/sh\necho Traceback >&2\nexit 1\n",
    "interpreter": "#!/nonexistent/python\n",
}


def _program(place: Place) -> tuple[Path, dict[str, str]]:
    """Put a copy of the program first on PATH."""
    real = shutil.which("aws-session", path=place.environ["PATH"])
    assert real
    folder = place.folder / "bin"
    folder.mkdir()
    program = Path(shutil.copy(real, folder))
    return program, {"TERM": "xterm", "PATH": f"{folder}:{place.environ['PATH']}"}


def _shown_by_tab(terminal: Terminal) -> str:
    """Press TAB, and delete the line; return what was shown."""
    before = len(terminal.transcript)
    terminal.process.send("aws-session pos\t\x15")
    terminal.enter(terminal.say("<deleted>"))
    terminal.expect("<deleted>")
    return terminal.transcript[before:]


@pytest.mark.parametrize("how", BROKEN)
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "elvish"])
def test_tab_shows_no_error(place: Place, shell: str, how: str) -> None:
    BY_NAME[shell].require()
    program, environ = _program(place)
    lines = [COMPINIT, LOAD[shell]] if shell == "zsh" else [LOAD[shell]]
    with Terminal.of(place, BY_NAME[shell], environ) as terminal:
        for line in lines:
            terminal.enter(line)
            terminal.ready()
        program.unlink()
        text = BROKEN[how]
        if text is not None:
            program.write_text(text)
            program.chmod(0o700)
        shown = _shown_by_tab(terminal)

    assert "aws-session pos" in shown
    assert str(program) not in shown
    assert "Traceback" not in shown


def test_tab_shows_no_error_in_bash_if_the_files_of_the_function_are_gone(place: Place) -> None:
    _, environ = _program(place)
    files = Path(shells.__file__).parent / "bash"
    copied = Path(shutil.copytree(files, place.folder / "copied"))
    load = f'eval "$(aws-session init bash | sed "s,{files},{copied},g")"'
    with Terminal.of(place, BY_NAME["bash"], environ) as terminal:
        terminal.enter(load)
        terminal.ready()
        shutil.rmtree(copied)
        shown = _shown_by_tab(terminal)

    assert "aws-session pos" in shown
    assert str(copied) not in shown
