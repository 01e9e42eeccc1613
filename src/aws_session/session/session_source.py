"""The credentials that this shell's session came from, and those of sessions themselves."""

from __future__ import annotations

from aws_session import environment as env
from aws_session.aws.source_credentials import OF_SHELL, PROFILE, SourceCredentials
from aws_session.environment import ENVIRONMENT, FOREIGN, MEANT, NAMED, EnvironmentSnapshot
from aws_session.errors import SessionError, UsageError
from aws_session.model.credentials import shown_id
from aws_session.session import precedence
from aws_session.session.precedence import Inputs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.config.profile import Profile
    from aws_session.config.profiles import Profiles
    from aws_session.model.credentials import Credentials


def choose_source(option: str | None, inputs: Inputs) -> SourceCredentials:
    """Return whose credentials sign: `--profile`, the source of this shell's session, or others.

    Raises if the choice names something that does not exist, or has only half a key.
    """
    if option is None:
        remembered = _remembered(inputs)
        if remembered is not None:
            return remembered
        check_origin(inputs.snapshot)
    return precedence.choose_source(option, inputs)


def for_new_session(option: str | None, inputs: Inputs) -> SourceCredentials:
    """Return whose credentials sign for a new session.

    A profile that the environment has named since this shell's session began precedes the source of
    that session.
    """
    since = None if option is not None else profile_named_since(inputs.snapshot)
    if since is None:
        chosen = choose_source(option, inputs)
        if chosen.meant is None:
            return chosen
        return precedence.of_profile(_known(chosen.meant, inputs), chosen.notices)
    variable, name = since
    _, notices = precedence.profile_named(_naming(inputs.snapshot))
    before = _description(inputs.snapshot.state.levels[0].origin)
    notice = f"{variable} now names profile {name!r}: using it instead of {before}"
    return precedence.of_profile(
        precedence.profile_named_by(variable, name, inputs), (*notices, notice)
    )


def of_session(
    key: Credentials, origin: str, inputs: Inputs, called: str = OF_SHELL, kind: str = ""
) -> SourceCredentials:
    """Return this shell's session as a signer; its origin's profile says where calls go.

    `kind` is that of its level.
    """
    check_unchanged(key)
    profile = _profile_behind(origin, inputs)
    levels = inputs.snapshot.state.levels
    principal = next((each.principal for each in levels if each.key_id == key.key_id), None)
    partition = (principal or "").partition(":")[2].partition(":")[0]
    return SourceCredentials(called, key, profile, by_code=kind == "mfa", partition=partition)


def check_unchanged(key: Credentials) -> None:
    """Refuse a session of ours if its token was removed, or added to a long-term key."""
    if key.misfit:
        raise SessionError(
            f"the credentials of this shell's session were changed: they are now {key.misfit}",
            hint="start a new session: aws-session",
        )


def of_foreign(inputs: Inputs) -> SourceCredentials | None:
    """Return another tool's session in the environment as a signer, if there is one."""
    base = inputs.original_env
    key = precedence.key_in(base)
    if key is None or not key.temporary:
        return None
    until = base.get(env.EXPIRATION)
    ending = ""
    if until:
        from aws_session.model import key_expiry

        ending = f", {key_expiry.ending(until, inputs.snapshot.now)}"
    notice = f"using another tool's session ({shown_id(key.key_id)}{ending})"
    return SourceCredentials(FOREIGN, key, _profile_behind(FOREIGN, inputs), (notice,))


def of_environment(environ: dict[str, str], profiles: Profiles) -> SourceCredentials | None:
    """Return the key in an environment as a signer, if there is one."""
    key = precedence.key_in(environ)
    if key is None:
        return None
    origin = FOREIGN if key.temporary else ENVIRONMENT
    return SourceCredentials(origin, key, precedence.profile_of(environ, profiles))


def of_credential_source(profile: Profile, inputs: Inputs) -> SourceCredentials:
    """Return the key or session in the environment, if a profile's credential_source says so."""
    found = of_foreign(inputs) or of_environment(inputs.original_env, inputs.profiles)
    if found is not None:
        return found
    place = profile.place_of("credential_source")
    raise SessionError(
        f"profile {profile.name!r} takes its credentials from the environment, which has none "
        f"(credential_source: {place})",
        hint=f"set {env.KEY_ID} and {env.SECRET}, or start a session first: aws-session -p NAME",
    )


