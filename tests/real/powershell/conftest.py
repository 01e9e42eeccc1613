from collections.abc import Iterator
from pathlib import Path

import pytest

from real.journeys.place import Place, company, in_front_of
from real.shells.conftest import hostile_folder
from real.shells.interpreters import ALL

__all__ = ["hostile_folder", "place"]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """A user under the strictest policy, with a key, a device and no configuration."""
    with in_front_of(tmp_path, company()) as made:
        yield made


@pytest.fixture(autouse=True)
def powershell() -> None:
    """Skip every test in this folder without PowerShell; in CI that is a failure."""
    next(shell for shell in ALL if shell.name == "pwsh").require()
