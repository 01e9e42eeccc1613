"""Whose credentials sign: never a session that this shell already holds."""

from __future__ import annotations

from aws_session import environment as env
from aws_session.credentials import Credentials
from aws_session.errors import LeftoverError, SessionError, UsageError
from aws_session.profiles import LONG_TERM, TEMPORARY, Profile, Profiles
from aws_session.situation import NAMED, Knowledge, Situation
from aws_session.state import ENVIRONMENT, FOREIGN
from aws_session.value import Value

PROFILE = "profile:"
_NAMES = {
    ENVIRONMENT: "the key in the environment",
    FOREIGN: "the session in the environment",
    "session": "the session of this shell",
}


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
        return _NAMES.get(self.origin) or self.named

    @property
    def named(self) -> str:
        if not self.origin.startswith(PROFILE):
            return self.origin
        return f"profile {self.origin.removeprefix(PROFILE)!r}"

    @property
    def with_mfa(self) -> bool | None:
        """False for a long-term key and for a role's session; None where it cannot be told."""
        if self.key is not None and not self.key.temporary:
            return False
        named = self.origin in _NAMES or self.origin.startswith(PROFILE)
        return None if named else False

    @property
    def profile_name(self) -> str | None:
        return self.profile.name if self.profile else None


def choose(option: str | None, knowledge: Knowledge) -> Signer:
    """Return who signs: `--profile`, the origin of the session here, the environment, a profile.

    Raises where the choice names what is not there, or holds half a key.
    """
    base, profiles = knowledge.base, knowledge.profiles
    if option is not None:
        return _of_profile(profiles.find(option))
    remembered = _remembered(knowledge.situation, profiles)
    if remembered is not None:
        return remembered
    name, said = profile_named(base)
    key = key_in(base)
    if key is not None and not key.temporary:
        overruled = f"the key in the environment signs, not AWS profile {name!r}" if name else None
        profile = profiles.by_name.get(name or "default")
        return Signer(ENVIRONMENT, key, profile, (overruled,) if overruled else ())
    name = name or knowledge.settings.default_profile
    if name is None and "default" not in profiles:
        there = "there is no AWS key here: none in the environment"
        if key is not None:
            there = _foreign(key, base)
        raise SessionError(f"{there}, no profile 'default'", hint=_where_keys_are(profiles))
    if key is not None:
        said = (*said, f"{_foreign(key, base)}: using profile {name or 'default'!r}")
    return _of_profile(profiles.find(name or "default"), said)


def anew(option: str | None, knowledge: Knowledge) -> Signer:
    """Return who signs for a session that begins.

    A profile that the environment has named since the session here began goes before the one
    which that session came from.
    """
    since = None if option is not None else named_since(knowledge.situation)
    if since is None:
        return choose(option, knowledge)
    variable, name = since
    _, said = profile_named(knowledge.base)
    before = _whose(knowledge.situation.state.levels[0].origin)
    told = f"{variable} names profile {name!r} now: using it, not {before}"
    return _of_profile(knowledge.profiles.find(name), (*said, told))


def passed_over(situation: Situation) -> tuple[str, ...]:
    """Return what to say where the session here goes on under another profile's name."""
    since = named_since(situation)
    if since is None:
        return ()
    variable, name = since
    whose = _whose(situation.state.levels[0].origin)
    return (f"{variable} names profile {name!r} now; this shell's session is of {whose}",)


def named_since(situation: Situation) -> tuple[str, str] | None:
    """Return a variable and the profile that it has named since the session here began."""
    levels = situation.state.levels
    name, _ = profile_named(situation.base)
    before = dict(situation.state.places).get(NAMED)
    if not levels or situation.stale or name is None or before in {None, name}:
        return None
    if levels[0].origin == PROFILE + name:
        return None
    return next(each for each in env.PROFILES if situation.base.get(each) == name), name


def _whose(origin: str) -> str:
    return Signer(origin, None, None).whose


def of_source(profile: Profile) -> Signer:
    """Return the profile that begins a chain as a signer."""
    return _of_profile(profile, as_source=True)


