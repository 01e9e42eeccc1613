from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from real.journeys.place import Place, company, in_front_of
from real.windows.console import Console
from real.windows.machine import Windows, running

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator, Mapping
    from pathlib import Path


@pytest.fixture(scope="session")
def windows() -> Iterator[Windows]:
    with running() as machine:
        yield machine


@dataclass(frozen=True)
class Seat:
    """A person on Windows, with a separate profile folder and a company."""

    windows: Windows
    place: Place

    @property
    def home(self) -> Path:
        return self.place.home

    @property
    def environ(self) -> dict[str, str]:
        path = self.windows.path
        return {
            "USERPROFILE": path(self.home),
            "APPDATA": path(self.home / "AppData" / "Roaming"),
            "LOCALAPPDATA": path(self.home / "AppData" / "Local"),
            "TEMP": path(self.home / "Temp"),
            "TMP": path(self.home / "Temp"),
            "AWS_ENDPOINT_URL": self.place.server.endpoint,
        }

    def run(
        self,
        *words: str,
        environ: Mapping[str, str] | None = None,
        typed: bytes = b"",
        program: Path | str | None = None,
    ) -> subprocess.CompletedProcess[bytes]:
        """Run the program, or another, through pipes."""
        given = self.environ | dict(environ or {})
        return self.windows.run(
            *words, environ=given, typed=typed, program=program, cwd=self.place.folder
        )

    def console(
        self,
        *words: str,
        environ: Mapping[str, str] | None = None,
        program: Path | str | None = None,
        size: tuple[int, int] = (100, 40),
        captured: bool = False,
    ) -> Console:
        """Run the program, or another, on a console; if `captured`, its stdout is a pipe."""
        return Console(
            self.windows,
            (str(program or self.windows.program), *words),
            self.environ | dict(environ or {}),
            self.place.folder,
            size=size,
            captured=captured,
        )


@pytest.fixture
def seat(windows: Windows, tmp_path: Path) -> Iterator[Seat]:
    """A user on Windows under the strictest policy, with a key, a device and no configuration."""
    with in_front_of(tmp_path, company()) as place:
        made = Seat(windows, place)
        for folder in ("AppData/Roaming", "AppData/Local", "Temp"):
            (made.home / folder).mkdir(parents=True)
        yield made
