"""What a command starts from, and the order in which credentials to sign with are chosen."""

from __future__ import annotations

from aws_session.aws.source_credentials import OF_SHELL, PROFILE, SourceCredentials, _whose
from aws_session.config.profiles import (
    LOGIN,
    LONG_TERM,
    PROCESS,
    SSO,
    TEMPORARY,
    WEB_IDENTITY,
    Profile,
    Profiles,
)
from aws_session.environment import change as env
from aws_session.environment.change import MEANT, NAMED, EnvironmentSnapshot
from aws_session.environment.state import ENVIRONMENT, FOREIGN, StackEntry
from aws_session.errors import LeftoverError, NoKeyError, SessionError, UsageError
from aws_session.model.credentials import Credentials
from aws_session.model.mfa import CodeCommand, Device
from aws_session.model.record import Record
from aws_session.session import mfa_device as mfa_devices
from aws_session.shells.inert_text import original

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.config.profiles import Profiles
    from aws_session.config.settings import Settings


class Inputs(Record):
    """What is known before AWS is asked anything."""

    snapshot: EnvironmentSnapshot
    profiles: Profiles
    settings: Settings

    @property
    def original_env(self) -> dict[str, str]:
        return self.snapshot.original_env


def of_session(
    key: Credentials, origin: str, inputs: Inputs, called: str = OF_SHELL, kind: str = ""
) -> SourceCredentials:
    """Return the session of this shell as a signer; its origin's profile says where calls go.

    `kind` is its level's.
    """
    check(key)
    profile = _profile_behind(origin, inputs)
    return SourceCredentials(called, key, profile, by_code=kind == "mfa")


def check(key: Credentials) -> None:
    """Refuse a session of ours whose token somebody took away or put there."""
    if key.misfit:
        raise SessionError(
            f"something changed the session of this shell: it is now {key.misfit}",
            hint="start another: aws-session",
        )


def of_foreign(inputs: Inputs) -> SourceCredentials | None:
    """Return another tool's session in the environment as a signer, if there is one."""
    base = inputs.original_env
    key = key_in(base)
    if key is None or not key.temporary:
        return None
    until = base.get(env.EXPIRATION)
    notice = (
        f"signing with another tool's session ({key.key_id}{f', until {until}' if until else ''})"
    )
    return SourceCredentials(FOREIGN, key, _profile_behind(FOREIGN, inputs), (notice,))


def of_environment(environ: dict[str, str], profiles: Profiles) -> SourceCredentials | None:
    """Return whatever key is in an environment as a signer."""
    key = key_in(environ)
    if key is None:
        return None
    name, _ = profile_named(environ)
    origin = FOREIGN if key.temporary else ENVIRONMENT
    return SourceCredentials(origin, key, profiles.by_name.get(name or "default"))


def of_credential_source(profile: Profile, inputs: Inputs) -> SourceCredentials:
    """Return the key or session in the environment, where a profile's credential_source says so."""
    found = of_foreign(inputs) or of_environment(inputs.original_env, inputs.profiles)
    if found is not None:
        return found
    place = profile.place_of("credential_source")
    raise SessionError(
        f"profile {profile.name!r} takes its key from the environment, which holds none "
        f"(credential_source, {place})",
        hint=f"set {env.KEY_ID} and {env.SECRET}, or start a session first: aws-session -p NAME",
    )


def of_origin(origin: str, inputs: Inputs) -> SourceCredentials | None:
    """Return whose key began a session, by what the session remembers; None where it is gone."""
    if origin.startswith(PROFILE):
        profile = inputs.profiles.by_name.get(origin.removeprefix(PROFILE))
        return None if profile is None else of_source(profile)
    key = key_in(inputs.original_env) if origin == ENVIRONMENT else None
    if key is None:
        return None
    return SourceCredentials(ENVIRONMENT, key, _profile_behind(origin, inputs))


def _profile_behind(origin: str, inputs: Inputs) -> Profile | None:
    if origin.startswith(PROFILE):
        return inputs.profiles.by_name.get(origin.removeprefix(PROFILE))
    name, _ = profile_named(inputs.original_env)
    return inputs.profiles.by_name.get(name or "default")


def choose_source(option: str | None, inputs: Inputs) -> SourceCredentials:
    """Return who signs: `--profile`, the origin of the session here, the environment, a profile.

    Raises where the choice names what is not there, or holds half a key.
    """
    base, profiles = inputs.original_env, inputs.profiles
    if option is not None:
        return _of_profile(profiles.find(option))
    remembered = _remembered(inputs.snapshot, profiles)
    if remembered is not None:
        return remembered
    name, notices = profile_named(base)
    key = key_in(base)
    check_origin(inputs.snapshot, key)
    if key is not None and not key.temporary:
        overruled = f"the key in the environment signs, not AWS profile {name!r}" if name else None
        profile = profiles.by_name.get(name or "default")
        return SourceCredentials(ENVIRONMENT, key, profile, (overruled,) if overruled else ())
    name = name or inputs.settings.default_profile
    if name is None and "default" not in profiles:
        for section in profiles.not_read("default"):
            raise SessionError(section.message, hint=section.hint)
        there = "there is no AWS key here: none in the environment"
        if key is not None:
            there = _foreign(key, base)
        raise NoKeyError(f"{there}, no profile 'default'", hint=_where_keys_are(profiles))
    if key is not None:
        notices = (*notices, f"{_foreign(key, base)}: using profile {name or 'default'!r}")
    return _of_profile(profiles.find(name or "default"), notices)


