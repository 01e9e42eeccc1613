from __future__ import annotations

import pytest

from aws_session.last_resort import LAST_RESORT, LAST_RESORT_POWERSHELL, not_loaded
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


@pytest.mark.parametrize("is_the_cause", [False, True])
def test_a_bug_while_a_missing_module_is_handled_is_a_bug(*, is_the_cause: bool) -> None:
    missing, bug = ImportError("no module"), KeyError("name")
    try:
        try:
            raise missing
        except ImportError:
            raise bug from missing if is_the_cause else None
    except KeyError as error:
        if not is_the_cause:
            error.__cause__, error.__suppress_context__ = None, False
        found = not_loaded(error)

    assert (found is not None) is is_the_cause
