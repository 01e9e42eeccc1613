from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aws_session.commands import run
from aws_session.commands.mfa import Mfa
from aws_session.environment import VARIABLE, stack, state_format
from aws_session.errors import SessionError, UsageError
from aws_session.model import identifiers
from aws_session.model.recoverable_errors import (
    PerhapsSpentError,
    ThrottledError,
    WrongCodeError,
    WrongDeviceError,
)
from memory import KEYS, PHONE, SECURITY_KEY, START, TABLET, World

if TYPE_CHECKING:
    from aws_session.environment import Outcome

WRONG = "AWS refused the code"
TWO_PHONES = (PHONE, TABLET)


def wrong_code() -> WrongCodeError:
    return WrongCodeError(WRONG, hint="wait for the next code")


def wrong_device() -> WrongDeviceError:
    return WrongDeviceError("this MFA device is not yours", hint="use another")


def started(world: World, command: Mfa | None = None) -> Outcome:
    return run(command or Mfa(), world)


def after(world: World, outcome: Outcome) -> dict[str, str]:
    """Return the environment of a shell that has evaluated the outcome of a run."""
    kept = {n: v for n, v in world.environ.items() if n not in outcome.change.unset}
    return {**kept, **dict(outcome.change.assign)}


def test_a_typed_code_becomes_a_session() -> None:
    world = World(KEYS, " 123 456 ")
    outcome = started(world)

    assert world.sent == [(PHONE, "123456")]
    assert after(world, outcome)["AWS_ACCESS_KEY_ID"] == "ASIAFAKE1"
    assert outcome.status == 0


def test_aws_is_asked_for_the_caller_only_after_the_question_is_on_the_screen() -> None:
    world = World(KEYS)

    with pytest.raises(IndexError):
        started(world)
    assert world.questions
    assert world.calls[0] == ("caller",)


def test_the_prompt_names_a_known_device() -> None:
    world = World({**KEYS, "AWS_MFA_SERIAL": PHONE}, "123456")
    started(world)

    assert world.questions == [f"MFA code for {PHONE}: "]
    assert ("devices", "alice") not in world.calls


def test_the_prompt_names_the_device_of_the_keys_last_code() -> None:
    world = World(KEYS, "123456")
    world.last_devices["AKIAFAKE"] = TABLET
    started(world)

    assert world.questions == [f"MFA code for {TABLET}: "]
    assert world.sent == [(TABLET, "123456")]
    assert ("devices", "alice") not in world.calls


def test_the_device_that_took_a_code_is_remembered_for_its_key() -> None:
    world = World(KEYS, "123456")
    started(world)

    assert world.last_devices == {"AKIAFAKE": PHONE}


def test_a_device_that_is_configured_is_not_remembered() -> None:
    world = World({**KEYS, "AWS_MFA_SERIAL": TABLET}, "123456")
    world.last_devices["AKIAFAKE"] = PHONE
    started(world)

    assert world.sent == [(TABLET, "123456")]
    assert world.last_devices == {"AKIAFAKE": PHONE}


def test_if_a_remembered_device_is_gone_the_first_one_gets_the_same_code() -> None:
    world = World(KEYS, "123456")
    world.last_devices["AKIAFAKE"] = "arn:aws:iam::111122223333:mfa/lost"
    world.answers = [wrong_device()]
    world.listings = [TWO_PHONES]
    started(world)

    assert world.sent[1:] == [(PHONE, "123456")]
    assert world.last_devices == {"AKIAFAKE": PHONE}


def test_a_remembered_device_that_is_refused_is_forgotten() -> None:
    world = World(KEYS, terminal=False)
    world.last_devices["AKIAFAKE"] = TABLET
    world.answers = [wrong_device()]
    world.listings = [None]

    with pytest.raises(WrongDeviceError):
        started(world, Mfa(code="123456"))
    assert world.last_devices == {"AKIAFAKE": None}


@pytest.mark.parametrize("serial", ["", "x", "arn:aws:iam::111122223333:u2f/user/alice/k"])
def test_an_impossible_remembered_device_is_looked_up(serial: str) -> None:
    world = World(KEYS, "123456")
    world.last_devices["AKIAFAKE"] = serial
    started(world)

    assert world.sent == [(PHONE, "123456")]


