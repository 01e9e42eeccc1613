"""What `end` restores, whatever happened meanwhile and wherever it is typed."""

from typing import Any

import pytest

from real.journeys.place import SESSION, Place, Sitting
from real.journeys.test_situations import OTHER_TOOLS
from real.shells.interpreters import ALL, Interpreter

FIRST = {"AWS_PROFILE": "work", "AWS_REGION": "eu-west-1", "AWS_SECURITY_TOKEN": ""}


@pytest.fixture
def two_users(place: Place) -> Any:
    """Add another person's profile; return that person's device."""
    bob = place.company.account.add_user("bob")
    device = bob.add_device()
    place.credentials(default=place.company.key, work=place.company.key, other=bob.add_key())
    return device


def test_one_end_leads_back_before_the_first_of_many_sessions(
    place: Place, dash: Interpreter, two_users: Any
) -> None:
    sitting = Sitting.at(place, dash, FIRST)
    before = dict(sitting.environ)
    labels = []
    for words, device in (
        ("", None),
        ("--region eu-central-1", None),
        ("-p other", two_users),
    ):
        code = place.fresh_code(device)
        assert sitting.enter(f"aws-session {words} --code {code}") == 0, sitting.notices
        labels.append((sitting.aws("SESSION_LABEL"), sitting.aws("REGION")))
    ended = sitting.enter("aws-session end")

    assert labels == [
        ("alice@111122223333", "eu-west-1"),
        ("alice@111122223333", "eu-central-1"),
        ("bob@111122223333", "eu-west-1"),
    ]
    assert ended == 0
    assert sitting.environ == before


def test_a_second_session_signs_as_the_first_did_not_as_its_environment(
    place: Place, dash: Interpreter, two_users: Any
) -> None:
    sitting = Sitting.at(place, dash)
    sitting.enter(f"aws-session -p other --code {place.fresh_code(two_users)}")
    status = sitting.enter(f"aws-session --code {place.fresh_code(two_users)}")

    assert status == 0, sitting.notices
    assert sitting.aws("SESSION_LABEL") == "bob@111122223333"


def test_changes_in_between_survive_and_are_named(place: Place, dash: Interpreter) -> None:
    sitting = Sitting.at(place, dash, {"AWS_REGION": "eu-west-1"})
    sitting.enter(f"aws-session --code {place.fresh_code()}")
    sitting.carry_out("export AWS_REGION=ap-south-1 AWS_PROFILE=mine AWS_PAGER=less")
    status = sitting.enter("aws-session end")

    assert status == 0
    assert (sitting.aws("REGION"), sitting.aws("PROFILE")) == ("ap-south-1", "mine")
    assert sitting.aws("PAGER") == "less"
    assert sitting.aws("DEFAULT_REGION") is None
    assert "left unchanged: AWS_REGION" in sitting.notices


def test_keys_that_another_tool_put_over_ours_stay_and_are_named(
    place: Place, dash: Interpreter
) -> None:
    sitting = Sitting.at(place, dash)
    sitting.enter(f"aws-session --code {place.fresh_code()}")
    sitting.environ |= {name: value.encode() for name, value in OTHER_TOOLS.items()}
    status = sitting.enter("aws-session end")

    assert status == 0
    assert {name: sitting.environ.get(name) for name in OTHER_TOOLS} == {
        name: value.encode() for name, value in OTHER_TOOLS.items()
    }
    assert "AWS_ACCESS_KEY_ID" in sitting.notices
    assert (sitting.aws("SESSION_STATE"), sitting.aws("SESSION_LABEL")) == (None, None)


