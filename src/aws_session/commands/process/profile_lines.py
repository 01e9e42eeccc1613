"""An AWS profile that makes tools call this program: its lines, and what would override them."""

from __future__ import annotations

import os
import shlex

from aws_session.commands.process import profile_settings
from aws_session.commands.process.profile_settings import Settings
from aws_session.config import config_without_keys, role_chain
from aws_session.config.profile import NOTHING, PROCESS, Profile, ProvidedProfile
from aws_session.config.profiles import Profiles
from aws_session.context import Context
from aws_session.environment import ENVIRONMENT, REGIONS, sdk_identities
from aws_session.errors import NoKeyError, SessionError, UsageError
from aws_session.model import Record
from aws_session.model.account import ORGANIZATION, Account, is_id
from aws_session.model.prompt_label import label
from aws_session.model.terminal_text import quoted
from aws_session.processes import starting, this_program
from aws_session.session import precedence, session_source, target_search
from aws_session.session import target as targets
from aws_session.session.for_program import is_profile
from aws_session.session.known_accounts import Known
from aws_session.session.precedence import Inputs
from aws_session.storage import account_cache
from aws_session.terminal.output import tell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from aws_session.commands.process import Process
    from aws_session.environment import EnvironmentSnapshot
    from aws_session.model.account import Pose
    from aws_session.terminal.output import Output

_KEYS = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token")

_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@%+=:,./-")


class Asked(Record):
    """What a tool's profile asks for: the words after `aws-session process`, and its settings.

    `description` is the profile whose credentials sign; `notices` are what has to be done to make
    it work. `settings` may be evaluated by a shell; `every_setting` is for a file.
    """

    words: tuple[str, ...]
    description: Profile
    settings: Settings = ()
    every_setting: Settings = ()
    notices: tuple[str, ...] = ()


class Otherwise(Record):
    """What to do if no profile has the key: if a variable holds or another one provides it."""

    in_environment: str
    provided: str


def show(
    command: Process, name: str, here: EnvironmentSnapshot, inputs: Inputs, output: Output
) -> int:
    """Print the lines of a tool's profile; a notice says where to put them.

    `inputs` are those of the tool: without this shell's sessions, and without the profile that
    called this program.
    """
    check_order(name, command, inputs, Context(here.original_env).poses())
    target, role = named(command.target, command.role, command.profile, inputs)
    command = command.replace(target=target, role=role)
    wanted = shlex.join(word for word in (command.target, command.role) if word)
    line = f"aws-session process {f'{wanted} ' if wanted else ''}--show {name} --profile PROFILE"
    found = asked(
        name,
        command,
        inputs,
        otherwise=Otherwise(
            f"put the key into a profile (aws configure --profile PROFILE) and name it: {line}",
            without_process(name, command, inputs),
        ),
        shell_region=region_set_here(here),
    )
    words = (*this_program.lasting_words(here.environ), "process", *found.words)
    there = _place_in_config(inputs.profiles, name)
    if there is not None and _is_config(output.for_child, inputs.profiles.config_path):
        raise UsageError(
            f"{there} is already there",
            hint="two sections of one name make the file invalid: leave out >> and replace the "
            "section, or give the tool's profile another name",
        )
    output.write_lines(lines(name, starting.credential_process(words), found.settings))
    for notice in found.notices:
        tell(notice)
    if there is None:
        tell(f"to paste into {inputs.profiles.config_path}")
    else:
        tell(f"to paste in place of {there}")
    return 0


def _is_config(descriptor: int, path: str) -> bool:
    """Tell whether stdout is the config file itself, as with `>>`."""
    try:
        return os.path.samestat(os.fstat(descriptor), os.stat(path))
    except OSError:
        return False


def _place_in_config(profiles: Profiles, name: str) -> str | None:
    """Return where the config file has a section of that name; None if it has none."""
    own = profiles.by_name.get(name)
    if own is None:
        return None
    found = own.settings.keys() - own.shared - own.inherited
    lines = [own.settings[setting].line for setting in found]
    return f"profile {name!r} ({profiles.config_path}, line {min(lines)})" if lines else None


def region_set_here(here: EnvironmentSnapshot) -> str | None:
    """Return the region that a session or `region` has set in this shell."""
    own = here.environ.get(REGIONS[0])
    return own if own and own != here.original_env.get(REGIONS[0]) else None


