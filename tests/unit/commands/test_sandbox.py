from __future__ import annotations

import contextlib
import http.server
import json
import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pexpect
import pytest

from aws_session import environment as env
from aws_session.aws.policies import every
from aws_session.commands.sandbox import Sandbox
from aws_session.environment import sdk_identities
from aws_session.sandbox import scenario
from real.shells.interpreters import ALL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PROGRAM = str(Path(sys.executable).parent / "aws-session")
CODE = "AWS_SESSION_SANDBOX"
MARK = "(aws sandbox) "
CURSOR_QUERY = "\x1b[6n"

CALLER = {
    "AWS_PROFILE": "from outside",
    "AWS_ACCESS_KEY_ID": "from outside",
    "AWS_SECRET_ACCESS_KEY": "from outside",
    "AWS_ENDPOINT_URL_STS": "https://from-outside.example",
    "AWS_CONFIG_FILE": "/from outside/config",
    "AWS_SESSION_STATE": "from outside",
    "AWS_SESSION_MFA_COMMAND": "echo from outside",
    "AWS_VAULT": "from outside",
    "AWSUME_PROFILE": "from outside",
}

WHO = "import boto3; print(boto3.client('sts').get_caller_identity()['Arn'])"
USERS = "import boto3; print(boto3.client('iam').list_users()['Users'][0]['UserName'])"
SPEND = (
    "import boto3, sys; boto3.client('sts').get_session_token(SerialNumber=sys.argv[1], "
    "TokenCode=sys.argv[2])"
)