@pytest.mark.parametrize(
    "damage", ["1,00000000,x", "1", "9,aaaaaaaa,[]", "garbage", "truncated", "$(touch RAN)`id`;"]
)
def test_a_damaged_state_is_cleaned_up_and_reported(
    place: Place, dash: Interpreter, damage: str
) -> None:
    sitting = Sitting.at(place, dash)
    sitting.enter(f"aws-session --code {place.fresh_code()}")
    held = sitting.environ["AWS_SESSION_STATE"]
    sitting.environ["AWS_SESSION_STATE"] = held[:-9] if damage == "truncated" else damage.encode()
    status = sitting.enter("aws-session end")

    assert status == 1
    assert [name for name in SESSION if name in sitting.environ] == []
    assert "AWS_SESSION_STATE" in sitting.notices
    assert not list(place.folder.rglob("RAN"))


def test_a_new_session_starts_on_a_damaged_state(place: Place, sitting: Sitting) -> None:
    sitting.environ["AWS_SESSION_STATE"] = b"1,00000000,x"
    status = sitting.enter(f"aws-session --code {place.fresh_code()}")

    assert status == 0
    assert "AWS_SESSION_STATE is damaged: starting a new session" in sitting.notices
    assert sitting.enter("aws-session end") == 0


def test_another_tools_session_can_be_removed(place: Place, dash: Interpreter) -> None:
    sitting = Sitting.at(place, dash, {**OTHER_TOOLS, "AWS_PROFILE": "work"})
    before = dict(sitting.environ)

    assert sitting.enter("aws-session end") == 0
    assert sitting.environ == before
    remedy = sitting.notices.splitlines()[-1].partition("tool has set: ")[2]
    assert remedy == "aws-session end --foreign"
    assert sitting.enter(remedy) == 0
    assert [name for name in OTHER_TOOLS if name in sitting.environ] == []
    assert sitting.aws("PROFILE") == "work"
    assert "another tool" in sitting.notices


def test_long_term_keys_are_not_sessions(place: Place, dash: Interpreter) -> None:
    key = place.company.key
    keys = {"AWS_ACCESS_KEY_ID": key.id, "AWS_SECRET_ACCESS_KEY": key.secret}
    sitting = Sitting.at(place, dash, keys)
    before = dict(sitting.environ)
    status = sitting.enter("aws-session end")

    assert (status, sitting.environ) == (0, before)
    assert "long-term key" in sitting.notices


def test_there_may_be_nothing_to_end(place: Place, sitting: Sitting) -> None:
    before = dict(sitting.environ)
    status = sitting.enter("aws-session end")

    assert (status, sitting.environ) == (0, before)
    assert sitting.notices == "aws-session: this shell has no session to end\n"


def test_any_shell_that_inherited_the_environment_can_end_the_session(
    place: Place, sitting: Sitting
) -> None:
    before = dict(sitting.environ)
    sitting.enter(f"aws-session --code {place.fresh_code()}")
    inside = dict(sitting.environ)
    for shell in (shell for shell in ALL if shell.installed()):
        sitting.environ = dict(inside)
        status = sitting.enter("aws-session end", shell)

        assert (shell.name, status, sitting.environ) == (shell.name, 0, before)


def test_end_says_until_when_the_session_lives_on_and_that_a_long_term_key_is_back(
    place: Place, dash: Interpreter
) -> None:
    key = place.company.key
    keys = {"AWS_ACCESS_KEY_ID": key.id, "AWS_SECRET_ACCESS_KEY": key.secret}
    sitting = Sitting.at(place, dash, keys)
    sitting.enter(f"aws-session --code {place.fresh_code()} --duration 15m")
    sitting.enter("aws-session end")

    assert "AWS still accepts the session until" in sitting.notices
    assert "your long-term key is back in the environment" in sitting.notices


def test_a_session_made_with_other_files_is_reported_before_anything_is_asked(
    place: Place, sitting: Sitting
) -> None:
    sitting.enter(f"aws-session --code {place.fresh_code()}")
    other = place.folder / "other-credentials"
    other.write_text((place.home / ".aws" / "credentials").read_text())
    sitting.environ["AWS_SHARED_CREDENTIALS_FILE"] = str(other).encode()
    sitting.enter(f"aws-session --code {place.fresh_code()}")

    assert "started with another AWS credentials file" in sitting.notices