def asked(
    name: str,
    command: Process,
    inputs: Inputs,
    *,
    otherwise: Otherwise,
    shell_region: str | None = None,
) -> Asked:
    """Return what profile `name` must ask for, so that it is the same wherever a tool runs.

    `shell_region` is the region that was set in this shell, used if TARGET has none.
    """
    _check_name(name)
    profiles = inputs.profiles
    own = profiles.by_name.get(name)
    target = command.target or ""
    alone = is_profile(command.target, command.role, command.profile, inputs.settings, profiles)
    whose = command.profile or (target if alone else None) or _source_of(target, inputs)
    said: tuple[str, ...] = ()
    if whose is None:
        whose, said = _chosen(command, inputs, otherwise)
    source = precedence.named_profile(whose, inputs)
    if own is not None and _has_key(own):
        moved = f"{name}-key"
        said = (*said, _moving(own, moved))
        whose = moved if whose == name else whose
    elif whose == name:
        raise SessionError(
            f"profile {name!r} would run itself",
            hint="give the tool's profile another name: aws-session process --show NAME",
        )
    elif own is not None and own.kind not in {NOTHING, PROCESS}:
        wins = (
            f"profile {name!r} already uses {own.kind}, which takes precedence over "
            "credential_process"
        )
        said = (*said, wins)
    words = _words(command, whose, inputs)
    if alone or command.target is None:
        # The word alone would mean an account's alias, or an option.
        is_other = whose in inputs.settings.accounts or whose.startswith("-")
        words = ("--profile", whose) if is_other else (whose,)
    named = profiles.by_name.get(target) if _is_named(target, inputs) else None
    found = profile_settings.carried(own, named, source)
    region = command.region or _region_of(command, inputs)
    if region is None and not (named and named.get("region")):
        region = shell_region
    if region is not None and (command.region or own is None or "region" not in own.settings):
        found = {"region": (region, source), **{k: v for k, v in found.items() if k != "region"}}
    told, left_out = profile_settings.printable(found)
    every = tuple((setting, text) for setting, (text, _) in found.items())
    return Asked(words, source, told, every, (*said, *left_out))


def without_process(name: str, command: Process, inputs: Inputs) -> str:
    """Return how a tool uses the credentials that the environment provides."""
    if command.target is None:
        return "AWS tools use them without a profile"
    source = "credential_source = EcsContainer"
    if sdk_identities.provider(inputs.original_env) == sdk_identities.WEB_IDENTITY:
        source = "a source_profile that has role_arn and web_identity_token_file"
    return f"AWS tools can assume the role themselves: give profile {name} role_arn and {source}"


def check_order(name: str, command: Process, inputs: Inputs, poses: Iterable[Pose]) -> None:
    """Refuse an account and a role after --show, in place of a profile's name and a TARGET."""
    target = command.target
    if target is None or command.role is not None or name in inputs.profiles:
        return
    called = {pose.name.casefold() for pose in poses}
    called |= {known.casefold() for _, known, _ in account_cache.names(inputs.original_env)}
    called |= {alias.casefold() for alias in inputs.settings.accounts}
    is_account = is_id(name) or name.casefold() in called
    is_target = targets.known_target(target, None, inputs.settings, inputs.profiles) is not None
    if not is_account or is_target or any(target.casefold() in known for known in called):
        return
    raise UsageError(
        f"--show is followed by the name of the profile to print, and {name!r} is an account",
        hint="put the profile's name after --show: aws-session process "
        f"{quoted(name)} {quoted(target)} --show {label(f'{name}-{target}')}",
    )


def named(
    target: str | None, role: str | None, profile: str | None, inputs: Inputs
) -> tuple[str | None, str | None]:
    """Return TARGET and ROLE as a tool's profile must say them: a profile by its full name.

    Its own chain signs then, as when a person types the beginning of the name.
    """
    if target is None or profile is not None:
        return target, role
    if targets.known_target(target, role, inputs.settings, inputs.profiles) is not None:
        return target, role
    listed = tuple(
        Account(account, called, sources=(ORGANIZATION,))
        for account, called, is_open in account_cache.names(inputs.original_env)
        if is_open
    )
    known = Known(inputs.settings, inputs.profiles, listed)
    return target_search.profile_meant(target, role, known) or (target, role)


def lines(name: str, command: str, settings: Settings) -> str:
    """Return the profile for the AWS config, with a program's command line as its source."""
    head = f"[{name}]" if name == "default" else f"[profile {name}]"
    # The region first, because no SDK works without one.
    order = sorted(settings, key=lambda pair: pair[0] != "region")
    told = "".join(config_without_keys.line(setting, text) for setting, text in order)
    return f"{head}\ncredential_process = {command}\n{told}"


