"""Whose key signs, and that nothing signs which cannot belong together."""

import json
from typing import Any

import pytest

from journeys.place import Place, Sitting

CALLED = "alice@111122223333"


def _asks_program(place: Place, **answer: Any) -> None:
    """Let the profile `vault` get the user's key from a program."""
    key = place.company.key
    held = {"Version": 1, "AccessKeyId": key.id, "SecretAccessKey": key.secret, **answer}
    (place.folder / "answer").write_text(json.dumps(held))
    place.config(
        f"[profile vault]\nregion = {place.company.region}\n"
        f"credential_process = cat {place.folder}/answer\n"
    )
    place.credentials("")


@pytest.mark.parametrize("token", ["", " ", None])
def test_a_program_that_prints_an_empty_token_prints_a_long_term_key(
    place: Place, sitting: Sitting, token: str | None
) -> None:
    _asks_program(place, SessionToken=token)

    assert sitting.enter(f"aws-session -p vault --code {place.fresh_code()}") == 0, sitting.said
    assert (sitting.aws("ACCESS_KEY_ID") or "")[:4] == "ASIA"
    assert sitting.aws("SESSION_LABEL") == CALLED
    assert place.with_session(sitting.environ)("iam").list_users()["Users"]


@pytest.mark.parametrize("token", [5, ["x"], {"x": "y"}])
def test_a_token_that_is_no_text_is_named(place: Place, sitting: Sitting, token: object) -> None:
    _asks_program(place, SessionToken=token)
    before = dict(sitting.environ)

    assert sitting.enter(f"aws-session -p vault --code {place.fresh_code()}") == 1
    assert "profile 'vault' got credentials that are not text" in sitting.said
    assert "bug" not in sitting.said
    assert sitting.environ == before
    assert place.company.cloud.calls.actions == []
