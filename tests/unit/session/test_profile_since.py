"""A profile that was named after a session began, and folders that set variables."""

from __future__ import annotations

from typing import Any

import pytest

from aws_session import environment as states
from aws_session.commands.back import Back
from aws_session.commands.end import End
from aws_session.commands.exec import Exec
from aws_session.commands.mfa import Mfa
from aws_session.commands.pose import Pose
from aws_session.commands.region import Region
from aws_session.commands.renew import Renew
from aws_session.environment import stack, state_format
from aws_session.errors import UsageError
from aws_session.model.recoverable_errors import WrongCodeError
from memory import PHONE, World
from walk import Walk

PROD = "210987654321"
CONFIG = "".join(
    f"[profile {name}]\naws_access_key_id = AKIA{name.upper()}\naws_secret_access_key = s\n"
    f"region = {name}-1\nmfa_serial = arn:aws:iam::111122223333:mfa/{name}\n"
    for name in ("one", "two")
) + (
    f"[profile spoke]\nrole_arn = arn:aws:iam::{PROD}:role/Spoke\nsource_profile = two\n"
    "region = spoke-1\n"
)
DEVICE = "arn:aws:iam::111122223333:mfa/{}"
NOW_TWO = "AWS_PROFILE now names profile 'two': using it instead of {}"
GOES_ON = "AWS_PROFILE now names profile 'two', but this shell's session is from {}"


def walk(variable: str = "AWS_PROFILE", began: Mfa | None = None, **environ: str) -> Walk:
    """Return a shell with a session of `one`, in which `two` was named afterwards."""
    there = Walk({"AWS_PROFILE": "one", **environ}, CONFIG)
    there.go(began or Mfa(), "111111")
    there.environ[variable] = "two"
    return there


def origins(there: Walk) -> list[str]:
    return [level.origin for level in there.levels]


