"""A role that is renewed before a prompt by `init --renew`, on terminals."""

from __future__ import annotations

import ctypes
import os
import re
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

import pexpect
import pytest

from real.init.loading import LOAD
from real.journeys.place import Sitting
from real.shells.interpreters import ALL, bare_environment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from real.journeys.place import Place

ROLE = "pose 210987654321 OrganizationAccountAccessRole"
STARTS = {
    "bash": (("bash", "--noprofile", "--rcfile", "rc", "-i"), "rc"),
    "zsh": (("zsh", "-i"), ".zshrc"),
    "fish": (("fish", "--no-config", "-i", "-C", "source rc"), "rc"),
}
PROMPTS = {
    "bash": "PS1='> '",
    "zsh": "PS1='> '; unsetopt zle prompt_cr prompt_sp",
    "fish": "function fish_prompt; echo '> '; end",
}
SET = {
    "bash": "export NAME=VALUE",
    "zsh": "export NAME=VALUE",
    "fish": "set -gx NAME VALUE",
}
PATIENCE = 20
ENDS = "aws-session: the session in this shell ends within ten minutes and was not renewed: "
TYPE = "  to renew it: aws-session renew"


class Shell:
    """A shell with the hook, on its own terminal."""

    def __init__(self, name: str, place: Place, options: str = "--renew") -> None:
        self.shell = next(shell for shell in ALL if shell.name == name)
        self.shell.require()
        self.name = name
        self.pipes = place.folder / "runtime"
        self.pipes.mkdir(exist_ok=True)
        argv, file = STARTS[name]
        dialect = self.shell.dialect
        load = LOAD[dialect].replace(f"init {dialect}", f"init {dialect} {options}".strip())
        (place.folder / file).write_text(f"{PROMPTS[name]}\n{load}\n")
        environ = bare_environment(place.folder) | place.environ
        environ |= {"ZDOTDIR": str(place.folder), "XDG_RUNTIME_DIR": str(self.pipes)}
        self._process = pexpect.spawn(
            argv[0], list(argv[1:]), cwd=str(place.folder), env=environ, encoding="utf-8",
            codec_errors="replace", dimensions=(50, 400), timeout=PATIENCE,
        )  # fmt: skip
        self._process.delaybeforesend = None
        self._lines = 0
        self.said = self.enter("")

    def enter(self, line: str) -> str:
        """Type a line; return what was on the screen until the next prompt."""
        self._lines += 1
        # The typed text differs from the printed one.
        self._process.send(f"{line}\rprintf '<%s>\\n' {self._lines}\r")
        self._process.expect(f"<{self._lines}>")
        screen: str = self._process.before
        return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]|\r", "", screen)

    def value(self, name: str) -> str:
        screen = self.enter(f"printenv AWS_{name} | sed 's/.*/[&]/'")
        found = re.findall(r"\[([^&\]\n]+)\]", screen)
        return found[0] if found else ""

    def put(self, name: str, value: str) -> str:
        return self.enter(SET[self.name].replace("NAME", name).replace("VALUE", value))

    def until_told(self, text: str) -> str:
        """Press Enter until a message appears; return all that was on the screen meanwhile."""
        screen, end = "", time.monotonic() + PATIENCE
        while text not in screen and time.monotonic() < end:
            screen += self.enter("")
            time.sleep(0.1)
        return screen

    def until_another(self, key_id: str) -> str:
        """Press Enter until the key has changed; return it."""
        end = time.monotonic() + PATIENCE
        while (found := self.value("ACCESS_KEY_ID")) == key_id and time.monotonic() < end:
            time.sleep(0.1)
        return found

    def waiting(self) -> list[Path]:
        return [path for path in self.pipes.iterdir() if path.name.startswith("aws-session-")]

    def until_nothing_waits(self) -> None:
        end = time.monotonic() + PATIENCE
        while self.waiting() and time.monotonic() < end:
            time.sleep(0.1)
        assert self.waiting() == []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.send("exit\r")
        self._process.expect(pexpect.EOF)
        self._process.close()


@pytest.fixture(params=STARTS)
def shell(request: pytest.FixtureRequest, place: Place) -> Iterator[Shell]:
    with Shell(request.param, place) as started:
        yield started
    started.until_nothing_waits()


def soon() -> str:
    return str(int(time.time()) + 300)


