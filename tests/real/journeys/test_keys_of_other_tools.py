"""Temporary keys that aws-mfa, saml2aws and similar tools write into the AWS files."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from aws_session.model import utc

if TYPE_CHECKING:
    from pathlib import Path

    from real.journeys.place import Place, Sitting

OLD = (
    "[default]\naws_access_key_id = ASIAFAKEFAKEFAKEFAKE\naws_secret_access_key = s\n"
    "aws_session_token = t\nexpiration = 2019-07-02 03:06:05\n"
)


def _long_term(place: Place, name: str) -> str:
    key = place.company.key
    pair = f"aws_access_key_id = {key.id}\naws_secret_access_key = {key.secret}\n"
    return f"[{name}]\nregion = {place.company.region}\n{pair}"


def _message(place: Place, line: int = 5) -> str:
    file: Path = place.home / ".aws" / "credentials"
    return (
        "aws-session: error: the temporary key of profile "
        "'default' expired at 2019-07-02T03:06:05Z "
        f"(expiration: {file}, line {line})\n"
    )


def test_a_key_that_has_ended_names_the_one_that_it_was_made_with(
    place: Place, sitting: Sitting
) -> None:
    place.credentials(OLD + _long_term(place, "default-long-term"))
    before = dict(sitting.environ)

    assert sitting.enter(f"aws-session {place.fresh_code()}") == 1
    assert sitting.notices == (
        _message(place)
        + "  the long-term key is in another profile: aws-session -p default-long-term\n"
    )
    assert sitting.environ == before
    assert place.company.cloud.calls.actions == []
    line = f"aws-session -p default-long-term --code {place.fresh_code()}"
    assert sitting.enter(line) == 0, sitting.notices


def test_the_profile_to_name_instead_can_be_typed_whatever_it_is_called(
    place: Place, sitting: Sitting
) -> None:
    place.credentials(
        OLD.replace("[default]", "[my work]") + _long_term(place, "my work-long-term")
    )

    assert sitting.enter("aws-session -p 'my work'") == 1
    assert sitting.notices.endswith(": aws-session -p 'my work-long-term'\n")
    assert sitting.enter(f"aws-session -p 'my work-long-term' --code {place.fresh_code()}") == 0


def test_a_key_that_has_ended_names_the_profiles_that_have_others(
    place: Place, sitting: Sitting
) -> None:
    place.credentials(OLD + _long_term(place, "work"))

    assert sitting.enter("aws-session pose 210987654321 Admin") == 1
    assert sitting.notices.endswith(
        _message(place)
        + "  renew it with the tool that wrote it, or name a profile with a long-term key "
        "(work): aws-session --profile NAME\n"
    )


def _as_another_tool(place: Place, sitting: Sitting, until: int) -> None:
    """Write an active session into the files, as another tool would."""
    sitting.enter(f"aws-session {place.fresh_code()}")
    key, secret, token = (
        sitting.aws(name) for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN")
    )
    sitting.enter("aws-session end")
    place.credentials(
        f"[saml]\naws_access_key_id = {key}\naws_secret_access_key = {secret}\n"
        f"aws_session_token = {token}\nx_security_token_expires = {utc(until)}\n"
        + _long_term(place, "saml-long-term")
    )
    place.config(f"[profile saml]\nregion = {place.company.region}\n")


def test_a_valid_key_is_exported_with_its_expiry(place: Place, sitting: Sitting) -> None:
    until = int(time.time()) + 7_200
    _as_another_tool(place, sitting, until)

    assert sitting.enter("aws-session -p saml") == 0, sitting.notices
    assert sitting.aws("CREDENTIAL_EXPIRATION") == utc(until)
    assert sitting.aws("SESSION_EXPIRES") == str(until)
    assert sitting.carry_out("aws-session status --at-least 15m") == 0
    assert sitting.carry_out("aws-session status --at-least 3h") == 1


def test_an_unneeded_code_is_reported_with_what_it_would_be_for(
    place: Place, sitting: Sitting
) -> None:
    _as_another_tool(place, sitting, int(time.time()) + 7_200)

    assert sitting.enter("aws-session -p saml --code 123456") == 0, sitting.notices
    assert "for an MFA session: aws-session -p saml-long-term" in sitting.notices
