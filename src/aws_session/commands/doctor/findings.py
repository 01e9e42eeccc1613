"""What doctor finds in the facts that it is given, each with its remedy."""

from __future__ import annotations

from aws_session.aws import endpoints
from aws_session.config import role_chain
from aws_session.config.profiles import LONG_TERM, ROLE, Profile
from aws_session.environment import change as env
from aws_session.environment import sdk_identities
from aws_session.environment.change import EnvironmentSnapshot
from aws_session.errors import LeftoverError, SessionError
from aws_session.model import durations, mfa, prompt_label, regions
from aws_session.model.closest import closest
from aws_session.model.credentials import CallerIdentity
from aws_session.model.mfa import Device
from aws_session.model.record import Record
from aws_session.model.terminal_text import sanitize
from aws_session.session import precedence
from aws_session.session.precedence import Inputs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from aws_session.aws.source_credentials import SourceCredentials

OK, WARNING, PROBLEM = "ok", "warning", "problem"

_CLOCK_MATTERS = 60
_CLOCK_REFUSED = 900
"""Seconds off at which codes made here fail, and those at which AWS refuses every call."""

_PROXIES = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "NO_PROXY", "no_proxy")
CA_VARIABLES = ("AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE")


class Finding(Record):
    """What a check found, and what it was `about`. A remedy is a line to type or a thing to do."""

    about: str
    level: str
    what: str
    remedy: str | None = None


class Place(Record):
    """Where something stands in a file; `shell` is the dialect of the one shell that reads it."""

    path: str
    line: int
    shell: str = ""

    def __str__(self) -> str:
        return f"{self.path}, line {self.line}"


class Shadow(Record):
    """A folder with packages by names that this program needs; `used` are those it has taken."""

    folder: str
    packages: tuple[str, ...]
    used: tuple[str, ...] = ()


class Surroundings(Record):
    """What there is around a run, beside its environment and the files that it reads anyway.

    `programs` are those on the PATH under this program's name, in its order; `aliases` and
    `functions` are lines of rc files; `universal` are variables that fish keeps for every shell;
    `open_files` are files of ours that others may read; `unreadable` are settings that name no CA
    bundle, each with why not; `shadows` are folders of PYTHONPATH that hold packages which this
    program needs.
    """

    programs: tuple[str, ...] = ()
    aliases: tuple[Place, ...] = ()
    functions: tuple[Place, ...] = ()
    universal: tuple[str, ...] = ()
    open_files: tuple[str, ...] = ()
    unreadable: tuple[tuple[str, str], ...] = ()
    shadows: tuple[Shadow, ...] = ()


def of_error(check: str, error: SessionError) -> Finding:
    return Finding(check, PROBLEM, error.message, error.hint)


def good(check: str, findings: list[Finding], what: str) -> list[Finding]:
    """Return the findings, or that all is well where there are none."""
    return findings or [Finding(check, OK, what)]


def of_variables(
    snapshot: EnvironmentSnapshot, universal: tuple[str, ...], unset: Callable[..., str]
) -> list[Finding]:
    """Look for variables in conflict; `unset` is how a person takes some away in the shell."""
    environ = snapshot.environ
    found = [
        *_of_state(snapshot),
        *_of_profiles(environ, unset),
        *_of_misfit(environ, unset),
        *_of_identities(snapshot, unset),
        *_of_bearers(environ, unset),
        *_of_java(environ),
        *_of_old_token(environ, unset),
        *_of_expiry(snapshot, unset),
        *_of_account(snapshot, unset),
        *_of_regions(environ, unset),
    ]
    found += [
        _variable(WARNING, f"fish gives {name} to every shell, ended or not", f"set -e -U {name}")
        for name in universal
    ]
    return good("variables", found, "none in conflict")


def _variable(level: str, what: str, remedy: str | None = None) -> Finding:
    return Finding("variables", level, what, remedy)


def _of_state(snapshot: EnvironmentSnapshot) -> list[Finding]:
    if snapshot.damage is not None:
        return [_variable(PROBLEM, snapshot.damage.message, "end it: aws-session end")]
    if snapshot.state.levels and snapshot.mismatched:
        what = "the keys in the environment are not those of this program's session"
        return [_variable(WARNING, what, "end it: aws-session end")]
    return []


def _of_profiles(environ: dict[str, str], unset: Callable[..., str]) -> list[Finding]:
    named = [name for name in env.PROFILES if environ.get(name)]
    found = []
    if named and environ.get(env.KEY_ID):
        found.append(
            _variable(
                WARNING,
                f"{named[-1]} and a key are both set: the AWS CLI and most SDKs take the key, the "
                "JavaScript SDK the profile",
                unset(named[-1]),
            )
        )
    if len({environ[name] for name in named}) > 1:
        what = "AWS_DEFAULT_PROFILE and AWS_PROFILE differ: boto3 takes the first, others the last"
        found.append(_variable(WARNING, what, unset("AWS_DEFAULT_PROFILE")))
    return found


