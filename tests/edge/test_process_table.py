from __future__ import annotations

import os

import pytest

from aws_session.edge import process_table


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

    assert [entry[-1][0] for entry in map(_pair, process_table.climb(processes, 40))] == names


def _pair(entry: object) -> tuple[object, tuple[str, ...]]:
    match entry:
        case (int(), tuple() as names):
            return (None, names)
        case tuple() as names:
            return (None, names)
    raise AssertionError(entry)
