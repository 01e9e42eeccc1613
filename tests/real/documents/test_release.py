"""The release scripts, as far as they need neither an index nor another system."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import aws_session

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).parents[3]
RELEASE = ROOT / ".github" / "release"
CHANGES = """# Changelog

## 1.1.0, not yet released

- new

## 1.0.0

- old

- older
"""


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, RELEASE / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_notes_are_what_the_changelog_says_of_the_version() -> None:
    notes = script("notes").notes

    assert notes(CHANGES, "1.1.0") == "- new\n"
    assert notes(CHANGES, "1.0.0") == "- old\n\n- older\n"
    for missing in ("1.0", "2.0.0"):
        with pytest.raises(LookupError, match=f"says nothing of {missing}"):
            notes(CHANGES, missing)


@pytest.mark.parametrize("tag", [f"v{aws_session.__version__}", "v99.0.0"])
def test_a_tag_must_be_the_version(tag: str) -> None:
    words = [sys.executable, str(RELEASE / "notes.py"), tag]
    done = subprocess.run(words, capture_output=True, text=True, check=False)

    if tag == "v99.0.0":
        assert (done.stdout, done.returncode) == ("", 1)
        assert done.stderr == (
            f"the tag is 99.0.0, but the source says {aws_session.__version__}\n"
        )
    else:
        assert done.returncode == 0
        assert done.stdout.startswith("- ")


def test_the_bill_of_materials_is_the_same_every_time() -> None:
    settled = script("sbom").settled

    def exported(number: int) -> dict[str, object]:
        return {
            "serialNumber": f"urn:uuid:{number}",
            "metadata": {"timestamp": str(number), "component": {"name": "a"}},
            "components": [{"name": "boto3"}],
        }

    first, second = (settled(exported(number), 86_400) for number in (1, 2))
    assert first == second
    assert first["metadata"] == {"timestamp": "1970-01-02T00:00:00Z", "component": {"name": "a"}}
    other = settled({**exported(1), "components": [{"name": "rich"}]}, 86_400)
    assert other["serialNumber"] != first["serialNumber"]


def test_a_bundle_carries_what_the_lock_file_names_but_for_typer() -> None:
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))["package"]
    locked = {each["name"]: each.get("version") for each in lock}
    pins = dict(re.findall(r"^([\w-]+)==(\S+) --hash=sha256:[0-9a-f]{64}$", PINS, re.MULTILINE))

    assert len(pins) == PINS.count("==")
    assert {"boto3", "botocore", "rich", "prompt-toolkit", "typer", "urllib3"} <= pins.keys()
    assert {name for name, version in pins.items() if locked.get(name) != version} == {"typer"}


PINS = (RELEASE / "bundle.txt").read_text(encoding="utf-8")


def test_what_a_package_of_debian_needs_is_what_an_index_is_told() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = {
        name.removeprefix("python3-"): version.rstrip(")")
        for name, _, version in (each.partition(" (>= ") for each in script("packages").SYSTEM)
        if name not in {"python3", "python3-keyring"}
    }

    assert needed == dict(each.split(">=") for each in project["dependencies"])
