"""MFA codes: where the next one comes from, and which ones were used."""

from __future__ import annotations

from aws_session import environment as states
from aws_session.errors import SessionError, UsageError
from aws_session.model import spoken
from aws_session.model.mfa import is_code

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.model.mfa import CodeCommand
    from aws_session.session.ports import Job, Ports

STEP = 30
"""Seconds for which a device shows a code (RFC 6238)."""

STDIN = "-"


class NoTerminalError(UsageError):
    """A code is needed, and there is no terminal to ask on."""


class CodeSource:
    """The codes of one run: first the given one, otherwise a command's, otherwise typed ones.

    After a wrong code that was given or printed, the terminal is asked.
    """

    def __init__(self, ports: Ports, given: str | None, command: CodeCommand | None) -> None:
        self._ports = ports
        self._given = given
        self._command = None if given is not None else command
        self._spent: dict[str, tuple[str, int]] = {}

    @property
    def typed(self) -> bool:
        """Whether the next code will be typed."""
        return self._given is None and self._command is None

    def answered(self, digest: str | None, use: str, at: int) -> None:
        """Remember the digest of a code that AWS will not accept again, its use, and when."""
        if digest is not None:
            self._spent[digest] = (use, at)

    def next(self, question: str, meanwhile: Job[object] | None) -> str:
        """Return a code that was not sent to AWS yet."""
        while True:
            command = self._command if self._given is None else None
            given = self._given
            text = self._fetch(question, meanwhile)
            code = text.replace(" ", "").strip()
            if not is_code(code):
                # After a failed command, the terminal is asked.
                self.after(_no_code(text, self._command and command, given))
                continue
            use, at = self._last_use(code)
            if self._ports.now() - at >= 3 * STEP:
                return code
            self._wait_out(use, at)

    def _last_use(self, code: str) -> tuple[str, int]:
        uses = (use for digest, use in self._spent.items() if states.is_digest(digest, code))
        return next(uses, ("", 0))

    def after(self, error: SessionError) -> None:
        """Report why a code did not work and ask on the terminal; raise if there is none."""
        self._turn_to_terminal(error)
        self._ports.tell(error.message, error.hint)

    def _fetch(self, question: str, meanwhile: Job[object] | None) -> str:
        if self._given is not None:
            given, self._given = self._given, None
            return self._ports.code_from_stdin() if given == STDIN else given
        if self._command is not None:
            try:
                return self._ports.code_from_command(self._command.line)
            except SessionError as error:
                error.hint = _run_by(self._command)
                self.after(error)
        self._turn_to_terminal(
            NoTerminalError("an MFA code is needed, and no terminal is available to ask on")
        )
        return self._ports.ask(question, meanwhile)

    def _turn_to_terminal(self, error: SessionError) -> None:
        self._command = None
        if not self._ports.has_terminal():
            error.hint = error.hint or _HOW
            raise error

    def _wait_out(self, use: str, at: int) -> None:
        now = int(self._ports.now())
        error = SessionError(f"{use} this code {spoken(now - at)} ago; each code works once")
        if self._command is None:
            self.after(error)
        else:
            self._ports.tell(error.message)
        if now // STEP == at // STEP or self._command is not None:
            self._ports.count_down((now // STEP + 1) * STEP, "the device shows the next code in")


def _no_code(text: str, command: CodeCommand | None, given: str | None) -> SessionError:
    """Explain that something other than a code was found, and show nothing of it."""
    if command is not None:
        return SessionError(
            f"the MFA command must print six digits and nothing else, but printed {shape(text)}",
            hint=_run_by(command),
        )
    if given == STDIN:
        return SessionError(
            f"stdin must contain six digits and nothing else, but contained {shape(text)} "
            "(--code -)",
            hint="run the command that writes to it yourself",
        )
    if given is not None:
        return UsageError(
            f"a code is six digits from 0 to 9, but --code was given {shape(text)}",
            hint="give the six digits that the device shows now",
        )
    return SessionError("a code is six digits from 0 to 9")


def shape(text: str) -> str:
    """Describe a text that is not a code without showing it: it may be a secret."""
    lines = [line for line in text.splitlines() if line.strip()]
    words = text.split()
    if not words:
        return "nothing"
    joined = "".join(words)
    if len(lines) == 1 and joined.isascii() and joined.isdigit():
        return f"{len(joined)} digit{'s' * (len(joined) > 1)}"
    codes = sum(map(is_code, words))
    beside = ", one of which is six digits" if codes == 1 else ""
    if len(lines) > 1:
        return f"{len(lines)} lines{beside}"
    if len(words) > 1:
        return f"{len(words)} words{beside}"
    if len(joined) == 1:
        return "1 character, which is not a digit"
    return f"{len(joined)} characters that are not all digits"


def _run_by(command: CodeCommand) -> str:
    return f"run the command yourself; it is set by {command.setting}"


_HOW = (
    "pass it with --code DIGITS or --code - (stdin), or set AWS_SESSION_MFA_COMMAND to a program "
    "that prints it"
)