def test_a_role_is_renewed_before_it_ends_without_a_question(place: Place, shell: Shell) -> None:
    shell.enter(f"aws-session --code {place.fresh_code()}")
    shell.enter(f"aws-session {ROLE}")
    before, calls = shell.value("ACCESS_KEY_ID"), place.company.cloud.calls
    assert [calls.count(action) for action in ("GetSessionToken", "AssumeRole")] == [1, 1]
    shell.put("AWS_REGION", "eu-west-3")
    shell.put("AWS_SESSION_EXPIRES", soon())
    after = shell.until_another(before)

    assert after.startswith("ASIA")
    assert after != before
    assert [calls.count(action) for action in ("GetSessionToken", "AssumeRole")] == [1, 2]
    assert int(shell.value("SESSION_EXPIRES")) > time.time() + 3000
    assert shell.value("SESSION_LABEL").endswith("/OrganizationAccountAccessRole")
    # What was changed meanwhile is left unchanged.
    assert shell.value("REGION") == "eu-west-3"
    secret = shell.value("SECRET_ACCESS_KEY").encode()
    shell.until_nothing_waits()
    assert secrets_on_disk(place.folder, secret) == []
    assert "back to alice" in shell.enter("aws-session back")
    shell.enter("aws-session end")
    assert shell.value("ACCESS_KEY_ID") == ""


def secrets_on_disk(folder: Path, secret: bytes) -> list[str]:
    assert len(secret) > 20
    files = (path for path in folder.rglob("*") if path.is_file())
    return [str(path) for path in files if secret in path.read_bytes()]


def test_the_need_for_a_code_is_reported_once(place: Place, shell: Shell) -> None:
    shell.enter(f"aws-session --code {place.fresh_code()}")
    shell.put("AWS_SESSION_EXPIRES", soon())
    screen = shell.until_told(TYPE)
    screen += shell.enter("") + shell.enter("")

    assert screen.count(f"{ENDS}that needs an MFA code\n{TYPE}") == 1
    assert screen.count("aws-session:") == 1
    assert place.company.cloud.calls.count("GetSessionToken") == 1


def test_a_role_that_is_now_refused_is_reported_once_with_the_reason(
    place: Place, shell: Shell
) -> None:
    shell.enter(f"aws-session --code {place.fresh_code()}")
    shell.enter(f"aws-session {ROLE}")
    account = place.company.cloud.accounts["210987654321"]
    account.roles.pop("OrganizationAccountAccessRole")
    shell.put("AWS_SESSION_EXPIRES", soon())
    screen = shell.until_told(TYPE)
    screen += shell.enter("") + shell.enter("")

    assert screen.count(ENDS) == 1
    told = screen.partition(ENDS)[2]
    assert "OrganizationAccountAccessRole" in told.partition("\n")[0]


def test_a_session_replaced_in_the_meantime_is_left_alone(place: Place, shell: Shell) -> None:
    shell.enter(f"aws-session --code {place.fresh_code()}")
    mfa = shell.value("ACCESS_KEY_ID")
    shell.enter(f"aws-session {ROLE}")
    shell.put("AWS_SESSION_EXPIRES", soon())
    # On one line: before the next prompt, the waiting role would be used.
    waits = f"sh -c 'until ls {shell.pipes} | grep -qv new$; do sleep 0.1; done'"
    shell.enter(f"{waits}; aws-session back")
    for _ in range(3):
        shell.enter("")

    assert place.company.cloud.calls.count("AssumeRole") == 2
    assert shell.value("ACCESS_KEY_ID") == mfa
    assert shell.value("SESSION_LABEL") == "alice@111122223333"


def test_nothing_waits_for_a_shell_whose_session_ended(place: Place, shell: Shell) -> None:
    shell.enter(f"aws-session --code {place.fresh_code()}")
    shell.enter(f"aws-session {ROLE}")
    shell.put("AWS_SESSION_EXPIRES", soon())
    waits = f"sh -c 'until ls {shell.pipes} | grep -qv new$; do sleep 0.1; done'"
    shell.enter(f"{waits}; aws-session end")
    shell.enter("")

    # While the shell lives.
    shell.until_nothing_waits()
    assert shell.value("ACCESS_KEY_ID") == ""


@contextmanager
def nobody_reaps() -> Iterator[None]:
    """Leave processes without a parent unreaped, as a container's first process may."""
    if not sys.platform.startswith("linux"):
        pytest.skip("only Linux has subreapers")
    become = ctypes.CDLL(None, use_errno=True).prctl
    assert become(36, 1, 0, 0, 0) == 0
    try:
        yield
    finally:
        become(36, 0, 0, 0, 0)


