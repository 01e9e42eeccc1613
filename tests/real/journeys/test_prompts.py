"""What happens between a person and the prompt."""

import re
import time
from pathlib import Path

import pytest

from aws_session.sandbox import faults
from real.journeys.place import Place
from real.journeys.terminal import INTERACTIVE, Terminal
from real.shells.interpreters import Interpreter

TYPED_AT = {"bash", "zsh", "dash", "fish"}


@pytest.fixture(params=[shell for shell in INTERACTIVE if shell.name in TYPED_AT], ids=str)
def shell(request: pytest.FixtureRequest) -> Interpreter:
    found: Interpreter = request.param
    found.require()
    return found


def test_what_is_not_a_code_and_a_wrong_code_are_asked_for_again(
    place: Place, shell: Interpreter
) -> None:
    with Terminal.of(place, shell) as terminal:
        terminal.answer(shell.evaluate("aws-session"), "12345")
        terminal.expect("a code is six digits")
        terminal.expect("MFA code")
        terminal.reply(place.wrong_code())
        terminal.expect("AWS refused the code")
        terminal.expect("MFA code")
        terminal.reply("12a456")
        terminal.expect("a code is six digits")
        terminal.expect("MFA code")
        terminal.reply(" ".join(place.fresh_code()))
        terminal.expect("session until")
        terminal.ready()

        assert terminal.status() == 0
        assert place.with_session(terminal.environment())("iam").list_users()
        assert place.company.cloud.calls.count("GetSessionToken") == 2


def test_after_three_wrong_codes_the_shell_goes_on_without_a_session(
    place: Place, shell: Interpreter
) -> None:
    wrong = place.wrong_codes(3)
    line = shell.guarded(shell.evaluate("aws-session"), "touch RAN")
    with Terminal.of(place, shell) as terminal:
        before = terminal.environment()
        terminal.enter(line)
        for code in wrong:
            terminal.expect("MFA code")
            terminal.reply(code)
            terminal.expect("AWS refused the code")
        terminal.ready()

        assert terminal.status() == 1
        assert terminal.environment() == before
    assert place.company.cloud.calls.count("GetSessionToken") == 3
    assert not (place.folder / "RAN").exists()


def test_the_same_wrong_code_is_not_sent_twice(place: Place, bash: Interpreter) -> None:
    wrong = place.wrong_code()
    with Terminal.of(place, bash) as terminal:
        # After the end of its thirty seconds there is nothing to wait for.
        place.code_now(at_least=12)
        terminal.answer(bash.evaluate("aws-session"), wrong)
        terminal.expect("AWS refused the code")
        terminal.expect("MFA code")
        terminal.reply(wrong)
        terminal.expect("AWS was sent this code")
        terminal.expect("the next code in")
        terminal.end_prompt("TERM")
        terminal.ready()

    assert place.company.cloud.calls.count("GetSessionToken") == 1


def test_the_previous_sessions_code_is_waited_out(place: Place, bash: Interpreter) -> None:
    device, cloud = place.company.device, place.company.cloud
    with Terminal.of(place, bash) as terminal:
        code = place.code_now(at_least=4)
        terminal.answer(bash.evaluate("aws-session"), code)
        terminal.expect("session until")
        terminal.ready()
        terminal.answer(bash.evaluate("aws-session"), code)
        terminal.expect("you used this code")
        terminal.expect("the device shows the next code in")
        begun = time.time()
        terminal.expect("MFA code")
        waited_until = time.time()
        terminal.reply(place.company.code())
        terminal.expect("session until")
        terminal.ready()

        assert terminal.status() == 0
    assert begun // 30 < waited_until // 30
    assert waited_until % 30 < 10
    assert cloud.calls.count("GetSessionToken") == 2
    assert device.serial in terminal.transcript


def test_ctrl_z_at_the_prompt_does_nothing_and_the_code_can_be_seen(
    place: Place, shell: Interpreter
) -> None:
    code = place.fresh_code()
    with Terminal.of(place, shell) as terminal:
        terminal.enter(shell.evaluate("aws-session"))
        terminal.expect("MFA code: ")
        terminal.process.sendcontrol("z")
        time.sleep(0.3)
        terminal.enter(code)
        terminal.expect("session until")
        terminal.ready()

        assert terminal.status() == 0
    assert re.search(rf"MFA code: (\^Z)?{code}", terminal.transcript)


@pytest.mark.parametrize("redirected", ["</dev/null", "2>/dev/null", "</dev/null 2>said"])
def test_a_redirected_program_still_asks_on_the_terminal(
    place: Place, shell: Interpreter, redirected: str
) -> None:
    with Terminal.of(place, shell) as terminal:
        terminal.answer(shell.evaluate(f"aws-session {redirected}"), place.fresh_code())
        terminal.ready()

        assert terminal.status() == 0
        assert place.with_session(terminal.environment())("iam").list_users()


def test_a_failure_in_the_background_ends_the_prompt_and_discards_what_was_typed(
    place: Place, shell: Interpreter
) -> None:
    place.company.key.active = False
    place.company.cloud.faults.add("GetCallerIdentity", faults.Slow(1.5))
    with Terminal.of(place, shell) as terminal:
        terminal.enter(shell.evaluate("aws-session"))
        terminal.expect("MFA code: ")
        terminal.process.send("touch RAN")
        terminal.expect("AWS does not recognize profile 'default'")
        terminal.ready()
        terminal.enter("")

        assert terminal.status() == 1
    assert not (place.folder / "RAN").exists()
    assert place.company.cloud.calls.count("GetSessionToken") == 0


