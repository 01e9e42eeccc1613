"""A session for a program: one's own or a role's, by the words that name it."""

from __future__ import annotations

from aws_session import targets
from aws_session.intent import Mfa, Mode, Pose
from aws_session.profiles import Profiles
from aws_session.run import run
from aws_session.settings import Settings
from aws_session.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.modes import Outcome
    from aws_session.stories.outside import Outside


LEAST = 1_200
"""Seconds that a kept session must have left for a tool: SDKs ask again when 15 minutes are."""


class Loan(Value):
    """What a program is to have: without `target` a session of one's own, else as in `pose`.

    A `target` that stands alone may be any profile, one without a role, too.
    `command` is the one that was typed.
    `keep` keeps the session below for other terminals; a kept one with `least` seconds left does.
    """

    target: str | None = None
    role: str | None = None
    profile: str | None = None
    region: str | None = None
    code: str | None = None
    command: str = "process"
    keep: bool = False
    least: int = 0

    HIDDEN = ("code",)


def lend(loan: Loan, outside: Outside) -> Outcome:
    """Return the session: `arrived` has its credentials, `change` its variables.

    It begins in the environment of `outside`, whose session, if there is one, signs as it would
    for `pose`; a code is asked for where it must be.
    """
    environ = outside.environ
    return run(wish(loan, outside.settings(environ), outside.aws_files(environ)), outside)


def wish(loan: Loan, settings: Settings, profiles: Profiles) -> Mode:
    """Return the mode whose session is meant."""
    own, target = loan.profile, loan.target
    if is_profile(target, loan.role, own, settings, profiles):
        own, target = target, None
    if target is None:
        return loan.into(Mfa, profile=own)
    return loan.into(Pose, profile=own, for_tool=True)


def is_profile(
    target: str | None,
    role: str | None,
    profile: str | None,
    settings: Settings,
    profiles: Profiles,
) -> bool:
    """Tell whether a TARGET that stands alone is an AWS profile, whatever credentials it has."""
    if target is None or role is not None or profile is not None:
        return False
    return targets.names_profile(target, settings, profiles)
