"""A session for one command only."""

import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from real.journeys.place import SECRET, SESSION, Place, Sitting
from real.journeys.terminal import INTERACTIVE, READY, Terminal
from real.shells.interpreters import bare_environment

GIGABYTE = 1 << 30
PROD = "210987654321"

Held = dict[str, str]
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def held(place: Place, sitting: Sitting) -> Held:
    """The variables of a shell in a session."""
    assert sitting.enter(f"aws-session {place.fresh_code()}") == 0
    return {n: os.fsdecode(v) for n, v in sitting.environ.items() if n[:4] == "AWS_"}


def script(place: Place, held: Held, text: str, **options: object) -> str:
    """Run a script in a shell that has a session; return its output."""
    done = subprocess.run(
        ["sh", "-c", text],
        env=bare_environment(place.home) | place.environ | held,
        cwd=place.folder,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        timeout=240,
        check=False,
        **options,  # type: ignore[call-overload]
    )
    return str(done.stdout)


def statuses(place: Place, held: Held, wanted: str) -> list[int]:
    text = f'for n in {wanted}; do aws-session exec -- sh -c "exit $n"; echo $?; done'
    return [int(line) for line in script(place, held, text).split()]


def test_the_status_is_the_commands_own(place: Place, held: Held) -> None:
    assert statuses(place, held, "0 1 2 7 125 126 127 128 130 255") == [
        *(0, 1, 2, 7, 125, 126, 127, 128, 130, 255)
    ]


@pytest.mark.slow
def test_every_status_is_the_commands_own(place: Place, held: Held) -> None:
    assert statuses(place, held, "$(seq 0 255)") == list(range(256))


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGPIPE, signal.SIGINT])
def test_a_death_by_signal_is_the_commands_own(place: Place, held: Held, number: int) -> None:
    done = place.program("exec", "--", "sh", "-c", f"kill -{number} $$", environ=held)

    assert done.returncode == -number


def test_a_signal_reaches_the_command_itself(place: Place, held: Held) -> None:
    process = subprocess.Popen(
        ["aws-session", "exec", "--", "sh", "-c", "trap 'echo told; exit 9' TERM; echo on; read x"],
        env=bare_environment(place.home) | place.environ | held,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "on\n"
        process.terminate()

        assert process.stdout.read() == "told\n"
    assert process.returncode == 9


def test_the_program_becomes_the_command(place: Place, held: Held) -> None:
    text = "aws-session exec -- sh -c 'echo $PPID'; echo $$"

    inner, outer = script(place, held, text).split()

    assert inner == outer


def test_a_gigabyte_passes_untouched(place: Place, held: Held) -> None:
    text = f"head -c {GIGABYTE} /dev/zero | aws-session exec -- cat | wc -c"

    assert int(script(place, held, text)) == GIGABYTE


def test_a_broken_pipe_ends_the_command_as_in_any_shell(place: Place, held: Held) -> None:
    text = "{ aws-session exec -- yes; echo $? >&2; } | head -n 1"

    assert sorted(script(place, held, text, stderr=subprocess.STDOUT).split()) == ["141", "y"]


def test_other_descriptors_are_the_commands_too(place: Place, held: Held) -> None:
    text = "{ aws-session exec -- sh -c 'echo there >&3'; } 3>&1 >/dev/null"

    assert script(place, held, text) == "there\n"


def test_a_script_without_an_interpreter_line_is_run_by_sh(place: Place, held: Held) -> None:
    (place.folder / "deploy").write_text("echo deployed $1\n")
    (place.folder / "deploy").chmod(0o755)

    assert script(place, held, "aws-session exec -- ./deploy now") == "deployed now\n"


def test_the_command_has_the_role_and_nothing_else(place: Place, held: Held) -> None:
    done = place.program("exec", PROD, "Admin", "--", "env", "-0", environ=held)
    pairs = dict(entry.split("=", 1) for entry in done.stdout.split("\0") if entry)

    who = place.with_session({n: v.encode() for n, v in pairs.items()})("sts")
    assert ":assumed-role/Admin/" in who.get_caller_identity()["Arn"]
    assert pairs["AWS_SESSION_LABEL"] == f"{PROD}/Admin"
    for mine in ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        assert held[mine] not in done.stdout
    assert place.company.key.secret not in done.stdout
    assert done.stderr.count("\n") == 1


def test_an_end_inside_leaves_nothing_and_puts_nothing_back(place: Place, held: Held) -> None:
    text = 'eval "$(aws-session end)"; env'
    key = {
        "AWS_ACCESS_KEY_ID": place.company.key.id,
        "AWS_SECRET_ACCESS_KEY": place.company.key.secret,
    }

    code = place.fresh_code()
    done = place.program("exec", "--code", code, "--", "sh", "-c", text, environ=key)

    assert done.returncode == 0
    assert not [name for name in SESSION if f"{name}=" in done.stdout]


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("--", "no-such-program"), 127, "no-such-program: not found"),
        (("--", "/etc/passwd"), 126, "/etc/passwd cannot be run: Permission denied"),
        (("--", "/etc/passwd/x"), 127, "/etc/passwd/x: not found"),
        (("--",), 125, "no command follows --"),
        (("--", ""), 125, "no command follows --"),
        (("no-such-account", "--", "true"), 125, "'no-such-account'"),
        (("a", "b", "c"), 125, "put -- before the command to run"),
        (("--no-such-option", "--", "true"), 125, "--no-such-option"),
        (("-d", "99h", "--", "true"), 125, "99h"),
    ],
)
def test_failures_of_ours_have_the_statuses_of_env(
    place: Place, held: Held, words: tuple[str, ...], status: int, said: str
) -> None:
    done = place.program("exec", *words, environ=held)

    assert (done.returncode, done.stdout) == (status, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("prod", "Admin", "--", "no-such-program"), "no-such-program: not found"),
        (("--refresh", "--", "no-such-program"), "no-such-program: not found"),
        (("-s", "dotenv"), "dotenv is an output format, not a shell"),
        (("-s", "sh", "prod", "no role"), "'no role' is not a valid role name"),
    ],
)
def test_nothing_is_sent_for_what_cannot_run(
    place: Place, words: tuple[str, ...], said: str
) -> None:
    given = {"AWS_SESSION_MFA_COMMAND": f"echo {place.fresh_code()}"}
    done = place.program("exec", *words, environ=given)

    assert done.returncode in {125, 127}
    assert said in done.stderr
    assert place.company.cloud.calls.actions == []


