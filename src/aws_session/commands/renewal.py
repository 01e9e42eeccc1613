"""The command `renewal`: a role renewed for the hook before a shell's prompt; it never asks."""

from __future__ import annotations

import contextlib
import os
import time

from aws_session import environment as snapshots
from aws_session import shells
from aws_session.commands import FILES, Command, argument, run
from aws_session.commands.renew import Renew
from aws_session.config.profile import PROCESS
from aws_session.context import Context
from aws_session.environment import EnvironmentChange
from aws_session.environment.state_format import read_snapshot
from aws_session.errors import (
    NoKeyError,
    SessionError,
    UsageError,
)
from aws_session.model.recoverable_errors import RefusedRoleError
from aws_session.session import session_source
from aws_session.session.mfa_code import NoTerminalError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from aws_session.aws.source_credentials import SourceCredentials
    from aws_session.session.ports import Aws
    from aws_session.terminal.output import Output

_PAUSE = 20
"""Seconds before AWS is asked again after the network or AWS itself failed."""

_ENOUGH = 60
"""Seconds that must be left for another try."""

_LASTING = (NoTerminalError, RefusedRoleError, NoKeyError, UsageError)
"""Errors that another try some seconds later does not fix."""

CODE, WORDS = "+", "-"
"""The first character of the result: code to evaluate, or a message to show."""


class Renewal(Command):
    """The renewed role of the shell `pid`, to be read at `path`; without them, on stdout."""

    target: str | None = argument("[SHELL]", help="Name of the shell.", completes="shells")
    pid: str | None = argument("[PID]", help="Process ID of the waiting shell.")
    path: str | None = argument("[PATH]", help="Path that the shell reads.", completes=FILES)

    summary = "Renew a shell's role without asking; for what `init --renew` loads."

    def perform(self, output: Output, environ: dict[str, str]) -> int:
        with contextlib.suppress(OSError, AttributeError):
            # Without a terminal nothing below can ask, and no key pressed there ends it.
            os.setsid()
        shell = shells.named(self.target or "sh")
        if self.path is None or self.pid is None:
            if output.data_is_shown:
                raise UsageError(
                    "this command is only for the prompt hook", hint="aws-session renew"
                )
            output.write_data(renewed(environ, shell))
            return 0
        if not self.pid.isdecimal():
            raise UsageError(f"{self.pid!r} is not a process ID", hint="aws-session renew")
        from aws_session.processes import named_pipe

        pid = int(self.pid)

        def made() -> str:
            return renewed(environ, shell, lambda: named_pipe.lives(pid))

        named_pipe.hand_over(made, self.path, pid)
        return 0


def renewed(
    environ: dict[str, str], shell: str, is_wanted: Callable[[], bool] = lambda: True
) -> str:
    """Return a shell's code for the new session, or a message that says why there is none.

    If AWS cannot be reached, it is asked again as long as `is_wanted` and the session lasts.
    """
    while True:
        now = int(time.time())
        here = read_snapshot(environ, now)
        try:
            _check(here)
            outcome = run(Renew(), _Unattended(dict(environ)))
            change = _new(outcome.change, environ)
            text, _ = shells.dialect(shell).render_outcome(change, 0)
        except SessionError as error:
            top = here.state.top
            left = (top.expires or 0) - now if top is not None else 0
            is_final = isinstance(error, _LASTING) or bool(error.login)
            if is_final or left < _PAUSE + _ENOUGH or not is_wanted():
                return WORDS + _told(error)
            time.sleep(_PAUSE)
        else:
            return CODE + text


def _new(change: EnvironmentChange, environ: dict[str, str]) -> EnvironmentChange:
    """Leave out what is already set: it may be changed before the shell reads this."""
    return EnvironmentChange(
        tuple(name for name in change.unset if name in environ),
        tuple((name, value) for name, value in change.assign if environ.get(name) != value),
        tuple(environ),
    )


def _check(here: snapshots.EnvironmentSnapshot) -> None:
    """Refuse anything but a role session of ours whose profile has not changed since."""
    top = here.state.top
    if here.damage is not None or top is None or here.mismatched:
        raise UsageError("this shell has no session of its own")
    if top.kind == "mfa":
        raise NoTerminalError("a new MFA session needs a code")
    since = session_source.profile_named_since(here)
    if since is not None:
        raise UsageError(f"{since[0]} now names another profile")


def _told(error: SessionError) -> str:
    why = "that needs an MFA code" if isinstance(error, NoTerminalError) else error.message
    return (
        "aws-session: the session in this shell ends within ten minutes and was not renewed: "
        f"{why}\n  to renew it: aws-session renew"
    )


class _Unattended(Context):
    """The outside world without a person: anything that would ask fails, and nothing is printed."""

    def has_terminal(self) -> bool:
        return False

    def tell(self, line: str, hint: str | None = None) -> None:
        pass

    def announce(self, line: str, hint: str | None = None) -> None:
        pass

    def count_down(self, until: float, text: str) -> None:  # noqa: ARG002 - unused
        time.sleep(max(0.0, until - time.time()))

    def code_from_command(self, command: str) -> str:  # noqa: ARG002 - it is not run
        raise NoTerminalError("an MFA code is needed")

    def logs_in(self, error: SessionError) -> bool:  # noqa: ARG002 - for a person to do
        return False

    def aws(self, signer: SourceCredentials, region: str | None, base: dict[str, str]) -> Aws:
        profile = signer.profile
        if signer.key is None and profile is not None and profile.kind_as_source == PROCESS:
            raise NoKeyError(
                f"the credential_process of profile {profile.name!r} may ask for input"
            )
        return super().aws(signer, region, base)
