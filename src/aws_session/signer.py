"""Whose credentials sign: never a session that this shell already holds."""

from __future__ import annotations

from aws_session import environment as env
from aws_session.credentials import Credentials
from aws_session.errors import SessionError, UsageError
from aws_session.profiles import LONG_TERM, NOTHING, PROCESS, TEMPORARY, Profile, Profiles
from aws_session.situation import Situation
from aws_session.value import Value

ENVIRONMENT = "environment"
_PROFILE = "profile:"


class Signer(Value):
    """Whose credentials sign.

    `key` is None where they must be resolved first. `profile` is the one whose settings count;
    `said` is what the user should know of the choice.
    """

    origin: str
    key: Credentials | None
    profile: Profile | None
    said: tuple[str, ...] = ()

    @property
    def whose(self) -> str:
        return "the key in the environment" if self.origin == ENVIRONMENT else self.named

    @property
    def named(self) -> str:
        return f"profile {self.origin.removeprefix(_PROFILE)!r}"

    @property
    def profile_name(self) -> str | None:
        return self.profile.name if self.profile else None


def choose(option: str | None, situation: Situation, profiles: Profiles) -> Signer:
    """Return who signs: `--profile`, the origin of the session here, the environment, a profile.

    Raises where the choice names what is not there, or holds half a key.
    """
    base = situation.base
    if option is not None:
        return _of_profile(profiles.find(option))
    remembered = _remembered(situation, profiles)
    if remembered is not None:
        return remembered
    name, said = _from_variables(base)
    key = _in_environment(base)
    if key is not None and not key.temporary:
        overruled = f"the key in the environment signs, not AWS profile {name!r}" if name else None
        profile = profiles.by_name.get(name or "default")
        return Signer(ENVIRONMENT, key, profile, (overruled,) if overruled else ())
    if key is not None:
        said = (*said, _foreign(key, base, name or "default"))
    if name is None and "default" not in profiles:
        raise SessionError(
            "there is no AWS key here: none in the environment, no profile 'default'",
            hint=_where_keys_are(profiles),
        )
    return _of_profile(profiles.find(name or "default"), said)


def long_term(signer: Signer) -> Signer:
    """Return the signer if its key can be a long-term one; explain what it is otherwise."""
    if signer.key is not None:
        if signer.key.temporary:
            raise temporary(signer)
        return signer
    profile = signer.profile
    if profile is None or profile.kind == PROCESS:
        return signer
    raise temporary(signer)


def nothing_there(signer: Signer) -> SessionError:
    """Explain that a signer has no credentials at all."""
    profile = signer.profile
    assert profile is not None  # noqa: S101 - the environment's key is there or not chosen
    return SessionError(
        f"{signer.whose} has no credentials in {profile.credentials_path}",
        hint=f"add a key with: aws configure --profile {profile.name}",
    )


def _of_profile(profile: Profile, said: tuple[str, ...] = ()) -> Signer:
    origin = _PROFILE + profile.name
    if profile.kind in {LONG_TERM, TEMPORARY}:
        return Signer(origin, profile.static_key(), profile, said)
    return Signer(origin, None, profile, said)


def _remembered(situation: Situation, profiles: Profiles) -> Signer | None:
    levels = situation.state.levels
    if not levels or situation.stale or not levels[0].origin.startswith(_PROFILE):
        return None
    name = levels[0].origin.removeprefix(_PROFILE)
    if name not in profiles:
        raise UsageError(
            f"this session came from AWS profile {name!r}, which is gone",
            hint="name another: aws-session --profile NAME",
        )
    return _of_profile(profiles.by_name[name])


def _from_variables(base: dict[str, str]) -> tuple[str | None, tuple[str, ...]]:
    named = {name: base[name] for name in env.PROFILES if base.get(name)}
    chosen = next(iter(named.values()), None)
    if len(set(named.values())) > 1:
        return chosen, (f"AWS_DEFAULT_PROFILE ({chosen}) wins over AWS_PROFILE, as in boto3",)
    return chosen, ()


def _in_environment(base: dict[str, str]) -> Credentials | None:
    key_id, secret = base.get(env.KEY_ID), base.get(env.SECRET)
    if key_id and secret:
        token = base.get(env.OLD_TOKEN) or base.get(env.TOKEN) or None
        return Credentials(key_id, secret, token)
    if key_id or secret:
        there, missing = (env.KEY_ID, env.SECRET) if key_id else (env.SECRET, env.KEY_ID)
        raise SessionError(
            f"{there} is set in the environment, {missing} is not",
            hint=f"set both or neither: unset {there}",
        )
    return None


def _foreign(key: Credentials, base: dict[str, str], name: str) -> str:
    until = base.get(env.EXPIRATION)
    ending = f", until {until}" if until else ""
    return (
        f"the environment holds temporary credentials of another tool ({key.key_id}{ending}); "
        f"a code needs a long-term key: using profile {name!r}"
    )


def temporary(signer: Signer) -> SessionError:
    """Explain why a signer's credentials cannot ask for a session."""
    profile = signer.profile
    if profile is None or signer.origin == ENVIRONMENT:
        return SessionError("the credentials are temporary already", hint=_ANOTHER)
    kind = profile.kind
    if kind == NOTHING:
        return nothing_there(signer)
    if kind == TEMPORARY:
        line = next(
            profile.settings[setting].line
            for setting in ("aws_session_token", "aws_security_token")
            if profile.get(setting)
        )
        return SessionError(
            f"profile {profile.name!r} holds a temporary key: another tool left a session token "
            f"in {profile.credentials_path} (line {line})",
            hint=_ANOTHER,
        )
    source = profile.get("source_profile")
    hint = f"sign with its source: aws-session --profile {source}" if source else _ANOTHER
    return SessionError(
        f"profile {profile.name!r} is {kind}: its credentials are temporary already, and a code "
        "needs a long-term key",
        hint=hint,
    )


def _where_keys_are(profiles: Profiles) -> str:
    names = [name for name, profile in profiles.by_name.items() if profile.kind == LONG_TERM]
    if not names:
        return f"add one with: aws configure (it writes {profiles.credentials_path})"
    shown = ", ".join(sorted(names)[:12])
    return f"name the profile: aws-session --profile NAME (with a long-term key: {shown})"


_ANOTHER = "name a profile with a long-term key: aws-session --profile NAME"