def test_nothing_is_printed_between_the_prompt_and_the_code() -> None:
    world = World(KEYS, "123456")
    shown: list[str] = []
    world.show_question = shown.append  # type: ignore[assignment,method-assign] # to see it
    started(world)

    assert shown == world.questions == ["MFA code: "]


@pytest.mark.parametrize("command", [Mfa(code="123456"), Mfa(word="123456")])
def test_no_prompt_is_shown_where_a_code_is_given(command: Mfa) -> None:
    world = World(KEYS)
    world.show_question = None  # type: ignore[assignment] # not to be called
    started(world, command)

    assert world.sent == [(PHONE, "123456")]


def test_a_device_that_was_found_is_reported() -> None:
    world = World(KEYS, "123456")
    world.listings = [(SECURITY_KEY, PHONE, TABLET)]
    started(world)

    assert world.sent == [(PHONE, "123456")]
    assert f"device {PHONE}; for another: aws-session mfa DEVICE ({TABLET})" in world.configured


def test_a_wrong_code_is_asked_again_three_times_in_all() -> None:
    world = World(KEYS, "111111", "222222", "333333", "444444")
    world.answers = [wrong_code(), wrong_code(), wrong_code(), wrong_code()]

    with pytest.raises(WrongCodeError):
        started(world)
    assert [code for _, code in world.sent] == ["111111", "222222", "333333"]
    assert world.configured.count(WRONG) == 2
    assert "wait for the next code" in world.hints


def test_the_third_code_may_be_right() -> None:
    world = World(KEYS, "111111", "222222", "333333")
    world.answers = [wrong_code(), wrong_code()]
    outcome = started(world)

    assert after(world, outcome)["AWS_SESSION_TOKEN"] == "token3"


@pytest.mark.parametrize("typed", ["12345", "abcdef", "", "1234567", "١٢٣٤٥٦"])
def test_what_is_not_a_code_is_not_sent_and_does_not_count_as_a_try(typed: str) -> None:
    world = World(KEYS, typed, typed, typed, typed, "123456")
    started(world)

    assert [code for _, code in world.sent] == ["123456"]
    assert world.configured.count("a code is six digits from 0 to 9") == 4


def test_a_code_that_aws_has_answered_is_not_resent() -> None:
    world = World(KEYS, "111111", "111111", "222222")
    world.answers = [wrong_code()]
    world.thinking = 5
    started(world)

    assert [code for _, code in world.sent] == ["111111", "222222"]
    assert "AWS was sent this code 5 s ago; each code works once" in world.configured
    assert world.waits == [(30, "the device shows the next code in")]


def test_a_code_of_an_earlier_step_need_not_be_waited_out() -> None:
    world = World(KEYS, "111111", "111111", "222222")
    world.answers = [wrong_code()]
    world.thinking = 29
    started(world)

    assert [code for _, code in world.sent] == ["111111", "222222"]
    assert world.waits == []


def test_the_code_of_the_session_before_waits_for_the_next_step() -> None:
    world = World(KEYS, "123456")
    first = after(world, started(world))
    again = World(first, "123456", "654321")
    again.time = START + 10
    started(again)

    assert [code for _, code in again.sent] == ["654321"]
    assert "you used this code 10 s ago; each code works once" in again.configured
    assert again.waits == [(30, "the device shows the next code in")]


def test_a_code_that_a_state_of_version_1_remembers_waits_as_well() -> None:
    world = World(KEYS, "123456")
    first = after(world, started(world))
    state = state_format.decode(first[VARIABLE])
    kept = tuple(
        entry.replace(digest=entry.digest and identifiers.checksum_of_version_1(first[entry.name]))
        for entry in state.kept
    )
    earlier = state.replace(kept=kept, spent_code=identifiers.checksum_of_version_1("123456"))
    body = stack.encode(earlier).split(",", 2)[2]
    first[VARIABLE] = f"1,{identifiers.checksum_of_version_1(body)},{body}"
    again = World(first, "123456", "654321")
    again.time = START + 10
    started(again)

    assert [code for _, code in again.sent] == ["654321"]