@dataclass(frozen=True)
class Context:
    """A home, a place for temporary files, and a folder to work in."""

    home: Path
    temporary: Path
    work: Path

    @property
    def environ(self) -> dict[str, str]:
        return {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
            "HOME": str(self.home),
            "TMPDIR": str(self.temporary),
            "TERM": "xterm",
            "LC_ALL": "C.UTF-8",
        }

    def run(
        self, *words: str, environ: dict[str, str] | None = None, stdin: str = ""
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [PROGRAM, "sandbox", *words],
            env=self.environ | (environ or {}),
            cwd=self.work,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def start(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [PROGRAM, "sandbox", *words],
            env=self.environ,
            cwd=self.work,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def left_behind(self) -> list[Path]:
        # Some shells use temporary files.
        return list(self.temporary.glob("aws-session-*"))

    def home_files(self) -> dict[str, bytes]:
        files = (path for path in self.home.rglob("*") if path.is_file())
        return {str(path.relative_to(self.home)): path.read_bytes() for path in files}


@pytest.fixture
def machine(tmp_path: Path) -> Context:
    folders = [tmp_path / name for name in ("home", "temporary", "work")]
    for folder in folders:
        folder.mkdir()
    return Context(*folders)


def wait_for(claim: Callable[[], bool], seconds: float = 60) -> bool:
    deadline = time.monotonic() + seconds
    while not claim() and time.monotonic() < deadline:
        time.sleep(0.05)
    return claim()


def is_running(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    return False


# A command


def test_a_command_has_stdin_stdout_and_stderr_for_itself(machine: Context) -> None:
    done = machine.run("--", "sh", "-c", "cat; echo err >&2", stdin="in\n")

    assert (done.stdout, done.stderr, done.returncode) == ("in\n", "err\n", 0)


def test_a_command_keeps_descriptors_that_the_caller_opened(machine: Context) -> None:
    line = f"'{PROGRAM}' sandbox -- sh -c 'echo there >&3' 3>there"
    subprocess.run(["sh", "-c", line], cwd=machine.work, env=machine.environ, check=True)

    assert (machine.work / "there").read_text() == "there\n"


@pytest.mark.parametrize("status", [0, 1, 2, 77, 126, 127, 128, 130, 255])
def test_the_status_of_the_command_is_ours(machine: Context, status: int) -> None:
    assert machine.run("--", "sh", "-c", f"exit {status}").returncode == status


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_death_by_signal_is_ours(machine: Context, number: int) -> None:
    done = machine.run("--", "sh", "-c", f"kill -{int(number)} $$")

    assert done.returncode == -number
    assert machine.left_behind() == []


def test_a_missing_command_is_127(machine: Context) -> None:
    done = machine.run("--", "no-such-command")

    assert (done.returncode, done.stdout) == (127, "")
    assert "no-such-command: not found" in done.stderr


def test_a_command_that_is_not_a_program_is_126(machine: Context) -> None:
    (machine.work / "text").write_text("text")
    done = machine.run("--", "./text")

    assert (done.returncode, done.stdout) == (126, "")
    assert "./text cannot be run" in done.stderr


def test_nothing_to_run_after_the_dashes_is_a_usage_error(machine: Context) -> None:
    done = machine.run("--")

    assert (done.returncode, done.stdout) == (2, "")
    assert "no command" in done.stderr


def test_none_of_the_callers_aws_variables_get_in(machine: Context) -> None:
    done = machine.run("--", "env", environ=CALLER)

    assert "from outside" not in done.stdout
    assert "from-outside" not in done.stdout
    assert "AWS_ENDPOINT_URL=http://127.0.0.1:" in done.stdout


def test_calls_reach_the_sandbox_past_a_proxy(machine: Context) -> None:
    proxies = {"http_proxy": "http://127.0.0.1:9", "HTTPS_PROXY": "http://127.0.0.1:9"}
    done = machine.run("--", sys.executable, "-c", WHO, environ=proxies)

    assert done.stdout == "arn:aws:iam::111122223333:user/alice\n"


@pytest.mark.parametrize("missing", ["AWS_ENDPOINT_URL", "AWS_CONFIG_FILE"])
def test_calls_reach_the_sandbox_even_without(machine: Context, missing: str) -> None:
    region = "AWS_DEFAULT_REGION=us-east-1"
    done = machine.run("--", "env", "-u", missing, region, sys.executable, "-c", WHO)

    assert done.stdout == "arn:aws:iam::111122223333:user/alice\n"


def test_every_partition_is_offered_and_named_in_the_help() -> None:
    (offered,) = (option for name, option in Sandbox.options if name == "partition")

    assert offered.completes == tuple(scenario.REGIONS)
    assert set(offered.help.strip(".").replace(" or ", ", ").split(", ")) == set(scenario.REGIONS)


@pytest.mark.parametrize(
    ("partition", "region"),
    [
        ("aws", "us-east-1"),
        ("aws-cn", "cn-north-1"),
        ("aws-us-gov", "us-gov-west-1"),
        ("aws-eusc", "eusc-de-east-1"),
    ],
)
def test_the_partition_can_be_chosen(machine: Context, partition: str, region: str) -> None:
    script = f"{WHO}; print(boto3.Session().region_name)"
    done = machine.run("--partition", partition, "--", sys.executable, "-c", script)

    assert done.stdout == f"arn:{partition}:iam::111122223333:user/alice\n{region}\n"


@pytest.mark.parametrize(
    "policy", ["deny-long-term-keys", "require-mfa-age", "allow-with-mfa", "deny-without-mfa"]
)
def test_under_each_policy_a_session_may_do_what_the_key_may_not(
    machine: Context, policy: str
) -> None:
    script = (
        'users() { "$0" -c "$1"; }; users "$1" 2>/dev/null && exit 9; '
        'eval "$(aws-session "$(aws-session sandbox code)")" && users "$1"'
    )
    done = machine.run("--policy", policy, "--", "sh", "-c", script, sys.executable, USERS)

    assert (done.stdout, done.returncode) == ("alice\n", 0)


@pytest.mark.parametrize(
    ("option", "known"), [("--policy", "deny-without-mfa"), ("--partition", "aws-us-gov")]
)
def test_an_unknown_name_is_answered_with_the_known_ones(
    machine: Context, option: str, known: str
) -> None:
    done = machine.run(option, "nonesuch", "--", "true")

    assert (done.returncode, done.stdout) == (2, "")
    assert "nonesuch" in done.stderr
    assert known in done.stderr


def test_only_the_owner_can_look_into_the_temporary_folder(machine: Context) -> None:
    done = machine.run("--", "sh", "-c", 'echo "$AWS_CONFIG_FILE"; stat -c %a "$TMPDIR"/*')
    config, *modes = done.stdout.splitlines()

    assert config.startswith(str(machine.temporary))
    assert modes == ["700"]
    assert machine.left_behind() == []
    assert machine.home_files() == {}


def test_the_program_inside_is_this_one(machine: Context) -> None:
    fake = machine.work / "aws-session"
    fake.write_text("#!/bin/sh\necho another\n")
    fake.chmod(stat.S_IRWXU)
    environ = {"PATH": f"{machine.work}:{os.environ['PATH']}"}
    done = machine.run("--", "aws-session", "sandbox", "code", environ=environ)

    assert done.stdout.strip().isdigit()


def test_a_python_file_in_the_current_folder_is_not_imported(machine: Context) -> None:
    (machine.work / "json.py").write_text("raise SystemExit(9)")
    done = machine.run("--", "aws-session", "sandbox", "code")

    assert done.returncode == 0


def test_ctrl_c_goes_to_the_command(machine: Context) -> None:
    script = "trap 'echo caught; exit 5' INT; echo ready; while :; do sleep 0.05; done"
    terminal = pexpect.spawn(
        PROGRAM, ["sandbox", "--", "sh", "-c", script], env=machine.environ, encoding="utf-8"
    )
    terminal.expect_exact("ready")
    terminal.sendintr()
    terminal.expect_exact("caught")
    terminal.expect(pexpect.EOF)
    terminal.close()

    assert terminal.exitstatus == 5
    assert machine.left_behind() == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_to_the_sandbox_is_passed_on_to_the_command(machine: Context, number: int) -> None:
    name = signal.Signals(number).name.removeprefix("SIG")
    script = f"trap 'echo caught; exit 5' {name}; echo ready; while :; do sleep 0.05; done"
    running = machine.start("--", "sh", "-c", script)
    assert running.stdout is not None
    first = running.stdout.readline()
    running.send_signal(number)
    rest, _ = running.communicate(timeout=60)

    assert (first, rest) == ("ready\n", "caught\n")
    assert running.returncode == 5
    assert machine.left_behind() == []


def test_a_command_takes_the_time_it_needs_to_end(machine: Context) -> None:
    script = "trap 'told=yes' TERM; echo ready; while [ ! $told ]; do sleep 0.1; done; sleep 6"
    running = machine.start("--", "sh", "-c", f"{script}; echo done")
    assert running.stdout is not None
    running.stdout.readline()
    running.terminate()
    rest, _ = running.communicate(timeout=60)

    assert (running.returncode, rest) == (0, "done\n")
    assert machine.left_behind() == []


# A code


def test_outside_a_sandbox_there_is_no_code(machine: Context) -> None:
    done = machine.run("code")

    assert (done.stdout, done.returncode) == ("", 1)
    assert "this shell is not in a sandbox" in done.stderr


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://127.0.0.1:1/sandbox/code?serial=x", "has ended"),
        ("http://example.com/sandbox/code", "is not the address of a sandbox"),
        ("https://127.0.0.1:1/", "is not the address of a sandbox"),
    ],
)
def test_a_sandbox_that_is_gone_or_someone_elses_shows_no_code(
    machine: Context, address: str, said: str
) -> None:
    done = machine.run("code", environ={CODE: address})

    assert (done.stdout, done.returncode) == ("", 1)
    assert said in done.stderr


def test_a_code_is_six_digits_and_a_newline(machine: Context) -> None:
    done = machine.run("--", "aws-session", "sandbox", "code")

    assert done.stdout.strip().isdigit()
    assert len(done.stdout) == 7
    assert done.stdout.endswith("\n")
    assert done.stderr == ""


def test_after_a_spent_code_the_next_one_is_shown(machine: Context) -> None:
    serial = "arn:aws:iam::111122223333:mfa/alice"
    script = (
        'first=$(aws-session sandbox code); "$0" -c "$1" "$2" "$first"; '
        'echo "$first"; aws-session sandbox code'
    )
    done = machine.run("--", "sh", "-c", script, sys.executable, SPEND, serial)
    first, second = done.stdout.splitlines()

    assert first != second


@pytest.fixture
def slow_device() -> Iterator[str]:
    """The address of a device whose codes are all used for half a second."""
    answers = [{"wait": 0.5}, {"code": "012345"}]

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(answers.pop(0)).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Print nothing."""

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/sandbox/code?serial=x"
    server.shutdown()
    server.server_close()


def test_if_every_code_is_used_it_says_so_and_waits(machine: Context, slow_device: str) -> None:
    begun = time.monotonic()
    done = machine.run("code", environ={CODE: slow_device})

    assert done.stdout == "012345\n"
    assert "every code has been used" in done.stderr
    assert time.monotonic() - begun >= 0.5


# A server


def test_serving_prints_one_line_and_lasts_until_sigterm(machine: Context) -> None:
    serving = machine.start("serve", "--port", "0", "--partition", "aws-cn")
    assert serving.stdout is not None
    facts = json.loads(serving.stdout.readline())
    keys = {
        "AWS_ENDPOINT_URL": facts["endpoint"],
        "AWS_ACCESS_KEY_ID": facts["access_key_id"],
        "AWS_SECRET_ACCESS_KEY": facts["secret_access_key"],
        "AWS_DEFAULT_REGION": facts["region"],
    }
    done = subprocess.run(
        [sys.executable, "-c", WHO],
        env=machine.environ | keys,
        capture_output=True,
        text=True,
        check=False,
    )
    serving.terminate()
    rest, errors = serving.communicate(timeout=60)

    assert done.stdout == f"arn:aws-cn:iam::{facts['account']}:user/administrator\n"
    assert (rest, errors, serving.returncode) == ("", "", 0)


def test_a_port_that_is_taken_is_reported(machine: Context) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = machine.run("serve", "--port", port)

    assert (done.stdout, done.returncode) == ("", 1)
    assert f"cannot listen on port {port}" in done.stderr


# A shell


@dataclass(frozen=True)
class Owner:
    """What the user wrote into a shell's rc file, in spite of which the sandbox must work."""

    rc: str
    text: str
    marked: bool = True
    # After Ctrl-C other shells print a new prompt: these read it as a key, and draw what changed.
    redraws: bool = False


BOURNE = "export AWS_PROFILE=owner AWS_ACCESS_KEY_ID=owner\nPATH=/usr/bin:/bin\nOWNERS=yes\n"
OWNERS = {
    "bash": Owner(
        ".bashrc", BOURNE + "HISTFILE=~/.bash_history\nPROMPT_COMMAND='PS1=\"made> \";'\n"
    ),
    "zsh": Owner(".zshrc", BOURNE + "HISTFILE=~/.zsh_history SAVEHIST=9\nPROMPT='made> '\n"),
    "fish": Owner(
        ".config/fish/config.fish",
        "set -gx AWS_PROFILE owner\nset -gx AWS_ACCESS_KEY_ID owner\nset -gx PATH /usr/bin /bin\n",
        redraws=True,
    ),
    "ksh93": Owner(".kshrc", BOURNE + "HISTFILE=~/.history\n"),
    "mksh": Owner(".mkshrc", BOURNE + "HISTFILE=~/.history\n"),
    "dash": Owner(".shrc", BOURNE),
    "busybox": Owner(".shrc", BOURNE),
    "posh": Owner(".shrc", BOURNE, marked=False),
    "yash": Owner(".yashrc", BOURNE + "HISTFILE=~/.history\n"),
    "tcsh": Owner(
        ".tcshrc",
        "setenv AWS_PROFILE owner\nsetenv AWS_ACCESS_KEY_ID owner\nsetenv PATH /usr/bin:/bin\n"
        "set savehist=9\nset prompt='made> '\n",
    ),
    "elvish": Owner(
        ".config/elvish/rc.elv",
        "set-env AWS_PROFILE owner\nset-env AWS_ACCESS_KEY_ID owner\nset paths = [/usr/bin /bin]\n",
        redraws=True,
    ),
    "nu": Owner(
        ".config/nushell/config.nu",
        "$env.AWS_PROFILE = 'owner'\n$env.AWS_ACCESS_KEY_ID = 'owner'\n"
        "$env.PATH = ['/usr/bin' '/bin']\n$env.config.show_banner = false\n",
    ),
    "xonsh": Owner(
        ".xonshrc",
        "$AWS_PROFILE = 'owner'\n$AWS_ACCESS_KEY_ID = 'owner'\n$PATH = ['/usr/bin', '/bin']\n",
    ),
}
SHELLS = {shell.name: shell for shell in ALL if shell.name in OWNERS}


class Terminal:
    """A terminal in which `aws-session sandbox` opens a shell."""

    def __init__(self, machine: Context, name: str) -> None:
        SHELLS[name].require()
        self.machine = machine
        self.owner = OWNERS[name]
        rc = machine.home / self.owner.rc
        rc.parent.mkdir(parents=True, exist_ok=True)
        rc.write_text(self.owner.text)
        (machine.home / ".config/nushell").mkdir(parents=True, exist_ok=True)
        (machine.home / ".config/nushell/env.nu").touch()
        # Without this, fish writes thousands of files at its first start.
        (machine.home / ".local/share/fish/generated_completions").mkdir(parents=True)
        environ = machine.environ | CALLER
        if self.owner.rc == ".shrc":
            environ["ENV"] = "$HOME/.shrc"
        self.screen = pexpect.spawn(
            PROGRAM,
            ["sandbox", "--shell", name],
            env=environ,
            cwd=str(machine.work),
            encoding="utf-8",
            dimensions=(40, 200),
            timeout=60,
        )
        self.expect("exit")
        self.expect_prompt()
        self.results = 0

    def expect(self, text: str) -> None:
        while self.screen.expect_exact([text, CURSOR_QUERY]):
            self.screen.send("\x1b[1;1R")

    def expect_prompt(self) -> None:
        self.expect(MARK if self.owner.marked else "# ")

    def type(self, line: str) -> None:
        self.screen.send(f"{line}\r")

    def result(self, command: str) -> str:
        """Return the output of a command of `sh` whose parent is the shell."""
        self.results += 1
        file = self.machine.work / f"result{self.results}"
        script = self.machine.work / f"script{self.results}"
        script.write_text(f"({command}) >{file}.part 2>&1\nmv {file}.part {file}\n")
        self.type(f"sh {script}")
        deadline = time.monotonic() + 60
        while not file.exists():
            assert time.monotonic() < deadline, f"no result; the screen: {self.screen.before}"
            # Some shells ask the terminal where the cursor is, and wait.
            if self.screen.expect_exact([CURSOR_QUERY, pexpect.TIMEOUT], timeout=0.2) == 0:
                self.screen.send("\x1b[1;1R")
        return file.read_text()

    def wait_for_end(self) -> int | None:
        while self.screen.expect_exact([pexpect.EOF, CURSOR_QUERY]):
            self.screen.send("\x1b[1;1R")
        self.screen.close()
        status: int | None = self.screen.exitstatus
        return status


@pytest.fixture(params=OWNERS)
def terminal(machine: Context, request: pytest.FixtureRequest) -> Iterator[Terminal]:
    opened = Terminal(machine, request.param)
    yield opened
    opened.screen.close(force=True)


@pytest.fixture
def bash(machine: Context) -> Iterator[Terminal]:
    opened = Terminal(machine, "bash")
    yield opened
    opened.screen.close(force=True)


def test_a_shell_is_in_the_sandbox_whatever_its_rc_files_say(terminal: Terminal) -> None:
    environ = dict(
        line.split("=", 1) for line in terminal.result("env").splitlines() if "=" in line
    )
    machine = terminal.machine

    assert "AWS_PROFILE" not in environ
    assert "AWS_ACCESS_KEY_ID" not in environ
    assert "from outside" not in environ.values()
    assert environ["AWS_ENDPOINT_URL"].startswith("http://127.0.0.1:")
    assert environ["AWS_CONFIG_FILE"].startswith(str(machine.temporary))
    assert environ["HOME"] == str(machine.home)
    assert "ZDOTDIR" not in environ
    assert "XONSHRC_DIR" not in environ
    assert environ.get("ENV", "$HOME/.shrc") in {
        "$HOME/.shrc",
        f"{machine.home}/{terminal.owner.rc}",
    }
    assert terminal.result("aws-session sandbox code").strip().isdigit()


def test_leaving_a_shell_ends_everything_with_its_status(terminal: Terminal) -> None:
    endpoint = terminal.result("echo $AWS_ENDPOINT_URL").strip()
    before = terminal.machine.home_files()
    terminal.type("exit 3")
    status = terminal.wait_for_end()

    assert status == 3
    assert terminal.machine.left_behind() == []
    assert terminal.machine.home_files() == before
    assert not any("sandbox" in name for name in before)
    if endpoint:
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", int(endpoint.rpartition(":")[2])))


def test_ctrl_c_at_the_prompt_ends_nothing(terminal: Terminal) -> None:
    terminal.screen.sendintr()
    # A shell that gets the signal while it is not reading drops the next line.
    terminal.type("")
    if not terminal.owner.redraws:
        terminal.expect_prompt()

    assert terminal.result("aws-session sandbox code").strip().isdigit()


def test_sigterm_to_the_sandbox_ends_the_shell_too(terminal: Terminal) -> None:
    shell = int(terminal.result("echo $PPID"))
    os.kill(terminal.screen.pid, signal.SIGTERM)
    status = terminal.wait_for_end()

    assert status == 143
    assert wait_for(lambda: not is_running(shell))
    assert terminal.machine.left_behind() == []


def test_a_terminal_that_hangs_up_ends_the_shell_too(terminal: Terminal) -> None:
    shell = int(terminal.result("echo $PPID"))
    # Its descriptor stays valid if it is closed later.
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, terminal.screen.fileno())
    os.close(nothing)

    assert wait_for(lambda: terminal.machine.left_behind() == [])
    assert wait_for(lambda: not is_running(shell))


