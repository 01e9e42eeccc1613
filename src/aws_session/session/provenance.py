"""Which AWS files, endpoint and profile a session began with, and what to say of a change."""

from __future__ import annotations

from aws_session.aws import endpoints
from aws_session.aws.source_credentials import Signer
from aws_session.environment.snapshot import NAMED
from aws_session.session import precedence
from aws_session.session.inputs import Knowledge

Places = tuple[tuple[str, str], ...]

_ENDPOINT = "endpoint"
_NAMES = {
    "config": "AWS config file",
    "credentials": "AWS credentials file",
    _ENDPOINT: "endpoint",
}


def of(knowledge: Knowledge, signer: Signer) -> Places:
    profiles = knowledge.profiles
    endpoint = endpoints.configured(knowledge.base, signer.profile, "sts") or ""
    return (
        ("config", profiles.config_path),
        ("credentials", profiles.credentials_path),
        (_ENDPOINT, endpoint),
        (NAMED, precedence.profile_named(knowledge.base)[0] or ""),
    )


def warnings(knowledge: Knowledge, signer: Signer) -> tuple[str, ...]:
    """Return what is to be said before a code is asked for."""
    return (
        *_of_state(knowledge),
        *_moved(knowledge, signer),
        *_elsewhere(knowledge, signer),
        *_lost(knowledge, signer),
    )


def _of_state(knowledge: Knowledge) -> list[str]:
    situation = knowledge.situation
    if situation.damage:
        return [f"{situation.damage.message}: starting anew"]
    if situation.stale:
        return ["the keys in the environment are not this program's: starting anew"]
    return []


def _moved(knowledge: Knowledge, signer: Signer) -> list[str]:
    before = dict(knowledge.situation.state.places)
    return [
        f"the session in this shell was made with another {_NAMES[name]}: {before[name] or 'AWS'}"
        for name, now in of(knowledge, signer)
        if name in _NAMES and before.get(name, now) != now
    ]


def _elsewhere(knowledge: Knowledge, signer: Signer) -> list[str]:
    now = dict(of(knowledge, signer))[_ENDPOINT]
    host = endpoints.non_aws_host(now or None)
    said_before = dict(knowledge.situation.state.places).get(_ENDPOINT) == now
    return [f"calls go to {host}, which is not AWS"] if host and not said_before else []


def _lost(knowledge: Knowledge, signer: Signer) -> list[str]:
    top = knowledge.situation.state.top
    profile = signer.profile
    if profile is None or profile.name == "default" or (top and top.origin == signer.origin):
        return []
    from aws_session.config import profile_env

    lost = profile_env.uncarried(profile)
    return [f"no variable can carry {', '.join(lost)} of {signer.named}"] if lost else []