_NO_NETWORK = {
    "refused": (
        {"AWS_ENDPOINT_URL": "http://127.0.0.1:1"},
        "cannot reach 127.0.0.1: connection refused",
    ),
    "refused by name": (
        {"AWS_ENDPOINT_URL": "https://localhost:1"},
        "cannot reach localhost: connection refused",
    ),
    "no region": ({}, "no region is set"),
}


@pytest.mark.parametrize("why", _NO_NETWORK)
def test_an_unreachable_endpoint_is_reported_before_the_prompt_and_what_was_typed_is_dropped(
    place: Place, shell: Interpreter, why: str
) -> None:
    environ, said = _NO_NETWORK[why]
    if why == "no region":
        key = place.company.key
        place.credentials(
            f"[default]\naws_access_key_id = {key.id}\naws_secret_access_key = {key.secret}\n"
        )
    line = shell.guarded(shell.evaluate("aws-session"), "touch RAN")
    with Terminal.of(place, shell, environ) as terminal:
        terminal.enter(line)
        _type_slowly(terminal, "touch RAN")
        terminal.expect(said)
        terminal.ready()

        assert terminal.status() == 1
    assert "MFA code" not in terminal.transcript
    assert not (place.folder / "RAN").exists()


def test_a_network_that_fails_later_lets_the_line_be_typed_to_its_end(
    place: Place, shell: Interpreter
) -> None:
    place.company.cloud.faults.add("GetCallerIdentity", faults.Dropped(), times=None)
    with Terminal.of(place, shell) as terminal:
        terminal.enter(shell.evaluate("aws-session"))
        terminal.expect("MFA code: ")
        _type_slowly(terminal, "touch RAN", 0.4)
        terminal.expect("closed the connection without an answer")
        terminal.ready()

        assert terminal.status() == 1
    assert not (place.folder / "RAN").exists()


def _type_slowly(terminal: Terminal, line: str, pause: float = 0.1) -> None:
    for letter in f"{line}\r":
        terminal.process.send(letter)
        time.sleep(pause)


def test_the_prompt_names_the_device_when_it_is_known(place: Place, bash: Interpreter) -> None:
    serial = place.company.device.serial
    with Terminal.of(place, bash, {"AWS_MFA_SERIAL": serial}) as terminal:
        terminal.answer(bash.evaluate("aws-session"), place.fresh_code(), f"MFA code for {serial}")
        terminal.expect("session until")


def test_a_guess_that_is_wrong_is_asked_for_and_the_code_serves_all_the_same(
    place: Place, bash: Interpreter
) -> None:
    user = place.company.user
    user.devices.clear()
    phone = user.add_device(name="phone")
    with Terminal.of(place, bash) as terminal:
        terminal.answer(bash.evaluate("aws-session"), place.fresh_code(phone))
        terminal.expect("ARN or serial number of your device: ")
        terminal.enter(phone.serial)
        terminal.expect("session until")
        terminal.ready()

        assert terminal.status() == 0
    first, second = place.company.cloud.calls.of("GetSessionToken")
    assert first.parameters["TokenCode"] == second.parameters["TokenCode"]


def test_what_is_known_to_be_wrong_is_reported_before_the_prompt(
    place: Place, bash: Interpreter
) -> None:
    with Terminal.of(place, bash) as terminal:
        for words in ("-p nobody", "--duration 99h", "--region Mars_", "--shell nosuch"):
            terminal.enter(bash.evaluate(f"aws-session {words}"))
            terminal.ready()

            assert terminal.status() == 2
    assert "MFA code" not in terminal.transcript


def test_without_a_terminal_it_says_what_to_pass_instead(place: Place) -> None:
    done = place.program()

    assert done.returncode == 2
    assert "no terminal is available to ask on" in done.stderr
    assert "--code" in done.stderr
    assert "AWS_SESSION_MFA_COMMAND" in done.stderr
    assert place.company.cloud.calls.count("GetSessionToken") == 0


def test_a_shell_in_a_pipeline_still_asks_on_the_terminal(place: Place, bash: Interpreter) -> None:
    script = Path(place.folder / "piped")
    script.write_text("eval $(aws-session) && aws-session end >/dev/null && echo piped-$((40+2))\n")
    with Terminal.of(place, bash) as terminal:
        terminal.answer(f"cat /dev/null | bash {script} 2>&1 | cat", place.fresh_code())
        terminal.expect("piped-42")


def test_the_prompt_names_the_device_of_the_last_code_before_any_call(
    place: Place, bash: Interpreter
) -> None:
    serial = place.company.device.serial
    with Terminal.of(place, bash) as terminal:
        terminal.answer(bash.evaluate("aws-session"), place.fresh_code(), "MFA code")
        terminal.expect("session until")
        terminal.ready()
        terminal.enter(bash.evaluate("aws-session end"))
        terminal.ready()
        terminal.enter(bash.evaluate("aws-session"))
        terminal.expect(f"MFA code for {serial}: ")
        terminal.enter(place.fresh_code())
        terminal.expect("session until")
        terminal.ready()

        assert terminal.status() == 0