def check_alive(signer: SourceCredentials, inputs: Inputs) -> None:
    """Refuse a profile's temporary key that has ended, by what another tool wrote beside it."""
    profile, key = signer.profile, signer.key
    written = profile.key_expiry if profile else None
    if key is None or written is None or not signer.origin.startswith(PROFILE):
        return
    if key.expires is None or key.expires > inputs.snapshot.now:
        return
    assert profile is not None  # noqa: S101 - it is what has a key expiry
    from aws_session.model import durations

    place = profile.place_of(written[0])
    raise SessionError(
        f"the temporary key of profile {profile.name!r} ended {durations.utc(key.expires)} "
        f"({written[0]}: {place})",
        hint=_instead_of(profile, inputs.profiles),
    )


def _instead_of(profile: Profile, profiles: Profiles) -> str:
    """Return what to do about a temporary key that has ended."""
    beside = long_term_beside(profile, profiles)
    if beside is None:
        return "renew it with the tool that wrote it, or " + _where_keys_are(profiles)
    from aws_session.model.terminal_text import quoted

    return f"the long-term key is in another profile: aws-session -p {quoted(beside)}"


def long_term_beside(profile: Profile, profiles: Profiles) -> str | None:
    """Return the profile in which aws-mfa keeps the long-term key that another's is made with."""
    name = f"{profile.name}-long-term"
    found = profiles.by_name.get(name)
    return name if found is not None and found.kind == LONG_TERM else None


def check_origin(snapshot: EnvironmentSnapshot, key: Credentials | None) -> None:
    """Refuse to go on for whoever comes next where the key that a session came from is gone."""
    levels = snapshot.state.levels
    if not levels or snapshot.mismatched or levels[0].origin not in {ENVIRONMENT, FOREIGN}:
        return
    if key is None or key.temporary is not (levels[0].origin == FOREIGN):
        raise SessionError(
            "the key that this session came from is not in this shell",
            hint="go on in the shell where the session began, or start another by a profile's "
            "key: aws-session -p PROFILE",
        )


def anew(option: str | None, inputs: Inputs) -> SourceCredentials:
    """Return who signs for a session that begins.

    A profile that the environment has named since the session here began goes before the one
    which that session came from.
    """
    since = None if option is not None else named_since(inputs.snapshot)
    if since is None:
        chosen = choose_source(option, inputs)
        if chosen.meant is None:
            return chosen
        return _of_profile(_known(chosen.meant, inputs.profiles), chosen.notices)
    variable, name = since
    _, notices = profile_named(_naming(inputs.snapshot))
    before = _whose(inputs.snapshot.state.levels[0].origin)
    notice = f"{variable} names profile {name!r} now: using it, not {before}"
    return _of_profile(inputs.profiles.find(name), (*notices, notice))


def passed_over(snapshot: EnvironmentSnapshot) -> tuple[str, ...]:
    """Return what to say where the session here goes on under another profile's name."""
    since = named_since(snapshot)
    if since is None:
        return ()
    variable, name = since
    origin = _whose(snapshot.state.levels[0].origin)
    return (f"{variable} names profile {name!r} now; this shell's session is of {origin}",)


def named_since(snapshot: EnvironmentSnapshot) -> tuple[str, str] | None:
    """Return a variable and the profile that it has named since the session here began."""
    levels = snapshot.state.levels
    there = _naming(snapshot)
    name, _ = profile_named(there)
    before = dict(snapshot.state.provenance).get(NAMED)
    if not levels or snapshot.mismatched or name is None or before is None:
        return None
    if before == name and there is snapshot.original_env:
        return None
    if levels[0].origin == PROFILE + name or _meant(snapshot) == name:
        return None
    return next(each for each in env.PROFILES if there.get(each) == name), name


def _naming(snapshot: EnvironmentSnapshot) -> dict[str, str]:
    """Return the environment that names a profile: a session takes away what named one before."""
    named, _ = profile_named(snapshot.environ)
    return snapshot.environ if named is not None else snapshot.original_env


def of_source(profile: Profile) -> SourceCredentials:
    """Return the profile that begins a chain as a signer."""
    return _of_profile(profile, as_source=True)


def _of_profile(
    profile: Profile, notices: tuple[str, ...] = (), *, as_source: bool = False
) -> SourceCredentials:
    profile.check()
    origin = PROFILE + profile.name
    kind = profile.kind_as_source if as_source else profile.kind
    if kind in {LONG_TERM, TEMPORARY}:
        return SourceCredentials(origin, profile.static_key(), profile, notices)
    if profile.is_ours:
        from aws_session.config import self_reference

        raise self_reference.refusal(profile.name)
    return SourceCredentials(origin, None, profile, notices)


