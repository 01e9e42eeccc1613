"""Prints what uv.lock requires for the tests on this Python, as requirements for pip.

For machines where uv cannot install them. It runs before anything is installed, with what pip
includes.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import Any

from pip._vendor.packaging.markers import Marker

_ROOT = Path(__file__).resolve().parent.parent
_EXTRAS = ("test",)

Package = dict[str, Any]


def requirements(lock: dict[str, Any], extras: tuple[str, ...] = _EXTRAS) -> list[str]:
    """Return a line with hashes for each package except the project itself."""
    packages: list[Package] = lock["package"]
    (project,) = (each for each in packages if "editable" in each["source"])
    found: dict[str, Package] = {}
    ahead = _wanted_by(project, extras)
    seen: set[tuple[str, ...]] = set()
    while ahead:
        wanted = ahead.pop()
        mark = (wanted["name"], *wanted.get("extra", ()))
        if mark in seen:
            continue
        seen.add(mark)
        package = _found(packages, wanted)
        found[wanted["name"]] = package
        ahead += _wanted_by(package, wanted.get("extra", ()))
    return [_line(found[name]) for name in sorted(found)]


def _wanted_by(package: Package, extras: tuple[str, ...]) -> list[Package]:
    optional = package.get("optional-dependencies", {})
    wanted = [*package.get("dependencies", ()), *(one for each in extras for one in optional[each])]
    return [each for each in wanted if _holds(each.get("marker"))]


def _found(packages: list[Package], wanted: Package) -> Package:
    """Find the package; if there are several versions, the requirement names one."""
    version = wanted.get("version")
    (package,) = (
        each
        for each in packages
        if each["name"] == wanted["name"] and version in {None, each["version"]}
    )
    return package


def _holds(marker: str | None) -> bool:
    return marker is None or bool(Marker(marker).evaluate())


def _line(package: Package) -> str:
    files = [*package.get("wheels", ()), *filter(None, [package.get("sdist")])]
    hashes = (f" --hash={file['hash']}" for file in files)
    return f"{package['name']}=={package['version']}{''.join(hashes)}"


if __name__ == "__main__":
    lines = requirements(tomllib.loads((_ROOT / "uv.lock").read_text(encoding="utf-8")))
    sys.stdout.write("".join(f"{line}\n" for line in lines))