def test_a_terminated_shell_can_clean_up(bash: Terminal) -> None:
    bash.type("trap 'echo bye >bye' EXIT")
    bash.expect(MARK)
    os.kill(bash.screen.pid, signal.SIGTERM)
    bash.wait_for_end()

    assert (bash.machine.work / "bye").exists()


def test_a_shell_that_does_not_end_is_killed(bash: Terminal) -> None:
    shell = int(bash.result("trap '' HUP; echo $$"))
    os.kill(bash.screen.pid, signal.SIGTERM)
    status = bash.wait_for_end()

    assert status == 143
    assert wait_for(lambda: not is_running(shell))
    assert bash.machine.left_behind() == []


def test_sigterm_ends_what_runs_in_front_of_the_shell(machine: Context) -> None:
    # Unlike bash, this shell tells its jobs nothing when it ends.
    dash = Terminal(machine, "dash")
    dash.type("sh -c 'echo $$ >running; exec sleep 300'")
    file = machine.work / "running"
    assert wait_for(lambda: file.exists() and file.read_text() != "")
    os.kill(dash.screen.pid, signal.SIGTERM)
    status = dash.wait_for_end()

    assert status == 143
    assert wait_for(lambda: not is_running(int(file.read_text())))


def test_rc_files_are_read_in_a_shell(bash: Terminal) -> None:
    bash.type("echo it is $OWNERS")

    bash.expect("it is yes")


