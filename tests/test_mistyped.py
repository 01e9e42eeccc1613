from __future__ import annotations

from aws_session import cli, mistyped


def test_a_word_of_another_tool_is_none_of_ours_and_means_one_of_ours() -> None:
    ours = cli.group().commands.keys()

    assert not mistyped._ELSEWHERE.keys() & ours
    assert set(mistyped._ELSEWHERE.values()) <= ours