@pytest.mark.parametrize("name", ["AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN"])
def test_a_leftover_token_is_not_taken_for_a_session(place: Place, name: str) -> None:
    words = ("--", "sh", "-c", "echo $AWS_ACCESS_KEY_ID")
    refused = place.program("exec", *words, environ={name: "leftover"})
    done = place.program("exec", "--code", place.fresh_code(), *words, environ={name: "leftover"})
    console = place.program("console", "--url", environ={name: "leftover"})

    assert (refused.returncode, refused.stdout) == (125, "")
    assert "an MFA code is needed" in refused.stderr
    assert done.stdout.startswith("ASIA"), done.stderr
    assert "TARGET is missing" in console.stderr


def test_a_refused_code_runs_nothing(place: Place) -> None:
    ran = place.folder / "ran"
    done = place.program("exec", "--code", place.wrong_code(), "--", "touch", str(ran))

    assert (done.returncode, done.stdout) == (125, "")
    assert not ran.exists()


@pytest.mark.parametrize("shell", [s for s in INTERACTIVE if s.name in {"bash", "zsh"}], ids=str)
def test_a_code_is_asked_for_and_the_terminal_is_the_commands(place: Place, shell: object) -> None:
    with Terminal.of(place, shell) as terminal:  # type: ignore[arg-type]
        before = terminal.environment()
        line = "aws-session exec -- sh -c 'echo on; read x; echo =$x=; test -t 1'"
        terminal.answer(line, place.fresh_code())
        terminal.process.expect(r"\non\r")
        terminal.enter("typed")
        terminal.expect("=typed=")
        terminal.ready()

        assert terminal.status() == 0
        line = "aws-session exec -- sh -c 'echo on; exec sleep 1000'"
        terminal.answer(line, place.fresh_code())
        terminal.process.expect(r"\non\r")
        terminal.end_prompt("^C")
        terminal.ready()
        assert terminal.status() == 130
        assert terminal.environment() == before


def test_without_a_command_it_opens_a_shell(place: Place, held: Held) -> None:
    bash = next(s for s in INTERACTIVE if s.name == "bash")
    (place.home / ".bashrc").write_text(f"PS1='{READY}'\n")
    with Terminal.of(place, bash, held) as terminal:
        terminal.enter(f"aws-session exec {PROD} Admin")
        terminal.expect(f"this is a new shell in the session {PROD}/Admin; exit leaves it")
        terminal.ready()
        inside = terminal.environment()
        terminal.enter("exit 3")
        terminal.ready()
        status = terminal.status()

    assert inside["AWS_SESSION_LABEL"].decode() == f"{PROD}/Admin"
    assert status == 3


def test_a_shell_in_another_tools_session_says_so(place: Place, held: Held) -> None:
    names = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
    foreign = {name: held[name] for name in names}

    done = place.program("exec", "--shell", "dash", environ=foreign)

    said = "this is a new shell in another tool's session; exit leaves it"
    assert done.stderr == f"aws-session: {said}\n"


def test_the_shell_that_is_named_is_the_one_that_opens(place: Place, held: Held) -> None:
    text = "aws-session exec --shell dash </dev/stdin"
    script = f"printf 'echo $0 $AWS_SESSION_LABEL\\n' | {text}"
    done = subprocess.run(
        ["sh", "-c", script],
        env=bare_environment(place.home) | place.environ | held | {"SHELL": "/bin/bash"},
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )

    assert done.stdout.split()[-1] == "alice@111122223333", done.stderr
    said = "this is a new shell in the session alice@111122223333; exit leaves it"
    assert done.stderr == f"aws-session: {said}\n"
    assert done.stdout.split()[0].endswith("dash")


def test_nothing_secret_is_on_the_screen_in_arguments_or_in_files(place: Place, held: Held) -> None:
    look = "cat /proc/self/cmdline /proc/$PPID/cmdline; env -0 >&3"
    text = f"aws-session exec {PROD} Admin -- sh -c '{look}' 3>env"
    before = place.everything_under_home()

    printed = script(place, held, text, stderr=subprocess.STDOUT)

    pairs = dict(
        entry.split(b"=", 1) for entry in (place.folder / "env").read_bytes().split(b"\0") if entry
    )
    secrets = [pairs[name.encode()].decode() for name in SECRET]
    secrets += [held[name] for name in SECRET]
    assert not [secret for secret in secrets if secret in printed]
    assert place.everything_under_home() == before
    files = [f for f in Path(place.folder).rglob("*") if f.is_file() and f.name[:3] != "env"]
    for file in files:
        content = file.read_bytes()
        assert not [secret for secret in secrets if secret.encode() in content], file
