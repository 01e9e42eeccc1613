"""The ways to give a code other than typing it at the prompt."""

from pathlib import Path

import pytest

from real.journeys.place import Place, Sitting
from real.journeys.terminal import INTERACTIVE, Terminal


def _in(place: Place, sitting: Sitting) -> None:
    assert sitting.status == 0, sitting.notices
    assert place.with_session(sitting.environ)("iam").list_users()


@pytest.mark.parametrize(
    "words", ["--code CODE", "-m CODE", "--code=CODE", "--mfa-code CODE", "CODE", "mfa CODE"]
)
def test_a_code_in_the_line(place: Place, sitting: Sitting, words: str) -> None:
    sitting.enter(f"aws-session {words.replace('CODE', place.fresh_code())}")

    _in(place, sitting)


@pytest.mark.parametrize("words", ["'CODE'", "--code 'CODE'"])
def test_a_code_with_a_space_in_one_word(place: Place, sitting: Sitting, words: str) -> None:
    code = place.fresh_code()
    sitting.enter(f"aws-session {words.replace('CODE', f'{code[:3]} {code[3:]}')}")

    _in(place, sitting)


@pytest.mark.parametrize("text", ["CODE", "CODE\n", " C O D E \r\n"])
def test_a_code_from_stdin(place: Place, text: str) -> None:
    code = place.fresh_code()
    typed = text.replace("CODE", code).replace("C O D E", " ".join(code))
    done = place.program("--code", "-", "--shell", "json", typed=typed)

    assert done.returncode == 0, done.stderr


_ANSWER = '{"Version": 1, "AccessKeyId": "%s", "SecretAccessKey": "%s"}'


def _asking(place: Place, answer: str, say: str = "") -> None:
    """Configure a profile whose credential_process reads a line before it prints the key."""
    key = place.company.key
    program = place.folder / "vault"
    printed = answer % (key.id, key.secret)
    program.write_text(f"#!/bin/sh\n{say}\nread line; printf '%s' '{printed}'\n")
    program.chmod(0o700)
    place.config(f"[profile vault]\nregion = eu-west-1\ncredential_process = {program}\n")


def test_a_credential_process_leaves_stdin_to_the_code_and_to_the_command(place: Place) -> None:
    _asking(place, _ANSWER)
    words = ("-p", "vault", "--code")
    piped = place.program(*words, "-", "--shell", "json", typed=f"{place.fresh_code()}\n")
    ran = place.program("exec", *words, place.fresh_code(), "--", "cat", typed="data\n")

    assert piped.returncode == 0, piped.stderr
    assert (ran.returncode, ran.stdout) == (0, "data\n"), ran.stderr


def test_a_credential_process_may_ask_on_the_terminal(place: Place) -> None:
    _asking(place, _ANSWER, f"test -t 0 && echo on >{place.folder}/asked")
    bash = next(shell for shell in INTERACTIVE if shell.name == "bash")
    with Terminal.of(place, bash) as terminal:
        terminal.enter(f"aws-session exec -p vault --code {place.fresh_code()} -- echo 'do''ne'")
        terminal.expect("waiting for credentials")
        terminal.enter("an answer")
        terminal.expect("done")

    assert (place.folder / "asked").exists()


def test_a_line_that_does_not_end_is_read_no_further_than_needed(place: Place) -> None:
    done = place.program("--code", "-", "--shell", "json", typed="1" * 3_000_000)

    assert (done.returncode, done.stdout) == (1, "")
    assert "stdin must contain six digits and nothing else, but contained 1000000 digits" in (
        done.stderr
    )


def test_a_device_and_a_code(place: Place, sitting: Sitting) -> None:
    phone = place.company.user.add_device(name="phone")
    sitting.enter(f"aws-session mfa phone --code {place.fresh_code(phone)}")

    _in(place, sitting)


