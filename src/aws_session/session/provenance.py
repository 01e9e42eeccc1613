"""Which AWS files, endpoint, profile and key a session started with, and messages on changes."""

from __future__ import annotations

from aws_session.aws import endpoints
from aws_session.aws.source_credentials import PROFILE, SourceCredentials
from aws_session.environment import KEY_ID, MEANT, NAMED, EnvironmentSnapshot
from aws_session.session import precedence
from aws_session.session.precedence import Inputs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.config.profile import Profile

Provenance = tuple[tuple[str, str], ...]

_ENDPOINT = "endpoint"
_KEY = "key"
_END = -6
"""The characters of a key's ID that tell it from another one; the state holds no whole one."""

_DAY = 24
"""Hours."""
_NAMES = {
    "config": "AWS config file",
    "credentials": "AWS credentials file",
    _ENDPOINT: "endpoint",
    _KEY: "access key",
}


def of(inputs: Inputs, signer: SourceCredentials) -> Provenance:
    profiles = inputs.profiles
    endpoint = endpoints.configured(inputs.original_env, signer.profile, "sts") or ""
    return (
        ("config", profiles.config_path),
        ("credentials", profiles.credentials_path),
        (_ENDPOINT, endpoint),
        (NAMED, precedence.profile_named(inputs.original_env)[0] or ""),
        *(((MEANT, signer.meant),) if signer.meant else ()),
        *(((_KEY, signer.key.key_id[_END:]),) if signer.key and not signer.key.temporary else ()),
    )


def kept(snapshot: EnvironmentSnapshot) -> Provenance:
    """Return how the session below started, without the profile's name if one was named since."""
    began = snapshot.state.provenance
    # Imported late: most shells have no session when a code is asked for.
    from aws_session.session import session_source

    if session_source.profile_named_since(snapshot) is None:
        return began
    # The name is dropped with the variable, even if it is the earlier one.
    return tuple((name, "" if name == NAMED else value) for name, value in began)


def warnings(inputs: Inputs, signer: SourceCredentials) -> tuple[str, ...]:
    """Return the messages to show before a code is asked for."""
    return (
        *_of_state(inputs),
        *_of_zone(inputs),
        *_moved(inputs, signer),
        *_elsewhere(inputs, signer),
        *_lost(inputs, signer),
        *_not_read(inputs, signer),
    )


def _of_state(inputs: Inputs) -> list[str]:
    snapshot = inputs.snapshot
    if snapshot.damage:
        return [f"{snapshot.damage.message}: starting a new session"]
    if snapshot.mismatched:
        what = "the credentials in the environment are not from aws-session"
        if not snapshot.environ.get(KEY_ID):
            what = "another program removed the session of this shell"
        return [f"{what}: starting a new session"]
    return []


def is_elsewhere(inputs: Inputs, signer: SourceCredentials) -> bool:
    """Tell whether the session here started with other AWS files or another key, or elsewhere."""
    return bool(_moved(inputs, signer))


def _of_zone(inputs: Inputs) -> list[str]:
    """Report a time zone that is a day or more from UTC, with which Python's own times fail."""
    zone = inputs.original_env.get("TZ", "")
    name = zone.rstrip("0123456789:")
    hours = zone[len(name) :].partition(":")[0]
    if not name or not hours or int(hours) < _DAY or "/" in name or ":" in name:
        return []
    from aws_session.model.terminal_text import sanitize

    return [
        f"TZ={sanitize(zone)} is a day or more from UTC, which boto3 and the AWS CLI do not support"
    ]


def _moved(inputs: Inputs, signer: SourceCredentials) -> list[str]:
    state = inputs.snapshot.state
    before = dict(state.provenance)
    if state.levels and state.levels[0].origin != signer.origin:
        # Another profile has another key.
        before.pop(_KEY, None)
    return [
        f"this shell's session was started with another {_NAMES[name]}: {before[name] or 'AWS'}"
        + (" (the end of its ID)" if name == _KEY else "")
        for name, now in of(inputs, signer)
        if name in _NAMES and before.get(name, now) != now
    ]


def _elsewhere(inputs: Inputs, signer: SourceCredentials) -> list[str]:
    now = dict(of(inputs, signer))[_ENDPOINT]
    host = endpoints.non_aws_host(now or None)
    if endpoints.is_sandbox(now, inputs.original_env):
        return []
    said_before = dict(inputs.snapshot.state.provenance).get(_ENDPOINT) == now
    return [f"calls go to {host}, which is not AWS"] if host and not said_before else []


def _lost(inputs: Inputs, signer: SourceCredentials) -> list[str]:
    top = inputs.snapshot.state.top
    profile = signer.profile
    if profile is None or profile.name == "default":
        return []
    # The profile's own key, or a session that was started with it.
    if top and top.origin in {signer.origin, f"{PROFILE}{profile.name}"}:
        return []
    from aws_session.config import profile_env

    told = not_exported(profile)
    default = inputs.profiles.by_name.get("default")
    read = profile_env.read_from_default(profile, inputs.original_env, default)
    if read:
        those = "it" if len(read) == 1 else "them"
        told.append(
            f"programs in the session read {' and '.join(read)} of profile 'default', because "
            f"profile {profile.name!r} does not set {those}"
        )
    return told


def not_exported(profile: Profile) -> list[str]:
    """Report the settings of a profile that no variable can hold."""
    from aws_session.config import profile_env

    lost = ", ".join(profile_env.not_exported(profile))
    return [f"{lost} of profile {profile.name!r} cannot be exported as a variable"] if lost else []


def _not_read(inputs: Inputs, signer: SourceCredentials) -> list[str]:
    own = signer.profile.misnamed if signer.profile else ()
    meant = inputs.profiles.not_read(signer.profile_name or "")
    return [f"{each.message}: {each.hint}" for each in dict.fromkeys((*meant, *own))]
