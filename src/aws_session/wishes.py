"""Region, device and code of a session, from everything that may name them."""

from __future__ import annotations

from aws_session import devices
from aws_session import environment as env
from aws_session.devices import Device
from aws_session.profiles import Profile
from aws_session.situation import Knowledge
from aws_session.state import Level

MFA_COMMAND = "AWS_SESSION_MFA_COMMAND"


def region(
    option: str | None, knowledge: Knowledge, level: Level | None, *named: str | None
) -> str | None:
    """Return the region to set, None to touch none.

    The order: the option, what somebody changed since we set it, the region of the `level` that
    is kept or renewed, the environment without sessions, then whatever else `named` one.
    """
    base, foreign = knowledge.base, knowledge.situation.left.foreign
    changed = [base[name] for name in env.REGIONS if name in foreign and base.get(name)]
    # A region that was changed while there was no session is the environment's own.
    here = base if knowledge.situation.state.levels else knowledge.situation.environ
    told = [here[name] for name in env.REGIONS if here.get(name)]
    own = level.region if level else None
    candidates = [option, *changed, own, *told, *named]
    return next((found for found in candidates if found), None)


def device(
    word: str | None, knowledge: Knowledge, profile: Profile | None, level: Level | None
) -> tuple[Device | None, str | None]:
    """Return the device that is named in full, else the bare name that is known of it."""
    serial = _of_settings(knowledge, profile)
    before = level.device if level else None
    told = devices.told(word, knowledge.base, profile, serial, before)
    if told is not None:
        return told, None
    return None, devices.name_of(word, knowledge.base, profile, serial)


def code_command(knowledge: Knowledge, profile: Profile | None) -> str | None:
    """Return the program that prints codes."""
    settings = knowledge.settings.of_profile(profile.name if profile else None)
    command = knowledge.base.get(MFA_COMMAND) or settings.mfa_command
    return command or (profile.get("mfa_process") if profile else None)


def _of_settings(knowledge: Knowledge, profile: Profile | None) -> str | None:
    return knowledge.settings.of_profile(profile.name if profile else None).mfa_serial