def test_a_program_that_prints_the_code_gets_no_secret(place: Place, sitting: Sitting) -> None:
    script = _program(place, f"env > {place.folder}/seen; echo {place.fresh_code()}")
    sitting.environ["AWS_SESSION_MFA_COMMAND"] = str(script).encode()
    sitting.enter("aws-session")
    _in(place, sitting)
    secrets = [sitting.aws(name) or "" for name in ("SECRET_ACCESS_KEY", "SESSION_TOKEN")]
    secrets.append(sitting.aws("SESSION_STATE") or "")
    _program(place, f"env > {place.folder}/seen; echo {place.fresh_code()}")
    sitting.enter("aws-session")
    seen = (place.folder / "seen").read_text()

    _in(place, sitting)
    assert "AWS_ENDPOINT_URL" in seen
    assert [secret for secret in secrets if secret in seen] == []
    assert "AWS_ACCESS_KEY_ID" not in seen


def test_the_program_that_prints_the_code_may_ask_on_the_terminal(place: Place) -> None:
    shell = next(shell for shell in INTERACTIVE if shell.name == "dash")
    shell.require()
    code = place.fresh_code()
    script = _program(
        place,
        f"test -t 0 && test -t 2 && printf 'PIN? ' >&2 && read pin && test $pin = 7 && echo {code}",
    )
    environ = {"AWS_SESSION_MFA_COMMAND": str(script)}
    with Terminal.of(place, shell, environ) as terminal:
        terminal.enter(shell.evaluate("aws-session"))
        terminal.expect("PIN? ")
        terminal.enter("7")
        terminal.expect("session until")
        terminal.ready()

        assert terminal.status() == 0


@pytest.mark.parametrize("text", ["exit 3", "echo no digits", "echo"])
def test_a_program_that_prints_no_code_is_a_failure_without_a_terminal(
    place: Place, sitting: Sitting, text: str
) -> None:
    sitting.environ["AWS_SESSION_MFA_COMMAND"] = str(_program(place, text)).encode()
    before = dict(sitting.environ)
    sitting.enter("aws-session")

    assert sitting.status in (1, 2)
    assert sitting.environ == before
    assert place.company.cloud.calls.count("GetSessionToken") == 0


def test_a_program_that_fails_is_named_and_the_terminal_asked(place: Place) -> None:
    shell = next(shell for shell in INTERACTIVE if shell.name == "dash")
    shell.require()
    environ = {"AWS_SESSION_MFA_COMMAND": str(_program(place, "exit 3"))}
    with Terminal.of(place, shell, environ) as terminal:
        terminal.enter(shell.evaluate("aws-session"))
        terminal.expect("failed with status 3")
        terminal.expect("MFA code")
        terminal.reply(place.fresh_code())
        terminal.expect("session until")


def test_a_given_code_that_is_wrong_is_asked_for_again_on_a_terminal(place: Place) -> None:
    shell = next(shell for shell in INTERACTIVE if shell.name == "dash")
    shell.require()
    with Terminal.of(place, shell) as terminal:
        terminal.enter(shell.evaluate(f"aws-session {place.wrong_code()}"))
        terminal.expect("AWS refused the code")
        terminal.expect("MFA code")
        terminal.reply(place.fresh_code())
        terminal.expect("session until")
        terminal.ready()

        assert terminal.status() == 0


def test_a_given_code_that_is_wrong_is_status_1_without_a_terminal(
    place: Place, sitting: Sitting
) -> None:
    before = dict(sitting.environ)
    sitting.enter(f"aws-session --code {place.wrong_code()}")

    assert (sitting.status, sitting.environ) == (1, before)
    assert "AWS refused the code" in sitting.notices
    assert place.company.cloud.calls.count("GetSessionToken") == 1


def _program(place: Place, text: str) -> Path:
    script = place.folder / "prints-a-code"
    script.write_text(f"#!/bin/sh\n{text}\n")
    script.chmod(0o755)
    return script
