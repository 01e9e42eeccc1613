"""Missing resources and unusual Python settings: a message for each, never a bug report."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import aws_session
import seccomp
from aws_session.last_resort import LAST_RESORT
from aws_session.shells import dialect
from real.shells.interpreters import bare_environment

if TYPE_CHECKING:
    from real.journeys.place import Place

FAILED = {dialect("bash").failure(1), LAST_RESORT.replace("{status}", "1")}
DESCRIPTORS = "aws-session: error: too many open files\n  raise the limit: ulimit -n 256\n"
MEMORY = (
    "aws-session: error: not enough memory\n"
    "  close other programs, or raise the limit: ulimit -v unlimited\n"
)
THREADS = (
    "aws-session: error: the system cannot start another thread or process\n"
    "  close other programs; to see the limits: ulimit -a\n"
)


def limited(
    place: Place, limit: str, *words: str, code: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run the program under a limit of the shell's `ulimit`."""
    line = f"ulimit {limit}; exec aws-session {shlex.join(words)}"
    return ran(place, ["bash", "-c", line], code)


def ran(place: Place, words: list[str], code: str) -> subprocess.CompletedProcess[str]:
    """Run a line; whoever asks for a code is given this one."""
    return subprocess.run(
        words,
        env=bare_environment(place.home)
        | place.environ
        | {"AWS_SESSION_MFA_COMMAND": f"echo {code}"},
        cwd=place.folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        start_new_session=True,
        timeout=90,
        check=False,
    )


@pytest.mark.parametrize("most", [6, 8, 9])
def test_too_few_descriptors_are_reported(place: Place, most: int) -> None:
    done = limited(place, f"-n {most}", "--code", "123456")

    assert done.returncode == 1
    assert done.stdout in FAILED
    assert done.stderr.endswith(DESCRIPTORS)
    assert "bug" not in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the limit means another thing")
def test_too_little_memory_is_reported(place: Place) -> None:
    done = limited(place, "-v 60000", "--code", "123456")

    assert done.returncode == 1
    assert done.stdout in FAILED
    assert done.stderr.endswith(MEMORY)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the limit means another thing")
@pytest.mark.parametrize("most", range(100_000, 180_000, 10_000))
def test_too_little_memory_for_a_library_is_not_a_bug(place: Place, most: int) -> None:
    done = limited(place, f"-v {most}", "accounts")

    assert "bug" not in done.stderr
    assert "reinstall" not in done.stderr
    assert done.stderr.endswith((THREADS, MEMORY)) or "organization" in done.stderr


def broken(place: Place, module: str, how: str) -> subprocess.CompletedProcess[str]:
    """Run a copy of the program in which one file is missing, damaged or cannot be read."""
    copy = place.folder / "copy" / "aws_session"
    shutil.copytree(
        Path(aws_session.__file__).parent, copy, ignore=shutil.ignore_patterns("__pycache__")
    )
    file = copy / module
    file.unlink()
    if how == "damaged":
        file.write_text("x = (\n")
    elif how == "unreadable":
        # Reading its beginning is an input/output error.
        file.symlink_to("/proc/self/mem")
    place.environ["PYTHONPATH"] = str(copy.parent)
    return ran(place, [sys.executable, "-B", "-m", "aws_session", "--code", "123456"], "")


@pytest.mark.skipif(sys.platform != "linux", reason="no file is unreadable to everybody elsewhere")
@pytest.mark.parametrize(
    ("module", "how", "why", "hint"),
    [
        ("aws/client.py", "missing", "No module named 'aws_session.aws.client'", "it: "),
        ("aws/client.py", "damaged", "'(' was never closed (client.py, line 1)", "it: "),
        ("aws/client.py", "unreadable", "Input/output error", "it: "),
        ("run.py", "damaged", "'(' was never closed (run.py, line 1)", "aws-session\n"),
        ("run.py", "unreadable", "Input/output error", "aws-session\n"),
    ],
)
def test_a_broken_installation_is_not_a_bug(
    place: Place, module: str, how: str, why: str, hint: str
) -> None:
    done = broken(place, module, how)

    assert done.returncode == 1
    assert done.stdout in FAILED
    assert (
        "aws-session: error: a module that aws-session needs cannot be loaded: "
        f"{why}\n  reinstall {hint}"
    ) in done.stderr
    assert done.stderr.count("error") == 1 + why.count("error")


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the limit means another thing")
def test_no_room_for_a_thread_is_reported(place: Place) -> None:
    done = limited(place, "-d 10000", "--code", "123456")

    assert done.returncode == 1
    assert done.stdout in FAILED
    assert done.stderr.endswith((THREADS, MEMORY))


