"""The folders of the shells, and that each is loaded only for its own shell."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from aws_session import shells
from aws_session.errors import UsageError
from aws_session.shells import init

SHELLS = [name for name, programs in shells.PROCESSES.items() if programs]
FOLDER = Path(init.__file__).parent


def test_every_folder_is_a_shell_of_the_registry() -> None:
    folders = {file.parent.name for file in FOLDER.glob("*/__init__.py")}

    assert folders == set(SHELLS)


def test_a_module_is_found_by_its_folder_alone() -> None:
    for part in ("dialect", "init", "completion", "sandbox"):
        there = [shell for shell in SHELLS if (FOLDER / shell / f"{part}.py").exists()]

        assert shells.shells_with(part) == there


@pytest.mark.parametrize("shell", ["", "json", "nosuch", "../os", "base", "BASH"])
def test_other_names_have_no_modules(shell: str) -> None:
    assert shells.module(shell, "dialect") is None


@pytest.mark.parametrize(
    ("shell", "said"),
    [
        ("tsch", "unknown shell 'tsch'; did you mean tcsh?"),
        ("ZHS", "unknown shell 'ZHS'; did you mean zsh?"),
        ("nosuch", "unknown shell 'nosuch'"),
        ("jsn", "unknown shell 'jsn'"),
        ("json", "there is no function for json"),
    ],
)
def test_a_shell_without_a_function_is_named_and_corrected(shell: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        init.loading(shell)

    assert caught.value.message == said
    assert caught.value.hint == f"use one of: {', '.join(SHELLS)}"


def test_a_mistyped_syntax_is_corrected() -> None:
    with pytest.raises(UsageError, match=r"^unknown shell 'jsn'; did you mean json\?$"):
        shells.dialect("jsn")


def test_a_module_that_fails_is_not_mistaken_for_a_missing_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from aws_session.shells import cmd

    (tmp_path / "broken.py").write_text("import nosuchmodule\n")
    monkeypatch.setattr(cmd, "__path__", [*cmd.__path__, str(tmp_path)])

    with pytest.raises(ModuleNotFoundError, match="nosuchmodule"):
        shells.module("cmd", "broken")


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_with_completion_has_the_script_that_init_adds(shell: str) -> None:
    script = FOLDER / shell / f"completion.{init.loading(shell).suffix}"

    assert script.exists() == (shells.module(shell, "completion") is not None)


@pytest.mark.parametrize(
    ("code", "modules"),
    [
        ("shells.dialect('fish')", {"dialect"}),
        ("init.function('fish', '/bin/x', init.Options())", {"dialect", "init"}),
        ("shells.module('fish', 'completion')", {"completion"}),
        ("init.rc_line('fish', init.Options())", {"init"}),
    ],
)
def test_only_the_shell_that_is_asked_for_is_loaded(code: str, modules: set[str]) -> None:
    script = (
        f"import sys\nfrom aws_session import shells\nfrom aws_session.shells import init\n{code}\n"
    )
    script += "print(*(n for n in sys.modules if n.startswith('aws_session.shells.')))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    inside = {name for name in done.stdout.split() if name.count(".") > 2}

    assert inside == {f"aws_session.shells.fish.{module}" for module in modules}
