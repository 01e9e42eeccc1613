"""A pipe, a device or a socket where the AWS files, the settings or a CA bundle should be."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from real.shells.interpreters import bare_environment

if TYPE_CHECKING:
    from real.journeys.place import Place
    from real.shells.interpreters import Interpreter

VARIABLES = (
    "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_SESSION_CONFIG", "AWS_CA_BUNDLE"
)  # fmt: skip


def started(place: Place, variable: str, *words: str) -> tuple[subprocess.Popen[str], str]:
    path = str(place.folder / "pipe")
    os.mkfifo(path)
    program = subprocess.Popen(
        ["aws-session", *words],
        env=bare_environment(place.home) | place.environ | {variable: path},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    return program, path


@pytest.mark.parametrize("variable", VARIABLES)
def test_a_pipe_without_a_writer_is_reported_and_interrupted(place: Place, variable: str) -> None:
    program, path = started(place, variable, "123456")
    assert program.stderr is not None
    line = ""
    while "waiting for" not in line:
        line = program.stderr.readline()
        assert line, "it has left"
    program.send_signal(signal.SIGINT)
    printed, said = program.communicate(timeout=30)

    assert line == f"aws-session: waiting for {path} …\n"
    assert said == ""
    assert program.returncode == 130
    assert "sh -c 'exit 130'" in printed


@pytest.mark.parametrize("variable", VARIABLES)
def test_completion_does_not_wait_for_a_pipe(place: Place, variable: str) -> None:
    begun = time.monotonic()
    program, _ = started(place, variable, "complete", "bash", "aws-session -p ", "")
    _, said = program.communicate(timeout=30)

    assert time.monotonic() - begun < 15
    assert (program.returncode, said) == (0, "")


def test_what_a_process_substitution_says_is_found_by_everything(
    place: Place, bash: Interpreter
) -> None:
    key = place.company.key
    place.config("[default]\n")
    place.credentials("")
    config, credentials = place.folder / "config", place.folder / "credentials"
    config.write_text("[profile work]\nregion = eu-central-1\n")
    credentials.write_text(
        f"[work]\naws_access_key_id = {key.id}\naws_secret_access_key = {key.secret}\n"
    )
    line = bash.evaluate(f"aws-session -p work --code {place.fresh_code()}")
    base = bare_environment(place.home) | place.environ
    script = (
        f"exec 8< <(cat {config}) 9< <(cat {credentials})\n"
        "export AWS_CONFIG_FILE=/dev/fd/8 AWS_SHARED_CREDENTIALS_FILE=/dev/fd/9\n"
        f"{line}\n"
        'echo "$? $AWS_SESSION_LABEL $AWS_REGION"\n'
    )
    done = bash.run(script, cwd=place.folder, env=base, timeout=60)

    assert done.stdout.decode().splitlines() == ["0 alice@111122223333 eu-central-1"], (
        done.stderr.decode()
    )
