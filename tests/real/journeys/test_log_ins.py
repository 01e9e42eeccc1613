"""A session stored in one log-in is found in the next one, and by what the user runs outside."""

from __future__ import annotations

import getpass
import json
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import session_keyring
import systemd
from aws_session.storage.kernel_store import KernelStore
from real.shells.interpreters import bare_environment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from real.journeys.place import Place

CODE = "AWS_SESSION_MFA_COMMAND"
NOBODY = {CODE: "false"}
"""Lets a run fail that asks for a code."""

SBIN = "/usr/local/sbin:/usr/sbin:/sbin"

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="the kernel's keyring is Linux's alone"
)


@pytest.fixture(autouse=True)
def kernel(place: Place) -> Iterator[KernelStore]:
    """The store of a place without a desktop; nothing is left in it."""
    place.environ["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/nonexistent"
    store = KernelStore(place.environ)
    yield store
    store.remove_all()


def program(name: str) -> str:
    """Return a program's path; without it the test is skipped, but not in CI."""
    found = shutil.which(name, path=f"{os.environ['PATH']}:{SBIN}")
    if found is None and os.environ.get("CI"):
        pytest.fail(f"{name} is missing: CI must have it")
    if found is None:
        pytest.skip(f"NOT TESTED: {name} is missing")
    return found


class Ssh:
    """A server for this user on loopback, and log-ins to it, one for each command.

    Root's are Debian's log-ins, by PAM: each has a session keyring that is revoked at its end.
    """

    def __init__(self, folder: Path, place: Place) -> None:
        self._place = place
        self._server = program("sshd")
        client, keygen = program("ssh"), program("ssh-keygen")
        folder.mkdir(mode=0o700)
        for name in ("host", "user"):
            words = [keygen, "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)]
            subprocess.run(words, check=True, timeout=30)
        self._config = folder / "config"
        self._log = folder / "log"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]
        self.by_pam = os.geteuid() == 0 and Path("/etc/pam.d/sshd").exists()
        self._config.write_text(
            f"ListenAddress 127.0.0.1:{self._port}\nHostKey {folder / 'host'}\n"
            f"AuthorizedKeysFile {folder / 'user.pub'}\nStrictModes no\nPidFile none\n"
            f"PermitRootLogin prohibit-password\nUsePAM {'yes' if self.by_pam else 'no'}\n"
        )
        self._words = [
            *(client, "-F", "none", "-p", str(self._port), "-i", str(folder / "user")),
            *("-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=no"),
            *("-o", f"UserKnownHostsFile={folder / 'known'}", "-o", "LogLevel=ERROR"),
            *("-o", "IdentitiesOnly=yes", f"{getpass.getuser()}@127.0.0.1"),
        ]

    def __enter__(self) -> Ssh:
        if os.geteuid() == 0:
            # Where the server leaves its rights behind.
            Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
        self._running = subprocess.Popen(
            [self._server, "-D", "-f", str(self._config), "-E", str(self._log)],
            stdin=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and self._running.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self._port)) == 0:
                    return self
            time.sleep(0.05)
        self._running.kill()
        raise AssertionError(self._log.read_text())

    def __exit__(self, *_: object) -> None:
        self._running.send_signal(signal.SIGTERM)
        self._running.wait(timeout=30)

    def line(self, line: str, environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
        """Log in, run a line of sh in the environment of the place, and log out."""
        held = bare_environment(self._place.home) | self._place.environ | environ
        pairs = [f"{name}={value}" for name, value in held.items()]
        whole = f"cd {self._place.folder} && " + shlex.join(["env", "-i", *pairs, "sh", "-c", line])
        return subprocess.run(
            [*self._words, whole],
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            check=False,
            timeout=90,
        )


@pytest.fixture
def ssh(place: Place, tmp_path: Path) -> Iterator[Ssh]:
    with Ssh(tmp_path / "ssh", place) as server:
        yield server


def token(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 0, done.stderr
    found: str = json.loads(done.stdout)["AWS_SESSION_TOKEN"]
    return found


def device(place: Place) -> dict[str, str]:
    return {CODE: f"echo {place.fresh_code()}"}


def test_a_log_out_and_a_log_in_need_no_second_code(place: Place, ssh: Ssh) -> None:
    first = ssh.line("aws-session --keep --shell json", device(place))
    second = ssh.line("aws-session --shell json", NOBODY)

    assert "stored in the kernel's keyring" in first.stderr
    assert "stored session until" in second.stderr
    assert token(second) == token(first)
    assert place.company.cloud.calls.count("GetSessionToken") == 1


def test_what_outlives_its_log_in_finds_a_session_and_stores_one(place: Place, ssh: Ssh) -> None:
    """As tmux does: its session keyring is revoked at the log-out."""
    held = ssh.line("aws-session --keep --shell json", device(place))
    script = place.folder / "stays"
    script.write_text(
        "while ! test -e over; do sleep 0.1; done\n"
        f"{shlex.join(session_keyring.of_this_process())} >keyring\n"
        "aws-session --shell json >found 2>told\n"
        f"{CODE}='cat code' aws-session --keep --fresh --shell json >renewed 2>>told\n"
        "touch done\n"
    )
    begun = ssh.line("setsid sh stays </dev/null >/dev/null 2>&1 & exit", NOBODY)
    (place.folder / "code").write_text(place.fresh_code())
    (place.folder / "over").touch()
    deadline = time.monotonic() + 60
    while not (place.folder / "done").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    told = (place.folder / "told").read_text()
    found = json.loads((place.folder / "found").read_text() or "{}")
    renewed = json.loads((place.folder / "renewed").read_text() or "{}")
    after = ssh.line("aws-session --shell json", NOBODY)

    assert begun.returncode == 0, begun.stderr
    assert found.get("AWS_SESSION_TOKEN") == token(held), told
    assert renewed.get("AWS_SESSION_TOKEN") == token(after), told
    assert token(after) != token(held)
    if ssh.by_pam:
        assert (place.folder / "keyring").read_text().strip() == session_keyring.REVOKED


@pytest.mark.parametrize("how", session_keyring.HOW)
def test_a_session_is_found_and_stored_in_any_session_keyring(place: Place, how: str) -> None:
    def run(environ: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*session_keyring.words(how), "aws-session", *words, "--shell", "json"],
            env=bare_environment(place.home) | place.environ | environ,
            cwd=place.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            start_new_session=True,
            check=False,
            timeout=90,
        )

    first = place.program("--keep", "--shell", "json", environ=device(place))
    found = run(NOBODY)
    renewed = run(device(place), "--keep", "--fresh")
    after = place.program("--shell", "json", environ=NOBODY)

    assert token(found) == token(first)
    assert "stored in the kernel's keyring" in renewed.stderr
    assert token(after) == token(renewed) != token(first)


@pytest.mark.parametrize("mode", [*systemd.KEYRING_MODES, "user"])
def test_a_service_of_systemd_finds_a_session_and_stores_one(place: Place, mode: str) -> None:
    with systemd.running(place.folder) as first:
        if mode == "user":
            first.start_user_manager()

        def run(
            environ: dict[str, str], *words: str, of_user: bool = mode == "user"
        ) -> subprocess.CompletedProcess[str]:
            line = ["aws-session", *words, "--shell", "json"]
            lines = () if of_user else (f"KeyringMode={mode}",)
            surroundings = bare_environment(place.home) | place.environ | environ
            return first.service(line, surroundings, *lines, of_user=of_user)

        stored = place.program("--keep", "--shell", "json", environ=device(place))
        found = run(NOBODY)
        renewed = run(device(place), "--keep", "--fresh")
        after = place.program("--shell", "json", environ=NOBODY)

    assert token(found) == token(stored)
    assert "stored in the kernel's keyring" in renewed.stderr
    assert token(after) == token(renewed) != token(stored)
