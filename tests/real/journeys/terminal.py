"""A shell on its own terminal, and a person who types."""

import os
import re
import signal
import subprocess
import termios
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Self

import pexpect

from real.journeys.place import Place, read_environment
from real.shells.interpreters import ALL, Interpreter, bare_environment

READY = "ready> "
_ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>()][AB0-2]?|\r")
_PATIENCE = 40
_WHERE_IS_THE_CURSOR, _THERE = "\x1b[6n", "\x1b[1;1R"
_LOCAL_MODES = 3
"""The index of the local modes in the result of tcgetattr."""


@dataclass(frozen=True)
class Prompting:
    """How a shell is started for a person, given the prompt `READY`; `first` is typed then.

    Or the prompt is in an rc file, whose name follows `argv`. `say` prints two texts as one, so
    that the typed text differs from the shown one; `status`, if there is one, prints it. If a shell
    `forgets` what is typed before its prompt, the prompt is waited for; if it draws its prompt more
    than once, `asks` is what it sends when it is ready for a line.
    """

    argv: tuple[str, ...]
    first: str = ""
    environ: Mapping[str, str] | None = None
    status: str = 'echo "<$?>"'
    rc: str = ""
    say: str = "echo '{}'\"{}\""
    keep_environment: str = "env -0 > {}"
    then: str = "{} && {}"
    forgets: bool = False
    asks: str = ""


# Some do not take the prompt from the environment, or not from root's.
_SET_PROMPT = f"PS1='{READY}'"

_BY_NAME = {
    "bash": Prompting(("bash", "--norc", "--noprofile", "-i")),
    "zsh": Prompting(("zsh", "-f", "-i")),
    "dash": Prompting(("dash", "-i")),
    "ksh93": Prompting(("ksh93", "-i")),
    "mksh": Prompting(("mksh", "-i"), _SET_PROMPT),
    "busybox": Prompting(("busybox", "sh", "-i")),
    "posh": Prompting(("posh", "-i"), _SET_PROMPT),
    "yash": Prompting(("yash", "--norc", "--noprofile", "-i"), _SET_PROMPT),
    "fish": Prompting(
        ("fish", "--no-config", "-i", "-C", f"function fish_prompt; echo -n '{READY}'; end"),
        status='echo "<$status>"',
    ),
    "tcsh": Prompting(("tcsh", "-f", "-i"), f"set prompt='{READY}'", status='echo "<$status>"'),
}

_STRUCTURED = {
    "elvish": Prompting(
        ("elvish", "-rc"),
        status="",
        rc=f"set edit:prompt = {{ put '{READY}' }}\nset edit:rprompt = {{ }}\n",
        then="{}; {}",
    ),
    "nu": Prompting(
        ("nu", "--config"),
        status='print $"<($env.LAST_EXIT_CODE)>"',
        rc=f"$env.PROMPT_COMMAND = {{|| '{READY}'}}\n$env.PROMPT_INDICATOR = ''\n"
        "$env.PROMPT_COMMAND_RIGHT = ''\n$env.config.show_banner = false\n",
        say="print ('{}' + '{}')",
        keep_environment="^env -0 o> {}",
        then="{}; {}",
        forgets=True,
        asks=_WHERE_IS_THE_CURSOR,
    ),
    "pwsh": Prompting(
        ("pwsh", "-NoProfile", "-NoLogo", "-NoExit", "-File"),
        status='"<$LASTEXITCODE>"',
        rc=f"function prompt {{ '{READY}' }}\nSet-PSReadLineOption -PredictionSource None\n",
        say="'{}' + '{}'",
        keep_environment="env -0 > {}",
        forgets=True,
    ),
    "xonsh": Prompting(
        ("xonsh", "--shell-type=readline", "--rc"),
        status='print(f"<{$LAST_RETURN_CODE}>")',
        rc=f"$PROMPT = '{READY}'\n$XONSH_SHOW_TRACEBACK = False\n",
        say="print('{}' + '{}')",
        forgets=True,
    ),
}

INTERACTIVE = tuple(shell for shell in ALL if shell.name in _BY_NAME)
"""The shells that are used interactively; the others run a script on the terminal."""

STRUCTURED = tuple(shell for shell in ALL if shell.name in _STRUCTURED)
"""The shells that are not similar to the Bourne shell."""