def test_a_rebuilt_prompt_stays_marked(bash: Terminal) -> None:
    bash.type("true")
    bash.expect(MARK)
    bash.type("true")

    bash.expect(f"{MARK}made> ")


@pytest.fixture
def outer_bash(machine: Context) -> Iterator[pexpect.spawn]:
    """A shell with job control from which the sandbox is opened by hand."""
    environ = machine.environ | {"SHELL": shutil.which("zsh") or "/bin/sh", "PS1": "outer> "}
    spawned = pexpect.spawn(
        "bash", ["--norc"], env=environ, cwd=str(machine.work), encoding="utf-8", timeout=20
    )
    spawned.expect_exact("outer> ")
    yield spawned
    spawned.close(force=True)


def test_the_shell_that_opens_is_the_one_typed_in(outer_bash: pexpect.spawn) -> None:
    outer_bash.send(f"{PROGRAM} sandbox\r")
    outer_bash.expect_exact(MARK)
    outer_bash.send("echo it is bash $BASH_VERSINFO\r")

    outer_bash.expect(r"it is bash \d")


def test_a_shell_that_suspends_itself_can_be_continued(outer_bash: pexpect.spawn) -> None:
    outer_bash.send(f"{PROGRAM} sandbox\r")
    outer_bash.expect_exact(MARK)
    outer_bash.send("suspend\r")
    outer_bash.expect_exact("Stopped")
    outer_bash.expect_exact("outer> ")
    outer_bash.send("echo out''side\r")
    outer_bash.expect_exact("outside")
    outer_bash.send("fg\r")
    outer_bash.expect_exact("sandbox")
    outer_bash.send("\r")
    outer_bash.expect_exact(MARK)
    outer_bash.send("exit 4\r")
    outer_bash.expect_exact("outer> ")
    outer_bash.send("echo status $?\r")

    outer_bash.expect_exact("status 4")


