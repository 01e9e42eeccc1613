"""A profile's credential_process: its line is checked, and its output before botocore reads it."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from botocore.compat import compat_shell_split

from aws_session import environment as env
from aws_session.aws import botocore_errors, third_party_json
from aws_session.config.profile import PROCESS
from aws_session.errors import SessionError
from aws_session.model.terminal_text import plain, sanitize
from aws_session.processes import bounded_output, replace, starting
from aws_session.terminal.output import tell

if TYPE_CHECKING:
    from typing import Any

    import botocore.session

    from aws_session.aws.botocore_errors import Call
    from aws_session.config.profile import Profile


def check(profile: Profile) -> None:
    """Refuse a credential_process that cannot be split into words."""
    command = profile.get("credential_process")
    if profile.kind != PROCESS or command is None:
        return
    what = ""
    try:
        words = compat_shell_split(command)
    except ValueError as error:
        what = "ends in a lone backslash" if "escape" in str(error) else "has an unbalanced quote"
    else:
        what = "" if words and words[0] else "names no program"
    if what:
        raise SessionError(
            f"the credential_process of profile {profile.name!r} {what}",
            hint=f"fix the line: {profile.place_of('credential_process')}",
        )


def watch(session: botocore.session.Session, call: Call, environ: dict[str, str]) -> None:
    """Check the output of every credential_process before botocore sees it.

    Each gets the environment that it gets from AWS's own tools, but for the credentials in it, and
    not the one that botocore reads here.
    """
    provider = session.get_component("credential_provider").get_provider("custom-process")
    if not callable(provider._popen):
        raise TypeError("this version of botocore starts a credential_process in another way")
    without = {name: value for name, value in environ.items() if name not in env.SESSION}
    provider._popen = _Processes(call, without)


def _for_a_shell(words: list[str]) -> str | None:
    """Return the word that was written for a shell, which botocore does not start."""
    first, *rest = words
    name, sign, _ = first.partition("=")
    if sign and name.isidentifier():
        # Its value may be a secret.
        return f"{name}=..."
    return next((word for word in rest if word in _OPERATORS), None)


def _in_a_shell(error: SessionError, words: list[str], call: Call) -> SessionError:
    """Return an error with the remedy for a command that only a shell can run."""
    word = _for_a_shell(words)
    if word is not None:
        error.hint = (
            f"boto3 and the AWS CLI run it without a shell, so {word} is an ordinary word; write "
            f"sh -c '...' around the command: {call.source or 'in the AWS config file'}"
        )
    return error


def _not_run(program: str, why: str, call: Call) -> SessionError:
    return SessionError(
        f"the credential_process of {call.description} cannot be run: {sanitize(program)}: {why}",
        hint=botocore_errors.profile_hint(call),
    )


def _why_not(program: str, error: OSError) -> str:
    """Return why a program did not start."""
    why = error.strerror or ""
    if not isinstance(error, FileNotFoundError):
        return why
    if program[0] in {"~", "$"}:
        return f"{why} (AWS's tools do not expand {program[0]} in it)"
    missing = replace.without_interpreter(program, os.environ.get("PATH"))
    return missing[0] if missing else why


class _Processes:
    """The replacement for the function with which botocore starts a credential_process."""

    def __init__(self, call: Call, environ: dict[str, str]) -> None:
        self._call = call
        self._environ = environ

    def __call__(self, words: list[str], **streams: Any) -> _Checked:
        # It may ask a person; a pipe is for the code of --code -, or for the command of exec.
        typed = None if sys.stdin is not None and sys.stdin.isatty() else subprocess.DEVNULL
        try:
            process = subprocess.Popen(words, stdin=typed, env=self._environ, **streams)  # noqa: S603 - what the profile names
        except OSError as error:
            failed = _not_run(words[0], _why_not(words[0], error), self._call)
            raise _in_a_shell(failed, words, self._call) from error
        except ValueError as error:
            raise _not_run(words[0], "not the name of a program", self._call) from error
        return _Checked(process, words, self._call)


class _Checked:
    """A process whose output is checked before botocore reads it."""

    def __init__(self, process: subprocess.Popen[bytes], words: list[str], call: Call) -> None:
        self._process = process
        self._words = words
        self._call = call

    @property
    def returncode(self) -> int:
        return self._process.returncode

    def communicate(self) -> tuple[bytes, bytes]:
        try:
            return self._answer()
        except SessionError as error:
            raise _in_a_shell(error, self._words, self._call) from None

    def _hear(self, errors: bytes) -> None:
        """Show what a program says while it takes long: it may want a touch or a password."""
        for line in errors.decode("utf-8", "replace").splitlines():
            if line.strip():
                tell(f"the credential_process of {self._call.description} says: {plain(line)}")

    def _answer(self) -> tuple[bytes, bytes]:
        try:
            heard = self._hear if sys.stderr is not None and sys.stderr.isatty() else None
            output, errors = starting.communicate(self._process, heard=heard)
        except bounded_output.TooMuchError:
            much = f"more than {bounded_output.MOST // 1_000_000} MB"
            raise botocore_errors.bad_output(self._call, much) from None
        if self.returncode:
            reason = _shortened(plain(errors.decode("utf-8", "replace")))
            how = f"failed: {reason}" if reason else starting.failure(self.returncode)
            raise botocore_errors.failed(self._call, how)
        third_party_json.check_output(output, self._call)
        return output, errors


def _shortened(text: str) -> str:
    """Return the beginning and the end of what a program prints as it fails: either has the cause.

    Many print a whole traceback or their usage.
    """
    words = " ".join(text.split())
    return words if len(words) <= 2 * _PART else f"{words[:_PART]} … {words[-_PART:]}"


_OPERATORS = frozenset({"|", "||", "&&", "&", ";", ">", ">>", "<", "2>", "2>&1", "2>/dev/null"})
_PART = 150
"""Characters that are shown of the beginning and of the end."""
