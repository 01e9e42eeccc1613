from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aws_session.aws.source_credentials import SourceCredentials
from aws_session.commands.mfa import Mfa
from aws_session.config.ini import Entry
from aws_session.environment import EnvironmentChange, Restored, SavedVariable, StackEntry
from aws_session.environment.state_format import read_snapshot
from aws_session.model.credentials import Credentials, shown_id
from aws_session.model.mfa import SessionTokenRequest
from aws_session.session.request import SessionRequest

if TYPE_CHECKING:
    from aws_session.model import Record

SECRET = "do-not-print-me"
HELD = Credentials("AKIAFAKE", SECRET, f"{SECRET}-token")
SIGNER = SourceCredentials("environment", HELD, None)


@pytest.mark.parametrize(
    "value",
    [
        HELD,
        SIGNER,
        StackEntry("mfa", "ASIA", 0, 1, None, None, None, "environment", credentials=HELD),
        SavedVariable("AWS_SECRET_ACCESS_KEY", None, SECRET),
        EnvironmentChange((), (("AWS_SECRET_ACCESS_KEY", SECRET),)),
        Restored({"AWS_SECRET_ACCESS_KEY": SECRET}, ()),
        Entry(SECRET, 1),
        SessionRequest(SIGNER, None, None, None, SessionTokenRequest(900), code=SECRET),
        Mfa(code=SECRET),
        Mfa(word=SECRET),
        read_snapshot({"AWS_SECRET_ACCESS_KEY": SECRET}, 0),
    ],
    ids=lambda value: type(value).__name__,
)
def test_no_value_that_holds_a_secret_prints_it(value: Record) -> None:
    assert SECRET not in repr(value)
    assert SECRET not in str(value)


def test_credentials_are_temporary_by_their_token_alone() -> None:
    assert HELD.temporary
    assert not HELD.replace(session_token=None).temporary


KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"


@pytest.mark.parametrize("key_id", [KEY, KEY.replace("/", "x")])
def test_a_secret_in_the_place_of_a_key_id_is_not_shown(key_id: str) -> None:
    assert shown_id(key_id) == "a key ID that looks like a secret key"


@pytest.mark.parametrize("key_id", ["AKIAIOSFODNN7EXAMPLE", "minioadmin", f"GOOG1E{'A' * 55}"])
def test_a_key_id_is_shown(key_id: str) -> None:
    assert shown_id(key_id) == key_id


@pytest.mark.parametrize("session_token", [None, "t"])
def test_a_key_whose_parts_are_swapped_is_found_without_showing_it(session_token: str) -> None:
    key = Credentials(KEY, "AKIAIOSFODNN7EXAMPLE", session_token)

    assert key.flaw == "key id and a secret key that are swapped"
    assert Credentials("AKIAIOSFODNN7EXAMPLE", KEY, session_token).flaw is None