def test_a_killed_renewer_does_not_delay_a_prompt(place: Place, shell: Shell) -> None:
    shell.enter(f"aws-session --code {place.fresh_code()}")
    shell.enter(f"aws-session {ROLE}")
    before = shell.value("ACCESS_KEY_ID")
    with nobody_reaps():
        shell.put("AWS_SESSION_EXPIRES", soon())
        waits = f"sh -c 'until ls {shell.pipes} | grep -qv new$; do sleep 0.1; done'"
        shell.enter(f"{waits}; kill -KILL $aws_session_renewer; sleep 1")
        begun = time.monotonic()
        shell.enter("")
        took = time.monotonic() - begun
        killed = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)

    assert killed is not None
    assert took < 5
    assert shell.value("ACCESS_KEY_ID") == before
    for path in shell.waiting():
        path.unlink()


def test_without_a_session_of_ours_nothing_is_begun(place: Place, shell: Shell) -> None:
    screen = shell.put("AWS_SESSION_EXPIRES", soon()) + shell.enter("") + shell.enter("")

    assert screen.count("aws-session: the session in this shell ends within ten minutes\n") == 1
    assert list(place.company.cloud.calls) == []
    assert shell.waiting() == []


@pytest.mark.parametrize("name", [*STARTS, "pwsh"])
def test_the_setting_does_what_the_option_does(place: Place, name: str) -> None:
    settings = place.folder / "settings.toml"
    settings.write_text("renew = true\n")
    place.environ["AWS_SESSION_CONFIG"] = str(settings)
    dialect = next(shell for shell in ALL if shell.name == name).dialect
    by_setting = place.program("init", dialect)
    del place.environ["AWS_SESSION_CONFIG"]
    by_option = place.program("init", dialect, "--renew")
    without = place.program("init", dialect)

    assert (by_setting.returncode, by_setting.stderr) == (0, "")
    assert by_setting.stdout == by_option.stdout != without.stdout


def powershell(place: Place, *lines: str) -> list[str]:
    """Return the stdout and stderr of a PowerShell script with the hook."""
    shell = next(shell for shell in ALL if shell.name == "pwsh")
    shell.require()
    load = LOAD["powershell"].replace("init powershell", "init powershell --renew")
    soon = "$Env:AWS_SESSION_EXPIRES = [DateTimeOffset]::UtcNow.ToUnixTimeSeconds() + 300"
    script = "\n".join(
        (
            "$PSStyle.OutputRendering = 'PlainText'",
            "function prompt { '> ' }",
            load,
            *(line.replace("SOON", soon) for line in lines),
        )
    )
    done = shell.run(f"{script}\n", cwd=place.folder, env=place.environ, timeout=120)
    return [*done.stdout.decode().splitlines(), *done.stderr.decode().splitlines()]


def test_powershell_renews_a_role_before_its_prompt(place: Place) -> None:
    found = powershell(
        place,
        f"aws-session --code {place.fresh_code()} 2>$null",
        f"aws-session {ROLE} 2>$null",
        "$before = $Env:AWS_ACCESS_KEY_ID",
        "SOON",
        "sh -c 'exit 7'",
        "foreach ($n in 1..200) { $null = prompt; if ($Env:AWS_ACCESS_KEY_ID -ne $before) "
        "{ break }; [System.Threading.Thread]::Sleep(100) }",
        '"$($Env:AWS_ACCESS_KEY_ID -ne $before) $Env:AWS_SESSION_LABEL $global:LASTEXITCODE"',
        "$Env:AWS_SESSION_EXPIRES - [DateTimeOffset]::UtcNow.ToUnixTimeSeconds() -gt 3000",
        "aws-session back 2>$null; $Env:AWS_SESSION_LABEL",
    )

    assert found == [
        "True 210987654321/OrganizationAccountAccessRole 7",
        "True",
        "alice@111122223333",
    ]
    calls = place.company.cloud.calls
    assert [calls.count(action) for action in ("GetSessionToken", "AssumeRole")] == [1, 2]


def test_powershell_reports_the_need_for_a_code_once(place: Place) -> None:
    found = powershell(
        place,
        f"aws-session --code {place.fresh_code()} 2>$null",
        "SOON",
        "foreach ($n in 1..200) { $null = prompt; if ($global:AwsSessionWarned) { break }; "
        "[System.Threading.Thread]::Sleep(100) }",
        "$null = prompt; $null = prompt",
    )

    assert found == [f"{ENDS}that needs an MFA code", TYPE]


@pytest.mark.parametrize("name", ["ksh", "tcsh", "sh", "elvish", "nu", "xonsh"])
def test_a_shell_without_the_hook_names_those_with_it_and_ignores_the_setting(
    place: Place, name: str
) -> None:
    refused = place.program("init", name, "--renew")
    (place.folder / "settings.toml").write_text("renew = true\n")
    environ = {"AWS_SESSION_CONFIG": str(place.folder / "settings.toml")}

    assert refused.returncode == 2
    assert refused.stderr == (
        f"aws-session: error: {name} cannot renew a session before a prompt\n"
        "  leave --renew out; the shells that can: bash, zsh, fish, powershell\n"
    )
    by_setting, without = (place.program("init", name, environ=each) for each in (environ, {}))
    assert by_setting.returncode == 0
    assert by_setting.stdout == without.stdout != ""


