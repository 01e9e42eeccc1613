from __future__ import annotations

import pytest

from aws_session import environment as states
from aws_session.model.credentials import Credentials
from aws_session.terminal import redaction


@pytest.mark.parametrize("name", [states.SECRET, states.TOKEN, states.OLD_TOKEN, states.VARIABLE])
def test_no_secret_of_the_environment_is_shown(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(name, "hunter2hunter2")
    redaction.show_traceback(ValueError("bad value hunter2hunter2 here"))
    shown = capsys.readouterr().err

    assert "hunter2" not in shown
    assert "ValueError: bad value *** here" in shown


def test_no_secret_of_any_credentials_is_shown() -> None:
    held = Credentials("AKIAFAKE", "hunter2hunter2", "token-hunter2")
    text = redaction.redacted("a hunter2hunter2 b token-hunter2 c AKIAFAKE")

    assert held.key_id == "AKIAFAKE"
    assert text == "a *** b *** c AKIAFAKE"


def test_a_traceback_shows_where_but_no_locals(capsys: pytest.CaptureFixture[str]) -> None:
    def failing() -> None:
        code = str(100_000 + 23_456)
        raise RuntimeError(f"not shown: {len(code)}")

    try:
        failing()
    except RuntimeError as error:
        redaction.show_traceback(error)
    shown = capsys.readouterr().err

    assert "in failing" in shown
    assert "123456" not in shown


def test_without_secrets_a_text_stays_unchanged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(states.SECRET, "")

    assert redaction.redacted("12 34") == "12 34"


def test_a_secret_that_begins_with_another_is_not_shown_in_part() -> None:
    held = [Credentials("AKIAFAKE", secret) for secret in ("hunter", "hunter-2", "hunter-2-3")]

    assert redaction.redacted("hunter-2-3 | hunter-2 | hunter", {}) == "*** | *** | ***"
    assert len(held) == 3