def test_a_shell_does_not_open_where_its_output_is_captured(outer_bash: pexpect.spawn) -> None:
    outer_bash.send(f'x=$({PROGRAM} sandbox); echo "status $? and <$x>"\r')

    outer_bash.expect_exact("a shell needs a terminal")
    outer_bash.expect_exact("status 1 and <>")


def test_a_shell_reads_commands_from_a_pipe(machine: Context) -> None:
    done = machine.run("--shell", "sh", stdin="aws-session sandbox code\nexit 6\n")

    assert done.stdout.strip().isdigit()
    assert done.returncode == 6


LOADS = 'eval "$(aws-session init sh)"\n'
OUTSIDE = "  programs that ignore AWS_ENDPOINT_URL call the real AWS: aws-session help sandbox\n"


@pytest.mark.parametrize(
    ("profile", "typed"), [("", "eval $({})"), (LOADS, "{}"), (f"# {LOADS}", "eval $({})")]
)
def test_what_to_type_next_is_in_the_syntax_of_the_shell(
    machine: Context, profile: str, typed: str
) -> None:
    (machine.home / ".profile").write_text(profile)
    done = machine.run("--shell", "sh", stdin="exit\n")
    said = re.sub(r"\b\d{6}\b", "CODE", done.stderr)
    rows = [re.split(" {3,}", line.strip()) for line in said.splitlines()[1:-1]]

    assert said.splitlines()[0] == (
        "aws-session: fake AWS running; you are user alice; policy deny-without-mfa: "
        "everything is denied without MFA"
    )
    assert rows == [
        [typed.format("aws-session CODE"), "start a session; or without the code"],
        [typed.format("aws-session pose prod Admin"), "assume a role; or: pose data-lake ReadOnly"],
        ["aws-session status", "who you are"],
        [typed.format("aws-session end"), "end the session"],
        ["aws-session sandbox code", "the next code from your phone"],
        ["exit", "leave the sandbox"],
    ]
    assert said.endswith(OUTSIDE)