def test_files_of_no_length_do_not_matter(place: Place) -> None:
    done = limited(place, "-f 0", "--code", place.fresh_code())

    assert done.returncode == 0, done.stderr
    assert "AWS_SESSION_TOKEN" in done.stdout


STORING = [("--keep",), ("--keep", "pose", "prod", "Admin"), ("process",)]


@pytest.mark.parametrize("words", STORING, ids=" ".join)
def test_where_files_have_no_length_a_session_is_handed_out_and_not_stored(
    place: Place, words: tuple[str, ...]
) -> None:
    done = limited(place, "-f 0", *words, code=place.fresh_code())

    assert done.returncode == 0, done.stderr
    assert "ASIA" in done.stdout
    assert done.stderr.count("not stored: ") == 1
    assert (
        " cannot be written (File too large), so other terminals would not find the" in done.stderr
    )


@pytest.mark.skipif(not seccomp.locks_can_be_refused(), reason="locks cannot be refused here")
@pytest.mark.parametrize("words", STORING, ids=" ".join)
def test_on_a_file_system_without_locks_a_session_is_stored(
    place: Place, words: tuple[str, ...]
) -> None:
    began = time.monotonic()
    done = ran(
        place, [*seccomp.words("ENOLCK", "flock"), "aws-session", *words], place.fresh_code()
    )
    took = time.monotonic() - began
    place.program("end", "--all", "--shell", "json")

    assert done.returncode == 0, done.stderr
    assert "ASIA" in done.stdout
    assert "stored in " in done.stderr
    assert "waiting" not in done.stderr
    assert took < 14


@pytest.fixture
def full(place: Place) -> list[str]:
    """The words that run a program whose cache folder is on a full disk."""
    cache = place.folder / "full"
    cache.mkdir()
    place.environ["AWS_SESSION_CACHE"] = str(cache)
    line = (
        f"mount -t tmpfs -o size=16k,mode=700 tmpfs {cache} && mkdir -m 700 {cache}/turns && "
        f'{{ head -c 99999 /dev/zero 2>/dev/null >{cache}/more || :; }} && exec "$@"'
    )
    words = ["unshare", "--mount", "--map-root-user", "sh", "-c", line, "sh"]
    tried = ran(place, [*words, "true"], "")
    if tried.returncode != 0:
        pytest.skip(f"no disk can be made here: {tried.stderr}")
    return words


@pytest.mark.skipif(not shutil.which("unshare"), reason="no disk can be made here")
@pytest.mark.parametrize("words", STORING, ids=" ".join)
def test_if_the_disk_is_full_a_session_is_handed_out_and_not_stored(
    place: Place, full: list[str], words: tuple[str, ...]
) -> None:
    done = ran(place, [*full, "aws-session", *words], place.fresh_code())

    assert done.returncode == 0, done.stderr
    assert "ASIA" in done.stdout
    assert done.stderr.count("not stored: ") == 1
    assert "/full cannot be written (No space left on device), so other terminals " in done.stderr


@pytest.mark.skipif(not shutil.which("unshare"), reason="no disk can be made here")
def test_a_home_folder_that_is_read_only_is_named_as_the_reason(place: Place) -> None:
    """It has no cache folder yet, which is why none can be written."""
    read_only = 'mount --bind "$HOME" "$HOME" && mount -o remount,bind,ro "$HOME" && exec "$@"'
    words = ["unshare", "--mount", "--map-root-user", "sh", "-c", read_only, "sh"]
    tried = ran(place, [*words, "true"], "")
    if tried.returncode != 0:
        pytest.skip(f"no disk can be made here: {tried.stderr}")
    place.environ["XDG_CACHE_HOME"] = f"{place.home}/.cache"
    done = ran(place, [*words, "aws-session", *STORING[0]], place.fresh_code())

    assert done.returncode == 0, done.stderr
    assert (
        f"not stored: {place.home}/.cache/aws-session cannot be written (Read-only file system), so"
    ) in done.stderr


