from __future__ import annotations

from aws_session.cli import app, suggestions


def test_a_word_of_another_tool_is_none_of_ours_and_means_one_of_ours() -> None:
    ours = app.group().commands.keys()

    assert not suggestions._ELSEWHERE.keys() & ours
    assert set(suggestions._ELSEWHERE.values()) <= ours
