"""The error for a tool that needs an MFA code without a terminal to ask for it."""

from __future__ import annotations

import shlex
import time

from aws_session.errors import SessionError
from aws_session.session.for_program import is_profile
from aws_session.storage import sessions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.commands.process import Process
    from aws_session.config.profiles import Profiles
    from aws_session.context import Context


def nobody_to_ask(command: Process, machine: Context, profiles: Profiles) -> SessionError:
    """Return the error, with the line that starts a session or names a role that is stored."""
    label = f"{command.target}/{command.role}" if command.role else command.target or ""
    now = int(time.time())
    every = sessions.still_stored(machine.environ)
    known = [stored for stored in every if stored.seconds_left(now)]
    for stored in known:
        if stored.is_role and stored.label == label and stored.account:
            words = (stored.account, label.rpartition("/")[2])
            return SessionError(
                f"{label} is stored, but without a session its account is not known by that name",
                hint=f"name the account by its ID: aws-session process {shlex.join(words)}",
            )
    lacking = "no stored session can be used" if known else "no session is stored"
    settings = machine.settings(machine.environ)
    alone = is_profile(command.target, command.role, command.profile, settings, profiles)
    named = command.target if alone else command.profile
    signing = f" --profile {shlex.quote(named)}" if named else ""
    return SessionError(
        f"{lacking}, and asking for a code needs a terminal",
        hint=f"in a terminal, type: aws-session --keep{signing}",
    )
