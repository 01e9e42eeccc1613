"""What a command starts from, and the order of precedence of credentials, regions and devices."""

from __future__ import annotations

from aws_session import environment as env
from aws_session.aws.source_credentials import PROFILE, SourceCredentials
from aws_session.config.profile import LONG_TERM, TEMPORARY, Profile, ProvidedProfile
from aws_session.config.profiles import Profiles
from aws_session.environment import ENVIRONMENT, EnvironmentSnapshot, StackEntry
from aws_session.errors import LeftoverError, NoKeyError, SessionError, UsageError
from aws_session.model import Record, may_be_region
from aws_session.model.credentials import Credentials
from aws_session.model.mfa import (
    CodeCommand,
    Device,
    is_arn,
    is_hardware,
    is_name,
    usable,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.config import Settings
    from aws_session.config.profiles import Profiles


class Inputs(Record):
    """What is known before AWS is asked anything."""

    snapshot: EnvironmentSnapshot
    profiles: Profiles
    settings: Settings

    @property
    def original_env(self) -> dict[str, str]:
        return self.snapshot.original_env


def choose_source(option: str | None, inputs: Inputs) -> SourceCredentials:
    """Return the credentials of `--profile`, or else of the environment, or else of a profile.

    The source of this shell's session is not considered. Raises if the choice names something that
    does not exist, or has only half a key.
    """
    base, profiles = inputs.original_env, inputs.profiles
    if option is not None:
        return of_profile(named_profile(option, inputs))
    name, notices = profile_named(base)
    key = key_in(base)
    if key is not None and not key.temporary:
        unused = f"using the key in the environment, not AWS profile {name!r}"
        notices = (unused,) if name else ()
        return SourceCredentials(ENVIRONMENT, key, profile_of(base, profiles), notices)
    name = name or inputs.settings.default_profile
    if name is None and "default" not in profiles:
        for section in profiles.not_read("default"):
            raise SessionError(section.message, hint=section.hint)
        provided = provided_profile("default", inputs)
        if provided is not None:
            return of_profile(provided, notices)
        from aws_session.session import key_hints

        missing = "no AWS credentials found: none in the environment, and no profile 'default'"
        if key is not None:
            missing = f"{key_hints.foreign(key, inputs)}, and there is no profile 'default'"
        raise NoKeyError(missing, hint=key_hints.where_keys_are(profiles))
    if key is not None:
        from aws_session.session import key_hints

        why = key_hints.foreign(key, inputs)
        notices = (*notices, f"{why}: using profile {name or 'default'!r}")
    if name is None:
        return of_profile(profiles.find("default"), notices)
    return of_profile(profile_named_by(_namer(name, base), name, inputs), notices)


def profile_named_by(namer: str, name: str, inputs: Inputs) -> Profile:
    """Return the profile that a variable or a setting names; UsageError if there is none."""
    try:
        return inputs.profiles.find(name)
    except UsageError as error:
        shown = f"profile {name!r}"
        error.message = error.message.replace(shown, f"{shown}, named by {namer}", 1)
        is_setting = namer == _DEFAULT_PROFILE
        remedy = "remove that setting: aws-session config" if is_setting else f"unset {namer}"
        error.hint = _without_profile(inputs, remedy) or error.hint
        raise


def named_profile(name: str, inputs: Inputs) -> Profile:
    """Return the profile that an option names; UsageError if there is none of that name."""
    try:
        return inputs.profiles.find(name)
    except UsageError as error:
        error.hint = _without_profile(inputs, "leave out --profile") or error.hint
        raise


def _namer(name: str, base: dict[str, str]) -> str:
    return next((each for each in env.PROFILES if base.get(each) == name), _DEFAULT_PROFILE)


def _without_profile(inputs: Inputs, remedy: str) -> str | None:
    """Return how to use the credentials that the environment provides, if no profile exists."""
    from aws_session.environment import sdk_identities

    profiles = inputs.profiles
    if profiles.by_name or profiles.misnamed or profiles.folders:
        return None
    provider = sdk_identities.provider(inputs.original_env)
    return provider and f"to use the credentials that {provider} provides: {remedy}"


def provided_profile(name: str, inputs: Inputs) -> Profile | None:
    """Return the default profile, without settings, if only the environment has credentials."""
    # Imported late: hardly anyone has no profile.
    from aws_session.environment import sdk_identities

    profiles = inputs.profiles
    if name != "default" or not sdk_identities.provides(inputs.original_env):
        return None
    return ProvidedProfile(name, {}, {}, profiles.config_path, profiles.credentials_path)


def of_source(profile: Profile) -> SourceCredentials:
    """Return the credentials of the profile that begins a role chain."""
    return of_profile(profile, as_source=True)


def of_profile(
    profile: Profile, notices: tuple[str, ...] = (), *, as_source: bool = False
) -> SourceCredentials:
    """Return a profile's credentials; `as_source` if its own role should not be assumed."""
    profile.check()
    origin = PROFILE + profile.name
    kind = profile.kind_as_source if as_source else profile.kind
    if kind in {LONG_TERM, TEMPORARY}:
        return SourceCredentials(origin, profile.static_key(), profile, notices)
    if profile.is_ours:
        from aws_session.config import self_reference

        raise self_reference.refusal(profile.name, profile.get("credential_process") or "")
    return SourceCredentials(origin, None, profile, notices)


def profile_named(base: dict[str, str]) -> tuple[str | None, tuple[str, ...]]:
    """Return the profile that an environment names, and a notice about that choice."""
    named = {name: base[name] for name in env.PROFILES if base.get(name)}
    chosen = next(iter(named.values()), None)
    if len(set(named.values())) > 1:
        return chosen, (
            f"AWS_DEFAULT_PROFILE ({chosen}) takes precedence over AWS_PROFILE, as in boto3",
        )
    return chosen, ()


def profile_of(environ: dict[str, str], profiles: Profiles) -> Profile | None:
    """Return the profile whose settings apply in an environment, if it exists."""
    name, _ = profile_named(environ)
    return profiles.by_name.get(name or "default")


def key_in(base: dict[str, str]) -> Credentials | None:
    """Return the key in an environment; SessionError if it cannot sign.

    It cannot if it is half a key, if key and token do not belong together, or if it has a flaw.
    """
    key_id, secret = base.get(env.KEY_ID), base.get(env.SECRET)
    if key_id and secret:
        key = Credentials(key_id, secret, env.token(base))
        if key.misfit or key.flaw:
            from aws_session.session import key_hints

            raise key_hints.misfit(key, base) if key.misfit else key_hints.flaw(key, base)
        return key
    if key_id or secret:
        present, missing = (env.KEY_ID, env.SECRET) if key_id else (env.SECRET, env.KEY_ID)
        raise LeftoverError(
            f"{present} is set, but {missing} is not",
            present,
            advice="set both, or remove it",
        )
    return None


_DEFAULT_PROFILE = "default_profile in the settings"
MFA_COMMAND = "AWS_SESSION_MFA_COMMAND"
DEVICE_VARIABLE = "AWS_MFA_SERIAL"

LAST_DEVICE = "the device of your last code"
"""Marks a device that is only remembered."""

SPECIFIED = "as you specified"
OF_SETTINGS = "from the settings"
OF_PROFILE = "from mfa_serial of profile"
NAMED_DEVICES = (SPECIFIED, OF_SETTINGS, OF_PROFILE, f"from {DEVICE_VARIABLE}")
"""The beginning of the reasons for devices that were named."""


def region(
    option: str | None, inputs: Inputs, level: StackEntry | None, *named: str | None
) -> str | None:
    """Return the region to set, None to leave it unchanged; SessionError for an impossible one.

    All but the environment's were checked where they were read.
    """
    found = region_named(option, inputs, level, *named)
    if found and not may_be_region(found):
        # Imported late: nearly every region is valid.
        from aws_session.model import regions

        raise regions.invalid(found, inputs.snapshot.environ)
    return found


def region_named(
    option: str | None, inputs: Inputs, level: StackEntry | None, *named: str | None
) -> str | None:
    """Return the region to set, as it is written.

    The order: the option, a variable that was changed after we set it, the region of the `level`
    that is kept or renewed, the environment without sessions, then the others in `named`.
    """
    base, outside = inputs.original_env, inputs.snapshot.restored.changed_elsewhere
    changed = [base[name] for name in env.REGIONS if name in outside and base.get(name)]
    # A region that was changed while there was no session belongs to the environment itself.
    here = base if inputs.snapshot.state.levels else inputs.snapshot.environ
    environment = [here[name] for name in env.REGIONS if here.get(name)]
    own = level.region if level else None
    candidates = [option, *changed, own, *environment, *named]
    return next((found for found in candidates if found), None)


def mfa_profile(signer: SourceCredentials) -> Profile | None:
    """Return the profile whose `mfa_serial` and `mfa_process` apply to the signer's key.

    They apply to the profile's own key, not to one in the environment that precedes it.
    """
    profile = signer.profile
    if signer.origin != ENVIRONMENT or profile is None or signer.key is None:
        return profile
    return profile if profile.get("aws_access_key_id") == signer.key.key_id else None


def device(
    word: str | None, inputs: Inputs, profile: Profile | None, level: StackEntry | None
) -> tuple[Device | None, str | None]:
    """Return the device if it is named by its serial number, or else the name given for it."""
    serial = _of_settings(inputs, profile)
    if word:
        from aws_session.model.inert_text import original

        word = original(word)
    before = level.device if level else None
    found = configured_device(word, inputs.original_env, profile, serial, before)
    if found is not None:
        return found, None
    return None, configured_device_name(word, inputs.original_env, profile, serial)


def configured_device(
    word: str | None,
    environ: dict[str, str],
    profile: Profile | None,
    setting: str | None = None,
    remembered: str | None = None,
) -> Device | None:
    """Return the device that is named in full, before AWS is asked anything.

    `remembered` is the device for the same signer's session in this shell.
    """
    configured = profile.get("mfa_serial") if profile else None
    place = f"mfa_serial: {profile.place_of('mfa_serial')}" if profile and configured else ""
    for serial, reason, where in (
        (word, SPECIFIED, ""),
        (environ.get(DEVICE_VARIABLE) or None, f"from {DEVICE_VARIABLE}", DEVICE_VARIABLE),
        (setting, OF_SETTINGS, "mfa_serial in the settings"),
        (configured, f"{OF_PROFILE} {profile.name!r}" if profile else "", place),
        (remembered, "the device of the previous session", ""),
    ):
        if serial is not None:
            if not (is_arn(serial) or is_hardware(serial)):
                _check_device_name(serial, where)
                return None
            return usable(Device(serial, reason), where)
    return None


def _check_device_name(name: str, where: str) -> None:
    """Refuse immediately a name that no device can have, for example one in quotes."""
    if not is_name(name):
        # Imported late: the sentence is for a mistake.
        from aws_session.model.device_errors import not_a_device

        raise not_a_device(name, where)


def configured_device_name(
    word: str | None, environ: dict[str, str], profile: Profile | None, setting: str | None = None
) -> str | None:
    """Return the configured device name if no serial number is configured."""
    configured = profile.get("mfa_serial") if profile else None
    return word or environ.get(DEVICE_VARIABLE) or setting or configured


def last_used_device(serial: str) -> Device | None:
    """Return the device of a key's last code, or None if its serial number is not valid."""
    try:
        return usable(Device(serial, LAST_DEVICE))
    except SessionError:
        return None


def code_command(inputs: Inputs, *profiles: Profile | None) -> CodeCommand | None:
    """Return the program that prints codes, from the first of some profiles that names one."""
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