def _remembered(snapshot: EnvironmentSnapshot, profiles: Profiles) -> SourceCredentials | None:
    levels = snapshot.state.levels
    if not levels or snapshot.mismatched or not levels[0].origin.startswith(PROFILE):
        return None
    source = _known(levels[0].origin.removeprefix(PROFILE), profiles)
    # A level's origin is where its chain began.
    return _of_profile(source, as_source=True).replace(meant=_meant(snapshot))


def _meant(snapshot: EnvironmentSnapshot) -> str | None:
    return dict(snapshot.state.provenance).get(MEANT)


def _known(name: str, profiles: Profiles) -> Profile:
    """Return the profile that a session remembers; UsageError where it is gone."""
    if name in profiles:
        return profiles.by_name[name]
    raise UsageError(
        f"this session came from AWS profile {name!r}, which is gone",
        hint="name another: aws-session --profile NAME",
    )


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
        if key.flaw:
            tokens = (name for name in (env.TOKEN, env.OLD_TOKEN) if base.get(name))
            names = (env.KEY_ID, env.SECRET, *tokens)
            advice = "set it again, or take the key away"
            raise LeftoverError(f"the environment holds a {key.flaw}", *names, advice=advice)
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
    from aws_session.model.terminal_text import sanitize

    until = base.get(env.EXPIRATION)
    ending = f", until {sanitize(until)}" if until else ""
    return (
        "the environment holds temporary credentials of another tool "
        f"({sanitize(key.key_id)}{ending}); a code needs a long-term key"
    )


def _where_keys_are(profiles: Profiles) -> str:
    elsewhere = profiles_with_keys(profiles)
    return elsewhere or f"add one with: aws configure (it writes {profiles.credentials_path})"


def profiles_with_keys(profiles: Profiles) -> str | None:
    """Return how to name a profile that can sign, those with a long-term key first, if any can."""
    for what, kinds in _HOLDING:
        named = (name for name, profile in profiles.by_name.items()
                 if profile.kind_as_source in kinds and not profile.is_ours)  # fmt: skip
        shown = ", ".join(sorted(named)[:12])
        if shown:
            return f"name the profile: aws-session --profile NAME (with {what}: {shown})"
    return None


_HOLDING = (("a long-term key", (LONG_TERM,)), ("credentials", (SSO, LOGIN, PROCESS, WEB_IDENTITY)))


MFA_COMMAND = "AWS_SESSION_MFA_COMMAND"


def region(
    option: str | None, inputs: Inputs, level: StackEntry | None, *named: str | None
) -> str | None:
    """Return the region to set, None to touch none.

    The order: the option, what somebody changed since we set it, the region of the `level` that
    is kept or renewed, the environment without sessions, then whatever else `named` one.
    """
    base, foreign = inputs.original_env, inputs.snapshot.restored.changed_elsewhere
    changed = [base[name] for name in env.REGIONS if name in foreign and base.get(name)]
    # A region that was changed while there was no session is the environment's own.
    here = base if inputs.snapshot.state.levels else inputs.snapshot.environ
    environment = [here[name] for name in env.REGIONS if here.get(name)]
    own = level.region if level else None
    candidates = [option, *changed, own, *environment, *named]
    return next((found for found in candidates if found), None)


def mfa_profile(signer: SourceCredentials) -> Profile | None:
    """Return the profile whose device and code program are the signer's.

    What a profile says of them is about its own key: not about one in the environment, which
    overrules it.
    """
    profile = signer.profile
    if signer.origin != ENVIRONMENT or profile is None or signer.key is None:
        return profile
    return profile if profile.get("aws_access_key_id") == signer.key.key_id else None


def device(
    word: str | None, inputs: Inputs, profile: Profile | None, level: StackEntry | None
) -> tuple[Device | None, str | None]:
    """Return the device that is named in full, else the bare name that is known of it."""
    serial = _of_settings(inputs, profile)
    word = word and original(word)
    before = level.device if level else None
    found = mfa_devices.configured(word, inputs.original_env, profile, serial, before)
    if found is not None:
        return found, None
    return None, mfa_devices.configured_name(word, inputs.original_env, profile, serial)


def code_command(inputs: Inputs, *profiles: Profile | None) -> CodeCommand | None:
    """Return the program that prints codes, of the first of some profiles that names one."""
    line = inputs.original_env.get(MFA_COMMAND)
    if line:
        return CodeCommand(line, MFA_COMMAND)
    for profile in filter(None, profiles):
        line = inputs.settings.of_profile(profile.name).mfa_command
        if line:
            return CodeCommand(line, f"mfa_command of profile {profile.name!r} in the settings")
        line = profile.get("mfa_process")
        if line:
            place = profile.place_of("mfa_process")
            return CodeCommand(line, f"mfa_process of profile {profile.name!r}, {place}")
    return None


def _of_settings(inputs: Inputs, profile: Profile | None) -> str | None:
    return inputs.settings.of_profile(profile.name if profile else None).mfa_serial
