"""The story of a terminal that was just opened, and takes what is kept."""

from __future__ import annotations

from aws_session import stack
from aws_session.intent import Mfa, Resume
from aws_session.modes import Outcome, mfa
from aws_session.modes.resume import NOTHING
from aws_session.profiles import ROLE
from aws_session.situation import Knowledge
from aws_session.state import State
from aws_session.stories.sharing import Sharing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.stories.outside import Outside


def take(intent: Resume, knowledge: Knowledge, outside: Outside) -> Outcome:
    """Return the change to the kept session; a profile that is a role has none of its own."""
    wish = Mfa(profile=intent.profile, region=intent.region)
    chosen = mfa.choose(wish, knowledge)
    if chosen.profile is not None and chosen.key is None and chosen.profile.kind == ROLE:
        return NOTHING
    plan = mfa.prepare(wish, knowledge, chosen)
    kept = Sharing(plan, knowledge, outside).kept(quickly=True) if plan.session else None
    if kept is None:
        return NOTHING
    change = stack.arrive(
        knowledge.situation,
        (kept,),
        State(places=plan.places),
        asked=stack.BEGINNING,
        label_variables=knowledge.settings.label_variables,
    )
    return Outcome(change, arrived=kept)
