"""One call for a role in every tool and terminal, with the kernel's keyring."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import aws_session
from aws_session.storage import sessions
from aws_session.storage.kernel_store import KernelStore
from real.journeys.place import SECRET
from real.journeys.terminal import Terminal
from real.shells.interpreters import bare_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from real.journeys.place import Place
    from real.shells.interpreters import Interpreter

SOURCE = Path(aws_session.__file__).parent.parent
CODE = "AWS_SESSION_MFA_COMMAND"
NOBODY = {CODE: "false"}
"""Makes a run fail if it asks for a code."""

SET_TIMEOUT = 15
"""KEYCTL_SET_TIMEOUT."""

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="the kernel's keyring is Linux's alone"
)


@pytest.fixture(autouse=True)
def kernel(place: Place) -> Iterator[KernelStore]:
    """The store on a machine without a desktop; nothing is left in it."""
    place.environ.pop("DBUS_SESSION_BUS_ADDRESS", None)
    place.environ["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/nonexistent"
    store = KernelStore(place.environ)
    yield store
    store.remove_all()


def calls(place: Place) -> list[Any]:
    return list(place.company.cloud.calls)


def count(place: Place, *names: str) -> tuple[int, ...]:
    return tuple(place.company.cloud.calls.count(name) for name in names)


def device(place: Place) -> dict[str, str]:
    return {CODE: f"echo {place.fresh_code()}"}


def answer(done: subprocess.CompletedProcess[str]) -> dict[str, str]:
    assert done.returncode == 0, done.stderr
    found: dict[str, str] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("target", ["prod Admin", "210987654321 Admin"])
def test_twenty_tools_at_once_take_one_code_and_one_call_each(
    place: Place, dash: Interpreter, target: str
) -> None:
    script = place.folder / "twenty"
    script.write_text(
        "for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do\n"
        f"  aws-session process {target} >answer-$n 2>said-$n &\n"
        "done; wait; echo all there\n"
    )
    with Terminal(place, ("sh", str(script)), {}) as terminal:
        terminal.reply(place.fresh_code())
        terminal.expect("all there")
        shown = terminal.transcript
    first = [json.loads(path.read_text()) for path in place.folder.glob("answer-*")]
    counted = count(place, "GetSessionToken", "AssumeRole")
    before = calls(place)
    with Terminal(place, ("sh", str(script)), {}) as terminal:
        terminal.expect("all there")
    second = [json.loads(path.read_text()) for path in place.folder.glob("answer-*")]

    assert len(first) == len(second) == 20
    assert len({each["SessionToken"] for each in (*first, *second)}) == 1
    assert shown.count("a tool asks for a session of") == 1
    assert counted == (1, 1)
    assert calls(place) == before


def test_one_code_serves_every_terminal_until_the_kernel_forgets(
    place: Place, kernel: KernelStore, dash: Interpreter
) -> None:
    """Without a desktop; and no secret is in a file, in a command line, or left in the kernel."""
    for name, folder in (
        *(("TMPDIR", "tmp"), ("XDG_CACHE_HOME", "cache"), ("XDG_CONFIG_HOME", "config")),
        *(("XDG_DATA_HOME", "data"), ("XDG_STATE_HOME", "state"), ("XDG_RUNTIME_DIR", "run")),
    ):
        (place.folder / folder).mkdir(mode=0o700)
        place.environ[name] = str(place.folder / folder)
    kernel = KernelStore({"HOME": str(place.home), **place.environ})
    arguments = place.folder / "arguments"
    with (
        arguments.open("wb") as seen,
        subprocess.Popen(
            ["sh", "-c", "while :; do ps -A -ww -o args=; sleep 0.02; done"], stdout=seen
        ) as watching,
        Terminal.of(place, dash) as first,
        Terminal.of(place, dash) as second,
    ):
        first.answer(dash.evaluate("aws-session --keep"), place.fresh_code())
        first.expect("stored in the kernel's keyring")
        first.ready()
        for line in ("", " pose prod Admin --keep", " pose prod Admin"):
            second.enter(dash.evaluate(f"aws-session{line}"))
            second.expect("session until")
            second.ready()
        held = first.environment(), second.environment()
        counted = count(place, "GetSessionToken", "AssumeRole")
        stored = [serial for serial in kernel._serials() if kernel._is_mine(serial)]
        # As the session's own end would be, which is hours away.
        for serial in stored:
            kernel._control(SET_TIMEOUT, serial, 1)
        time.sleep(1.2)
        left = [kernel.content(serial) for serial in stored]
        second.enter(dash.evaluate("aws-session"))
        second.expect("MFA code")
        second.end_prompt("^C")
        second.ready()
        watching.kill()
    secrets = [each[name] for each in held for name in SECRET[:2]]

    assert held[0]["AWS_SESSION_TOKEN"] != held[1]["AWS_SESSION_TOKEN"]
    assert counted == (1, 1)
    assert left == [None, None]
    assert arguments.stat().st_size > 0
    for path in place.folder.rglob("*"):
        # "asked-" is what the test itself makes the shells write.
        if path.is_file() and not path.name.startswith("asked-"):
            octets = path.read_bytes()
            assert not any(secret in octets for secret in secrets), path


def test_what_the_kernel_has_forgotten_is_not_replaced(place: Place, kernel: KernelStore) -> None:
    """It forgets everything when the machine restarts; the files stay."""
    before = place.program("--keep", "--shell", "json", environ=device(place))
    kernel.remove_all()
    # It ends later, as all that replace one do: the code is the device's next one.
    after = place.program("--code", place.fresh_code(), "--shell", "json")
    left = kernel.remove_all()
    settings = place.folder / "settings.toml"
    settings.write_text("keep = true\n")
    place.environ["AWS_SESSION_CONFIG"] = str(settings)
    asked = place.program("-d", "1h", "--code", place.fresh_code(), "--shell", "json")

    assert "stored in the kernel's keyring" in before.stderr
    assert (after.returncode, "stored" in after.stderr, left) == (0, False, 0)
    assert "stored in the kernel's keyring" in asked.stderr, asked.stderr


def test_a_second_terminal_gets_session_and_role_without_a_call(
    place: Place, dash: Interpreter
) -> None:
    with Terminal.of(place, dash) as first, Terminal.of(place, dash) as second:
        first.answer(dash.evaluate("aws-session pose prod Admin --keep"), place.fresh_code())
        first.expect("prod/Admin in account")
        first.ready()
        before = calls(place)
        second.enter(dash.evaluate("aws-session pose prod Admin"))
        second.expect("stored session until")
        second.ready()
        roles = [terminal.environment() for terminal in (first, second)]
        second.enter(dash.evaluate("aws-session back"))
        second.expect("back to alice")
        second.ready()

    assert roles[0]["AWS_SESSION_TOKEN"] == roles[1]["AWS_SESSION_TOKEN"]
    assert place.with_session(roles[1])("sts").get_caller_identity()["Account"] == "210987654321"
    assert calls(place)[: len(before)] == before
    assert len(calls(place)) == len(before) + 1


def test_fresh_and_a_duration_ask_aws(place: Place) -> None:
    first = answer(place.program("process", "prod", "Admin", environ=device(place)))
    words = ("pose", "prod", "Admin", "--shell", "json")
    same = json.loads(place.program(*words).stdout)
    timed = json.loads(place.program(*words, "-d", "30m").stdout)
    fresh = json.loads(place.program(*words, "--fresh", environ=device(place)).stdout)
    tool = answer(place.program("process", "prod", "Admin", environ=NOBODY))

    assert same["AWS_SESSION_TOKEN"] == first["SessionToken"]
    assert timed["AWS_SESSION_TOKEN"] != first["SessionToken"]
    assert fresh["AWS_SESSION_TOKEN"] != first["SessionToken"]
    assert tool["SessionToken"] == fresh["AWS_SESSION_TOKEN"]
    assert count(place, "GetSessionToken", "AssumeRole") == (2, 3)


def test_a_stored_role_whose_accounts_name_needs_a_session_is_named_by_its_id(
    place: Place, bash: Interpreter
) -> None:
    kept = 'eval "$(aws-session)" && eval "$(aws-session pose prod Admin --keep)"'
    bash.run(kept, cwd=place.folder, env=place.environ | device(place))
    refused = place.program("process", "prod", "Admin")
    before = calls(place)
    remedy = refused.stderr.rpartition("name the account by its ID: aws-session ")[2].split()

    assert "prod/Admin is stored" in refused.stderr
    assert answer(place.program(*remedy))["AccountId"] == "210987654321"
    assert calls(place) == before


@pytest.mark.parametrize("how", ["--all", "--revoke"])
def test_end_removes_roles_from_the_store(place: Place, kernel: KernelStore, how: str) -> None:
    answer(place.program("process", "prod", "Admin", environ=device(place)))
    stored = [each.label for each in sessions.markers(place.environ)]
    ended = place.program("end", how, "--shell", "json", environ=device(place))

    assert sorted(stored) == ["alice@111122223333", "prod/Admin"]
    assert ended.returncode == 0, ended.stderr
    assert "2 stored sessions were deleted" in ended.stderr
    assert sessions.markers(place.environ) == ()
    assert kernel.remove_all() == 0


@pytest.mark.parametrize("is_link", [True, False])
def test_end_all_deletes_nothing_that_others_have_put_there(
    place: Place, tmp_path: Path, *, is_link: bool
) -> None:
    cache = tmp_path / "cache"
    place.environ["AWS_SESSION_CACHE"] = str(cache)
    answer(place.program("process", environ=device(place)))
    theirs = tmp_path / "theirs"
    if is_link:
        (cache / "kept").rename(theirs)
        (cache / "kept").symlink_to(theirs)
    else:
        theirs = cache / "kept"
    (theirs / "passwd").write_text("root\n")
    (theirs / "passwd.part").write_text("root\n")
    ended = place.program("end", "--all", "--shell", "json")

    assert ended.returncode == 0, ended.stderr
    assert {"passwd", "passwd.part"} <= {file.name for file in theirs.iterdir()}


def test_status_shows_stored_roles(place: Place) -> None:
    answer(place.program("process", "prod", "Admin", environ=device(place)))
    shown = place.program("status").stdout
    data = json.loads(place.program("status", "--json").stdout)

    rest = " in the kernel's keyring for every terminal, from profile default, until "
    rows = sorted(line.partition("  ")[2] for line in shown.splitlines() if rest in line)
    assert [row.partition("  ")[0] for row in rows] == ["alice@111122223333", "prod/Admin"]
    assert sorted((each["label"], each["store"]) for each in data["kept"]) == [
        (label, "kernel") for label in ("alice@111122223333", "prod/Admin")
    ]


LONG = (
    "[profile prod-long]\nrole_arn = arn:aws:iam::210987654321:role/ReadOnly\n"
    "source_profile = default\nduration_seconds = 28800\n"
)


def test_a_long_role_needs_one_code_for_all_its_hours(place: Place) -> None:
    place.config(LONG)
    first = place.program("process", "prod-long", environ=device(place))
    before = calls(place)
    second = place.program("process", "prod-long", environ=NOBODY)
    shell = place.program("pose", "prod-long", "--shell", "json", environ=NOBODY)

    assert answer(first) == answer(second)
    assert json.loads(shell.stdout)["AWS_SESSION_TOKEN"] == answer(first)["SessionToken"]
    assert "needs your long-term key" not in shell.stderr
    assert calls(place) == before
    assert count(place, "GetSessionToken", "AssumeRole") == (0, 1)


def test_a_role_whose_key_aws_refuses_is_dropped(place: Place) -> None:
    answer(place.program("process", "prod", "Admin", environ=device(place)))
    posed = json.loads(place.program("pose", "prod", "Admin", "--shell", "json").stdout)
    environ = {name: value for name, value in posed.items() if value is not None}
    place.company.cloud.sessions.pop(environ["AWS_ACCESS_KEY_ID"])
    asked = place.program("status", "--verify", environ=environ)
    anew = answer(place.program("process", "prod", "Admin", environ=NOBODY))

    assert asked.returncode == 1
    assert anew["AccessKeyId"] != environ["AWS_ACCESS_KEY_ID"]
    assert count(place, "GetSessionToken", "AssumeRole") == (1, 2)


@pytest.mark.parametrize(
    ("words", "most"),
    [
        (("--keep", "--shell", "json"), 57),
        (("process",), 48),
        (("process", "210987654321", "Admin"), 58),
        (("process", "arn:aws:iam::210987654321:role/Admin"), 55),
        (("process", "prod-role"), 66),
        (("process", "prod", "Admin"), 82),
        (("pose", "210987654321", "Admin", "--shell", "json"), 72),
        (("exec", "210987654321", "Admin", "--", "env"), 101),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, tuple) else str(each),
)
def test_a_stored_role_is_loaded_without_anything_heavy(
    place: Place, words: tuple[str, ...], most: int
) -> None:
    """`most` is how many files of this program may be read: half the wait is looking for them."""
    place.config(LONG.replace("long", "role").replace("duration_seconds = 28800\n", ""))
    # A settings file is no reason to load a parser.
    place.environ["AWS_SESSION_CONFIG"] = _keeping(place)
    kept = place.program(*words, environ=device(place))
    before = calls(place)
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
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if "|" in line}

    assert kept.returncode == 0, kept.stderr
    assert "ASIA" in done.stdout
    assert "aws_session.session.stored" in loaded
    heavy = {
        *("asyncio", "boto3", "botocore", "contextlib", "cryptography", "ctypes", "dataclasses"),
        *(
            "enum",
            "jeepney",
            "tomllib",
            "json",
            "keyring",
            "re",
            "rich",
            "secretstorage",
            "selectors",
        ),
        *("socket", "threading", "typer", "typing", "encodings.utf_8_sig"),
    }
    if words[0] == "exec":
        # A command that runs another program needs more modules.
        heavy = {"boto3", "botocore", "cryptography", "jeepney", "keyring", "rich", "typer"}
    assert loaded & heavy == set()
    assert calls(place) == before
    ours = {name for name in loaded if name.partition(".")[0] == "aws_session"}
    assert len(ours) <= most, " ".join(sorted(ours))


def _keeping(place: Place) -> str:
    """Return a settings file with which everything is stored."""
    path = place.folder / "keep.toml"
    path.write_text('keep = true\nkeep_in = "kernel"\n\n[accounts.own]\nid = "111122223333"\n')
    return str(path)