@pytest.mark.skipif(not shutil.which("unshare"), reason="no disk can be made here")
def test_if_the_disk_is_full_no_code_is_spent_on_a_session_that_must_be_stored(
    place: Place, full: list[str]
) -> None:
    done = ran(place, [*full, "aws-session", "exec", "--refresh", "--", "true"], place.fresh_code())

    assert done.returncode == 125
    assert "needs a stored session: " in done.stderr
    assert "/full cannot be written (No space left on device), so other terminals " in done.stderr
    assert place.company.cloud.calls.count("GetSessionToken") == 0


@pytest.mark.parametrize(
    "environ",
    [
        {"PYTHONWARNINGS": "error", "PYTHONWARNDEFAULTENCODING": "1"},
        {"PYTHONWARNINGS": "default", "PYTHONWARNDEFAULTENCODING": "1"},
        {"PYTHONWARNDEFAULTENCODING": "1"},
        {"PYTHONWARNINGS": "error"},
        {"PYTHONDEVMODE": "1"},
    ],
)
def test_pythons_warnings_do_not_matter(place: Place, environ: dict[str, str]) -> None:
    plain = place.program("status", "--verify")
    done = place.program("status", "--verify", environ=environ)

    assert (done.returncode, done.stdout, done.stderr) == (1, plain.stdout, plain.stderr)
    session = place.program("--code", place.fresh_code(), environ=environ)
    assert session.returncode == 0, session.stderr
    assert "Warning" not in session.stderr


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        (
            "SSLKEYLOGFILE",
            "/nowhere/keys",
            "SSLKEYLOGFILE names /nowhere/keys, which cannot be written: No such file or directory",
        ),
        (
            "AWS_ENDPOINT_URL",
            "http://127.0.0.1:99999",
            "the port of the configured endpoint http://127.0.0.1 is not valid",
        ),
        (
            "AWS_ENDPOINT_URL",
            "http://127.0.0.\udcff:8080",
            "the configured endpoint is not a valid address: http://127.0.0.\ufffd:8080",
        ),
    ],
)
@pytest.mark.parametrize("words", [("--code", "123456"), ("accounts",)])
def test_what_prevents_every_call_is_reported_before_the_code_is_sent(
    place: Place, variable: str, value: str, message: str, words: tuple[str, ...]
) -> None:
    done = place.program(*words, environ={variable: value})

    assert done.returncode == 1
    assert f"aws-session: error: {message}\n" in done.stderr
    assert place.company.cloud.calls.actions == []


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("SSLKEYLOGFILE", "/nowhere/keys", "SSLKEYLOGFILE names /nowhere/keys, which"),
        ("AWS_CA_BUNDLE", "", "AWS_CA_BUNDLE is set, but empty"),
        ("AWS_RETRY_MODE", "nonsense", "nonsense is not a valid value of AWS_RETRY_MODE"),
        ("AWS_CSM_PORT", "udp", "udp is not a valid value of AWS_CSM_PORT"),
    ],
)
def test_doctor_finds_what_prevents_every_call(
    place: Place, variable: str, value: str, message: str
) -> None:
    done = place.program("doctor", environ={variable: value, "AWS_CSM_ENABLED": "true"})
    found = [line.split("\t") for line in done.stdout.splitlines()]

    assert done.returncode == 1, done.stderr
    assert [what for level, _, what, *_ in found if level == "problem" and message in what]
    assert "bug" not in done.stderr


def test_the_console_reports_what_prevents_its_call(place: Place) -> None:
    key = {
        "AWS_ACCESS_KEY_ID": "ASIAFAKE",
        "AWS_SECRET_ACCESS_KEY": "fake",
        "AWS_SESSION_TOKEN": "fake",
        "SSLKEYLOGFILE": "/nowhere/keys",
    }
    done = place.program("console", "--url", environ=key)

    assert done.returncode == 1
    assert (
        "aws-session: error: SSLKEYLOGFILE names /nowhere/keys, which cannot be written: "
        "No such file or directory\n"
    ) in done.stderr