def test_a_person_is_asked_for_nothing_without_a_terminal_and_with_a_program_for_codes(
    place: Place,
) -> None:
    marker = place.folder / "asked"
    asking = {"AWS_SESSION_MFA_COMMAND": f"touch {marker}; echo 123456"}
    sitting = Sitting.at(place, next(shell for shell in ALL if shell.name == "dash"))
    assert sitting.enter(f"aws-session --code {place.fresh_code()}") == 0
    session = {name: os.fsdecode(value) for name, value in sitting.environ.items()}
    told = place.program("renewal", "bash", environ={**session, **asking})

    assert (told.returncode, told.stdout) == (0, f"-{ENDS}that needs an MFA code\n{TYPE}")
    assert not marker.exists()


def test_aws_is_not_asked_again_for_a_shell_that_is_gone(place: Place) -> None:
    sitting = Sitting.at(place, next(shell for shell in ALL if shell.name == "dash"))
    assert sitting.enter(f"aws-session --code {place.fresh_code()}") == 0
    assert sitting.enter(f"aws-session {ROLE}") == 0
    session = {name: os.fsdecode(value) for name, value in sitting.environ.items()}
    gone = subprocess.Popen(["true"])
    gone.wait()
    begun = time.monotonic()
    done = place.program(
        "renewal", "bash", str(gone.pid), str(place.folder / "pipe"),
        environ={**session, "AWS_ENDPOINT_URL": "http://127.0.0.1:9"},
    )  # fmt: skip

    assert (done.returncode, done.stdout) == (0, "")
    assert time.monotonic() - begun < 15
    assert not (place.folder / "pipe").exists()


@pytest.mark.parametrize("name", ["bash", "zsh"])
def test_what_the_hook_remembers_is_not_inherited(place: Place, name: str) -> None:
    shell = next(shell for shell in ALL if shell.name == name)
    shell.require()
    load = LOAD[name].replace(f"init {name}", f"init {name} --renew")
    script = f"set -a\n{load}\nprintenv | grep '^aws_session_[a-z]*='\n"
    done = shell.run(script, cwd=place.folder, env=place.environ)

    names = {line.partition("=")[0] for line in done.stdout.decode().splitlines()}
    ours = ("aws_session_pipe", "aws_session_renewer", "aws_session_renewing", "aws_session_next")
    assert not names.intersection(ours)


@pytest.mark.parametrize("name", STARTS)
@pytest.mark.parametrize("kind", ["missing", "another's", "a file"])
def test_another_users_folder_gets_no_pipe(place: Place, name: str, kind: str) -> None:
    shell = Shell(name, place)
    with shell:
        elsewhere = place.folder / "elsewhere"
        if kind == "missing":
            shell.put("XDG_RUNTIME_DIR", str(elsewhere))
        elif kind == "another's":
            elsewhere.mkdir()
            if os.geteuid() != 0:
                pytest.skip("only root gives a folder away")
            os.chown(elsewhere, 12_345, 12_345)
            shell.put("XDG_RUNTIME_DIR", str(elsewhere))
        else:
            elsewhere.write_text("")
            shell.put("XDG_RUNTIME_DIR", str(elsewhere))
        shell.put("TMPDIR", "")
        dialect = shell.shell.dialect
        shell.enter(LOAD[dialect].replace(f"init {dialect}", f"init {dialect} --renew"))

        found = shell.enter('echo "[$aws_session_pipe]"')

    assert "[/tmp/aws-session-" in found


@pytest.mark.parametrize("name", STARTS)
def test_a_renewer_that_fails_leaves_the_warning(place: Place, name: str) -> None:
    with Shell(name, place) as shell:
        shell.enter(f"aws-session --code {place.fresh_code()}")
        shell.enter(f"aws-session {ROLE}")
        calls = len(list(place.company.cloud.calls))
        shell.enter(
            f"set -g aws_session_pipe {place.folder}/none/pipe"
            if name == "fish"
            else f"aws_session_pipe={place.folder}/none/pipe"
        )
        shell.put("AWS_SESSION_EXPIRES", soon())
        warning = "aws-session: the session in this shell ends within ten minutes\n"
        screen = shell.until_told(warning) + shell.enter("") + shell.enter("")

        assert screen.count(warning) == 1
        assert len(list(place.company.cloud.calls)) == calls
