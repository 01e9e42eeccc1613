import string
from pathlib import Path

import pytest

from aws_session.shells import Dialect, dialect
from real.shells.interpreters import ALL, BOURNE, Interpreter


@pytest.fixture(params=ALL, ids=str)
def shell(request: pytest.FixtureRequest) -> Interpreter:
    found: Interpreter = request.param
    found.require()
    return found


@pytest.fixture(params=BOURNE, ids=str)
def splitting(request: pytest.FixtureRequest) -> Interpreter:
    """Return a shell that splits at IFS."""
    found: Interpreter = request.param
    found.require()
    return found


@pytest.fixture(params=[each for each in ALL if dialect(each.dialect).failure(1)], ids=str)
def told(request: pytest.FixtureRequest) -> Interpreter:
    """Return a shell that needs a line to learn of a failure."""
    found: Interpreter = request.param
    found.require()
    return found


@pytest.fixture
def spoken(shell: Interpreter) -> Dialect:
    return dialect(shell.dialect)


@pytest.fixture
def hostile_folder(tmp_path: Path) -> Path:
    """A folder whose files match any pattern that an expansion could find in our output."""
    folder = tmp_path / "hostile"
    folder.mkdir()
    single = (letter for letter in string.printable if letter not in "/\r\x0b\x0c.")
    words = ("-n", "-e", "..x", "ax", "a x", "aaa", "x07", "T=x", "AWS_X=evil", "a=b", "x052", "$x")
    for name in (*single, *words):
        (folder / name).touch()
    return folder