def test_a_spent_code_is_refused_as_long_as_aws_could_still_know_it() -> None:
    world = World(KEYS, "123456")
    first = after(world, started(world))
    again = World(first, "123456", "654321")
    again.time = START + 89
    started(again)

    assert [code for _, code in again.sent] == ["654321"]


def test_a_used_code_that_was_given_is_not_replaced_by_the_commands_code() -> None:
    world = World(KEYS, "123456")
    first = after(world, started(world))
    again = World({**first, "AWS_SESSION_MFA_COMMAND": "c"}, terminal=False)

    with pytest.raises(SessionError, match="you used this code"):
        started(again, Mfa(code="123456"))
    assert again.commands == []
    assert again.sent == []


def test_the_same_six_digits_are_accepted_once_every_device_has_moved_on() -> None:
    world = World(KEYS, "123456")
    first = after(world, started(world))
    again = World(first, "123456")
    again.time = START + 90
    started(again)

    assert [code for _, code in again.sent] == ["123456"]


@pytest.mark.parametrize(
    "silence", [PerhapsSpentError("AWS did not answer in time", hint="wait"), wrong_code()]
)
def test_without_an_answer_the_next_code_is_asked_for_and_the_first_never_resent(
    silence: SessionError,
) -> None:
    world = World(KEYS, "111111", "111111", "222222")
    world.answers = [silence]
    started(world)

    assert [code for _, code in world.sent] == ["111111", "222222"]
    assert silence.message in world.configured


def test_a_throttled_call_carries_the_same_code_again() -> None:
    world = World(KEYS, "123456")
    world.answers = [ThrottledError("AWS is throttling"), ThrottledError("AWS is throttling")]
    started(world)

    assert [code for _, code in world.sent] == ["123456"] * 3
    assert world.waits == [
        (1, "AWS is throttling, trying again in"),
        (3, "AWS is throttling, trying again in"),
    ]


def test_retries_after_throttling_end_eventually() -> None:
    world = World(KEYS, "123456")
    world.answers = [ThrottledError("AWS is throttling") for _ in range(9)]

    with pytest.raises(ThrottledError):
        started(world)
    assert len(world.sent) == 4


def test_a_wrong_device_gives_the_same_code_to_the_only_other_one() -> None:
    world = World(KEYS, "123456")
    world.answers = [wrong_device()]
    world.listings = [(SECURITY_KEY, PHONE, TABLET)] * 2
    outcome = started(world)

    assert world.sent == [(PHONE, "123456"), (TABLET, "123456")]
    assert after(world, outcome)["AWS_ACCESS_KEY_ID"] == "ASIAFAKE2"


def test_among_several_other_devices_the_person_chooses() -> None:
    world = World({**KEYS, "AWS_MFA_SERIAL": PHONE}, "123456", "watch")
    world.answers = [wrong_device()]
    world.listings = [(TABLET, PHONE, "arn:aws:iam::111122223333:mfa/watch")]
    started(world)

    assert world.questions[1] == "ARN or serial number of your device: "
    assert world.sent[1] == ("arn:aws:iam::111122223333:mfa/watch", "123456")


def test_a_guess_that_was_wrong_asks_for_the_serial_number() -> None:
    world = World(KEYS, "123456", "GAHT12345678")
    world.answers = [wrong_device()]
    world.listings = [None, None]
    started(world)

    guess = "arn:aws:iam::111122223333:mfa/alice"
    assert world.sent == [(guess, "123456"), ("GAHT12345678", "123456")]
    assert any("guess" in line for line in world.configured)


def test_a_code_is_tried_with_two_devices_but_not_with_a_third() -> None:
    world = World(KEYS, "123456", "654321", "111111")
    world.answers = [wrong_device(), wrong_device()]
    world.listings = [TWO_PHONES, TWO_PHONES]

    with pytest.raises(WrongDeviceError) as caught:
        started(world)
    assert len(world.sent) == 2
    assert f"is not yours: {TABLET} (" in caught.value.message


