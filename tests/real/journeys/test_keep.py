"""One code for every terminal and tool, with a real Secret Service on its own bus."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import aws_session
import secret_service
from real.journeys.place import Place, Sitting, company, in_front_of, without
from real.journeys.terminal import Terminal
from real.shells.interpreters import ALL, bare_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from real.shells.interpreters import Interpreter
    from secret_service import SecretService

SOURCE = Path(aws_session.__file__).parent.parent
LONG_TERM = "AWS_SESSION_MFA_COMMAND"


@pytest.fixture
def store(place: Place) -> Iterator[SecretService]:
    """An unlocked store, which everything here finds; no secret is left outside it."""
    with secret_service.bus(place.folder, place.environ) as service:
        service.start()
        temporary = place.folder / "tmp"
        temporary.mkdir()
        place.environ.update(service.environ, TMPDIR=str(temporary))
        with subprocess.Popen(
            ["sh", "-c", "while :; do ps -A -ww -o args=; sleep 0.05; done"],
            stdout=subprocess.PIPE,
        ) as arguments:
            yield service
            arguments.kill()
            seen = arguments.stdout.read() if arguments.stdout else b""
        _find_no_secret(place, seen)


def _find_no_secret(place: Place, arguments: bytes) -> None:
    """Search files and process arguments for every secret that this AWS has issued."""
    sessions = place.company.cloud.sessions.values()
    assert sessions, "nothing was handed out"
    secrets = [
        secret.encode() for session in sessions for secret in (session.secret, session.token)
    ]
    for path in place.folder.rglob("*"):
        # Files that a test itself made a shell write, to read a session from them.
        if not path.is_file() or path.name.startswith(("asked-", "environ-", "answer-")):
            continue
        found = path.read_bytes()
        assert not any(secret in found for secret in secrets), path
    assert not any(secret in arguments for secret in secrets)


def calls(place: Place, name: str = "GetSessionToken") -> int:
    return place.company.cloud.calls.count(name)


def device(place: Place) -> dict[str, str]:
    """Return the variables that give a run a fresh code without a terminal."""
    return {LONG_TERM: f"echo {place.fresh_code()}"}


def keeping_in(place: Place, store: str) -> None:
    """Name a store in the settings."""
    path = place.folder / "keep_in.toml"
    path.write_text(f'keep_in = "{store}"\n')
    place.environ["AWS_SESSION_CONFIG"] = str(path)


def kept(place: Place) -> None:
    done = place.program("--keep", "--shell", "json", environ=device(place))
    assert "stored in the Secret Service" in done.stderr, done.stderr


def test_what_is_stored_and_too_short_is_not_said_to_be_missing(
    place: Place, store: SecretService
) -> None:
    """The setting that it is too short for is named."""
    done = place.program("--keep", "-d", "1h", "--shell", "json", environ=device(place))
    assert "stored in the Secret Service" in done.stderr, done.stderr
    settings = place.folder / "least.toml"
    settings.write_text('keep_at_least = "2h"\n')
    tool = place.program("process", environ={"AWS_SESSION_CONFIG": str(settings)})

    assert tool.returncode == 1
    assert re.search(
        "the stored session has (1 h|59 min) left, and keep_at_least in the settings is 2 h\n"
        "aws-session: error: no stored session can be used, and asking for a code needs a terminal",
        tool.stderr,
    )


def test_three_terminals_and_one_code(
    place: Place, store: SecretService, dash: Interpreter
) -> None:
    with (
        Terminal.of(place, dash) as first,
        Terminal.of(place, dash) as second,
        Terminal.of(place, dash) as third,
    ):
        first.answer(dash.evaluate("aws-session --keep"), place.fresh_code())
        first.ready()
        second.enter(dash.evaluate("aws-session"))
        second.expect("stored session until")
        second.ready()
        third.enter(dash.evaluate("aws-session pose prod Admin"))
        third.expect("prod/Admin in account")
        third.ready()
        sessions = [terminal.environment() for terminal in (first, second)]
        role = third.environment()
        second.enter(dash.evaluate("aws-session end"))
        second.expect("session ended")
        second.ready()
        second.enter(dash.evaluate("aws-session"))
        second.expect("stored session until")
        second.ready()
        third.enter(dash.evaluate("aws-session end --all"))
        third.expect("the stored session was deleted")
        third.ready()
        second.enter(dash.evaluate("aws-session"))
        second.expect("MFA code")
        second.end_prompt("^C")
        second.ready()

    assert sessions[0]["AWS_SESSION_TOKEN"] == sessions[1]["AWS_SESSION_TOKEN"]
    assert place.with_session(role)("sts").get_caller_identity()["Account"] == "210987654321"
    assert calls(place) == 1


def test_two_terminals_at_once_ask_once(
    place: Place, store: SecretService, dash: Interpreter
) -> None:
    with Terminal.of(place, dash) as first, Terminal.of(place, dash) as second:
        first.enter(dash.evaluate("aws-session --keep"))
        first.expect("MFA code")
        second.enter(dash.evaluate("aws-session --keep"))
        second.expect("waiting for the MFA code that process")
        first.reply(place.fresh_code())
        first.ready()
        second.expect("stored session until")
        second.ready()

    assert calls(place) == 1


def test_a_terminal_that_dies_during_the_question_does_not_block(
    place: Place, store: SecretService, dash: Interpreter
) -> None:
    with Terminal.of(place, dash) as first, Terminal.of(place, dash) as second:
        first.enter(dash.evaluate("aws-session --keep"))
        first.expect("MFA code")
        second.enter(dash.evaluate("aws-session --keep"))
        second.expect("waiting for the MFA code that process")
        first.end_prompt("KILL")
        second.reply(place.fresh_code())
        second.expect("session until")
        second.ready()

    assert calls(place) == 1


HASTY = """import time
begun, slow = time.time(), time.time
time.time = lambda: begun + 20 * (slow() - begun)
"""
"""A sitecustomize whose clock runs fast."""


def test_a_tool_waits_for_a_prompt_elsewhere_but_not_forever(
    place: Place, store: SecretService, dash: Interpreter
) -> None:
    (place.folder / "hasty").mkdir()
    (place.folder / "hasty" / "sitecustomize.py").write_text(HASTY)
    hasty = {"PYTHONPATH": str(place.folder / "hasty")}
    with Terminal.of(place, dash) as first:
        first.enter(dash.evaluate("aws-session --keep"))
        first.expect("MFA code")
        tool = place.program("process", environ=hasty)
        command = place.program("exec", "--keep", "prod", "Admin", "--", "true", environ=hasty)
        patient = _process(place)
        assert patient.stderr is not None
        said = patient.stderr.readline()
        first.reply(place.fresh_code())
        first.ready()
        got, _ = patient.communicate(timeout=60)

    waits = "aws-session: waiting for the MFA code that process"
    for done, status in ((tool, 1), (command, 125)):
        assert (done.returncode, done.stdout) == (status, "")
        assert re.search(
            f"{waits} (.*) asks for\n(?:.*\n)?"
            r"aws-session: error: an MFA code is needed, and process \1 is still asking for it\n"
            "  type it there, then try again\n$",
            done.stderr,
        ), done.stderr
    assert said.startswith(waits)
    assert json.loads(got)["SessionToken"]
    assert calls(place) == 1


def test_resume_gives_a_new_terminal_the_stored_session(
    place: Place, store: SecretService, sitting: Sitting
) -> None:
    assert (sitting.enter("aws-session resume"), sitting.notices) == (0, "")
    assert sitting.aws("SESSION_TOKEN") is None
    kept(place)
    assert (sitting.enter("aws-session resume"), sitting.notices) == (0, "")

    assert place.with_session(sitting.environ)("iam").list_users()
    assert calls(place) == 1


@pytest.mark.parametrize("shell", ALL, ids=str)
def test_resume_changes_nothing_where_nothing_is_kept(place: Place, shell: Interpreter) -> None:
    shell.require()
    sitting = Sitting.at(place, shell)
    before = dict(sitting.environ)
    status = sitting.enter("aws-session resume")

    assert (status, sitting.notices) == (0, "")
    assert sitting.environ == before


@pytest.mark.parametrize("mood", ["locked", "silent", "gone"])
def test_a_store_that_does_not_serve_costs_a_line(
    place: Place, store: SecretService, mood: str
) -> None:
    keeping_in(place, "secret-service")
    kept(place)
    if mood == "locked":
        store.lock()
        expected = "secret store is locked"
    elif mood == "silent":
        store.fall_silent()
        expected = "did not answer for 5 s"
    else:
        place.environ["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/nonexistent"
        expected = "has no secret store"
    begun = time.monotonic()
    done = place.program("--keep", "--shell", "json", environ=device(place))
    took = time.monotonic() - begun
    quiet = place.program("resume", "--shell", "json")

    assert done.returncode == 0, done.stderr
    assert "AWS_SESSION_TOKEN" in done.stdout
    assert [expected in line for line in done.stderr.splitlines()].count(True) == 1
    assert took < 20
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "{}\n", "")
    assert calls(place) == 2


def test_a_session_that_could_not_be_found_is_not_stored(
    place: Place, store: SecretService
) -> None:
    told = {"AWS_SESSION_CACHE": "/proc/nope", **device(place)}
    done = place.program("--keep", "--shell", "json", environ=told)

    assert done.returncode == 0, done.stderr
    assert "AWS_SESSION_TOKEN" in done.stdout
    assert "not stored: /proc/nope cannot be written" in done.stderr
    assert "stored in" not in done.stderr
    assert store.items() == 0


def test_a_store_that_refuses_costs_a_line(place: Place) -> None:
    keeping_in(place, "secret-service")
    with secret_service.bus(place.folder, place.environ, denying=True) as service:
        service.start()
        place.environ.update(service.environ)
        done = place.program("--keep", "--shell", "json", environ=device(place))

    assert done.returncode == 0, done.stderr
    assert "not stored: " in done.stderr
    assert "AWS_SESSION_TOKEN" in done.stdout


def test_an_empty_store_is_not_filled_with_a_dialog(place: Place) -> None:
    with secret_service.bus(place.folder, place.environ) as service:
        place.environ.update(service.environ)
        done = place.program("--keep", "--shell", "json", environ=device(place))

    assert done.returncode == 0, done.stderr
    assert "no default keyring" in done.stderr


def test_a_file_in_plain_text_is_refused_by_its_name(place: Place, tmp_path: Path) -> None:
    told = {"PYTHON_KEYRING_BACKEND": "keyrings.alt.file.PlaintextKeyring", **device(place)}
    done = place.program("--keep", "--shell", "json", environ=told)
    config = tmp_path / "home" / "config"
    (config / "python_keyring").mkdir(parents=True)
    (config / "python_keyring" / "keyringrc.cfg").write_text(
        "[backend]\ndefault-keyring=somebody.Else\n"
    )
    by_file = place.program(
        "--keep",
        "--fresh",
        "--shell",
        "json",
        environ={**device(place), "XDG_CONFIG_HOME": str(config)},
    )

    assert "to use keyrings.alt.file.PlaintextKeyring, which is not the system's" in done.stderr
    assert "to use somebody.Else, which is not" in by_file.stderr
    assert (done.returncode, by_file.returncode) == (0, 0)


def test_without_keyring_its_installation_is_suggested(place: Place, tmp_path: Path) -> None:
    keeping_in(place, "secret-service")
    hiding = without("keyring", tmp_path / "hiding")
    done = place.program(
        "--keep", "--shell", "json", environ={**device(place), "PYTHONPATH": hiding}
    )

    assert done.returncode == 0, done.stderr
    assert f"  to add it: {sys.executable} -m pip install keyring\n" in done.stderr


def test_twenty_tools_at_once_ask_once(
    place: Place, store: SecretService, dash: Interpreter
) -> None:
    script = place.folder / "twenty"
    script.write_text(
        "for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do\n"
        "  aws-session process >answer-$n 2>said-$n &\n"
        "done; wait; echo all there\n"
    )
    with Terminal(place, ("sh", str(script)), {}) as terminal:
        terminal.reply(place.fresh_code())
        terminal.expect("all there")
        shown = terminal.transcript
    answers = [json.loads(path.read_text()) for path in place.folder.glob("answer-*")]

    assert len(answers) == 20
    assert len({answer["SessionToken"] for answer in answers}) == 1
    assert shown.count("MFA code: ") == 1
    assert calls(place) == 1


def test_ten_tools_at_once_take_one_role_from_one_session(
    place: Place, store: SecretService
) -> None:
    kept(place)
    running = [_process(place, "prod", "Admin") for _ in range(10)]
    done = [(each.communicate(timeout=90), each.returncode) for each in running]
    answers = [json.loads(out) for (out, _), _ in done]

    assert [status for _, status in done] == [0] * 10
    assert len({answer["AccessKeyId"] for answer in answers}) == 1
    assert (calls(place), calls(place, "AssumeRole")) == (1, 1)
    assert store.items() == 2


def _process(place: Place, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        ["aws-session", "process", *words],
        env=bare_environment(place.home) | place.environ,
        cwd=place.folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def test_the_stored_session_is_replaced_before_tools_ask_again(
    place: Place, store: SecretService
) -> None:
    short = place.program("--keep", "-d", "19m", "--shell", "json", environ=device(place))
    assert "stored in" in short.stderr
    person = place.program("--shell", "json")
    tool = place.program("process")

    assert "stored session" in person.stderr
    assert tool.returncode == 1
    assert json.loads(place.program("process", environ=device(place)).stdout)
    assert calls(place) == 2


def test_the_prompt_of_a_tool_is_on_the_terminal(
    place: Place, store: SecretService, dash: Interpreter
) -> None:
    with Terminal.of(place, dash) as terminal:
        terminal.enter("aws-session process default >answer-1 2>said-1")
        terminal.expect("a tool asks for a session of default")
        terminal.reply(place.wrong_code())
        terminal.expect("AWS refused the code")
        terminal.reply(place.fresh_code())
        terminal.ready()

    assert json.loads((place.folder / "answer-1").read_text())["Version"] == 1
    assert "MFA code" not in (place.folder / "said-1").read_text()


def test_a_tool_in_the_background_is_told_what_to_type(
    place: Place, store: SecretService, dash: Interpreter
) -> None:
    kept(place)
    place.program("end", "--all", "--shell", "sh")
    with Terminal.of(place, dash) as terminal:
        terminal.enter("aws-session process >answer-1 2>said-1 & wait $!; echo '<'done'>'")
        terminal.expect("<done>")
    said = (place.folder / "said-1").read_text()

    assert "in a terminal, type: aws-session --keep" in said


def test_status_shows_stored_sessions_without_asking_the_store(
    place: Place, store: SecretService
) -> None:
    kept(place)
    store.lock()
    shown = place.program("status").stdout
    data = json.loads(place.program("status", "--json").stdout)

    assert "alice@111122223333  stored for every terminal, from profile default, until" in shown
    assert data["kept"][0]["label"] == "alice@111122223333"


@pytest.mark.parametrize("partition", ["aws-cn", "aws-us-gov"])
def test_partitions_keep_apart(tmp_path: Path, partition: str) -> None:
    with (
        in_front_of(tmp_path, company(partition=partition)) as place,
        secret_service.bus(place.folder, place.environ) as service,
    ):
        service.start()
        place.environ.update(service.environ)
        kept(place)
        same = place.program("--shell", "json")
        other = place.program("--shell", "json", "--region", "us-east-1")

    assert "stored session" in same.stderr
    assert other.returncode == 2


def test_a_region_of_another_partition_does_not_cost_the_stored_role(
    tmp_path: Path, dash: Interpreter
) -> None:
    with (
        in_front_of(tmp_path, company(partition="aws-cn")) as place,
        secret_service.bus(place.folder, place.environ) as service,
    ):
        service.start()
        place.environ.update(service.environ)
        sitting = Sitting.at(place, dash)
        sitting.enter(f"aws-session pose 210987654321 Admin --keep --code {place.fresh_code()}")
        sitting.enter("aws-session region us-east-1")
        sitting.enter("aws-session status --verify")
        assert "region us-east-1 is in partition aws" in sitting.notices
        there = Sitting.at(place, dash)

        assert there.enter("aws-session pose 210987654321 Admin") == 0, there.notices
        assert "stored session" in there.notices
        assert there.aws("ACCESS_KEY_ID") == sitting.aws("ACCESS_KEY_ID")


def test_the_sandbox_does_not_use_the_sessions_stored_outside(
    place: Place, store: SecretService
) -> None:
    kept(place)
    inside = (
        'code=$(aws-session sandbox code); aws-session --keep "$code" --shell json >/dev/null;'
        "aws-session status"
    )
    met = place.program("sandbox", "--", "aws-session", "status")
    kept_there = place.program("sandbox", "--", "sh", "-c", inside)
    here = place.program("--shell", "json")

    assert "kept" not in met.stdout
    assert kept_there.stdout.count("stored for every terminal") == 1
    assert "stored session" in here.stderr
    assert store.items() == 1


HELD_BACK = """
import sys
from aws_session import main
from aws_session.storage import keyring_package as secret_store

