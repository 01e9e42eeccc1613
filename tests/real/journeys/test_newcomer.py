"""A new user, who has run `aws configure` and reads only the screen, under each policy."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from aws_session.sandbox import MFA_POLICIES
from real.journeys.place import Place, company, in_front_of
from real.journeys.terminal import INTERACTIVE, Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SHELLS = {shell.name: shell for shell in INTERACTIVE}
STRICTEST = "deny-without-mfa"
WALKS = [(policy, "bash") for policy in sorted(MFA_POLICIES)]
WALKS += [(STRICTEST, "zsh"), (STRICTEST, "fish")]
UTF8 = {"LANG": "C.UTF-8", "TERM": "xterm"}


@pytest.fixture
def policy() -> str:
    return STRICTEST


@pytest.fixture
def place(policy: str, tmp_path: Path) -> Iterator[Place]:
    with in_front_of(tmp_path, company(policy=policy)) as made:
        # As `aws configure` writes it.
        key = made.company.key
        made.credentials(
            f"[default]\naws_access_key_id = {key.id}\naws_secret_access_key = {key.secret}\n"
        )
        (made.home / ".aws" / "credentials").chmod(0o600)
        made.config(f"[default]\nregion = {made.company.region}\n")
        yield made


@pytest.mark.parametrize(("policy", "shell"), WALKS)
def test_the_doctor_finds_no_problem_and_the_screen_leads_to_a_session(
    place: Place, shell: str
) -> None:
    SHELLS[shell].require()
    with Terminal.of(place, SHELLS[shell], UTF8) as terminal:
        terminal.enter("aws-session doctor")
        terminal.expect("no problem")
        terminal.ready()
        assert terminal.status() == 0

        # They do not know about eval: the program tells them.
        begun = len(terminal.transcript)
        terminal.enter("aws-session")
        terminal.ready()
        assert terminal.status() == 2
        line = re.search(r"type: (.*)", terminal.transcript[begun:])
        assert line is not None
        terminal.answer(line.group(1).strip(), place.fresh_code())
        terminal.expect("session until")
        terminal.ready()
        assert terminal.status() == 0
        held = terminal.environment()

        terminal.enter("aws-session doctor")
        terminal.expect("no problem")
        terminal.ready()
        assert terminal.status() == 0

    assert place.with_session(held)("iam").list_users()["Users"]
    assert "alice@111122223333" in terminal.transcript
    assert place.company.key.secret not in terminal.transcript


def test_without_a_key_the_line_to_type_is_shown(place: Place) -> None:
    place.credentials("")
    SHELLS["bash"].require()
    with Terminal.of(place, SHELLS["bash"], UTF8) as terminal:
        terminal.enter("aws-session doctor")
        terminal.expect("1 problem")
        terminal.ready()

        assert terminal.status() == 1
    assert "no AWS credentials found" in terminal.transcript or "has no cred" in terminal.transcript
    assert "aws configure" in terminal.transcript
