"""A session for a program: one's own or a role's, by the words that name it."""

from __future__ import annotations

from aws_session.intent import Mfa, Mode, Pose
from aws_session.profiles import Profiles
from aws_session.run import run
from aws_session.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.modes import Outcome
    from aws_session.stories.outside import Outside


LEAST = 1_200
"""Seconds that a kept session must have left for a tool: SDKs ask again when 15 minutes are."""


class Loan(Value):
    """What a program is to have: without `target` a session of one's own, else as in `pose`.

    A `target` that stands alone is tried as a profile first.
    `keep` keeps the session below for other terminals; a kept one with `least` seconds left does.
    """

    target: str | None = None
    role: str | None = None
    profile: str | None = None
    region: str | None = None
    code: str | None = None
    keep: bool = False
    least: int = 0

    HIDDEN = ("code",)


def lend(loan: Loan, outside: Outside) -> Outcome:
    """Return the session: `arrived` has its credentials, `change` its variables.

    It begins in the environment of `outside`, whose session, if there is one, signs as it would
    for `pose`; a code is asked for where it must be.
    """
    return run(wish(loan, outside.aws_files(outside.environ)), outside)


def wish(loan: Loan, profiles: Profiles) -> Mode:
    """Return the mode whose session is meant."""
    own, target = loan.profile, loan.target
    if target is not None and loan.role is None and own is None and target in profiles:
        own, target = target, None
    if target is None:
        return loan.into(Mfa, profile=own)
    return loan.into(Pose, profile=own)
