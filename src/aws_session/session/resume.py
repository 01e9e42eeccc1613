"""The kept session for a terminal that was just opened: silent, and nothing where there is none."""

from __future__ import annotations

from aws_session.config.profiles import ROLE
from aws_session.environment import change as env
from aws_session.environment import stack
from aws_session.environment.change import EnvironmentChange
from aws_session.environment.snapshot import Situation
from aws_session.environment.state import State
from aws_session.intent import Mfa, Resume
from aws_session.session import mfa_session
from aws_session.session.inputs import Knowledge
from aws_session.session.outcome import Outcome
from aws_session.session.stored import Sharing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.session.ports import Outside

NOTHING = Outcome(EnvironmentChange())


def has_room(situation: Situation) -> bool:
    """Tell whether a shell has no session that lives: ours, or anybody's."""
    if situation.damage is not None:
        return False
    top = situation.state.top
    if top is not None and not situation.stale:
        return top.over(situation.now)
    return not env.holds_session(situation.environ)


def take(intent: Resume, knowledge: Knowledge, outside: Outside) -> Outcome:
    """Return the change to the kept session; a profile that is a role has none of its own."""
    wish = Mfa(profile=intent.profile, region=intent.region)
    chosen = mfa_session.choose(wish, knowledge)
    if chosen.profile is not None and chosen.key is None and chosen.profile.kind == ROLE:
        return NOTHING
    plan = mfa_session.prepare(wish, knowledge, chosen)
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
