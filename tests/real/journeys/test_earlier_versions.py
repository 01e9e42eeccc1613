"""What earlier versions left: shells that were open during an upgrade, and stored sessions.

`data/` has recordings of version 1 of the state and of a stored session, with the environment of
the shell before the first session and after each command, and with fake keys.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import secret_service
from real.shells.interpreters import bare_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from secret_service import SecretService

    Environ = dict[str, str]

HERE = Path(__file__).parent
STATE = "AWS_SESSION_STATE"


def _recorded(name: str) -> Any:
    return json.loads((HERE / "data" / name).read_text("utf-8"))


RECORDED = _recorded("version_1_states.json")
STATES = {entry["name"]: entry for entry in RECORDED["states"]}
STORED = _recorded("version_1_stored_session.json")
IN_ROLES = [name for name, entry in STATES.items() if len(entry["status"]["levels"]) > 1]
EVALUATE = 'changed=$(aws-session "$@") && eval "$changed" && exec env -0'


def _environ(folder: Path, environ: Environ) -> dict[bytes, bytes]:
    """Return a shell's environment at the time of the recording, when its sessions were valid."""
    scripts = Path(sys.executable).parent
    whole = {
        **bare_environment(folder),
        "PATH": f"{scripts}:{os.environ['PATH']}",
        "PYTHONPATH": str(HERE / "pinned_time"),
        "PINNED_TIME": str(RECORDED["now"]),
        **environ,
    }
    return {os.fsencode(name): os.fsencode(value) for name, value in whole.items()}


def _run(folder: Path, environ: Environ, *words: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        words,
        env=_environ(folder, environ),
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        start_new_session=True,
        timeout=90,
        check=False,
    )


def _evaluate(folder: Path, environ: Environ, *words: str) -> Environ:
    """Return the environment after a shell has evaluated what a command prints."""
    done = _run(folder, environ, "sh", "-c", EVALUATE, "sh", *words, "--shell", "sh")
    assert done.returncode == 0, done.stderr
    pairs = (entry.partition(b"=") for entry in done.stdout.split(b"\0") if entry)
    after = {os.fsdecode(name): os.fsdecode(value) for name, _, value in pairs}
    return {name: value for name, value in after.items() if _is_recorded(name)}


def _is_recorded(name: str) -> bool:
    return name.startswith("AWS") or name.endswith("LABEL")


def _without_state(environ: Environ) -> Environ:
    return {name: value for name, value in environ.items() if name != STATE}


@pytest.mark.parametrize("name", STATES)
def test_a_state_of_version_1_is_shown_whole(tmp_path: Path, name: str) -> None:
    recorded = STATES[name]
    done = _run(tmp_path, recorded["environments"][-1], "aws-session", "status", "--json")

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == recorded["status"]


@pytest.mark.parametrize("name", STATES)
def test_ending_restores_what_was_before_a_state_of_version_1(tmp_path: Path, name: str) -> None:
    before, *_, last = STATES[name]["environments"]

    assert last[STATE].startswith("1,")
    assert _evaluate(tmp_path, last, "end") == before


@pytest.mark.parametrize("name", IN_ROLES)
def test_the_way_back_leads_through_a_state_of_version_1(tmp_path: Path, name: str) -> None:
    first, *_, below, last = STATES[name]["environments"]
    back = _evaluate(tmp_path, last, "back")

    assert _without_state(back) == _without_state(below)
    assert _evaluate(tmp_path, back, "end") == first


@pytest.mark.parametrize("name", STATES)
def test_expired_sessions_of_version_1_can_still_be_ended(tmp_path: Path, name: str) -> None:
    before, *_, last = STATES[name]["environments"]
    later = {**last, "PINNED_TIME": str(RECORDED["now"] + 10**8)}

    assert _evaluate(tmp_path, later, "end") == before


@pytest.mark.parametrize("name", STATES)
def test_a_state_of_version_1_that_lacks_a_letter_is_refused(tmp_path: Path, name: str) -> None:
    held = STATES[name]["environments"][-1]
    text = held[STATE]
    damaged = {**held, STATE: text[:30] + text[31:]}
    done = _run(tmp_path, damaged, "aws-session", "status")

    assert done.returncode == 1
    assert done.stdout == b""
    assert b"AWS_SESSION_STATE" in done.stderr


@pytest.fixture
def stored(tmp_path: Path) -> Iterator[Environ]:
    """A machine on which version 1 has stored a session; yields what a shell needs to find it."""
    environ = {"HOME": str(tmp_path), "AWS_ENDPOINT_URL": STORED["endpoint"]}
    files = {f".cache/{name}": text for name, text in STORED["files"].items()}
    key = STORED["key"]
    files[".aws/config"] = "[default]\nregion = eu-west-1\n"
    files[".aws/credentials"] = (
        f"[default]\naws_access_key_id = {key['id']}\naws_secret_access_key = {key['secret']}\n"
    )
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    with secret_service.bus(tmp_path, bare_environment(tmp_path)) as store:
        store.start()
        _put(store, tmp_path)
        yield environ | store.environ


def _put(store: SecretService, folder: Path) -> None:
    for item in STORED["items"]:
        told = item["attributes"]
        subprocess.run(
            [sys.executable, "-m", "keyring", "set", told["service"], told["username"]],
            env=bare_environment(folder) | store.environ,
            input=item["secret"],
            text=True,
            capture_output=True,
            check=True,
            timeout=90,
        )


def test_a_session_that_version_1_stored_is_taken(tmp_path: Path, stored: Environ) -> None:
    done = _run(tmp_path, stored, "aws-session", "--shell", "json")

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == STORED["session"]


def test_a_new_terminal_resumes_what_version_1_stored(tmp_path: Path, stored: Environ) -> None:
    taken = _evaluate(tmp_path, stored, "resume")

    assert _without_state(taken) == {
        "AWS_ENDPOINT_URL": STORED["endpoint"],
        **STORED["session"],
    }


def test_what_version_1_stored_is_shown_and_forgotten(tmp_path: Path, stored: Environ) -> None:
    shown = _run(tmp_path, stored, "aws-session", "status", "--json")
    ended = _run(tmp_path, stored, "aws-session", "end", "--all", "--shell", "sh")
    after = _run(tmp_path, stored, "aws-session", "status", "--json")

    new = {"store": None, "origin": "profile:default"}
    kept = [{**each, **new} for each in STORED["status"]["kept"]]
    assert json.loads(shown.stdout) == {**STORED["status"], "kept": kept}
    assert ended.returncode == 0, ended.stderr
    assert json.loads(after.stdout)["kept"] == []
