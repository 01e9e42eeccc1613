"""Where shell code may be written, and the message if it cannot."""

import os
import signal
from threading import Timer

import pytest

from aws_session import __version__
from aws_session.shells import dialect
from real.init.loading import LOAD
from real.journeys.conftest import BY_NAME
from real.journeys.place import Place, Sitting, read_environment
from real.journeys.terminal import INTERACTIVE, Terminal
from real.shells.conftest import splitting
from real.shells.interpreters import BOURNE, Interpreter

__all__ = ["splitting"]


@pytest.mark.parametrize("shell", INTERACTIVE, ids=str)
def test_where_nothing_evaluates_it_the_line_for_this_shell_is_shown(
    place: Place, shell: Interpreter
) -> None:
    shell.require()
    with Terminal.of(place, shell) as terminal:
        terminal.enter("aws-session -p work")
        terminal.expect("type: ")
        terminal.ready()
        status = terminal.status()

    assert status == 2
    assert (
        f"type: {dialect(shell.dialect).invocation('aws-session -p work')}\n" in terminal.transcript
    )
    assert "MFA code" not in terminal.transcript


def test_print_overrides(place: Place) -> None:
    shell = next(shell for shell in INTERACTIVE if shell.name == "bash")
    shell.require()
    with Terminal.of(place, shell) as terminal:
        terminal.enter(f"aws-session --print {place.fresh_code()}")
        terminal.expect("AWS_SECRET_ACCESS_KEY='")
        terminal.expect("session until")
        terminal.ready()

        assert terminal.status() == 0


@pytest.mark.parametrize("option", ["", "--print"])
def test_code_in_a_file_is_told_of(place: Place, splitting: Interpreter, option: str) -> None:
    line = f"aws-session {place.fresh_code()} {option} >code && . ./code && env -0 >in"
    done = splitting.run(line, cwd=place.folder, env=place.environ)

    assert "AWS_SESSION_TOKEN" in read_environment(place.folder / "in"), done.stderr
    told = b"the shell code went into a file, secrets included; this shell is unchanged\n"
    assert (told in done.stderr) is (option == "")
    assert (b"type: eval $(aws-session " in done.stderr) is (option == "")


def test_a_data_format_is_written_into_a_file(place: Place, splitting: Interpreter) -> None:
    line = f"aws-session --shell dotenv {place.fresh_code()} >.env"
    done = splitting.run(line, cwd=place.folder, env=place.environ)

    assert "AWS_SESSION_TOKEN=" in (place.folder / ".env").read_text()
    assert b"went into a file" not in done.stderr


@pytest.mark.parametrize("name", ["bash", "zsh", "ksh93"])
def test_code_is_read_from_a_process_substitution(place: Place, name: str) -> None:
    shell = BY_NAME[name]
    shell.require()
    line = f". <(aws-session {place.fresh_code()}); env -0 >in"
    done = shell.run(line, cwd=place.folder, env=place.environ)

    assert "AWS_SESSION_TOKEN" in read_environment(place.folder / "in"), done.stderr


def test_the_emit_descriptor_gets_the_code_and_stdout_nothing(place: Place) -> None:
    code = place.fresh_code()
    done = _in_dash(
        place,
        f"emitted=$(AWS_SESSION_EMIT_FD=9 aws-session -s bash {code} 9>&1 1>printed)\n"
        'eval "$emitted"; echo $? "$AWS_SESSION_LABEL"',
    )

    assert done == "0 alice@111122223333\n"
    assert (place.folder / "printed").read_bytes() == b""


@pytest.mark.parametrize("asking", ["", "no-such-shell"])
def test_an_unknown_shell_is_detected_before_a_code_is_lost(place: Place, asking: str) -> None:
    code = place.fresh_code()
    done = _in_dash(
        place,
        f"emitted=$(AWS_SESSION_SHELL={asking} AWS_SESSION_EMIT_FD=9 aws-session {code} 9>&1)\n"
        'eval "$emitted"; echo $? "$AWS_SESSION_LABEL"\n'
        f'eval "$(AWS_SESSION_SHELL={asking} aws-session end --shell sh)"; echo $?\n'
        f'eval "$(AWS_SESSION_SHELL={asking} aws-session end)"; echo $? "$AWS_SESSION_LABEL"\n',
    )

    assert done == "0 alice@111122223333\n0\n0 \n"


def test_the_emit_descriptor_gets_the_failure_too(place: Place) -> None:
    done = _in_dash(
        place,
        "emitted=$(AWS_SESSION_EMIT_FD=9 aws-session -s bash --nosuch 9>&1 1>printed)\n"
        'eval "$emitted"; echo $?',
    )

    assert done == "2\n"
    assert (place.folder / "printed").read_bytes() == b""


