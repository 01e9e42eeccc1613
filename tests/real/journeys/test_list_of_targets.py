"""The list of `pose`, by number, with another tool's profiles and earlier targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pexpect
import pytest

from aws_session.sandbox import scenario
from real.shells.interpreters import bare_environment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from real.journeys.place import Place, Sitting

PROD, STAGING = "210987654321", "432109876543"
SHOW = 'eval "$(aws-session pose)" && echo "now $AWS_SESSION_LABEL $AWS_REGION"'


def _config(place: Place, key: str) -> None:
    pair = place.company.key
    place.credentials(
        f"[{key}]\naws_access_key_id = {pair.id}\naws_secret_access_key = {pair.secret}\n"
    )
    place.config(
        f"[profile {key}]\nregion = eu-west-1\nmfa_serial = {place.company.device.serial}\n"
        f"[profile client]\nrole_arn = arn:aws:iam::{PROD}:role/Client\nsource_profile = {key}\n"
        "external_id = deadbeef\nregion = eu-central-1\n"
    )
    trust = scenario.trust(place.company.account)
    trust["Statement"][0]["Condition"] = {"StringEquals": {"sts:ExternalId": "deadbeef"}}
    place.company.cloud.accounts[PROD].add_role("Client", trust)


class _Terminal:
    def __init__(self, place: Place, environ: Mapping[str, str]) -> None:
        self._process = pexpect.spawn(
            "bash",
            ["--norc", "-c", SHOW],
            cwd=str(place.folder),
            env=bare_environment(place.home) | place.environ | dict(environ) | {"TERM": "dumb"},
            encoding="utf-8",
            dimensions=(50, 100),
            timeout=40,
        )

    def sees(self, text: str) -> str:
        self._process.expect_exact(text)
        return (self._process.before or "").replace("\r\n", "\n")

    def types(self, line: str) -> None:
        self._process.sendline(line)

    def close(self) -> None:
        self._process.close(force=True)


def _rows(text: str) -> list[str]:
    lines = (" ".join(line.split()) for line in text.splitlines())
    return [line for line in lines if line.partition(".")[0].isdigit()]


@pytest.mark.parametrize("typed", ["1", "client", "deu\nclient"])
def test_a_profile_is_chosen_where_no_profile_is_called_default(place: Place, typed: str) -> None:
    _config(place, "work")
    terminal = _Terminal(place, {})
    rows = _rows(terminal.sees("profile or account: number, or letters to search"))
    for line in typed.split("\n"):
        terminal.types(line)
    terminal.sees("MFA code")
    terminal.types(place.fresh_code())
    terminal.sees("now client/Client eu-central-1")
    terminal.close()

    assert rows == [
        f"1. client {PROD} profile Client, eu-central-1, work",
        "2. work 111122223333 profile eu-west-1",
    ]


def test_what_was_the_target_before_comes_first(place: Place, sitting: Sitting) -> None:
    _config(place, "default")
    assert sitting.enter(f"aws-session pose client -m {place.fresh_code()}") == 0, sitting.notices
    assert sitting.enter("aws-session pose prod Admin") == 0, sitting.notices
    assert sitting.enter("aws-session back") == 0, sitting.notices
    environ = {name: value.decode() for name, value in sitting.environ.items()}
    terminal = _Terminal(place, environ)
    rows = _rows(terminal.sees("profile or account: number, or letters to search"))
    terminal.types("2")
    terminal.sees("now client/Client eu-central-1")
    terminal.close()

    assert [row.partition(" profile ")[0] for row in rows[:2]] == [
        rows[0],
        f"2. client {PROD}",
    ]
    assert rows[0].startswith(f"1. prod/Admin {PROD} ")
    assert rows[0].endswith(" ago")
    assert rows[1].endswith("ago prod, Client, eu-central-1, default")
    assert rows[2].startswith("3. prod 210987654321 ")


def test_a_role_of_the_past_is_in_the_account_that_the_list_shows(
    place: Place, sitting: Sitting
) -> None:
    """Its profile has been given the same role in another account meanwhile."""
    _config(place, "default")
    assert sitting.enter(f"aws-session pose client Admin -m {place.fresh_code()}") == 0
    assert sitting.enter("aws-session back") == 0, sitting.notices
    config = place.home / ".aws" / "config"
    config.write_text(config.read_text().replace(f"{PROD}:role/Client", f"{STAGING}:role/Admin"))
    environ = {name: value.decode() for name, value in sitting.environ.items()}
    terminal = _Terminal(place, environ)
    rows = _rows(terminal.sees("profile or account: number, or letters to search"))
    terminal.types("1")
    terminal.sees(f"prod/Admin in account {PROD}")
    terminal.sees("now prod/Admin")
    terminal.close()

    assert rows[0].startswith(f"1. {PROD}/Admin {PROD} ")
    assert rows[1].startswith(f"2. client {STAGING} ")