def test_the_suggested_lines_work_when_typed(machine: Context) -> None:
    opened = subprocess.Popen(
        [PROGRAM, "sandbox", "--shell", "sh"], env=machine.environ, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert opened.stderr
    said = [opened.stderr.readline() for _ in range(8)]
    typed = [re.split(" {3,}", line.strip())[0] for line in said[1:-1]]
    other = "eval $(aws-session pose data-lake ReadOnly)"
    typed.insert(2, f'{other}; echo "$? $AWS_SESSION_LABEL"')
    stdout, _ = opened.communicate("\n".join(typed) + "\n", timeout=60)

    assert stdout.startswith("0 data-lake/ReadOnly\n  111122223333  alice@111122223333")
    assert opened.returncode == 0


@pytest.mark.parametrize("policy", [each.name for each in every(max_age=None, before="")])
def test_every_policy_that_is_printed_can_be_chosen(machine: Context, policy: str) -> None:
    script = 'eval "$(aws-session "$(aws-session sandbox code)")" && "$0" -c "$1"'
    done = machine.run("--policy", policy, "--", "sh", "-c", script, sys.executable, USERS)

    assert (done.stdout, done.returncode) == ("alice\n", 0)


def test_the_console_of_a_sandbox_is_a_page_of_its_own(machine: Context) -> None:
    script = (
        'eval "$(aws-session "$(aws-session sandbox code)")"\n'
        "url=$(aws-session console prod Admin --service s3 --url)\n"
        '"$0" -c "import sys, urllib.request as u; print(u.urlopen(sys.argv[1]).read().decode())" '
        '"$url"'
    )
    done = machine.run("--", "sh", "-c", script, sys.executable)

    assert done.returncode == 0, done.stderr
    assert "<h1>The sandbox's console</h1>" in done.stdout
    assert "<dd>prod (210987654321)</dd><dt>Role</dt><dd>Admin</dd>" in done.stdout
    assert "https://console.aws.amazon.com/s3/home?region=us-east-1" in done.stdout


def test_an_unknown_shell_is_a_usage_error(machine: Context) -> None:
    done = machine.run("--shell", "nonesuch")

    assert (done.returncode, done.stdout) == (2, "")
    assert "unknown shell 'nonesuch'" in done.stderr


def test_a_shell_that_cannot_be_opened_like_this_is_refused(machine: Context) -> None:
    program = machine.work / "json"
    program.write_text("#!/bin/sh\necho opened\n")
    program.chmod(0o700)
    done = machine.run("--shell", "json", environ={"PATH": f"{machine.work}:{os.environ['PATH']}"})

    assert (done.returncode, done.stdout) == (2, "")
    assert "json is an output format, not a shell" in done.stderr
    assert machine.left_behind() == []


def test_what_is_posed_in_is_remembered_in_the_sandbox_only(machine: Context) -> None:
    settings = machine.home / ".config" / "aws-session" / "config.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text('default_profile = "gone"\n')
    done = machine.run(
        "--",
        "sh",
        "-c",
        'eval "$(aws-session pose prod Admin --code "$(aws-session sandbox code)")" && '
        "aws-session accounts",
    )

    assert done.returncode == 0, done.stderr
    assert "used before" in done.stdout
    assert not (machine.home / ".cache").exists()


def test_no_identity_of_the_callers_gets_in(tmp_path: Path) -> None:
    names = (
        *env.IDENTITIES,
        *sdk_identities.CONTAINER,
        "AWS_BEARER_TOKEN_BEDROCK",
        "EC2_SECRET_KEY",
    )
    given = dict.fromkeys(names, "real") | {"MAVEN_OPTS": "-Xmx1g -Daws.secretKey=real"}
    clean = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    done = subprocess.run(
        ["aws-session", "sandbox", "--", "env"],
        env={**clean, **given},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    inside = dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line)

    assert not inside.keys() & set(names)
    assert inside["MAVEN_OPTS"] == "-Xmx1g"
    assert inside["AWS_CREDENTIAL_PROFILES_FILE"] == inside["AWS_SHARED_CREDENTIALS_FILE"]


def test_one_name_for_hosts_without_a_proxy_holds_what_the_other_says(machine: Context) -> None:
    show = 'echo "$NO_PROXY|$no_proxy"'
    done = machine.run("--", "sh", "-c", show, environ={"NO_PROXY": "intranet.example"})

    assert done.stdout == "intranet.example,127.0.0.1|intranet.example,127.0.0.1\n"
