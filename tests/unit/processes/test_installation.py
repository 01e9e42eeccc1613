"""The hint for adding a package, for each way of installing this program."""

from __future__ import annotations

import os
import shlex
import sys
from typing import TYPE_CHECKING

import pytest

from aws_session.processes import installation

if TYPE_CHECKING:
    from pathlib import Path

RECEIPT = """\
[tool]
requirements = [
    {{ name = "aws-session-shell", {source} }},
    {{ name = "pyyaml" }},
    {{ name = "rich", extras = ["jupyter"], specifier = ">=13" }},
]
{more}
"""
"""A receipt as uv writes it."""


@pytest.fixture
def prefix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An environment in which this program is installed."""
    folder = tmp_path / "venvs" / "aws-session-shell@2"
    folder.mkdir(parents=True)
    monkeypatch.setattr(sys, "prefix", str(folder))
    monkeypatch.setattr(installation, "_has_pip", lambda: True)
    return folder


def test_pipx_adds_to_the_environment_by_its_name(prefix: Path) -> None:
    (prefix / "pipx_metadata.json").write_text("{}")

    assert installation.command("keyring") == "pipx inject aws-session-shell@2 keyring"


@pytest.mark.parametrize(
    ("mark", "folder", "said"),
    [
        ("uv-receipt.toml", "tools/a-tool", "uv tool upgrade --reinstall a-tool"),
        ("pipx_metadata.json", "venvs/a-tool@2", "pipx reinstall a-tool@2"),
    ],
)
def test_what_a_tool_installed_is_repaired_by_its_environments_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mark: str, folder: str, said: str
) -> None:
    prefix = tmp_path / folder
    prefix.mkdir(parents=True)
    (prefix / mark).write_text("")
    monkeypatch.setattr(sys, "prefix", str(prefix))

    assert installation.to_repair() == said


def test_homebrew_repairs_its_own_and_adds_by_the_pip_of_another_python(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    prefix = "/opt/homebrew/Cellar/aws-session-shell/0.1.0/libexec"
    monkeypatch.setattr(sys, "prefix", prefix)
    monkeypatch.setattr(sys, "executable", f"{prefix}/bin/python")

    assert installation.to_repair() == "brew reinstall aws-session-shell"
    assert installation.command("keyring") == (
        f"python3 -m pip --python {prefix}/bin/python install keyring"
    )


def test_a_python_of_homebrew_is_not_our_formula(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "prefix", "/opt/homebrew/Cellar/python@3.13/3.13.1/Frameworks/x")

    assert installation.kind() == "pip"


@pytest.mark.parametrize(
    ("there", "repaired", "added"),
    [
        (
            {"apt", "aws-session.list"},
            "sudo apt install --reinstall ./aws-session_VERSION.deb",
            "sudo apt install python3-yaml",
        ),
        (
            {"dnf"},
            "the way you installed it: aws-session help upgrading",
            "sudo dnf install python3-pyyaml",
        ),
        (
            set(),
            "the way you installed it: aws-session help upgrading",
            "{python} -m pip install --target /opt/lib/aws-session pyyaml",
        ),
    ],
    ids=["dpkg", "rpm", "archive"],
)
def test_a_bundle_uses_the_systems_packages(
    monkeypatch: pytest.MonkeyPatch, there: set[str], repaired: str, added: str
) -> None:
    monkeypatch.setattr(sys, "prefix", sys.base_prefix)
    monkeypatch.setattr(installation, "_ROOT", "/opt/lib/aws-session")
    monkeypatch.setattr(os.path, "exists", lambda path: path.rpartition("/")[2] in there)

    assert installation.to_repair() == repaired
    assert installation.command("pyyaml") == added.format(python=shlex.quote(sys.executable))


@pytest.mark.parametrize(
    ("record", "source"),
    [
        ('{"url": "file:///a%20b/aws.whl", "archive_info": {}}', "'/a b/aws.whl'"),
        ('{"url": "file:///src/aws", "dir_info": {"editable": true}}', "/src/aws"),
        (
            '{"url": "https://example.com/a.git", "vcs_info": {"vcs": "git", "commit_id": "f"}}',
            "git+https://example.com/a.git",
        ),
        ('{"url": "https://example.com/a.whl", "archive_info": {}}', "https://example.com/a.whl"),
    ],
)
def test_what_runs_once_is_installed_from_where_it_came(
    prefix: Path, monkeypatch: pytest.MonkeyPatch, record: str, source: str
) -> None:
    info = prefix / "aws_session_shell-9.9.dist-info"
    info.mkdir()
    (info / "direct_url.json").write_text(record)
    monkeypatch.setattr(installation, "_ROOT", str(prefix))

    assert installation.to_install() == f"uv tool install --compile-bytecode {source}"
    (prefix / "pipx_metadata.json").write_text("{}")
    assert installation.to_install() == f"pipx install {source}"


def test_what_came_from_an_index_is_not_named_before_it_is_ours(
    prefix: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installation, "_ROOT", str(prefix))
    monkeypatch.setattr(installation, "INDEXED", False)

    assert installation.to_install() == "the way you installed it: aws-session help upgrading"
    assert installation.to_repair() == "the way you installed it: aws-session help upgrading"


def test_what_came_from_the_index_is_named_once_it_is_there(
    prefix: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installation, "_ROOT", str(prefix))
    monkeypatch.setattr(installation, "INDEXED", True)
    pip = f"{sys.executable} -m pip install --force-reinstall --no-deps aws-session-shell"

    assert installation.to_install() == "uv tool install --compile-bytecode aws-session-shell"
    assert installation.to_repair() == pip
    (prefix / "uv-receipt.toml").write_text(
        '[tool]\nrequirements = [{ name = "aws-session-shell", extras = ["yaml"] }]\n'
    )
    added = "uv tool install --with keyring 'aws-session-shell[yaml]'"
    assert installation.command("keyring") == added
    monkeypatch.setattr(installation, "INDEXED", False)
    assert "aws-session-shell" not in installation.command("keyring").partition("install")[2]


@pytest.mark.parametrize(
    ("mark", "said"),
    [
        ("uv-receipt.toml", "add its folder to the PATH: uv tool update-shell"),
        ("pipx_metadata.json", "add its folder to the PATH: pipx ensurepath"),
    ],
)
def test_the_path_is_added_to_by_what_installed_it(prefix: Path, mark: str, said: str) -> None:
    (prefix / mark).write_text("")

    assert installation.to_find() == said


def test_what_pipx_runs_once_has_no_name_to_add_to(
    prefix: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    once = prefix.parent.parent / ".cache" / "0123456789abcde"
    once.mkdir(parents=True)
    (once / "pipx_metadata.json").write_text("{}")
    monkeypatch.setattr(sys, "prefix", str(once))

    assert installation.command("keyring") == f"{sys.executable} -m pip install keyring"


def test_a_global_installation_by_pipx_needs_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "prefix", "/opt/pipx/venvs/aws-session-shell")
    monkeypatch.setattr(os.path, "exists", lambda path: path.endswith(".json"))

    assert installation.command("keyring") == (
        "sudo pipx inject --global aws-session-shell keyring"
    )


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ('directory = "/home/a b/aws-session"', "'/home/a b/aws-session'"),
        ('editable = "/src/aws-session"', "--editable /src/aws-session"),
        ('extras = ["yaml"], directory = "/src"', "'/src[yaml]'"),
        ('path = "/tmp/aws.whl"', "/tmp/aws.whl"),
        ('url = "https://example.com/aws.whl"', "https://example.com/aws.whl"),
        ('git = "https://example.com/aws"', "git+https://example.com/aws"),
        ('git = "https://example.com/aws?rev=v1"', "git+https://example.com/aws@v1"),
    ],
)
def test_uv_reinstalls_from_the_same_source_with_all_extras(
    prefix: Path, source: str, named: str
) -> None:
    (prefix / "uv-receipt.toml").write_text(RECEIPT.format(source=source, more=""))

    assert installation.command("keyring") == (
        f"uv tool install --with pyyaml --with 'rich[jupyter]>=13' --with keyring {named}"
    )


def test_the_python_that_uv_was_given_stays(prefix: Path) -> None:
    text = RECEIPT.format(source='directory = "/src"', more='python = "3.12"')
    (prefix / "uv-receipt.toml").write_text(text)

    assert installation.command("keyring").startswith("uv tool install --python 3.12 --with pyyaml")


@pytest.mark.parametrize("text", [RECEIPT.format(source="extras = []", more=""), "tool", "[tool]"])
def test_what_uv_knows_by_name_only_is_not_installed_by_its_name(
    prefix: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr(installation, "INDEXED", False)
    (prefix / "uv-receipt.toml").write_text(text)

    assert installation.command("keyring") == f"{sys.executable} -m pip install keyring"


def test_another_environment_uses_its_own_pip(prefix: Path) -> None:
    python = shlex.quote(sys.executable)

    assert installation.command("botocore[crt]") == f"{python} -m pip install 'botocore[crt]'"


def test_an_environment_without_pip_uses_uv(prefix: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installation, "_has_pip", lambda: False)

    assert installation.command("pyyaml") == (
        f"uv pip install --python {shlex.quote(sys.executable)} pyyaml"
    )


@pytest.mark.parametrize(
    ("apt", "commands"),
    [
        (
            True,
            {
                "keyring": "sudo apt install python3-keyring",
                "pyyaml": "sudo apt install python3-yaml",
                "botocore[crt]": "sudo apt install python3-awscrt",
            },
        ),
        (False, {"keyring": "{python} -m pip install --user --break-system-packages keyring"}),
    ],
)
def test_the_systems_own_python_uses_the_systems_packages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, apt: bool, commands: dict[str, str]
) -> None:
    there = {"EXTERNALLY-MANAGED", "apt" if apt else ""}
    monkeypatch.setattr(sys, "prefix", sys.base_prefix)
    monkeypatch.setattr(os.path, "exists", lambda path: path.rpartition("/")[2] in there)

    python = shlex.quote(sys.executable)
    assert {package: installation.command(package) for package in commands} == {
        package: command.format(python=python) for package, command in commands.items()
    }
