"""The way to get a code is inherited along a chain of profiles, like the device."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from real.journeys.place import Place, Sitting

ROLE = "role_arn = arn:aws:iam::210987654321:role/Admin\n"


def _hub(place: Place, more: str = "", role: str = "", settings: str = "") -> None:
    key = place.company.key
    place.credentials(
        f"[hub]\naws_access_key_id = {key.id}\naws_secret_access_key = {key.secret}\n"
    )
    place.config(
        f"[profile hub]\nregion = eu-west-1\n{more}\n"
        f"[profile prod]\nregion = eu-west-1\n{ROLE}source_profile = hub\n{role}\n"
    )
    folder = place.folder / "shell" / "aws-session"
    folder.mkdir(exist_ok=True)
    (folder / "config.toml").write_text(settings)


def _prints(place: Place, name: str = "printed") -> str:
    file = place.folder / name
    file.write_text(place.fresh_code())
    return f"cat {file}"


@pytest.mark.parametrize("words", ["pose prod", "-p prod", "pose prod --mfa"])
def test_the_mfa_process_of_the_source_prints_the_code_for_a_role(
    place: Place, sitting: Sitting, words: str
) -> None:
    device = place.company.device.serial
    _hub(place, f"mfa_serial = {device}\nmfa_process = {_prints(place)}")

    assert sitting.enter(f"aws-session {words}") == 0, sitting.notices
    assert sitting.aws("SESSION_LABEL") == "prod/Admin"


def test_the_settings_of_the_source_name_program_and_device(place: Place, sitting: Sitting) -> None:
    device = place.company.device.serial
    settings = f'[profiles.hub]\nmfa_serial = "{device}"\nmfa_command = "{_prints(place)}"\n'
    _hub(place, settings=settings)

    assert sitting.enter("aws-session pose prod") == 0, sitting.notices
    assert sitting.aws("SESSION_LABEL") == "prod/Admin"
    assert "a guess" not in sitting.notices


def test_a_program_of_the_role_goes_before_that_of_its_source(
    place: Place, sitting: Sitting
) -> None:
    _hub(place, "mfa_process = false", role=f"mfa_process = {_prints(place)}")

    assert sitting.enter("aws-session pose prod") == 0, sitting.notices


def test_the_device_of_the_role_and_the_program_of_its_source_go_together(
    place: Place, sitting: Sitting
) -> None:
    _hub(
        place,
        f"mfa_process = {_prints(place)}",
        role=f"mfa_serial = {place.company.device.serial}",
    )

    assert sitting.enter("aws-session pose prod") == 0, sitting.notices
    assert "a guess" not in sitting.notices
