"""Which modules are loaded while a person waits: times can be measured only on an idle machine."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

import aws_session
from aws_session.aws import reachable
from aws_session.commands.pose import Pose
from walk import Walk

ROOT = Path(aws_session.__file__).parent

HEAVY = {
    *("typer", "click", "rich", "boto3", "botocore", "prompt_toolkit", "keyring", "tomllib"),
    *("json", "re", "dataclasses", "enum", "typing", "pathlib", "subprocess", "difflib"),
    *("configparser", "inspect", "signal", "socket", "tempfile", "logging", "urllib", "hashlib"),
    "errno",
}
"""Modules that cost a tenth of a run or more; `signal` imports enum, and so does `socket`. `errno`
costs a hundredth, for names of errors that have not occurred."""


def loaded_by(code: str) -> set[str]:
    """Return the names of the modules that a new interpreter has loaded after running some code."""
    # Through stderr: a run takes over stdout.
    program = (
        f"{code}\nimport sys\nfor n in list(sys.modules): sys.stderr.write(f'module {{n}}\\n')"
    )
    clean = {"PATH": os.environ["PATH"], "HOME": "/nonexistent"}
    first = f"import sys; sys.path.insert(0, {str(ROOT.parent)!r})"
    # No site: an editable install's .pth files import what they like.
    done = subprocess.run(
        [sys.executable, "-S", "-c", f"{first}\n{program}"],
        capture_output=True, text=True, stdin=subprocess.DEVNULL, env=clean, check=True, timeout=30,
    )  # fmt: skip
    lines = done.stderr.splitlines()
    names = {line.removeprefix("module ") for line in lines if line.startswith("module ")}
    return names | {name.partition(".")[0] for name in names}


RUN = """
import sys
from aws_session.core_dumps import CORE_DUMPS
from aws_session.run import Run
CORE_DUMPS.turn_off()
status = Run(ENVIRON).go(WORDS)
assert status == 0, status
"""

AT_THE_PROMPT = """
import sys
from aws_session.context import Context
from aws_session.aws import reachable
from aws_session.core_dumps import CORE_DUMPS
from aws_session.run import Run
CORE_DUMPS.turn_off()
class Asked(BaseException): pass
def show_question(self, question):
    raise Asked
Context.show_question = show_question
reachable._leads_to = lambda *_: True
Context.has_terminal = lambda self: True
try:
    Run({"AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": "s", **ENVIRON}).go(WORDS)
except Asked:
    pass
else:
    raise SystemExit("no prompt")
"""

WORDS = [
    "end",
    "back",
    "region eu-west-1",
    "status",
    "init bash",
    "complete bash aws-session p",
    "version",
]


def environ_for(line: str) -> dict[str, str]:
    # As our function calls it, which reads code separately.
    evaluated = line.split(maxsplit=1)[0] in {"end", "back", "region"}
    return environ_in_a_role(**({"AWS_SESSION_EMIT_FD": "1"} if evaluated else {}))


def environ_in_a_role(**more: str) -> dict[str, str]:
    # Programs started with it use the real clock.
    walk = Walk.in_session(at=time.time())
    walk.go(Pose(target="210987654321", role="Admin"))
    found = {"AWS_SESSION_SHELL": "bash", "HOME": "/nonexistent", **more}
    return {**walk.environ, **found, "PATH": str(Path(sys.executable).parent)}


def loaded_for(line: str, environ: dict[str, str], code: str = RUN) -> set[str]:
    words = tuple(line.split())
    return loaded_by(code.replace("ENVIRON", repr(environ)).replace("WORDS", repr(words)))


def test_what_is_heavy_is_seen_where_it_is_loaded() -> None:
    assert loaded_by("import json, pathlib") & HEAVY >= {"json", "pathlib", "re", "enum"}
    assert loaded_by("import os, _signal, _socket, gc, resource") & HEAVY == set()


@pytest.mark.parametrize("line", WORDS)
def test_a_command_without_network_loads_nothing_heavy(line: str) -> None:
    assert loaded_for(line, environ_for(line)) & HEAVY == set()


def test_detecting_the_shell_loads_nothing_heavy() -> None:
    environ = environ_in_a_role()
    del environ["AWS_SESSION_SHELL"]

    assert loaded_for("end", environ) & HEAVY == set()


@pytest.mark.skipif(sys.platform != "linux", reason="the limit is read from /proc")
@pytest.mark.parametrize(("limit", "is_loaded"), [(0, False), (4096, True)])
def test_resource_is_loaded_only_if_there_is_a_limit_to_lower(limit: int, is_loaded: bool) -> None:
    code = f"""