def test_a_device_is_corrected_once_in_a_run() -> None:
    world = World(KEYS, "111111", "222222", "333333")
    world.answers = [wrong_device(), wrong_code(), wrong_device()]
    world.listings = [TWO_PHONES, TWO_PHONES]

    with pytest.raises(WrongDeviceError):
        started(world)
    assert len(world.sent) == 3


def test_the_right_device_stays_for_the_codes_that_follow() -> None:
    world = World(KEYS, "111111", "222222")
    world.answers = [wrong_device(), wrong_code()]
    world.listings = [TWO_PHONES] * 2
    started(world)

    assert world.sent == [(PHONE, "111111"), (TABLET, "111111"), (TABLET, "222222")]


def test_without_a_terminal_a_wrong_device_is_the_end() -> None:
    world = World({**KEYS, "AWS_MFA_SERIAL": PHONE}, terminal=False)
    world.answers = [wrong_device()]

    with pytest.raises(WrongDeviceError) as caught:
        started(world, Mfa(code="123456"))
    assert len(world.sent) == 1
    assert caught.value.message == f"this MFA device is not yours: {PHONE} (from AWS_MFA_SERIAL)"


@pytest.mark.parametrize("command", [Mfa(code="123456"), Mfa(word="123 456"), Mfa(code="-")])
def test_a_given_code_needs_no_terminal(command: Mfa) -> None:
    world = World(KEYS, terminal=False)
    world.stdin = "123 456\n"
    started(world, command)

    assert world.sent == [(PHONE, "123456")]


@pytest.mark.parametrize("command", [Mfa(code="111111"), Mfa(code="-")])
def test_a_given_code_that_is_wrong_fails_without_a_terminal(command: Mfa) -> None:
    world = World(KEYS, terminal=False)
    world.stdin = "111111"
    world.answers = [wrong_code()]

    with pytest.raises(WrongCodeError) as caught:
        started(world, command)
    assert caught.value.status == 1
    assert len(world.sent) == 1


def test_a_given_code_that_is_wrong_is_asked_for_again_at_a_terminal() -> None:
    world = World(KEYS, "222222")
    world.answers = [wrong_code()]
    started(world, Mfa(code="111111"))

    assert [code for _, code in world.sent] == ["111111", "222222"]
    assert len(world.questions) == 1


def test_a_given_code_of_other_than_six_digits_fails_without_a_terminal() -> None:
    world = World(KEYS, terminal=False)

    with pytest.raises(SessionError, match="six digits") as caught:
        started(world, Mfa(code="12345"))
    assert caught.value.status == 2
    assert caught.value.message.endswith("but --code was given 5 digits")
    assert caught.value.hint == "give the six digits that the device shows now"
    assert world.sent == []


def test_no_code_and_no_terminal_says_how_to_give_one() -> None:
    world = World(KEYS, terminal=False)

    with pytest.raises(UsageError, match="no terminal") as caught:
        started(world)
    assert "AWS_SESSION_MFA_COMMAND" in str(caught.value.hint)
    assert world.sent == []


def test_a_command_prints_the_code() -> None:
    world = World({**KEYS, "AWS_SESSION_MFA_COMMAND": "oathtool x"}, terminal=False)
    world.printed = ["123456\n"]
    started(world)

    assert world.commands == ["oathtool x"]
    assert world.sent == [(PHONE, "123456")]


def test_a_given_code_goes_before_the_command() -> None:
    world = World({**KEYS, "AWS_SESSION_MFA_COMMAND": "oathtool x"}, terminal=False)
    started(world, Mfa(code="654321"))

    assert world.commands == []


def test_the_profiles_command_is_used_if_the_environment_names_none() -> None:
    world = World({}, terminal=False)
    world.files = (
        "[default]\nmfa_process = pass otp aws\naws_access_key_id = A\naws_secret_access_key = s\n",
        "",
    )
    world.printed = ["123456"]
    started(world)

    assert world.commands == ["pass otp aws"]


