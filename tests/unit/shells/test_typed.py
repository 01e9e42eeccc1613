from __future__ import annotations

import pytest

from aws_session.shells import dialect
from aws_session.shells.hints import in_own_words

WORDS = ("aws-session", "pose", "R&D", "O'Brien", "", "a\u2019b")


@pytest.mark.parametrize(
    ("shell", "line"),
    [
        ("bash", """aws-session pose 'R&D' 'O'"'"'Brien' '' 'a\u2019b'"""),
        ("cmd", """aws-session pose "R&D" "O'Brien" "" "a\u2019b\""""),
        ("powershell", """aws-session pose 'R&D' 'O''Brien' '' 'a\u2019\u2019b'"""),
    ],
)
def test_a_line_is_typed_in_the_quotes_of_its_shell(shell: str, line: str) -> None:
    assert dialect(shell).typed(WORDS) == line


@pytest.mark.parametrize(
    ("shell", "hint"),
    [
        ("bash", "run it as: eval $(aws-session)"),
        ("powershell", "run it as: iex (aws-session)"),
        ("cmd", """run it as: for /f "delims=" %i in ('aws-session') do @%i"""),
    ],
)
def test_a_hint_names_the_evaluation_of_its_shell(shell: str, hint: str) -> None:
    assert in_own_words("run it as: eval $(aws-session)", dialect(shell)) == hint
