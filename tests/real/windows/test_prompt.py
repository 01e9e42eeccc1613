"""The question for a code on a console of Windows."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from real.windows.conftest import Seat


def test_a_code_typed_at_the_console_starts_a_session(seat: Seat) -> None:
    with seat.console("--shell", "cmd", captured=True) as console:
        console.wait_for("MFA code:")
        console.enter(seat.place.fresh_code())

        assert console.wait() == 0, console.text
        assert b'set "AWS_SESSION_TOKEN=' in console.captured