class Terminal:
    """A shell, or a script of it, with a controlling terminal."""

    def __init__(self, place: Place, argv: tuple[str, ...], environ: Mapping[str, str]) -> None:
        self._place = place
        self._files = 0
        self._prompting = Prompting(argv=())
        self._just_typed = False
        self._read: list[str] = []
        self.process = pexpect.spawn(
            argv[0],
            list(argv[1:]),
            cwd=str(place.folder),
            env=bare_environment(place.home) | place.environ | dict(environ),
            encoding="utf-8",
            codec_errors="replace",
            # Wide, so that no line editor wraps or scrolls the typed text.
            dimensions=(50, 300),
            timeout=_PATIENCE,
        )
        self.process.delaybeforesend = None
        self.process.logfile_read = _Screen(self._read, self.process)

    @classmethod
    def of(cls, place: Place, shell: Interpreter, environ: Mapping[str, str] | None = None) -> Self:
        """Start a shell for a person and wait until it is ready."""
        prompting = (_BY_NAME | _STRUCTURED)[shell.name]
        given = {"PS1": READY, "PROMPT": READY, **(environ or {})}
        argv = prompting.argv
        if prompting.rc:
            file = place.folder / "shell" / f"rc{shell.language.suffix}"
            file.write_text(prompting.rc)
            argv = (*argv, str(file))
        terminal = cls(place, argv, given)
        terminal._prompting = prompting
        if prompting.first:
            terminal.process.expect("[>%#$] ?$")
            terminal.enter(prompting.first)
            terminal.process.expect_exact("\n")
        terminal.ready()
        return terminal

    @property
    def transcript(self) -> str:
        """Return all that was on the screen, without sequences that only move the cursor."""
        return _ESCAPE.sub("", "".join(self._read))

    def enter(self, line: str) -> None:
        if self._prompting.forgets and self._just_typed:
            self.ready()
        self._just_typed = True
        self.process.send(f"{line}\r")

    def expect(self, text: str) -> None:
        self._just_typed = False
        self.process.expect_exact(text)

    def say(self, text: str) -> str:
        """Return a line that prints a text but does not contain it."""
        return self._prompting.say.format(text[:1], text[1:])

    def then(self, line: str, after: str) -> str:
        """Return a line that runs another one if the first succeeds."""
        return self._prompting.then.format(line, after)

    def ready(self) -> None:
        """Wait until the shell is ready for a line."""
        self.expect(self._prompting.asks or READY)

    def handed_on(self) -> None:
        """Wait until a program has the terminal, so that what is typed does not go to the shell."""
        deadline = time.monotonic() + _PATIENCE
        screen = self.process.child_fd
        while time.monotonic() < deadline:
            lines = termios.tcgetattr(screen)[_LOCAL_MODES] & termios.ICANON
            if lines and os.tcgetpgrp(screen) != self.process.pid:
                return
            time.sleep(0.02)
        raise TimeoutError(self.transcript)

    def status(self) -> int | None:
        """Return the status of the last line, or None if the shell has none."""
        if not self._prompting.status:
            return None
        self.enter(self._prompting.status)
        self._just_typed = False
        self.process.expect(r"<(\d+)>")
        assert self.process.match
        found = int(self.process.match.group(1))
        self.ready()
        return found

    def environment(self) -> dict[str, bytes]:
        """Ask the shell for the environment that programs would get."""
        self._files += 1
        file = self._place.folder / f"asked-{self._files}"
        self.enter(self._prompting.keep_environment.format(file))
        self.enter(self.say("<wrote>"))
        self.expect("<wrote>")
        self.ready()
        # Variables about itself that a shell sets for each program.
        own = {"_", "_AST_FEATURES", "CMD_DURATION_MS", "LAST_EXIT_CODE"}
        return {name: value for name, value in read_environment(file).items() if name not in own}

    def answer(self, line: str, code: str, question: str = "MFA code") -> None:
        """Type a line, and a code when it is asked for."""
        self.enter(line)
        self.expect(question)
        self.reply(code)

    def end_prompt(self, how: str) -> None:
        """Press a key (`^C`), or send a signal to the program that asks."""
        if how.startswith("^"):
            self.process.sendcontrol(how[1:].lower())
        else:
            os.kill(self._asking(), getattr(signal, f"SIG{how}"))

    def wait_until_quit_is_a_key(self) -> None:
        """Wait until the key for SIGQUIT is an ordinary key."""
        while termios.tcgetattr(self.process.child_fd)[6][termios.VQUIT] != b"\0":
            time.sleep(0.01)

    def _asking(self) -> int:
        """Return the process that asks: the newest in the terminal's foreground."""
        foreground = os.tcgetpgrp(self.process.child_fd)
        members = [pid for pid, group in _processes() if group == foreground]
        return max(pid for pid in members if "aws-session" in _command(pid))

    def wait(self) -> int:
        """Wait until the shell has ended; return its status."""
        self.process.expect(pexpect.EOF)
        self.process.close()
        return int(self.process.exitstatus)

    def reply(self, code: str) -> None:
        """Type a code at a prompt that is there or is about to appear."""
        self.expect(": ")
        self.enter(code)

    def close(self) -> None:
        self.process.close(force=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _processes() -> Iterator[tuple[int, int]]:
    """Return every process and its group."""
    listing = subprocess.run(["ps", "-A", "-o", "pid=,pgid="], capture_output=True, check=True)
    for line in listing.stdout.decode().splitlines():
        pid, group = line.split()
        yield int(pid), int(group)


def _command(pid: int) -> str:
    words = ["ps", "-o", "args=", "-p", str(pid)]
    return subprocess.run(words, capture_output=True, text=True, check=False).stdout


class _Screen:
    """A log file for pexpect, which answers requests for the cursor's position."""

    def __init__(self, parts: list[str], process: pexpect.spawn) -> None:
        self._parts = parts
        self._process = process
        self._begun = ""

    def write(self, text: str) -> None:
        self._parts.append(text)
        *questions, last = (self._begun + text).split(_WHERE_IS_THE_CURSOR)
        self._begun = last[-len(_WHERE_IS_THE_CURSOR) + 1 :]
        if questions:
            self._process.send(_THERE * len(questions))

    def flush(self) -> None:
        """Do nothing: everything is already written."""