real = secret_store.ask

def held_back(*asked):
    answer = real(*asked)
    secret_store.ask = real
    print("the store said", answer, file=sys.stderr, flush=True)
    sys.stdin.readline()
    return answer

secret_store.ask = held_back
sys.argv = ["aws-session", "process"]
main.main()
"""


def forget_secrets(place: Place) -> None:
    """Empty the store without our program, as another desktop session or a new login does."""
    script = (
        "import secretstorage\n"
        "bus = secretstorage.dbus_init()\n"
        "for item in list(secretstorage.Collection(bus).get_all_items()): item.delete()\n"
    )
    environ = bare_environment(place.home) | place.environ
    subprocess.run([sys.executable, "-c", script], env=environ, check=True, timeout=30)


def test_finding_the_store_empty_removes_nothing_that_another_stored_since(
    place: Place, store: SecretService
) -> None:
    kept(place)
    forget_secrets(place)
    told = device(place)
    slow = subprocess.Popen(
        [sys.executable, "-c", HELD_BACK],
        env=bare_environment(place.home) | place.environ | told,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert slow.stderr is not None
    assert slow.stderr.readline() == "the store said None\n"
    first = answer_of(place.program("process", environ=told))
    printed, said = slow.communicate("\n", timeout=60)
    third = answer_of(place.program("process"))

    assert json.loads(printed)["SessionToken"] == first == third, said
    assert calls(place) == 2, "one that was lost, one for all three"


def answer_of(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 0, done.stderr
    return str(json.loads(done.stdout)["SessionToken"])


DELETING = "  to delete it: aws-session end --all"


@pytest.mark.parametrize(
    "words",
    [
        ("process",),
        ("process", "prod", "Admin"),
        ("exec", "--refresh", "--", "true"),
        ("exec", "--refresh", "prod", "Admin", "--", "true"),
        ("--keep", "--shell", "json"),
        ("pose", "prod", "Admin", "--keep", "--shell", "json"),
    ],
    ids=" ".join,
)
def test_whatever_stores_a_session_says_so_and_how_to_delete_it(
    place: Place, store: SecretService, words: tuple[str, ...]
) -> None:
    done = place.program(*words, environ=device(place))
    again = place.program(*words, environ={LONG_TERM: "false"})

    assert (done.returncode, again.returncode) == (0, 0), done.stderr
    lines = done.stderr.splitlines()
    said = lines.index("aws-session: stored in the Secret Service for your other terminals")
    assert lines[said + 1] == DELETING
    assert DELETING not in again.stderr.splitlines()
    assert store.items() == 1 + ("prod" in words)


def test_end_says_what_stays_in_the_store(
    place: Place, store: SecretService, sitting: Sitting
) -> None:
    sitting.environ |= {name: value.encode() for name, value in device(place).items()}
    assert sitting.enter("aws-session --keep") == 0
    assert sitting.enter("aws-session end") == 0
    *_, kept, how = sitting.notices.splitlines()
    assert sitting.enter("aws-session end --all") == 0

    assert kept.startswith(
        "aws-session: still stored for your other terminals: alice@111122223333, from profile "
        "default, until "
    )
    assert how == DELETING
    assert sitting.notices.splitlines()[-1] == "aws-session: the stored session was deleted"
    assert store.items() == 0


def test_what_a_store_out_of_reach_keeps_is_deleted_the_next_time(
    place: Place, store: SecretService
) -> None:
    """As over ssh, where the bus of the desktop is not found."""
    elsewhere = {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent"}
    kept(place)
    ends = [place.program("end", "--all", "--shell", "json", environ=elsewhere) for _ in range(2)]
    used = place.program("resume", "--shell", "json")
    shown = place.program("status", "--json")
    left = store.items()
    ends += [place.program("end", "--all", "--shell", "json") for _ in range(2)]

    failed = (
        "aws-session: the stored sessions could not be deleted: this machine has no secret store\n"
        "  nothing uses them any more; to delete them later: aws-session end --all\n"
    )
    assert [done.stderr.partition("\n")[2] for done in ends] == [
        failed,
        failed,
        "aws-session: the stored session was deleted\n",
        "aws-session: no session is stored for other terminals\n",
    ]
    assert [done.returncode for done in ends] == [1, 1, 0, 0]
    assert (used.stdout, json.loads(shown.stdout)["kept"]) == ("{}\n", [])
    assert (left, store.items()) == (1, 0)
    assert not (place.folder / "shell" / "aws-session" / "kept").exists()


def test_a_session_that_moved_to_the_kernel_is_deleted_in_the_first_store_too(
    place: Place, store: SecretService
) -> None:
    elsewhere = {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent"}
    kept(place)
    moved = place.program("--keep", "--fresh", "--shell", "json", environ=elsewhere | device(place))
    left = store.items()
    ended = place.program("end", "--all", "--shell", "json")

    assert "stored in the kernel's keyring" in moved.stderr
    assert (left, store.items()) == (1, 0)
    assert ended.stderr.endswith("aws-session: 2 stored sessions were deleted\n")


def test_a_session_that_returns_to_its_store_replaces_what_was_left_there(
    place: Place, store: SecretService
) -> None:
    elsewhere = {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent"}
    kept(place)
    place.program("end", "--all", "--shell", "json", environ=elsewhere)
    kept(place)
    resumed = place.program("resume", "--shell", "json")
    ended = place.program("end", "--all", "--shell", "json")

    assert "AWS_SESSION_TOKEN" in resumed.stdout
    assert ended.stderr.endswith("aws-session: the stored session was deleted\n")
    assert store.items() == 0


def test_without_a_desktop_the_kernel_keeps_a_session(
    place: Place, dash: Interpreter, tmp_path: Path
) -> None:
    place.environ.pop("DBUS_SESSION_BUS_ADDRESS", None)
    temporary = place.folder / "tmp"
    temporary.mkdir()
    place.environ["TMPDIR"] = str(temporary)
    without_keyring = {"PYTHONPATH": without("keyring", tmp_path / "hiding"), **device(place)}
    done = place.program("--keep", "--shell", "json", environ=without_keyring)
    shown = place.program("status").stdout
    data = json.loads(place.program("status", "--json").stdout)
    with Terminal.of(place, dash) as second:
        second.enter(dash.evaluate("aws-session pose prod Admin"))
        second.expect("prod/Admin in account")
        second.ready()
        second.enter(dash.evaluate("aws-session end --all"))
        second.expect("the stored session was deleted")
        second.ready()
    after = place.program("resume", "--shell", "json")

    assert "stored in the kernel's keyring for your other terminals\n" in done.stderr
    assert "  stored in the kernel's keyring for every terminal, from profile default, " in shown
    assert [each["store"] for each in data["kept"]] == ["kernel"]
    assert after.stdout == "{}\n"
    assert calls(place) == 1
    _find_no_secret(place, b"")


def test_a_program_finds_the_stored_session_of_its_shell(
    place: Place, store: SecretService, sitting: Sitting
) -> None:
    place.credentials(None, **{"R&D": place.company.key})
    sitting.environ |= {name: value.encode() for name, value in device(place).items()}
    assert sitting.enter("aws-session --keep -p 'R&D'") == 0, sitting.notices
    environ = {name: value.decode() for name, value in sitting.environ.items()}
    data = json.loads(place.program("status", "--json", environ=environ).stdout)

    assert [each["origin"] for each in data["levels"]] == ["profile:R&D"]
    assert [each["origin"] for each in data["kept"]] == ["profile:R&D"]


def test_end_deletes_what_the_kernel_keeps_after_the_cache_folder_is_deleted(place: Place) -> None:
    place.environ.pop("DBUS_SESSION_BUS_ADDRESS", None)
    cache, another = place.folder / "cache", place.folder / "another"
    for folder in (another, cache):
        named = {"AWS_SESSION_CACHE": str(folder), **device(place)}
        kept = place.program("--keep", "--shell", "json", environ=named)
        assert "stored in the kernel's keyring" in kept.stderr
    shutil.rmtree(cache)
    ends = [
        place.program("end", "--all", "--shell", "json", environ={"AWS_SESSION_CACHE": str(each)})
        for each in (cache, cache, another)
    ]

    assert [done.returncode for done in ends] == [0, 0, 0]
    assert [done.stderr.splitlines()[-1] for done in ends] == [
        "aws-session: the stored session was deleted",
        "aws-session: no session is stored for other terminals",
        "aws-session: the stored session was deleted",
    ]
    assert not cache.exists()


def test_a_locked_store_is_named_once_and_the_kernel_keeps_the_session(
    place: Place, store: SecretService
) -> None:
    kept(place)
    store.lock()
    done = place.program("--shell", "json", environ=device(place))
    again = place.program("--shell", "json")
    fresh = place.program("--keep", "--fresh", "--shell", "json", environ=device(place))
    place.program("end", "--all", "--shell", "json")

    assert done.stderr.count("the system's secret store is locked") == 1
    assert "stored in the kernel's keyring for your other terminals\n" in done.stderr
    assert "stored session until" in again.stderr
    assert (
        "stored in the kernel's keyring for your other terminals "
        "(the system's secret store is locked)\n"
    ) in fresh.stderr
    assert calls(place) == 2 + 1


@pytest.mark.parametrize(
    "words", [("--shell", "json"), ("process",), ("resume", "--shell", "json")], ids=lambda w: w[0]
)
@pytest.mark.parametrize("where", ["the kernel's keyring", "the Secret Service"])
def test_a_stored_session_is_loaded_without_anything_heavy(
    place: Place, store: SecretService, where: str, words: tuple[str, ...]
) -> None:
    if where == "the kernel's keyring":
        place.environ.pop("DBUS_SESSION_BUS_ADDRESS")
    kept = place.program("--keep", "--shell", "json", environ=device(place))
    code = "import sys; from aws_session.main import main; main()"
    done = subprocess.run(
        # No site: an editable install's .pth files import what they like.
        [sys.executable, "-S", "-X", "importtime", "-c", code, *words],
        env=bare_environment(place.home) | place.environ | {"PYTHONPATH": str(SOURCE)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    place.program("end", "--all", "--shell", "json")
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if "|" in line}

    assert f"stored in {where} for your other terminals" in kept.stderr
    assert "SessionToken" in done.stdout.replace("AWS_SESSION_TOKEN", "SessionToken")
    assert "aws_session.storage.sessions" in loaded
    heavy = {
        *("asyncio", "boto3", "botocore", "contextlib", "cryptography", "ctypes", "dataclasses"),
        *("enum", "jeepney", "json", "keyring", "re", "rich", "secretstorage", "selectors"),
        *("socket", "threading", "typer", "typing"),
    }
    assert loaded & heavy == set()
    assert calls(place) == 1