def test_a_command_that_prints_a_spent_code_is_run_again_in_the_next_step() -> None:
    world = World(KEYS, "123456")
    first = after(world, started(world))
    again = World({**first, "AWS_SESSION_MFA_COMMAND": "c"}, terminal=False)
    again.time = START + 20
    again.printed = ["123456", "654321"]
    started(again)

    assert again.waits == [(30, "the device shows the next code in")]
    assert [code for _, code in again.sent] == ["654321"]


def test_after_a_command_that_fails_the_person_is_asked() -> None:
    world = World({**KEYS, "AWS_SESSION_MFA_COMMAND": "c"}, "123456")
    world.printed = [SessionError("the MFA command failed")]
    started(world)

    assert "the MFA command failed" in world.configured
    assert len(world.questions) == 1


def test_a_command_that_fails_without_a_terminal_is_the_end() -> None:
    world = World({**KEYS, "AWS_SESSION_MFA_COMMAND": "c"}, terminal=False)
    world.printed = [SessionError("the MFA command failed")]

    with pytest.raises(SessionError, match="the MFA command failed"):
        started(world)


def test_an_error_in_the_background_ends_the_prompt() -> None:
    world = World(KEYS, "123456")
    world.callers = [SessionError("AWS does not know the key")]

    with pytest.raises(SessionError, match="does not know the key"):
        started(world)
    assert world.sent == []


def test_a_missing_answer_about_the_caller_does_not_ask_for_another_code() -> None:
    world = World(KEYS, terminal=False)
    world.callers = [PerhapsSpentError("no answer")]

    with pytest.raises(SessionError):
        started(world, Mfa(code="123456"))
    assert world.sent == []


def test_the_duration_is_asked_for_as_given() -> None:
    world = World(KEYS, "123456", "654321")
    started(world, Mfa(duration="15m"))
    started(world)

    assert [call[3] for call in world.calls if call[0] == "session_token"] == [900, 43_200]


def test_no_code_is_remembered_in_the_clear() -> None:
    world = World(KEYS, "123456")
    state = after(world, started(world))[VARIABLE]

    assert "123456" not in state


DEVICE_VARIABLE = "AWS_MFA_SERIAL"
NAMED: list[tuple[Mfa, dict[str, str]]] = [
    (Mfa(word=PHONE), {}),
    (Mfa(word=PHONE.rpartition("/")[2]), {}),
    (Mfa(), {"mfa_serial": PHONE}),
    (Mfa(), {DEVICE_VARIABLE: PHONE}),
    (Mfa(), {DEVICE_VARIABLE: PHONE.rpartition("/")[2]}),
]


def refused(command: Mfa, named: dict[str, str], *typed: str, terminal: bool = True) -> World:
    """Return a world that refuses a named device, while another device exists."""
    environ = {name: value for name, value in named.items() if name == DEVICE_VARIABLE}
    world = World(environ, *typed, terminal=terminal)
    key = {"aws_access_key_id": "AKIAONE", "aws_secret_access_key": "s"}
    profile = key | {name: value for name, value in named.items() if name not in environ}
    lines = "".join(f"{name} = {value}\n" for name, value in profile.items())
    world.files = (f"[default]\n{lines}", "")
    world.answers = [wrong_device()]
    world.listings = [(PHONE, TABLET), (PHONE, TABLET)]
    return world


@pytest.mark.parametrize(("command", "named"), NAMED)
def test_in_place_of_a_named_device_the_person_chooses(command: Mfa, named: dict[str, str]) -> None:
    world = refused(command, named, "123456", TABLET)
    started(world, command)

    assert world.questions[1] == "ARN or serial number of your device: "
    assert world.sent == [(PHONE, "123456"), (TABLET, "123456")]
    assert not any("trying" in line for line in world.configured)


@pytest.mark.parametrize(("command", "named"), NAMED)
def test_without_a_terminal_no_device_replaces_a_named_one(
    command: Mfa, named: dict[str, str]
) -> None:
    world = refused(command, named, terminal=False)
    with pytest.raises(WrongDeviceError):
        started(world, command.replace(code="123456"))

    assert world.sent == [(PHONE, "123456")]