def _of_misfit(environ: dict[str, str], unset: Callable[..., str]) -> list[Finding]:
    try:
        precedence.key_in(environ)
    except LeftoverError as error:
        return [_variable(PROBLEM, error.message, error.hint_with(unset(*error.names)))]
    return []


def _of_identities(snapshot: EnvironmentSnapshot, unset: Callable[..., str]) -> Iterator[Finding]:
    environ = snapshot.environ
    with_key = bool(environ.get(env.KEY_ID))
    rival = "the key in the environment" if with_key else "your AWS profiles"
    ours = bool(snapshot.state.levels) and not snapshot.mismatched
    later = ", set after the session began," if ours else ""
    for names, beside_key, before_profile in _IDENTITIES:
        there = [name for name in names if environ.get(name) and not _is_twin(name, environ)]
        if there:
            verb = "conflict" if len(there) > 1 else "conflicts"
            who = beside_key if with_key else before_profile
            what = f"{' and '.join(there)}{later} {verb} with {rival}: {who}"
            yield _variable(WARNING, what, "; ".join(map(unset, there)))
    if ours and environ.get("AWS_ROLE_SESSION_NAME"):
        what = f"AWS_ROLE_SESSION_NAME{later} names the sessions of roles that boto3 assumes"
        yield _variable(OK, what)


def _is_twin(name: str, environ: dict[str, str]) -> bool:
    """Tell whether an older name for a key says what the usual one does."""
    usual = _USUAL_NAMES.get(name)
    return usual is not None and environ.get(name) == environ.get(usual)


_IDENTITIES = (
    (
        ("AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE"),
        "AsyncAws for PHP and the AWS SDK for .NET 3 assume that role",
        "most AWS SDKs take that web identity first",
    ),
    (
        ("AWS_ACCESS_KEY", "AWS_SECRET_KEY"),
        "the AWS SDK for Java 1 and s3cmd take it first",
        "the AWS SDKs for Go, Java 1 and Ruby take that key first",
    ),
    (
        ("AMAZON_ACCESS_KEY_ID", "AMAZON_SECRET_ACCESS_KEY"),
        "older AWS SDKs for Ruby may take it",
        "the AWS SDK for Ruby takes that key first",
    ),
)
"""Variables, who takes them although a key is there, and who takes them before a profile."""

_USUAL_NAMES = {
    "AWS_ACCESS_KEY": env.KEY_ID,
    "AWS_SECRET_KEY": env.SECRET,
    "AMAZON_ACCESS_KEY_ID": env.KEY_ID,
    "AMAZON_SECRET_ACCESS_KEY": env.SECRET,
}


def _of_bearers(environ: dict[str, str], unset: Callable[..., str]) -> Iterator[Finding]:
    for name in sdk_identities.bearers(environ):
        service = name.removeprefix(sdk_identities.BEARER).replace("_", " ").title()
        what = f"{name} conflicts with any session: {service} takes that token first"
        yield _variable(WARNING, what, unset(name))


def _of_java(environ: dict[str, str]) -> Iterator[Finding]:
    for name, value in environ.items():
        told = sdk_identities.java_keys(value) if sdk_identities.is_java(name) else ()
        if told:
            what = f"{name} sets {', '.join(told)}, which Java programs take before any session"
            yield _variable(WARNING, what, f"remove it from {name}")


def _of_old_token(environ: dict[str, str], unset: Callable[..., str]) -> list[Finding]:
    old = environ.get(env.OLD_TOKEN)
    if not old:
        return []
    if old == environ.get(env.TOKEN):
        what = f"{env.OLD_TOKEN} is set as well: what sets {env.TOKEN} alone will leave it stale"
        return [_variable(WARNING, what, unset(env.OLD_TOKEN))]
    what = f"{env.OLD_TOKEN} is set, and boto3 takes it before {env.TOKEN}"
    return [_variable(PROBLEM, what, unset(env.OLD_TOKEN))]


def _of_expiry(snapshot: EnvironmentSnapshot, unset: Callable[..., str]) -> list[Finding]:
    until, now = snapshot.environ.get(env.EXPIRATION, ""), durations.utc(snapshot.now)
    # Tools write it with a Z, with +00:00 or with parts of seconds: up to there all agree.
    whole = len(now) - 1
    if not until[:4].isdigit() or until[:whole] >= now[:whole]:
        return []
    top = snapshot.state.top
    if top is not None and not snapshot.mismatched:
        return [_variable(PROBLEM, "the session in this shell is over", "aws-session renew")]
    what = f"{env.EXPIRATION} is past ({sanitize(until)}): boto3 refuses before it calls AWS"
    return [_variable(PROBLEM, what, unset(env.EXPIRATION))]


