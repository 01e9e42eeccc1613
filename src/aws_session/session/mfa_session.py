"""A session of one's own: GetSessionToken with a code, or what a profile has anyway."""

from __future__ import annotations

from aws_session.aws.source_credentials import SourceCredentials
from aws_session.intent.mfa import Mfa
from aws_session.session import precedence, provenance
from aws_session.session.inputs import Inputs
from aws_session.session.request import SessionRequest, StoreOptions, with_unused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.intent.pose import Pose

SECONDS = 43_200
"""A session's length where nobody says another: GetSessionToken's own default."""


def choose(intent: Mfa, inputs: Inputs) -> SourceCredentials:
    """Return whose session it is to be."""
    return precedence.anew(intent.profile, inputs)


def prepare(intent: Mfa, inputs: Inputs, chosen: SourceCredentials) -> SessionRequest:
    """Return what to ask AWS for; `chosen` has its key if that can be had before asking."""
    top = inputs.snapshot.state.top
    same = top if top and top.origin == chosen.origin and not inputs.snapshot.mismatched else None
    device, name = precedence.device(intent.device, inputs, precedence.mfa_profile(chosen), same)
    settings = inputs.settings.of_profile(chosen.profile_name)
    handed = chosen.key is not None and chosen.key.temporary
    said = [*chosen.notices, *provenance.warnings(inputs, chosen)]
    if handed:
        said.append(
            f"{chosen.description} is {_kind(chosen)}: handed over as it is, without a code"
        )
    plan = SessionRequest(
        source=chosen,
        device=device,
        device_name=name,
        region=precedence.region(
            intent.region, inputs, same, settings.region, _profile_region(chosen)
        ),
        seconds=capped(intent.seconds or settings.duration or SECONDS, settings.mfa_age),
        code=intent.given_code,
        code_command=precedence.code_command(inputs, precedence.mfa_profile(chosen)),
        provenance=provenance.of(inputs, chosen),
        notices=tuple(said),
        session=not handed,
        passthrough=handed,
        keeping=StoreOptions(
            intent.keep or None,
            intent.fresh,
            intent.fresh or intent.given_code is not None or intent.device is not None,
            max(intent.min_remaining, intent.seconds or 0),
        ),
    )
    keep = intent.keep and not intent.min_remaining
    return with_unused(plan, keep=keep, fresh=intent.fresh, duration=intent.duration)


def as_pose(intent: Mfa) -> Pose:
    """Return the pose that a session for a profile with a role is."""
    from aws_session.intent.pose import Pose

    return intent.convert(
        Pose, device=intent.device, code=intent.given_code, profile=None, as_signer=True
    )


def capped(seconds: int, mfa_age: int | None) -> int:
    """Return a duration no longer than a policy lets a code be old."""
    return min(seconds, mfa_age) if mfa_age else seconds


def _kind(chosen: SourceCredentials) -> str:
    return chosen.profile.kind if chosen.profile else "temporary"


def _profile_region(chosen: SourceCredentials) -> str | None:
    return chosen.profile.get("region") if chosen.profile else None