def _check_name(name: str) -> None:
    if label(name) != name:
        raise UsageError(
            f"{name!r} is not a usable profile name",
            hint="use letters, digits and any of _.@/+=,-",
        )


def _source_of(target: str, inputs: Inputs) -> str | None:
    """Return the profile that signs for a target that is a profile, whatever else could sign."""
    if not targets.names_profile(target, inputs.settings, inputs.profiles):
        return None
    return role_chain.of(inputs.profiles.find(target), inputs.profiles).source.name


def _chosen(command: Process, inputs: Inputs, otherwise: Otherwise) -> tuple[str, tuple[str, ...]]:
    """Return the profile that signs if none is named, and what to say about the choice."""
    try:
        chosen = session_source.choose_source(None, inputs)
        if command.target is not None:
            # Imported late: it is not needed if a profile is named.
            from aws_session.session.key_hints import check_has_key

            check_has_key(chosen, inputs)
    except NoKeyError as error:
        if command.target is not None and _alias(command.target, inputs) is None:
            known = Known(inputs.settings, inputs.profiles)
            target_search.among_local(command.target, command.role, known, error)
        raise
    if isinstance(chosen.profile, ProvidedProfile):
        provider = sdk_identities.provider(inputs.original_env)
        raise SessionError(
            f"the credentials come from {provider}, which a program that asks again later may not "
            "have",
            hint=otherwise.provided,
        )
    if chosen.origin == ENVIRONMENT or chosen.profile_name is None:
        raise SessionError(
            "the long-term key is in the environment, where a program that asks again later "
            "may not find it",
            hint=otherwise.in_environment,
        )
    return chosen.profile_name, chosen.notices


def _words(command: Process, whose: str, inputs: Inputs) -> tuple[str, ...]:
    """Return TARGET, ROLE and the profile that signs, independent of a tool's environment."""
    named = (command.target or "", *((command.role,) if command.role is not None else ()))
    if not all(word.isprintable() for word in named):
        raise UsageError(
            "TARGET or ROLE is not printable", hint="an AWS config file cannot hold it"
        )
    if named[0] and not _PLAIN.issuperset(named[0]):
        named = _by_id(named, inputs)
    return (*named, "--profile", whose)


def _by_id(named: tuple[str, ...], inputs: Inputs) -> tuple[str, ...]:
    """Return the words with an account's ID in place of its name, if only one has that name."""
    name, *role = named
    if _is_named(name, inputs):
        return named
    alias = _alias(name, inputs)
    if alias is not None:
        entry = inputs.settings.accounts[alias]
        return (entry.id, *(role or ([entry.role] if entry.role else [])))
    folded = name.casefold()
    if any(known.casefold() == folded for known in _whole_names(inputs)):
        return named
    listed = account_cache.names(inputs.original_env)
    ids = {account for account, called, _ in listed if called.casefold() == folded}
    return (ids.pop(), *role) if len(ids) == 1 else named


def _alias(name: str, inputs: Inputs) -> str | None:
    """Return the alias that equals a name, ignoring case."""
    aliases = inputs.settings.accounts
    if name in aliases:
        return name
    found = [alias for alias in aliases if alias.casefold() == name.casefold()]
    return found[0] if len(found) == 1 else None


def _whole_names(inputs: Inputs) -> tuple[str, ...]:
    """Return the names that take precedence over an account's own."""
    return (*inputs.settings.accounts, *inputs.profiles.by_name)


def _region_of(command: Process, inputs: Inputs) -> str | None:
    """Return the region of TARGET, as far as this machine knows it."""
    word = command.target or ""
    alias = None if _is_named(word, inputs) else _alias(word, inputs)
    known = targets.known_target(alias or word, command.role, inputs.settings, inputs.profiles)
    return known.region if known else None


def _is_named(target: str, inputs: Inputs) -> bool:
    return targets.names_profile(target, inputs.settings, inputs.profiles)


def _has_key(profile: Profile) -> bool:
    return any(profile.get(setting) for setting in _KEYS)


def _moving(profile: Profile, moved: str) -> str:
    lines = [str(entry.line) for s in _KEYS if (entry := profile.settings.get(s))]
    where = profile.credentials_path if profile.shared else profile.config_path
    return (
        f"profile {profile.name!r} has its own key in {where} (lines {', '.join(lines)}), "
        f"which takes precedence: move it to a section [{moved}]"
    )