def test_children_inherit_neither_the_descriptor_nor_its_variable(place: Place) -> None:
    script = place.folder / "child"
    seen = place.folder / "seen"
    script.write_text(f"ls -l /proc/self/fd >{seen}; env >>{seen}; echo {place.fresh_code()}\n")
    _in_dash(
        place,
        f"export AWS_SESSION_MFA_COMMAND='. {script}'\n"
        "AWS_SESSION_EMIT_FD=9 AWS_SESSION_SHELL=bash aws-session 9>emitted >printed",
    )

    assert "AWS_SESSION_TOKEN" in (place.folder / "emitted").read_text()
    assert "emitted" not in seen.read_text()
    assert "AWS_SESSION_EMIT_FD" not in seen.read_text()
    assert "AWS_SESSION_SHELL" not in seen.read_text()


@pytest.mark.parametrize("words", ["end", "CODE"])
@pytest.mark.parametrize(
    ("redirected", "why"), [(">&-", "stdout is closed"), (">/dev/full", "No space left")]
)
def test_a_stdout_that_cannot_be_written_is_reported(
    place: Place, words: str, redirected: str, why: str
) -> None:
    given = words.replace("CODE", place.fresh_code())
    done = _in_dash(place, f"aws-session {given} {redirected} 2>said; echo $?; cat said")

    assert done.startswith("1\n")
    assert why in done
    assert "session until" not in done


@pytest.mark.parametrize("words", ["status", "init bash"])
@pytest.mark.parametrize(
    ("redirected", "why"), [(">&-", "stdout is closed"), (">/dev/full", "No space left")]
)
def test_the_advice_to_evaluate_is_not_given_for_data(
    place: Place, words: str, redirected: str, why: str
) -> None:
    done = _in_dash(place, f"aws-session {words} {redirected} 2>said; echo $?; cat said")

    assert done.startswith("1\n")
    assert why in done
    assert "stdout must be a terminal" in done
    assert "eval" not in done


def test_a_closed_stdout_fails_exec_as_all_of_its_failures(place: Place) -> None:
    done = _in_dash(place, "aws-session exec -- true >&- 2>said; echo $?; cat said")

    assert done.startswith("125\n")
    assert "stdout is closed" in done
    assert "eval" not in done


def test_a_reader_that_left_is_reported(place: Place, sitting: Sitting) -> None:
    sitting.environ["AWS_SESSION_TOKEN"] = b"t"
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "w") as nobody:  # noqa: PTH123 - a descriptor, not a path
        done = place.program("end", stdout=nobody)

    assert done.returncode == 1
    assert "cannot write to stdout (Broken pipe): this shell is unchanged" in done.stderr


def test_where_code_cannot_be_written_no_other_command_is_advised(place: Place) -> None:
    done = _in_dash(place, "aws-session end --all >/dev/full 2>said; echo $?; cat said")

    assert done.startswith("1\n")
    assert "its output must be read, as in: eval $(aws-session)\n" in done


