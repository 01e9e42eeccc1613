import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from aws_session.errors import SessionError
from aws_session.storage.kernel_store import KernelStore
from real.journeys.place import Place, Sitting, company, in_front_of
from real.shells.interpreters import ALL, Interpreter

BY_NAME = {shell.name: shell for shell in ALL}


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """A user under the strictest policy, with a key, a device and no configuration."""
    with in_front_of(tmp_path, company()) as made:
        yield made
        if sys.platform == "linux":
            with suppress(SessionError):
                KernelStore({"HOME": str(made.home), **made.environ}).remove_all()


@pytest.fixture
def dash() -> Interpreter:
    found = BY_NAME["dash"]
    found.require()
    return found


@pytest.fixture
def bash() -> Interpreter:
    found = BY_NAME["bash"]
    found.require()
    return found


@pytest.fixture
def sitting(place: Place, dash: Interpreter) -> Sitting:
    """The user's shell, without a terminal."""
    return Sitting.at(place, dash)
