from __future__ import annotations

import pytest

from aws_session.last_resort import LAST_RESORT, LAST_RESORT_POWERSHELL
from aws_session.shells import dialect


@pytest.mark.parametrize("status", [1, 130])
def test_the_last_resort_is_the_failure_line_of_the_plainest_shell(status: int) -> None:
    text = LAST_RESORT.replace("{status}", str(status))

    # tcsh may evaluate it, too, and has no `command`.
    plain = dialect("sh").failure(status).removeprefix("command ")
    assert text == plain.replace("command sh", "/bin/sh")


def test_the_last_resort_of_powershell_differs_in_its_words_only() -> None:
    text = LAST_RESORT_POWERSHELL.replace("{status}", "1")
    expected = dialect("powershell").failure(1)

    assert text.replace("'aws-session cannot start'", "'status 1'") == expected
