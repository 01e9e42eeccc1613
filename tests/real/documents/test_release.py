"""The release scripts, as far as they need neither an index nor another system."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import aws_session
from aws_session.processes import installation
from real import programs

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
    # As if it were run: the scripts import each other.
    sys.path.insert(0, str(RELEASE))
    try:
        return loaded(name)
    finally:
        sys.path.remove(str(RELEASE))


def loaded(name: str) -> ModuleType:
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


VERSION = '__version__ = "1.1.0"\n'
RELEASED = CHANGES.replace(", not yet released", "")
PROJECT = '[project]\nname = "a"\n'
URLS = '[project.urls]\nRepository = "https://example.com/o/r"\n'
CONTRADICTIONS = [
    "CHANGELOG.md still says: 1.1.0, not yet released",
    "pyproject.toml has no Repository in [project.urls]: the README's links need it",
    "README.md still says: This one is not on PyPI yet",
    "src/aws_session/cli/topics/upgrading.md still says: `git pull`",
    "src/aws_session/processes/installation.py still says: INDEXED = False",
]


def tree(folder: Path, **files: str) -> Path:
    """Make a tree that says nothing against a release, but for the given files."""
    texts = {
        "CHANGELOG.md": RELEASED,
        "README.md": "",
        "pyproject.toml": PROJECT + URLS,
        "src/aws_session/__init__.py": VERSION,
        "src/aws_session/cli/topics/upgrading.md": "",
        "src/aws_session/processes/installation.py": "\nINDEXED = True\n",
    }
    for name, text in (texts | files).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def test_a_tree_that_fits_its_tag_may_be_released(tmp_path: Path) -> None:
    obstacles = script("ready").obstacles
    said = [f"the tag is {tag}, but the source says 1.1.0" for tag in ("v1.1", "1.1.0")]

    assert list(obstacles(tree(tmp_path), "v1.1.0")) == []
    assert list(obstacles(tmp_path, "v1.1")) == said[:1]
    assert list(obstacles(tmp_path, "1.1.0")) == said[1:]
    (tmp_path / "CHANGELOG.md").write_text("# Changelog\n\n## 1.0.0\n\n- old\n")
    assert list(obstacles(tmp_path, "v1.1.0")) == ["CHANGELOG.md says nothing of 1.1.0"]


def test_what_still_speaks_of_a_checkout_may_not_be_released(tmp_path: Path) -> None:
    ready = script("ready")
    folder = tree(
        tmp_path, **ready.UNTIL_INDEXED, **{"CHANGELOG.md": CHANGES, "pyproject.toml": PROJECT}
    )

    assert list(ready.obstacles(folder, "v1.1.0")) == CONTRADICTIONS


def test_this_tree_speaks_of_a_checkout_until_an_index_has_the_program() -> None:
    """So that what looks for the words finds them."""
    until = script("ready").UNTIL_INDEXED
    found = {name for name, words in until.items() if words in (ROOT / name).read_text("utf-8")}
    words = [sys.executable, str(RELEASE / "ready.py"), f"v{aws_session.__version__}"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    named = {line.partition(" ")[0] for line in done.stderr.splitlines()}

    assert found == (set() if installation.INDEXED else set(until))
    assert found <= named
    assert done.returncode == (1 if named else 0)


def test_the_notes_name_what_the_build_makes() -> None:
    words = [sys.executable, str(RELEASE / "notes.py")]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    changes, files = done.stdout.split("\n### Files\n\n")
    version = aws_session.__version__
    deb = script("packages").deb_name
    named = re.findall(r"`(aws[-_]session[-_]\S+)`", files)

    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert changes == script("notes").notes(changelog, version)
    assert named == [
        *(deb(f"{version}-1"), deb(f"{version}-1~bundled")),
        *(f"aws-session-{version}-1.noarch.rpm", f"aws-session-{version}.tar.gz"),
        *(f"aws_session_shell-{version}{ending}" for ending in ("-py3-none-any.whl", ".tar.gz")),
    ]
    assert "~" not in done.stdout.partition("### Files")[2]


def test_the_bill_of_materials_is_the_same_every_time() -> None:
    settled = script("sbom").settled

    def exported(number: int) -> dict[str, object]:
        return {
            "serialNumber": f"urn:uuid:{number}",
            "metadata": {"timestamp": str(number), "component": {"bom-ref": "a-1"}},
            "components": [{"name": "boto3"}],
        }

    first, second = (settled(exported(number), 86_400, "1.2.3") for number in (1, 2))
    assert first == second
    assert first["metadata"] == {
        "timestamp": "1970-01-02T00:00:00Z",
        "component": {
            "bom-ref": "a-1",
            "name": "aws-session-shell",
            "purl": "pkg:pypi/aws-session-shell@1.2.3",
            "type": "application",
            "version": "1.2.3",
        },
    }
    other = settled({**exported(1), "components": [{"name": "rich"}]}, 86_400, "1.2.3")
    assert other["serialNumber"] != first["serialNumber"]


def test_the_bill_of_a_bundle_names_each_wheel_in_it() -> None:
    words = [sys.executable, str(RELEASE / "sbom.py"), str(RELEASE / "bundle.txt")]
    environ = {**os.environ, "SOURCE_DATE_EPOCH": "86400"}
    done = subprocess.run(words, env=environ, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    own = found["metadata"]["component"]
    lines = [
        f"{each['name']}=={each['version']} --hash=sha256:{each['hashes'][0]['content']}"
        for each in found["components"]
    ]

    assert [found[name] for name in ("bomFormat", "specVersion", "version")] == [
        *("CycloneDX", "1.5", 1)
    ]
    assert lines == [line for line in PINS.splitlines() if "==" in line]
    assert f"pkg:pypi/typer@{dict(re.findall('(.*)==([^ ]*)', PINS))['typer']}" in [
        each["purl"] for each in found["components"]
    ]
    assert (own["name"], own["version"]) == ("aws-session-shell", aws_session.__version__)


def test_a_bundle_carries_what_the_lock_file_names_but_for_typer() -> None:
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))["package"]
    locked = {each["name"]: each.get("version") for each in lock}
    pins = dict(re.findall(r"^([\w-]+)==(\S+) --hash=sha256:[0-9a-f]{64}$", PINS, re.MULTILINE))

    assert len(pins) == PINS.count("==")
    assert {"boto3", "botocore", "rich", "prompt-toolkit", "typer", "urllib3"} <= pins.keys()
    assert {name for name, version in pins.items() if locked.get(name) != version} == {"typer"}


PINS = (RELEASE / "bundle.txt").read_text(encoding="utf-8")


def test_a_debian_package_depends_on_what_the_wheel_declares() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = {
        name.removeprefix("python3-"): version.rstrip(")")
        for name, _, version in (each.partition(" (>= ") for each in script("packages").SYSTEM)
        if name not in {"python3", "python3-keyring"}
    }

    assert needed == dict(each.split(">=") for each in project["dependencies"])


@pytest.fixture
def sdist(tmp_path: Path) -> Path:
    file = tmp_path / "aws_session_shell-1.2.3.tar.gz"
    file.write_bytes(b"sources")
    return file


def formula(sdist: Path, **more: object) -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    text = script("homebrew").formula(sdist, project | more, lock)
    assert isinstance(text, str)
    return text


def test_a_formula_names_all_that_the_lock_file_names(sdist: Path) -> None:
    # It needs pip, which not every environment has.
    import locked

    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    sources = {each["name"]: each.get("sdist") for each in lock["package"]}
    wanted = {line.partition("==")[0] for line in locked.requirements(lock, ())}
    # Homebrew's pydantic brings what it needs.
    brought = {"annotated-types", "pydantic", "pydantic-core", "typing-extensions"}
    brought.add("typing-inspection")
    text = formula(sdist)
    found = re.findall(r'resource "(.*)" do\n    url "(.*)"\n    sha256 "(.*)"\n  end', text)

    assert {name for name, _, _ in found} == wanted - brought
    assert [name for name, _, _ in found] == sorted(name for name, _, _ in found)
    assert brought <= wanted
    assert 'depends_on "pydantic" => :no_linkage\n' in text
    for name, url, digest in found:
        source = sources[name]
        assert source
        assert (source["url"], source["hash"]) == (url, f"sha256:{digest}")


def test_a_formula_leads_to_the_release_once_the_repository_has_an_address(sdist: Path) -> None:
    digest = f'"{hashlib.sha256(sdist.read_bytes()).hexdigest()}"'
    place = "https://example.com/o/aws-session"
    release = f'url "{place}/releases/download/v1.2.3/{sdist.name}"\n  sha256 {digest}\n'
    index = "https://files.pythonhosted.org/packages/source/a/aws-session-shell"

    text = formula(sdist, urls={"Repository": place})
    assert release in text
    assert f'homepage "{place}"\n' in text
    assert f'url "{index}/{sdist.name}"\n  sha256 {digest}\n' in formula(sdist, urls={})


def test_ruby_reads_a_formula(sdist: Path) -> None:
    ruby = programs.require("ruby")
    done = subprocess.run(
        [ruby, "-wc"], input=formula(sdist), capture_output=True, text=True, check=False
    )

    assert (done.stdout, done.stderr, done.returncode) == ("Syntax OK\n", "", 0)


def test_a_formula_uses_what_the_source_archive_contains(sdist: Path) -> None:
    named = re.findall(r'_completion\.install "(\S+)"', formula(sdist))

    assert len(named) == 3
    assert [name for name in named if not (ROOT / name).is_file()] == []


def test_an_empty_maintainer_is_the_same_as_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The workflow passes an empty one as long as the repository's settings have none."""
    workflow = (ROOT / ".github" / "workflows" / "release.yml").read_text()
    found = set()
    for value in (None, ""):
        with monkeypatch.context() as patch:
            patch.delenv("DEBEMAIL", raising=False)
            if value is not None:
                patch.setenv("DEBEMAIL", value)
            found.add(script("packages").MAINTAINER)

    assert "DEBEMAIL: ${{ vars.DEBEMAIL }}\n" in workflow
    assert found == {"aws-session maintainers <maintainers@invalid>"}