def nothing_there(signer: Signer) -> SessionError:
    """Explain that a signer has no credentials at all."""
    profile = signer.profile
    assert profile is not None  # noqa: S101 - the environment's key is there or not chosen
    return SessionError(
        f"{signer.whose} has no credentials in {profile.credentials_path}",
        hint=f"add a key with: aws configure --profile {profile.name}",
    )


def would_ask(signer: Signer) -> SessionError:
    """Explain that a role takes a code which no call of ours could carry."""
    profile = signer.profile
    assert profile is not None  # noqa: S101 - only a profile names a role
    return SessionError(
        f"{signer.whose} takes its role with a code (mfa_serial), and its key comes from elsewhere",
        hint="name the profile that holds the key as its source_profile, in the place of "
        f"credential_source ({profile.place_of('mfa_serial')})",
    )


def _of_profile(profile: Profile, said: tuple[str, ...] = (), *, as_source: bool = False) -> Signer:
    origin = PROFILE + profile.name
    kind = profile.kind_as_source if as_source else profile.kind
    if kind in {LONG_TERM, TEMPORARY}:
        return Signer(origin, profile.static_key(), profile, said)
    if profile.is_ours:
        from aws_session.lending import own_process

        raise own_process.refusal(profile.name)
    return Signer(origin, None, profile, said)


def _remembered(situation: Situation, profiles: Profiles) -> Signer | None:
    levels = situation.state.levels
    if not levels or situation.stale or not levels[0].origin.startswith(PROFILE):
        return None
    name = levels[0].origin.removeprefix(PROFILE)
    if name not in profiles:
        raise UsageError(
            f"this session came from AWS profile {name!r}, which is gone",
            hint="name another: aws-session --profile NAME",
        )
    # What a session remembers is where its chain began.
    return _of_profile(profiles.by_name[name], as_source=True)


def profile_named(base: dict[str, str]) -> tuple[str | None, tuple[str, ...]]:
    """Return the profile that an environment names, and what to say of the choice."""
    named = {name: base[name] for name in env.PROFILES if base.get(name)}
    chosen = next(iter(named.values()), None)
    if len(set(named.values())) > 1:
        return chosen, (f"AWS_DEFAULT_PROFILE ({chosen}) wins over AWS_PROFILE, as in boto3",)
    return chosen, ()


def key_in(base: dict[str, str]) -> Credentials | None:
    """Return the key in an environment; SessionError for half a one, and for two of two kinds."""
    key_id, secret = base.get(env.KEY_ID), base.get(env.SECRET)
    if key_id and secret:
        key = Credentials(key_id, secret, env.token(base))
        if key.misfit:
            raise misfit(key, base)
        return key
    if key_id or secret:
        there, missing = (env.KEY_ID, env.SECRET) if key_id else (env.SECRET, env.KEY_ID)
        raise LeftoverError(
            f"{there} is set in the environment, {missing} is not",
            there,
            advice="set both or neither",
        )
    return None


def misfit(key: Credentials, environ: dict[str, str]) -> LeftoverError:
    """Explain that the key and the token in an environment are of two kinds."""
    message = f"the environment holds {key.misfit}"
    if key.temporary:
        tokens = tuple(name for name in (env.TOKEN, env.OLD_TOKEN) if environ.get(name))
        return LeftoverError(message, *tokens, advice="the token is left over")
    advice = f"set {env.TOKEN}, or take the key away"
    return LeftoverError(message, env.KEY_ID, env.SECRET, advice=advice)


def _foreign(key: Credentials, base: dict[str, str]) -> str:
    from aws_session.display import harmless

    until = base.get(env.EXPIRATION)
    ending = f", until {harmless(until)}" if until else ""
    return (
        "the environment holds temporary credentials of another tool "
        f"({harmless(key.key_id)}{ending}); a code needs a long-term key"
    )


def _where_keys_are(profiles: Profiles) -> str:
    names = [name for name, profile in profiles.by_name.items() if profile.kind == LONG_TERM]
    if not names:
        return f"add one with: aws configure (it writes {profiles.credentials_path})"
    shown = ", ".join(sorted(names)[:12])
    return f"name the profile: aws-session --profile NAME (with a long-term key: {shown})"