from aws_session.core_dumps import CORE_DUMPS
import resource, sys
resource.setrlimit(resource.RLIMIT_CORE, ({limit}, resource.getrlimit(resource.RLIMIT_CORE)[1]))
del sys.modules["resource"]
CORE_DUMPS.turn_off()
"""

    assert ("resource" in loaded_by(code)) is is_loaded


@pytest.mark.parametrize("line", ["back", "end", "region eu-west-1", "status"])
def test_commands_on_existing_sessions_do_not_load_the_session_package(line: str) -> None:
    assert "aws_session.session" not in loaded_for(line, environ_for(line))


@pytest.mark.parametrize("line", ["end", "back"])
def test_what_only_puts_variables_back_loads_nothing_that_talks_to_aws(line: str) -> None:
    loaded = loaded_for(line, environ_for(line))
    packages = {".".join(name.split(".")[:2]) for name in loaded}

    assert packages & {f"aws_session.{name}" for name in ("aws", "storage", "sandbox")} == set()


def test_completing_names_does_not_load_what_only_devices_need() -> None:
    words = ("complete", "bash", "aws-session pose ", "")
    environ = repr({"HOME": "/nonexistent"})
    loaded = loaded_by(RUN.replace("ENVIRON", environ).replace("WORDS", repr(words)))

    assert "aws_session.cli.completion" in loaded
    assert "aws_session.model.mfa" not in loaded


@pytest.mark.parametrize("line", [*WORDS, "mfa"])
def test_only_the_command_that_is_asked_for_is_loaded(line: str) -> None:
    if line == "mfa":
        loaded = loaded_for(line, {}, AT_THE_PROMPT)
    else:
        loaded = loaded_for(line, environ_for(line))
    commands = {name.split(".")[2] for name in loaded if name.startswith("aws_session.commands.")}

    assert commands <= {line.split(maxsplit=1)[0]}


@pytest.mark.parametrize("line", ["", "mfa", "-r eu-west-1", "--fresh --debug"])
def test_the_prompt_waits_for_nothing_heavy(line: str) -> None:
    told = {"AWS_MFA_SERIAL": "arn:aws:iam::111122223333:mfa/alice"}

    assert loaded_for(line, told, AT_THE_PROMPT) & HEAVY == set()


def test_the_prompt_waits_for_nothing_heavy_where_the_device_is_looked_up() -> None:
    assert loaded_for("", {}, AT_THE_PROMPT) & HEAVY == set()


def test_a_prompt_does_not_load_what_reads_its_answer() -> None:
    loaded = loaded_for("", {"AWS_REGION": "eu-west-1"}, AT_THE_PROMPT)

    assert loaded & {"_socket", "aws_session.terminal.posix", "aws_session.aws.transport"} == set()


KEY = "aws_access_key_id = AKIA\naws_secret_access_key = s\n"
READING = """
from aws_session.config import profiles
profiles.read("", "CONFIG", CREDENTIALS, "CREDENTIALS").by_name.get("default")
"""


@pytest.mark.parametrize(
    ("credentials", "needed"),
    [
        (f"[default]\n{KEY}[default-long-term]\n{KEY}", False),
        (f"[default]\n[default-long-term]\n{KEY}", True),
        (f"[default-long-term]\n{KEY}", True),
    ],
    ids=["a key of its own", "a key beside it", "a key alone"],
)
def test_what_other_tools_read_is_loaded_where_it_counts(credentials: str, *, needed: bool) -> None:
    loaded = loaded_by(READING.replace("CREDENTIALS,", f"{credentials!r},", 1))

    assert ("aws_session.config.inherited_settings" in loaded) == needed


@pytest.mark.parametrize("module", ["session.calls", "commands.process"])
def test_what_handles_a_code_is_loaded_only_if_one_is_needed(module: str) -> None:
    of_codes = {
        "session.mfa_call",
        "session.mfa_code",
        "session.mfa_device",
        "model.recoverable_errors",
    }

    loaded = loaded_by(f"import aws_session.{module}")

    assert f"aws_session.{module}" in loaded
    assert loaded & {f"aws_session.{name}" for name in of_codes} == set()


@pytest.mark.skipif(not reachable._has_default_route(), reason="no route leads everywhere")
def test_no_socket_is_made_where_a_route_leads_to_aws() -> None:
    loaded = loaded_by(
        "from aws_session.aws import reachable; reachable.check('eu-west-1', {}, None)"
    )

    assert "aws_session.aws.reachable" in loaded
    assert "_socket" not in loaded


MOST = {
    "end": 21,
    "back": 22,
    "region eu-west-1": 25,
    "status": 16,
    "init bash": 22,
    "complete bash aws-session p": 24,
    "mfa": 31,
}
"""How many of this program's files may be read; each costs about 1 % of `python -c pass`."""


@pytest.mark.parametrize("line", MOST)
def test_few_files_are_read_while_someone_waits(line: str) -> None:
    of_prompt = {"AWS_MFA_SERIAL": "arn:aws:iam::111122223333:mfa/alice"}
    loaded = (
        loaded_for(line, of_prompt, AT_THE_PROMPT)
        if line == "mfa"
        else loaded_for(line, environ_for(line))
    )
    ours = {name for name in loaded if name.partition(".")[0] == "aws_session"}

    assert len(ours) <= MOST[line], sorted(ours)
