"""Which modules are loaded while somebody waits: times are for machines that do nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

import aws_session
from aws_session.intent import Pose
from walk import Walk

ROOT = Path(aws_session.__file__).parent


def loaded_by(code: str) -> set[str]:
    """Return the names of the modules that a fresh interpreter has loaded after a piece of code."""
    # By stderr: a run takes stdout away.
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


BARE = loaded_by("import os, _signal, _socket, errno, gc, resource")
"""What Python starts with, and what is built into it."""

RUN = """
import sys
from aws_session.processes.inherited import INHERITED
from aws_session.main import Run
INHERITED.dump_nothing()
status = Run(ENVIRON).go(WORDS)
assert status == 0, status
"""

AT_THE_PROMPT = """
import sys
from aws_session import context as machine; from aws_session.aws import reachable as reach
from aws_session.processes.inherited import INHERITED
from aws_session.main import Run
INHERITED.dump_nothing()
class Asked(BaseException): pass
def show_question(self, question):
    from aws_session.terminal import posix as terminal
    raise Asked
machine.Context.show_question = show_question
reach._leads_to = lambda *_: True
machine.Context.has_terminal = lambda self: True
try:
    Run({"AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": "s", **ENVIRON}).go(())
except Asked:
    pass
else:
    raise SystemExit("no prompt")
"""

ALL = {"bytecode", "main", "errors", "edge", "edge.inherited", "edge.output", "value", "intent"}
READ = {"hot", "grammar", "words"}
STATE = {"state", "credentials", "environment", "situation"}
STATE_TEXT = {"state_text", "notation", "identifiers", "number"}
TALKING = {"dialects", "dialects.posix", "dialects.bash"}
MODE = ALL | STATE | STATE_TEXT | TALKING | {"run", "modes", "edge.machine"}
ALLOWED = {
    "end": MODE | {"intent.end", "modes.end", "durations", "edge.own_folders"},
    "back": MODE | {"intent.back", "modes.back", "stack", "display", "arrival", "durations"},
    "region eu-west-1": MODE
    | READ
    | {"intent.region", "modes.region", "regions", "stack", "display"},
    "status": ALL
    | STATE
    | STATE_TEXT
    | {"intent.checks"}
    | {"intent.status", "commands", "commands.status", "report", "durations", "display"}
    | {"edge.machine", "edge.own_folders"},
    "init bash": ALL
    | READ
    | TALKING
    | {"intent.init", "commands", "commands.init", "edge.this_program", "edge.shell_templates"},
    "complete bash aws-session p": {"bytecode", "main", "errors", "words"}
    | {"edge", "edge.inherited", "edge.output"}
    | {"completers", "completers.bash", "completers.candidates", "completers.target_names"}
    | {"completers.menu", "accounts", "display", "identifiers", "number"}
    | {"edge.known_names", "edge.private_files", "edge.own_folders", "records", "value"},
}
"""What each command may load of this program; whoever adds to it makes somebody wait."""


def environ_in_a_role() -> dict[str, str]:
    # What is started with it goes by the real clock.
    walk = Walk.in_session(at=time.time())
    walk.go(Pose(target="210987654321", role="Admin"))
    found = {"AWS_SESSION_SHELL": "bash", "HOME": "/nonexistent"}
    return {**walk.environ, **found, "PATH": str(Path(sys.executable).parent)}


@pytest.mark.parametrize("line", ALLOWED)
def test_a_command_without_network_loads_only_what_it_needs(line: str) -> None:
    words = tuple(line.split())
    environ = environ_in_a_role()
    if "modes" in ALLOWED[line]:
        # As our function asks.
        environ["AWS_SESSION_EMIT_FD"] = "1"
    code = RUN.replace("ENVIRON", repr(environ)).replace("WORDS", repr(words))
    loaded = loaded_by(code) - BARE
    ours = {name for name in loaded if name.partition(".")[0] == "aws_session"}

    assert {name.partition(".")[2] for name in ours} - {""} - ALLOWED[line] == set()
    assert loaded - ours <= {"__future__"}


def test_without_the_function_it_costs_the_look_for_the_shell_beside() -> None:
    environ = environ_in_a_role()
    del environ["AWS_SESSION_SHELL"]
    code = RUN.replace("ENVIRON", repr(environ)).replace("WORDS", "('end',)")
    ours = {name for name in loaded_by(code) - BARE if name.startswith("aws_session.")}
    # Whatever shell runs this test.
    found = {name for name in ours if not name.startswith("aws_session.shells.base.")}

    assert {name.partition(".")[2] for name in found} <= ALLOWED["end"] | {"edge.parent_shell"}


PROMPT = {
    *ALL,
    *STATE,
    *("edge.machine", "edge.aws_files", "edge.own_folders", "edge.reach", "edge.terminal"),
    "edge.whole_files",
    "number",
    *("run", "modes", "modes.mfa", "intent.mfa", "plan", "wishes", "devices", "signer"),
    *("places", "endpoints", "hosts", "profiles", "ini", "settings"),
}
"""What stands between Enter and the question for a code, to the last module."""


@pytest.mark.parametrize(
    ("environ", "more"),
    [
        ({"AWS_MFA_SERIAL": "arn:aws:iam::111122223333:mfa/alice"}, set()),
        ({}, {"edge.last_devices", "edge.private_files", "records"}),
    ],
    ids=["device told", "device of the last code"],
)
def test_the_prompt_loads_only_what_it_needs(environ: dict[str, str], more: set[str]) -> None:
    loaded = loaded_by(AT_THE_PROMPT.replace("ENVIRON", repr(environ))) - BARE
    ours = {name for name in loaded if name.partition(".")[0] == "aws_session"}

    assert not loaded - ours - {"__future__"}
    assert {name.partition(".")[2] for name in ours} - {""} == PROMPT | more