def of_origin(origin: str, inputs: Inputs) -> SourceCredentials | None:
    """Return the credentials that a session's origin names; None where they no longer exist."""
    if origin.startswith(PROFILE):
        profile = _found(origin.removeprefix(PROFILE), inputs)
        return None if profile is None else precedence.of_source(profile)
    key = precedence.key_in(inputs.original_env) if origin == ENVIRONMENT else None
    if key is None:
        return None
    return SourceCredentials(ENVIRONMENT, key, _profile_behind(origin, inputs))


def _profile_behind(origin: str, inputs: Inputs) -> Profile | None:
    if origin.startswith(PROFILE):
        return inputs.profiles.by_name.get(origin.removeprefix(PROFILE))
    return precedence.profile_of(inputs.original_env, inputs.profiles)


def check_origin(snapshot: EnvironmentSnapshot) -> None:
    """Refuse to use other credentials if the key that a session came from is gone."""
    levels = snapshot.state.levels
    if not levels or snapshot.mismatched or levels[0].origin not in {ENVIRONMENT, FOREIGN}:
        return
    key = precedence.key_in(snapshot.original_env)
    if key is None or key.temporary is not (levels[0].origin == FOREIGN):
        raise SessionError(
            "the key that started this session is not in this shell",
            hint="continue in the shell where the session started, or start a new one: "
            "aws-session -p PROFILE",
        )


def other_profile_notices(snapshot: EnvironmentSnapshot) -> tuple[str, ...]:
    """Return the notices if this shell's session is used although another profile is named."""
    since = profile_named_since(snapshot)
    if since is None:
        return ()
    variable, name = since
    origin = _description(snapshot.state.levels[0].origin)
    return (f"{variable} now names profile {name!r}, but this shell's session is from {origin}",)


def profile_named_since(snapshot: EnvironmentSnapshot) -> tuple[str, str] | None:
    """Return a variable and the profile that it has named since the session here began."""
    levels = snapshot.state.levels
    naming = _naming(snapshot)
    name, _ = precedence.profile_named(naming)
    before = dict(snapshot.state.provenance).get(NAMED)
    if not levels or snapshot.mismatched or name is None or before is None:
        return None
    if before == name and naming is snapshot.original_env:
        return None
    if levels[0].origin == PROFILE + name or _meant(snapshot) == name:
        return None
    return next(each for each in env.PROFILES if naming.get(each) == name), name


def _naming(snapshot: EnvironmentSnapshot) -> dict[str, str]:
    """Return the environment that names a profile: a session unsets the earlier name."""
    named, _ = precedence.profile_named(snapshot.environ)
    return snapshot.environ if named is not None else snapshot.original_env


def _remembered(inputs: Inputs) -> SourceCredentials | None:
    snapshot = inputs.snapshot
    levels = snapshot.state.levels
    if not levels or snapshot.mismatched or not levels[0].origin.startswith(PROFILE):
        return None
    source = _known(levels[0].origin.removeprefix(PROFILE), inputs)
    # A level's origin is the start of its chain.
    return precedence.of_source(source).replace(meant=_meant(snapshot))


def _meant(snapshot: EnvironmentSnapshot) -> str | None:
    return dict(snapshot.state.provenance).get(MEANT)


def _known(name: str, inputs: Inputs) -> Profile:
    """Return the profile that a session came from; UsageError if it is gone."""
    found = _found(name, inputs)
    if found is not None:
        return found
    raise UsageError(
        f"this session was started from AWS profile {name!r}, which no longer exists",
        hint="name another profile: aws-session --profile NAME",
    )


def _found(name: str, inputs: Inputs) -> Profile | None:
    profile = inputs.profiles.by_name.get(name)
    return profile if profile is not None else precedence.provided_profile(name, inputs)


def _description(origin: str) -> str:
    return SourceCredentials(origin, None, None).description
