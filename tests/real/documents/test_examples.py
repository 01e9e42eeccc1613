"""The examples are run."""

import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from real.journeys.conftest import BY_NAME
from real.journeys.place import Place, Sitting, company, in_front_of
from real.journeys.terminal import Terminal
from real.shells.interpreters import bare_environment

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
PORTAL = "Customer Portal (EU)"
RC = {
    "bashrc": ("bash",),
    "zshrc": ("zsh",),
    "kshrc": ("ksh93", "mksh"),
    "profile": ("dash", "busybox", "yash"),
    "config.fish": ("fish",),
    "tcshrc": ("tcsh",),
}
STRUCTURED = {"rc.elv": "elvish", "xonshrc": "xonsh", "profile.ps1": "pwsh"}
ALIASES = {
    "aliases.sh": ("bash", "zsh", "ksh93", "mksh", "dash", "busybox", "yash"),
    "aliases.fish": ("fish",),
    "aliases.tcsh": ("tcsh",),
}
TRIED_ELSEWHERE = {"README.md", "demo", "rc", "prompt"}


def pairs(table: Mapping[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    return [(file, shell) for file, shells in table.items() for shell in shells]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with in_front_of(tmp_path, company()) as made:
        yield made


def sourced(shell: str, file: Path) -> str:
    return f"{'source' if shell in {'tcsh', 'fish'} else '.'} {file}"


def run(
    place: Place, *words: str | Path, environ: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a program without a person at a terminal."""
    return subprocess.run(
        words,
        env=bare_environment(place.home) | place.environ | dict(environ or {}),
        cwd=place.folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        start_new_session=True,
        timeout=90,
        check=False,
    )


def code_command(place: Place) -> dict[str, str]:
    return {"AWS_SESSION_MFA_COMMAND": f"echo {place.fresh_code()}"}


def test_every_example_is_named_and_tried() -> None:
    named = (EXAMPLES / "README.md").read_text()
    there = {path.name for path in EXAMPLES.iterdir()}
    tried = {*ALIASES, "aliases.ps1", "Makefile", "in-accounts", "nightly"}

    assert there == TRIED_ELSEWHERE | tried
    assert all(f"({name})" in named for name in there - {"README.md"})
    assert {path.name for path in (EXAMPLES / "rc").iterdir()} == {*RC, *STRUCTURED}


@pytest.mark.parametrize(("file", "shell"), pairs(RC))
def test_a_line_in_the_rc_file_makes_the_words_work_bare(
    place: Place, file: str, shell: str
) -> None:
    BY_NAME[shell].require()
    with Terminal.of(place, BY_NAME[shell]) as terminal:
        terminal.enter(sourced(shell, EXAMPLES / "rc" / file))
        terminal.ready()
        terminal.enter(f"aws-session {place.fresh_code()}")
        terminal.expect("session until")
        terminal.ready()
        held = terminal.environment()

    assert held["AWS_SESSION_LABEL"] == b"alice@111122223333"


@pytest.mark.parametrize(("file", "shell"), STRUCTURED.items())
def test_other_shells_read_their_rc_file_too(place: Place, file: str, shell: str) -> None:
    BY_NAME[shell].require()
    rc = EXAMPLES / "rc" / file
    start = {
        "elvish": ("elvish", "-rc", str(rc)),
        "xonsh": ("xonsh", "--rc", str(rc), "-i"),
        "pwsh": ("pwsh", "-NoProfile", "-NoExit", "-Command", f". '{rc}'"),
    }
    held, telling = place.folder / "held", place.folder / "telling"
    telling.write_text(f"#!/bin/sh\nenv -0 >{held}\necho wrote\n")
    telling.chmod(0o755)
    with Terminal(place, start[shell], {"TERM": "xterm"}) as terminal:
        for line, said in (
            (f"aws-session {place.fresh_code()}", "session until"),
            (str(telling), "wrote"),
        ):
            # The whole line waits in the terminal until the shell asks for one; PSReadLine would
            # not take its end for that.
            if shell == "pwsh":
                terminal.expect("> ")
            terminal.enter(line)
            terminal.expect(said)

    assert b"AWS_SESSION_LABEL=alice@111122223333" in held.read_bytes().split(b"\0")


@pytest.mark.parametrize(("file", "shell"), pairs(RC))
def test_an_rc_file_is_silent_where_the_program_is_not_installed(
    place: Place, file: str, shell: str
) -> None:
    BY_NAME[shell].require()
    script = f"{sourced(shell, EXAMPLES / 'rc' / file)}\necho loaded\n"
    done = BY_NAME[shell].run(script, cwd=place.folder, env={"PATH": "/usr/bin:/bin"})

    assert (done.returncode, done.stdout, done.stderr) == (0, b"loaded\n", b"")


@pytest.mark.parametrize(("file", "shell"), pairs(ALIASES))
def test_the_short_names_go_in_on_back_and_out(place: Place, file: str, shell: str) -> None:
    BY_NAME[shell].require()
    labels = []
    with Terminal.of(place, BY_NAME[shell]) as terminal:
        terminal.enter(sourced(shell, EXAMPLES / file))
        terminal.ready()
        before = terminal.environment()
        terminal.answer("awsin", place.fresh_code())
        terminal.expect("session until")
        terminal.ready()
        for line in (f'awspose "{PORTAL}"', "awsregion eu-central-1", "awsback"):
            terminal.enter(line)
            terminal.expect("aws-session: ")
            terminal.ready()
            held = terminal.environment()
            labels.append((held["AWS_SESSION_LABEL"].decode(), held["AWS_REGION"].decode()))
        terminal.enter("awsout")
        terminal.expect("session ended")
        terminal.ready()
        after = terminal.environment()

    assert labels == [
        ("555566667777/OrganizationAccountAccessRole", "us-east-1"),
        ("555566667777/OrganizationAccountAccessRole", "eu-central-1"),
        ("alice@111122223333", "us-east-1"),
    ]
    assert after == before


def test_make_stops_before_anything_without_a_session(place: Place) -> None:
    sitting = Sitting.at(place, BY_NAME["dash"])
    refused = run(place, "make", "-f", EXAMPLES / "Makefile", "apply")
    sitting.enter(f"aws-session {place.fresh_code()}")
    session = {name: os.fsdecode(value) for name, value in sitting.environ.items()}
    applied = run(place, "make", "-f", EXAMPLES / "Makefile", "apply", environ=session)

    assert (refused.returncode, refused.stdout) == (2, "")
    assert "type aws-session" in refused.stderr
    assert applied.returncode == 0
    assert "applying as alice@111122223333" in applied.stdout


def test_a_command_runs_in_many_accounts_for_one_code(place: Place) -> None:
    file = place.folder / "accounts.txt"
    file.write_text(f"prod\n{PORTAL}\n\n654321098765\n")
    shown = ("sh", "-c", "echo $AWS_ACCOUNT_ID $AWS_SESSION_LABEL")
    done = run(place, EXAMPLES / "in-accounts", file, *shown, environ=code_command(place))
    codes = [call for call in place.company.cloud.calls if call.action == "GetSessionToken"]

    assert done.returncode == 0, done.stderr
    assert [line.split()[0] for line in done.stdout.splitlines()] == [
        "210987654321",
        "555566667777",
        "654321098765",
    ]
    assert "session ended" in done.stderr
    assert len(codes) == 1


@pytest.mark.parametrize(
    ("accounts", "command", "status"),
    [("prod\nstaging\n", "exit 7", 7), ("nowhere\nprod\n", "exit 0", 2)],
)
def test_the_first_failure_ends_it_and_the_session(
    place: Place, accounts: str, command: str, status: int
) -> None:
    file = place.folder / "accounts.txt"
    file.write_text(accounts)
    words = ("sh", "-c", f"echo ran; {command}")
    done = run(place, EXAMPLES / "in-accounts", file, *words, environ=code_command(place))

    assert done.returncode == status
    assert done.stdout == ("ran\n" if status == 7 else "")
    assert "session ended" in done.stderr


@pytest.fixture
def cron(place: Place) -> dict[str, str]:
    """The environment of a cron job: a home and a short PATH."""
    local = place.home / ".local" / "bin"
    local.mkdir(parents=True)
    program = subprocess.run(
        ["sh", "-c", "command -v aws-session"],
        env=place.environ, capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    (local / "aws-session").symlink_to(program)
    return {"PATH": "/usr/bin:/bin", "SHELL": "/bin/sh", "LOGNAME": "alice"}


def test_cron_gets_a_role_and_nothing_to_mail(place: Place, cron: dict[str, str]) -> None:
    file = place.folder / "ran"
    words = (
        "prod",
        "OrganizationAccountAccessRole",
        "sh",
        "-c",
        f"echo $AWS_SESSION_LABEL >{file}",
    )
    done = run(place, EXAMPLES / "nightly", *words, environ=cron | code_command(place))

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert file.read_text() == "prod/OrganizationAccountAccessRole\n"


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("prod", "OrganizationAccountAccessRole", "sh", "-c", "echo why; exit 5"), 5, "why"),
        (("nowhere", "Admin", "true"), 125, "nowhere"),
        (("prod",), 2, "usage"),
    ],
    ids=str,
)
def test_cron_mails_what_went_wrong(
    place: Place, cron: dict[str, str], words: tuple[str, ...], status: int, said: str
) -> None:
    done = run(place, EXAMPLES / "nightly", *words, environ=cron | code_command(place))

    assert done.returncode == status
    assert done.stdout == ""
    assert said in done.stderr


def test_a_job_without_a_code_says_what_is_missing(place: Place, cron: dict[str, str]) -> None:
    done = run(place, EXAMPLES / "nightly", "prod", "Admin", "true", environ=cron)

    assert done.returncode == 2
    assert "set AWS_SESSION_MFA_COMMAND" in done.stderr
