"""The target of a pose, found among all that knows of accounts, or chosen from a list."""

from __future__ import annotations

from aws_session import accounts, targets
from aws_session.display import harmless
from aws_session.errors import UsageError
from aws_session.intent import Pose
from aws_session.knowledge import Knowledge
from aws_session.targets import Target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.outside import Outside


def target_of(intent: Pose, knowledge: Knowledge, outside: Outside) -> Target:
    """Return what TARGET and ROLE mean; UsageError where that is not sure."""
    word = intent.target
    if word is None:
        raise UsageError("name a TARGET", hint="aws-session pose ACCOUNT ROLE")
    target = targets.at_hand(word, intent.role, knowledge.settings, knowledge.profiles)
    if target is not None:
        return target
    known = accounts.merged(
        accounts.of_settings(knowledge.settings), accounts.of_profiles(knowledge.profiles)
    )
    target = targets.among(word, intent.role, known, knowledge.settings)
    name = f" ({harmless(target.name)})" if target.name else ""
    outside.tell(f"account {target.account}{name}, {target.how}")
    return target