def _of_account(snapshot: EnvironmentSnapshot, unset: Callable[..., str]) -> list[Finding]:
    account, top = snapshot.environ.get(env.ACCOUNT), snapshot.state.top
    if not account or (top is not None and top.account == account):
        return []
    what = f"{env.ACCOUNT} is {sanitize(account)}: a stale one sends calls of some services astray"
    return [_variable(WARNING, what, unset(env.ACCOUNT))]


def _of_regions(environ: dict[str, str], unset: Callable[..., str]) -> list[Finding]:
    told = {environ[name] for name in env.REGIONS if environ.get(name)}
    if len(told) < len(env.REGIONS):
        return []
    what = "AWS_REGION and AWS_DEFAULT_REGION differ: boto3 takes the second, other SDKs the first"
    return [_variable(WARNING, what, unset("AWS_DEFAULT_REGION"))]


def of_programs(around: Surroundings) -> list[Finding]:
    """Look for what would be run in this program's place."""
    found = [
        Finding("program", WARNING, f"{place}: an alias hides the program", f"take it out: {place}")
        for place in around.aliases
    ]
    first, *others = around.programs or ("",)
    if others:
        what = f"{len(around.programs)} programs are called aws-session; {first} is what runs"
        found.append(Finding("program", WARNING, what, f"uninstall the other: {', '.join(others)}"))
    if not first:
        what = "aws-session is not on the PATH, so a shell does not find it"
        found.append(Finding("program", WARNING, what, "add the folder it is in: pipx ensurepath"))
    return good("program", found, first)


def of_python_path(around: Surroundings, unset: Callable[[str], str]) -> list[Finding]:
    """Look for packages in PYTHONPATH that could sign in place of those installed with us."""
    found = []
    for shadow in around.shadows:
        what = f"PYTHONPATH holds {_listed(shadow.packages)} in {shadow.folder}: "
        what += (
            f"this run uses {_listed(shadow.used)} from there, not the installed version"
            if shadow.used
            else "aws-session uses its own, other Python programs use these"
        )
        found.append(Finding("program", WARNING, what, unset("PYTHONPATH")))
    return found


def _listed(words: tuple[str, ...]) -> str:
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last


def of_function(around: Surroundings, shell: str, *, loaded: bool) -> list[Finding]:
    """Tell whether the function is there that makes eval unnecessary."""
    if loaded:
        return [Finding("function", OK, "loaded: no eval is typed")]
    loading = next((place for place in around.functions if place.shell in {shell, ""}), None)
    if loading is not None:
        what = f"not loaded in this shell, though {loading} does so in new ones"
        return [Finding("function", WARNING, what, "open a new shell")]
    what = f"not loaded, so eval is typed: aws-session help init says how {shell} loads it"
    return [Finding("function", OK, what)]


def of_files(inputs: Inputs, around: Surroundings) -> list[Finding]:
    """Look into the AWS files and the settings, which could be read."""
    found = [
        Finding("files", WARNING, f"{path} can be read by others", f"chmod 600 {path}")
        for path in around.open_files
    ]
    for profile in inputs.profiles.by_name.values():
        found += _of_profile(profile, inputs)
    found += [
        Finding("files", WARNING, sanitize(section.message), sanitize(section.hint))
        for section in inputs.profiles.misnamed
    ]
    found += _of_names(inputs)
    found += _of_default(inputs)
    count = len(inputs.profiles.by_name)
    return good("files", found, f"{count} AWS profile{'' if count == 1 else 's'}")


def _of_profile(profile: Profile, inputs: Inputs) -> list[Finding]:
    try:
        profile.check_quotes()
        profile.static_key()
        if profile.kind == ROLE:
            role_chain.of(profile, inputs.profiles)
    except SessionError as error:
        return [Finding("files", WARNING, error.message, error.hint)]
    return []


def _of_default(inputs: Inputs) -> list[Finding]:
    """Name what no session can take away from a program that reads the files first."""
    default = inputs.profiles.by_name.get("default")
    if default is None or default.kind != LONG_TERM:
        return []
    if not env.holds_session(inputs.snapshot.environ):
        return []
    place = default.place_of("aws_access_key_id")
    what = f"profile default has a long-term key, {place}: the AWS SDK for .NET 3 takes it first"
    remedy = "give that profile another name, and name it as default_profile: aws-session config"
    return [Finding("files", WARNING, what, remedy)]


