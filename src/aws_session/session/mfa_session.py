"""A session of one's own: GetSessionToken with a code, or what a profile has anyway."""

from __future__ import annotations

from aws_session.aws.source_credentials import Signer
from aws_session.intent.mfa import Mfa
from aws_session.session import precedence, provenance
from aws_session.session.inputs import Knowledge
from aws_session.session.request import Keeping, Plan, with_unused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.intent.pose import Pose

SECONDS = 43_200
"""A session's length where nobody says another: GetSessionToken's own default."""


def choose(intent: Mfa, knowledge: Knowledge) -> Signer:
    """Return whose session it is to be."""
    return precedence.anew(intent.profile, knowledge)


def prepare(intent: Mfa, knowledge: Knowledge, chosen: Signer) -> Plan:
    """Return what to ask AWS for; `chosen` has its key if that can be had before asking."""
    top = knowledge.situation.state.top
    same = top if top and top.origin == chosen.origin and not knowledge.situation.stale else None
    device, name = precedence.device(intent.device, knowledge, chosen.profile, same)
    settings = knowledge.settings.of_profile(chosen.profile_name)
    handed = chosen.key is not None and chosen.key.temporary
    said = [*chosen.said, *provenance.warnings(knowledge, chosen)]
    if handed:
        said.append(f"{chosen.whose} is {_kind(chosen)}: handed over as it is, without a code")
    plan = Plan(
        signer=chosen,
        device=device,
        device_name=name,
        region=precedence.region(
            intent.region, knowledge, same, settings.region, _profile_region(chosen)
        ),
        seconds=capped(intent.seconds or settings.duration or SECONDS, settings.mfa_age),
        code=intent.given_code,
        code_command=precedence.code_command(knowledge, chosen.profile),
        places=provenance.of(knowledge, chosen),
        said=tuple(said),
        session=not handed,
        handed=handed,
        keeping=Keeping(
            intent.keep or None,
            intent.fresh,
            intent.fresh or intent.given_code is not None or intent.device is not None,
            max(intent.least, intent.seconds or 0),
        ),
    )
    keep = intent.keep and not intent.least
    return with_unused(plan, keep=keep, fresh=intent.fresh, duration=intent.duration)


def as_pose(intent: Mfa) -> Pose:
    """Return the pose that a session for a profile with a role is."""
    from aws_session.intent.pose import Pose

    return intent.into(Pose, device=intent.device, code=intent.given_code, profile=None)


def capped(seconds: int, mfa_age: int | None) -> int:
    """Return a duration no longer than a policy lets a code be old."""
    return min(seconds, mfa_age) if mfa_age else seconds


def _kind(chosen: Signer) -> str:
    return chosen.profile.kind if chosen.profile else "temporary"


def _profile_region(chosen: Signer) -> str | None:
    return chosen.profile.get("region") if chosen.profile else None
