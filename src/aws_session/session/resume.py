"""The kept session for a terminal that was just opened: silent, and nothing where there is none."""

from __future__ import annotations

from aws_session.config.profiles import ROLE
from aws_session.environment import change as env
from aws_session.environment import stack
from aws_session.environment.change import EnvironmentChange
from aws_session.environment.snapshot import EnvironmentSnapshot
from aws_session.environment.state import State
from aws_session.intent import Mfa, Resume
from aws_session.session import mfa_session
from aws_session.session.inputs import Inputs
from aws_session.session.outcome import Outcome
from aws_session.session.stored import SharedSession

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.session.ports import Ports

NOTHING = Outcome(EnvironmentChange())


def has_room(snapshot: EnvironmentSnapshot) -> bool:
    """Tell whether a shell has no session that lives: ours, or anybody's."""
    if snapshot.damage is not None:
        return False
    top = snapshot.state.top
    if top is not None and not snapshot.mismatched:
        return top.expired(snapshot.now)
    return not env.holds_session(snapshot.environ)


def take(intent: Resume, inputs: Inputs, ports: Ports) -> Outcome:
    """Return the change to the kept session; a profile that is a role has none of its own."""
    wish = Mfa(profile=intent.profile, region=intent.region)
    chosen = mfa_session.choose(wish, inputs)
    if chosen.profile is not None and chosen.key is None and chosen.profile.kind == ROLE:
        return NOTHING
    plan = mfa_session.prepare(wish, inputs, chosen)
    kept = SharedSession(plan, inputs, ports).kept(quickly=True) if plan.session else None
    if kept is None:
        return NOTHING
    change = stack.arrive(
        inputs.snapshot,
        (kept,),
        State(provenance=plan.provenance),
        asked=stack.BEGINNING,
        label_variables=inputs.settings.label_variables,
    )
    return Outcome(change, arrived=kept)