@pytest.mark.parametrize("variable", ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"])
@pytest.mark.parametrize("command", [Mfa(), Renew()])
def test_a_session_belongs_to_the_profile_that_is_named_now(
    variable: str, command: Mfa | Renew
) -> None:
    there = walk(variable)
    there.go(command, "222222")

    assert there.world.sent == [(DEVICE.format("two"), "222222")]
    assert origins(there) == ["profile:two"]
    assert there.region == ("two-1", "two-1")
    said = NOW_TWO.format("profile 'one'").replace("AWS_PROFILE", variable)
    assert there.configured.count(said) == 1


def test_what_is_named_now_is_what_ending_restores() -> None:
    there = walk()
    there.go(Mfa(), "222222")
    there.go(End())

    assert there.environ == {"PATH": "/bin", "AWS_PROFILE": "two"}


@pytest.mark.parametrize("command", [Mfa(), Renew()])
def test_a_profile_that_is_a_role_is_taken_when_it_is_named_now(command: Mfa | Renew) -> None:
    there = walk()
    there.environ["AWS_PROFILE"] = "spoke"
    there.go(command, "222222")

    assert there.world.sent == [(DEVICE.format("two"), "222222")]
    assert [role for _, role in there.roles] == [f"{PROD}/Spoke"]
    assert origins(there) == ["profile:two", "profile:two"]


def test_a_role_is_renewed_by_the_profile_that_is_named_now() -> None:
    there = walk()
    del there.environ["AWS_PROFILE"]
    there.go(Pose(target=PROD, role="Admin"))
    there.environ["AWS_PROFILE"] = "two"
    there.go(Renew(), "222222")

    assert there.world.sent == [(DEVICE.format("two"), "222222")]
    assert there.roles == [("ASIAFAKE1", f"{PROD}/Admin")]
    assert origins(there) == ["profile:two", "profile:two"]
    assert there.configured.count(NOW_TWO.format("profile 'one'")) == 1


def test_a_role_that_took_a_code_is_renewed_with_a_code_of_the_other_device() -> None:
    there = Walk({"AWS_PROFILE": "one"}, CONFIG)
    there.go(Pose(target=PROD, role="Admin", mfa=True), "111111")
    there.environ["AWS_PROFILE"] = "two"
    there.go(Renew(), "222222")

    (call,) = [call for call in there.world.calls if call[0] == "assume_role"]
    assert call[2:] == (DEVICE.format("two"), "222222")
    assert there.world.assumed[0][0] == "AKIATWO"
    assert origins(there) == ["profile:two"]


def test_a_role_is_renewed_through_the_role_of_the_profile_that_is_named_now() -> None:
    there = walk()
    del there.environ["AWS_PROFILE"]
    there.go(Pose(target=PROD, role="Admin"))
    there.environ["AWS_PROFILE"] = "spoke"
    there.go(Renew(), "222222")

    assert there.roles == [("ASIAFAKE1", f"{PROD}/Spoke"), ("ASIAROLE3", f"{PROD}/Admin")]


def test_posing_goes_on_with_the_session_and_says_so_once() -> None:
    there = walk()
    there.go(Pose(target=PROD, role="Admin"))

    assert there.roles == [("ASIAFAKE1", f"{PROD}/Admin")]
    assert (there.world.sent, origins(there)) == ([], ["profile:one", "profile:one"])
    assert there.configured.count(GOES_ON.format("profile 'one'")) == 1


def test_a_profile_that_pose_unset_still_counts_as_named() -> None:
    there = walk()
    there.go(Pose(target=PROD, role="Admin"))
    there.go(Mfa(), "222222")

    assert "AWS_PROFILE" not in there.environ
    assert origins(there) == ["profile:two"]


@pytest.mark.parametrize("later", [0, 43_200])
def test_a_pose_that_begins_a_session_begins_it_for_the_profile_named_now(later: int) -> None:
    there = walk()
    there.later(later)
    there.go(Pose(target=PROD, role="Admin", code=None if later else "222222"), "222222")

    assert there.world.sent == [(DEVICE.format("two"), "222222")]
    assert origins(there) == ["profile:two", "profile:two"]


@pytest.mark.parametrize("region", [None, "eu-west-1"])
def test_a_command_continues_with_the_session_and_that_is_reported_once(region: str | None) -> None:
    there = walk()
    world = World(there.environ, terminal=False)
    world.files = (CONFIG, "")
    borrowed = Exec(trailing=("true",), region=region).session(world)

    assert borrowed.environ[states.KEY_ID] == there.environ[states.KEY_ID]
    assert world.configured == [GOES_ON.format("profile 'one'")]
    assert world.calls == []


def test_a_command_in_a_role_continues_with_the_session_and_that_is_reported_once() -> None:
    there = walk()
    world = World(there.environ, terminal=False)
    world.time, world.files = there.time, (CONFIG, "")
    Exec(target=PROD, role="Admin", trailing=("true",)).session(world)

    assert world.configured.count(GOES_ON.format("profile 'one'")) == 1
    assert [key for key, _ in world.assumed] == ["ASIAFAKE1"]


def test_the_owner_of_a_continued_session_is_reported_for_a_key_in_the_environment() -> None:
    keys = {states.KEY_ID: "AKIAENV", states.SECRET: "s"}
    there = Walk(keys, CONFIG)
    there.go(Mfa(), "111111")
    there.environ["AWS_PROFILE"] = "two"
    there.go(Pose(target=PROD, role="Admin"))

    assert GOES_ON.format("the key in the environment") in there.configured
    there.go(Mfa(), "222222")
    assert there.world.sent == [(DEVICE.format("two"), "222222")]
    assert NOW_TWO.format("the key in the environment") in there.configured


UNCHANGED: list[tuple[Mfa, dict[str, str], dict[str, str]]] = [
    (Mfa(), {}, {}),
    (Mfa(), {}, {"AWS_PROFILE": ""}),
    (Mfa(), {}, {"AWS_PROFILE": "one"}),
    (Mfa(profile="one"), {"AWS_PROFILE": "two"}, {}),
    (Mfa(), {"AWS_DEFAULT_PROFILE": "one", "AWS_PROFILE": "two"}, {}),
]


@pytest.mark.parametrize(("began", "base", "since"), UNCHANGED)
def test_without_another_name_it_stays_the_profile_that_the_session_came_from(
    began: Mfa, base: dict[str, str], since: dict[str, str]
) -> None:
    there = Walk({"AWS_PROFILE": "one", **base}, CONFIG)
    there.go(began, "111111")
    there.environ.update(since)
    there.go(Mfa(), "222222")

    assert origins(there) == ["profile:one"]
    assert not any("now" in line for line in there.configured)


def test_an_option_goes_before_what_is_named_now() -> None:
    there = walk()
    there.go(Mfa(profile="one"), "222222")

    assert origins(there) == ["profile:one"]
    assert not any("now" in line for line in there.configured)


def test_a_code_of_the_first_device_is_not_sent_for_the_second() -> None:
    there = walk()
    with pytest.raises(WrongCodeError):
        there.go(Mfa(code="222222"), answers=[WrongCodeError("wrong")], terminal=False)

    assert there.world.sent == [(DEVICE.format("two"), "222222")]


def test_a_state_of_an_earlier_version_says_nothing_of_profiles() -> None:
    there = walk()
    held = state_format.decode(there.environ[states.VARIABLE])
    older = tuple(pair for pair in held.provenance if pair[0] != "profile")
    there.environ[states.VARIABLE] = stack.encode(held.replace(provenance=older))
    there.go(Mfa(), "222222")

    assert origins(there) == ["profile:one"]


FOLDER = {"DIRENV_DIR": "-/a"}
NOT_RESTORED = "direnv has changed folders, so not restored: {}"


def in_folder(**more: str) -> Walk:
    """Return a shell with a session that began in a direnv folder."""
    there = Walk({"AWS_PROFILE": "one", "AWS_REGION": "a-1", **FOLDER, **more}, CONFIG)
    there.go(Mfa(), "111111")
    return there


def test_in_the_folder_where_it_began_a_session_restores_everything() -> None:
    there = in_folder()
    there.go(End())

    assert there.environ == {"PATH": "/bin", "AWS_PROFILE": "one", "AWS_REGION": "a-1", **FOLDER}
    assert not any("direnv" in line for line in there.configured)


@pytest.mark.parametrize("now", [{"DIRENV_DIR": "-/b"}, {}])
def test_in_another_folder_profile_and_region_are_not_restored(now: dict[str, str]) -> None:
    there = in_folder(AWS_ACCOUNT_ID="111122223333")
    del there.environ["DIRENV_DIR"]
    there.environ.update(now)
    there.go(End())

    assert there.environ == {"PATH": "/bin", "AWS_ACCOUNT_ID": "111122223333", **now}
    assert NOT_RESTORED.format("AWS_PROFILE, AWS_REGION") in there.configured


def test_a_session_that_began_outside_of_folders_restores_nothing_in_one() -> None:
    there = Walk({"AWS_PROFILE": "one"}, CONFIG)
    there.go(Mfa(), "111111")
    there.environ.update(FOLDER)
    there.go(End())

    assert there.environ == {"PATH": "/bin", **FOLDER}
    assert NOT_RESTORED.format("AWS_PROFILE") in there.configured


@pytest.mark.parametrize(
    "command", [Mfa(), Pose(target=PROD, role="Admin"), Region(name="us-east-1"), Renew()]
)
def test_a_folders_settings_are_restored_on_return_to_it(command: Any) -> None:
    there = in_folder()
    there.environ["DIRENV_DIR"] = "-/b"
    there.go(command, "222222")
    there.environ["DIRENV_DIR"] = "-/a"
    there.go(End())

    assert there.environ == {"PATH": "/bin", "AWS_PROFILE": "one", "AWS_REGION": "a-1", **FOLDER}


def test_what_the_second_folder_sets_is_restored_in_the_second() -> None:
    there = in_folder()
    there.environ.update({"DIRENV_DIR": "-/b", "AWS_PROFILE": "two", "AWS_REGION": "b-1"})
    there.go(Mfa(), "222222")
    assert origins(there) == ["profile:two"]
    assert there.region == ("b-1", "b-1")
    there.go(End())

    assert there.environ == {
        "PATH": "/bin", "AWS_PROFILE": "two", "AWS_REGION": "b-1", "DIRENV_DIR": "-/b"
    }  # fmt: skip
    assert not any("direnv" in line for line in there.configured)


def test_going_back_keeps_what_belongs_to_another_folder() -> None:
    there = in_folder()
    there.environ["DIRENV_DIR"] = "-/b"
    there.go(Pose(target=PROD, role="Admin"))
    there.go(Back())
    there.environ["DIRENV_DIR"] = "-/a"
    there.go(End())

    assert there.environ == {"PATH": "/bin", "AWS_PROFILE": "one", "AWS_REGION": "a-1", **FOLDER}


def test_the_region_of_one_folder_is_not_taken_in_another() -> None:
    there = in_folder()
    there.environ["DIRENV_DIR"] = "-/b"
    there.go(Mfa(profile="two"), "222222")

    assert there.region == ("two-1", "two-1")
    assert there.world.sent[0][0] != PHONE


def spoke_again(there: Walk) -> None:
    """Check that the last session is that of `spoke`, from `two`, with no notice about others."""
    assert there.world.sent == [(DEVICE.format("two"), "333333")]
    assert [role for _, role in there.roles] == [f"{PROD}/Spoke"]
    assert origins(there) == ["profile:two", "profile:two"]
    assert there.levels[-1].label == "spoke/Spoke"
    assert not any("now" in line for line in there.configured)


@pytest.mark.parametrize("since", [{}, {"AWS_PROFILE": "spoke"}])
@pytest.mark.parametrize("began", [Mfa(), Mfa(profile="spoke")])
def test_a_session_of_a_role_is_started_again_as_that_role(
    began: Mfa, since: dict[str, str]
) -> None:
    there = Walk({} if began.profile else {"AWS_PROFILE": "spoke"}, CONFIG)
    there.go(began, "222222")
    there.environ.update(since)
    there.go(Mfa(code="333333"))

    spoke_again(there)


def test_a_role_keeps_its_target_when_it_is_renewed_or_expired() -> None:
    there = Walk({"AWS_PROFILE": "spoke"}, CONFIG)
    there.go(Mfa(), "222222")
    there.go(Renew(), "111111")
    there.later(50_000)
    there.go(Mfa(), "333333")

    spoke_again(there)


def test_without_a_code_the_role_that_was_meant_is_taken_from_the_session_here() -> None:
    there = Walk({"AWS_PROFILE": "spoke"}, CONFIG)
    there.go(Mfa(), "222222")
    there.go(Mfa())

    assert there.world.sent == []
    assert there.roles == [("ASIAFAKE1", f"{PROD}/Spoke")]


def test_an_option_ends_what_was_meant_before() -> None:
    there = Walk({"AWS_PROFILE": "spoke"}, CONFIG)
    there.go(Mfa(), "222222")
    there.go(Mfa(profile="two"), "111111")
    there.go(Mfa(), "333333")

    assert (there.roles, origins(there)) == ([], ["profile:two"])


def test_the_former_target_may_be_gone() -> None:
    there = Walk({"AWS_PROFILE": "spoke"}, CONFIG)
    there.go(Mfa(), "222222")
    there.config = CONFIG.replace("[profile spoke]", "[profile other]")
    with pytest.raises(
        UsageError, match="started from AWS profile 'spoke', which no longer exists"
    ):
        there.go(Mfa(), "333333")


def exported_again(variable: str = "AWS_PROFILE") -> Walk:
    """Return a shell with a session of `one`, in which the earlier name is set again."""
    there = Walk({variable: "two"}, CONFIG)
    there.go(Mfa(profile="one"), "111111")
    there.environ[variable] = "two"
    return there


@pytest.mark.parametrize("variable", ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"])
@pytest.mark.parametrize("command", [Mfa(), Renew()])
def test_a_name_from_before_the_session_counts_when_it_is_exported_again(
    variable: str, command: Mfa | Renew
) -> None:
    there = exported_again(variable)
    there.go(command, "222222")

    assert there.world.sent == [(DEVICE.format("two"), "222222")]
    assert origins(there) == ["profile:two"]
    said = NOW_TWO.format("profile 'one'").replace("AWS_PROFILE", variable)
    assert there.configured.count(said) == 1
    there.go(Mfa(), "333333")
    assert origins(there) == ["profile:two"]
    there.go(End())
    assert there.environ == {"PATH": "/bin", variable: "two"}


def test_a_name_that_is_exported_again_is_remembered_by_a_pose_that_goes_on() -> None:
    there = exported_again()
    there.go(Pose(target=PROD, role="Admin"))
    assert there.configured.count(GOES_ON.format("profile 'one'")) == 1
    there.go(Mfa(), "222222")

    assert origins(there) == ["profile:two"]


def test_what_is_exported_now_is_all_that_names_a_profile() -> None:
    there = Walk({"AWS_DEFAULT_PROFILE": "one", "AWS_PROFILE": "two"}, CONFIG)
    there.go(Mfa(), "111111")
    there.environ["AWS_PROFILE"] = "two"
    there.go(Mfa(), "222222")

    assert origins(there) == ["profile:two"]
    assert not any("wins" in line for line in there.configured)


@pytest.mark.parametrize("variable", ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"])
@pytest.mark.parametrize("command", [Mfa(), Renew()])
def test_the_variable_that_names_a_profile_which_does_not_exist_is_named(
    variable: str, command: Mfa | Renew
) -> None:
    there = walk(variable)
    there.environ[variable] = "gone"

    with pytest.raises(UsageError) as caught:
        there.go(command, "222222")
    assert caught.value.message.startswith(f"there is no AWS profile 'gone', named by {variable}")