@pytest.mark.parametrize("command", ["help", "status --json", "init bash"])
def test_a_reader_of_data_that_left_is_not_an_error(place: Place, command: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as gone:
        done = place.program(*command.split(), stdout=gone)

    assert (done.returncode, done.stderr) == (-signal.SIGPIPE, "")


def test_a_full_pipe_that_another_program_made_non_blocking_gets_everything(place: Place) -> None:
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    filling = os.write(writing, b"x" * 65_536)
    received: list[bytes] = []
    with os.fdopen(reading, "rb") as reader, os.fdopen(writing, "w") as pipe:
        late = Timer(1, lambda: received.append(reader.read()))
        late.start()
        done = place.program("help", stdout=pipe)
        pipe.close()
        late.join()

    assert (done.returncode, done.stderr) == (0, "")
    assert received[0][filling:].decode() == place.program("help").stdout


def test_help_is_printed_by_help_and_not_evaluated_by_accident(place: Place) -> None:
    asked, by_accident = place.program("help"), place.program("--help", "--shell", "bash")

    assert (asked.returncode, by_accident.returncode) == (0, 2)
    assert "Every day" in asked.stdout
    assert "Every day" not in by_accident.stdout
    assert "Every day" in by_accident.stderr
    assert "aws-session help" in by_accident.stderr


def test_a_data_form_prints_nothing_where_it_fails(place: Place) -> None:
    for form in ("json", "dotenv"):
        done = place.program("--shell", form, "--code", place.wrong_code())

        assert (done.returncode, done.stdout) == (1, "")


def _in_dash(place: Place, script: str) -> str:
    shell = next(shell for shell in INTERACTIVE if shell.name == "dash")
    shell.require()
    return shell.run(script + "\n", cwd=place.folder, env=place.environ).stdout.decode()


def test_a_profile_in_the_place_of_a_command_is_shown_how_to_name_it(place: Place) -> None:
    key = place.company.key
    place.credentials(None, **{"default": key, "work": key, "12345": key})
    digits = place.program("12345", "-s", "sh")
    profile, mfa = place.program("work", "-s", "sh"), place.program("-p", "mfa-work", "-s", "sh")
    none = place.program("wrok", "-s", "sh")

    assert "'work' is not a command, but an AWS profile" in profile.stderr
    assert "aws-session -p work" in profile.stderr
    assert "aws-session -p 12345" in digits.stderr
    assert "there is no AWS profile 'mfa-work', only 'work'" in mfa.stderr
    assert "aws-session help" in none.stderr
    assert {done.returncode for done in (profile, mfa, none)} == {2}
    assert all(done.stdout.startswith("command test x") for done in (profile, mfa, none))


@pytest.mark.parametrize("typed", ["Prod", "prod & co", "12345", "other"])
def test_an_account_in_the_place_of_a_command_is_answered_with_pose(
    place: Place, typed: str
) -> None:
    settings = place.folder / "settings.toml"
    tables = ('[accounts.prod]\nid = "210987654321"', '[accounts."prod & co"]\nid = "321098765432"')
    settings.write_text("\n".join(tables))
    place.environ["AWS_SESSION_CONFIG"] = str(settings)
    done = place.program(typed, "-s", "sh")
    line = done.stderr.splitlines()[-1]

    pose = {"Prod": "pose Prod", "prod & co": "pose 'prod & co'"}.get(typed)
    assert ("but an account" in done.stderr) == (pose is not None)
    assert pose is None or line == f"  to assume a role in it: aws-session {pose}"
    assert done.returncode == 2
    assert done.stdout.startswith("command test x")


@pytest.mark.parametrize("form", ["--shell json", "-s dotenv"])
def test_the_suggested_line_shows_the_data_form(place: Place, form: str) -> None:
    shell = next(shell for shell in INTERACTIVE if shell.name == "bash")
    shell.require()
    line = f"aws-session mfa {form}"
    with Terminal.of(place, shell) as terminal:
        terminal.enter(line)
        terminal.expect(f"to show them anyway: {line} --print")
        terminal.ready()
        assert terminal.status() == 2
        terminal.answer(f"{line} --print", place.fresh_code())
        terminal.expect("AWS_SECRET_ACCESS_KEY")
        terminal.ready()

        assert terminal.status() == 0


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("--help", "aws-session help | less"),
        ("pose -h", "aws-session help pose | less"),
        ("status --help", "aws-session help status | less"),
    ],
)
def test_help_in_a_pipe_ends_with_the_line_that_pages_it(
    place: Place, words: str, line: str
) -> None:
    piped = _in_dash(place, f"aws-session {words} 2>said | cat; tail -n 1 said")
    paged = line.replace("| less", "| cat")
    said = (place.folder / "said").read_text()

    assert piped == f"{dialect('sh').failure(2)}  {line}\n"
    assert said.startswith(_in_dash(place, paged).rstrip())


@pytest.mark.parametrize("shell", BOURNE, ids=str)
def test_the_function_fails_where_stdout_is_closed(place: Place, shell: Interpreter) -> None:
    shell.require()
    done = shell.run(
        f"{LOAD[shell.dialect]}\naws_session status >&-; echo $?\n"
        "aws_session region eu-north-1 >&-; echo $? $AWS_REGION\naws_session status; echo $?\n",
        cwd=place.folder,
        env=place.environ,
    )

    assert done.stdout.decode() == "1\n1\nno session here\n0\n"
    assert done.stderr.decode().count("aws-session: error: stdout is closed\n") == 2


def test_what_does_not_fit_on_the_screen_is_read_in_a_pager(place: Place) -> None:
    shell = BY_NAME["bash"]
    shell.require()
    pager = place.folder / "pager"
    pager.write_text(f"#!/bin/sh\nenv >'{place.folder}/pager-env'\nwc -l >'{place.folder}/read'\n")
    pager.chmod(0o700)
    session = {"PAGER": str(pager), "TERM": "xterm", "AWS_SESSION_TOKEN": "secret"}
    with Terminal.of(place, shell, session) as terminal:
        terminal.enter("aws-session help errors")
        terminal.ready()
        assert int((place.folder / "read").read_text()) > 100
        assert "secret" not in (place.folder / "pager-env").read_text()
        assert "wrong code" not in terminal.transcript

        (place.folder / "read").unlink()
        for line in ("aws-session help codes", "aws-session help errors | cat >piped"):
            terminal.enter(line)
            terminal.ready()

    assert not (place.folder / "read").exists()
    assert len((place.folder / "piped").read_text().splitlines()) > 100


@pytest.mark.parametrize("pager", ["cat", "", "no-such-pager"])
def test_without_a_pager_the_text_is_printed(place: Place, pager: str) -> None:
    shell = BY_NAME["bash"]
    shell.require()
    with Terminal.of(place, shell, {"PAGER": pager, "TERM": "xterm"}) as terminal:
        terminal.enter("aws-session help errors")
        terminal.ready()

        assert terminal.status() == 0
    assert "Ending a session at AWS" in terminal.transcript


def test_the_version_is_named_with_the_program(place: Place) -> None:
    for words in (("--version",), ("version",)):
        assert place.program(*words).stdout == f"aws-session {__version__}\n"
