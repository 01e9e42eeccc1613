from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from aws_session.shells import process_table

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("processes", "names"),
    [
        ({7: (1, "zsh")}, []),
        ({10: (9, "python"), 9: (8, "-zsh"), 8: (1, "login")}, ["python", "-zsh", "login"]),
        ({10: (9, "a"), 9: (10, "b")}, ["a", "b"] * 20),
    ],
    ids=["unknown", "chain", "circle"],
)
def test_a_list_of_processes_is_climbed_and_a_circle_ends(
    processes: dict[int, tuple[int, str]], names: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "getppid", lambda: 10)

    assert [name for _, (name,) in process_table.climb(processes, 40)] == names


def test_names_in_another_encoding_are_no_reason_to_fail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ps = tmp_path / "ps"
    ps.write_text(f"#!/bin/sh\nprintf '{os.getppid()} 1 caf\\351\\n'\n", encoding="utf-8")
    ps.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")

    assert list(process_table.ancestors(5)) == [(os.getppid(), ("caf\ufffd",))]
