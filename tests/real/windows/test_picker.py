"""Choosing from a list on a Windows console, while stdout belongs to the shell."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from real.windows.conftest import Seat

POSED = "prod/OrganizationAccountAccessRole"


@pytest.fixture
def session(seat: Seat) -> dict[str, str]:
    """The variables of a session."""
    done = seat.run("--code", seat.place.fresh_code(), "--shell", "json")
    assert done.returncode == 0, done.stderr.decode()
    found = json.loads(done.stdout)
    return {name: value for name, value in found.items() if value is not None}


def test_an_account_and_a_role_are_chosen_by_keys(seat: Seat, session: dict[str, str]) -> None:
    words = ("pose", "--shell", "json")
    with seat.console(*words, environ=session, captured=True) as console:
        console.wait_for("Customer Portal")
        console.wait_for("letters: search")
        console.press("210987")
        console.wait_for("> prod")
        console.press("\r")
        console.wait_for("role in prod:")
        console.press("Org")
        console.wait_for("> OrganizationAccountAccessRole")
        console.press("\r")
        status = console.wait()

        assert status == 0, console.text
        assert json.loads(console.captured)["AWS_SESSION_LABEL"] == POSED
        assert "letters: search" not in console.text


def test_ctrl_c_leaves_the_list_and_changes_nothing(seat: Seat, session: dict[str, str]) -> None:
    words = ("pose", "--shell", "cmd")
    with seat.console(*words, environ=session, captured=True) as console:
        console.wait_for("letters: search")
        console.press("\x03")

        assert console.wait() == 130
        assert console.captured == b"cmd /c exit 130\n"
        assert "letters: search" not in console.text


def test_a_screen_reader_gets_numbers(seat: Seat, session: dict[str, str]) -> None:
    words, environ = ("pose", "--shell", "json"), session | {"ACCESSIBLE": "1"}
    with seat.console(*words, environ=environ, captured=True) as console:
        console.wait_for("Enter alone leaves:")
        console.enter("210987654321")
        console.wait_for("Enter alone goes back:")
        console.enter("OrganizationAccountAccessRole")
        status = console.wait()

        assert status == 0, console.text
        assert json.loads(console.captured)["AWS_SESSION_LABEL"] == POSED