def _of_names(inputs: Inputs) -> list[Finding]:
    known = tuple(inputs.profiles.by_name)
    told = [
        (name, inputs.original_env[name]) for name in env.PROFILES if inputs.original_env.get(name)
    ]
    if inputs.settings.default_profile:
        told.append(("default_profile of the settings", inputs.settings.default_profile))
    found = [
        Finding("files", PROBLEM, f"{where} names the AWS profile {sanitize(name)!r}, and there is "
                "none", _nearest(name, known))
        for where, name in told
        if name not in known
    ]  # fmt: skip
    found += [
        Finding("files", WARNING, f"[profiles.{name}] of the settings is no AWS profile's",
                _nearest(name, known))
        for name in inputs.settings.profiles
        if name not in known
    ]  # fmt: skip
    return found


def _nearest(name: str, known: tuple[str, ...]) -> str:
    near = closest(name, known)
    there = ", ".join(sanitize(other) for other in known[:12]) or "none"
    return f"did you mean {sanitize(near)!r}?" if near else f"there are: {there}"


def of_clock(off: int) -> Finding:
    """Judge by how many seconds this machine's clock is fast, or slow where negative."""
    if not off:
        return Finding("clock", OK, "right to the second")
    what = f"{abs(off)} s {'fast' if off > 0 else 'slow'}"
    if abs(off) >= _CLOCK_REFUSED:
        return Finding("clock", PROBLEM, f"{what}: AWS refuses every call", _SET_CLOCK)
    if abs(off) >= _CLOCK_MATTERS:
        return Finding("clock", WARNING, f"{what}: codes that are made here are wrong", _SET_CLOCK)
    return Finding("clock", OK, what)


_ANOTHER_REGION = "name another: aws-session region NAME"


def of_region(region: str | None) -> Finding:
    if region:
        doubt = regions.doubt(region)
        return (
            Finding("region", WARNING, doubt, _ANOTHER_REGION)
            if doubt
            else Finding("region", OK, region)
        )
    return Finding(
        "region",
        WARNING,
        "none: calls go to the global endpoint, whose sessions fail in regions one must enable",
        "name one: aws-session --region NAME; aws configure set region NAME keeps it",
    )


def of_identity(caller: CallerIdentity, by: SourceCredentials) -> list[Finding]:
    found = [Finding("identity", OK, f"{caller.arn}, by {by.description}")]
    if caller.is_root:
        what = "this is the account's root: it takes no roles, and its sessions last an hour"
        found.append(Finding("identity", WARNING, what, "make an IAM user for daily work"))
    return found


def of_device(device: Device) -> Finding:
    what = f"{sanitize(device.serial)}, {device.reason}"
    if device.assumed:
        remedy = "if AWS refuses it, name yours as mfa_serial: aws-session config"
        return Finding("device", WARNING, what, remedy)
    return Finding("device", OK, what)


def of_listing(listing: tuple[str, ...] | None) -> Finding:
    """Tell whether IAM lists the devices before a code was given."""
    if listing is None:
        return Finding("listing", OK, "listing devices is denied before MFA, as strict policies do")
    keys = sum(mfa.is_security_key(serial) for serial in listing)
    others = f", {keys} of them security keys, which give no codes" if keys else ""
    return Finding("listing", OK, f"listing devices is allowed: {len(listing)}{others}")


def of_network(inputs: Inputs, around: Surroundings, profile: Profile | None) -> list[Finding]:
    """Look at proxies, certificates and endpoints of one's own."""
    base = inputs.original_env
    found = [
        Finding("network", PROBLEM, f"{sanitize(told)}: {why}",
                "name a file with certificates, or take the setting out")
        for told, why in around.unreadable
    ]  # fmt: skip
    for name in _PROXIES:
        # Tools read one spelling or the other: two that agree are said once.
        if base.get(name) and (name.isupper() or base.get(name.upper()) != base[name]):
            shown = sanitize(base[name].rpartition("@")[2])
            found.append(Finding("network", OK, f"{name} is {shown}"))
    try:
        host = endpoints.non_aws_host(endpoints.configured(base, profile, "sts"))
    except SessionError as error:
        return [*found, of_error("network", error)]
    if host:
        what = f"calls go to {sanitize(host)}, which is not AWS"
        found.append(Finding("network", WARNING, what, "if not meant: unset AWS_ENDPOINT_URL"))
    return good("network", found, "no proxy, no CA bundle, AWS's own endpoints")


def of_session(snapshot: EnvironmentSnapshot) -> list[Finding]:
    """Say what session the shell is in."""
    top = snapshot.state.top
    if top is None or snapshot.mismatched or top.expired(snapshot.now):
        return []
    left = f", {durations.spoken(top.expires - snapshot.now)} left" if top.expires else ""
    return [Finding("session", OK, f"{prompt_label.session_label(top.label, top.account)}{left}")]


_SET_CLOCK = "let it follow a time server: timedatectl set-ntp true, or your system's settings"
