"""What doctor finds in the environment: variables that conflict, are stale, or are left over."""

from __future__ import annotations

from aws_session import environment as env
from aws_session.commands.doctor.findings import OK, PROBLEM, WARNING, Finding, good
from aws_session.environment import EnvironmentSnapshot, sdk_identities
from aws_session.errors import LeftoverError
from aws_session.model import key_expiry
from aws_session.model.terminal_text import sanitize
from aws_session.session import precedence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator


def examine(
    snapshot: EnvironmentSnapshot,
    universal: tuple[str, ...],
    unset: Callable[..., str],
    profiles: Container[str] | None = None,
) -> list[Finding]:
    """Look for variables in conflict; `unset` returns how to remove some in the shell.

    `profiles` are the names of the existing ones, None if the files cannot be read.
    """
    environ = snapshot.environ
    found = [
        *_of_state(snapshot),
        *_of_profiles(environ, unset, profiles),
        *_of_misfit(environ, unset),
        *_of_identities(snapshot, unset, profiles),
        *_of_bearers(environ, unset),
        *_of_java(environ),
        *_of_old_token(environ, unset),
        *_of_expiry(snapshot, unset),
        *_of_account(snapshot, unset),
        *_of_regions(environ, unset),
    ]
    found += [
        _variable(
            WARNING,
            f"fish sets {name} in every shell, even after the session has ended",
            f"set -e -U {name}",
        )
        for name in universal
    ]
    return good("variables", found, "no conflicts")


def _variable(level: str, what: str, remedy: str | None = None) -> Finding:
    return Finding("variables", level, what, remedy)


def _of_state(snapshot: EnvironmentSnapshot) -> list[Finding]:
    if snapshot.damage is not None:
        remedy = snapshot.damage.hint or "end the session: aws-session end"
        return [_variable(PROBLEM, snapshot.damage.message, remedy)]
    if snapshot.state.levels and snapshot.mismatched:
        what = "the keys in the environment are not those of this shell's session"
        return [_variable(WARNING, what, "end the session: aws-session end")]
    return []


def _of_profiles(
    environ: dict[str, str], unset: Callable[..., str], profiles: Container[str] | None
) -> list[Finding]:
    named = [name for name in env.PROFILES if environ.get(name)]
    found = []
    # A profile that does not exist is reported by the check of the files.
    exists = named and (profiles is None or environ[named[-1]] in profiles)
    if exists and environ.get(env.KEY_ID):
        found.append(
            _variable(
                WARNING,
                f"{named[-1]} and a key are both set: the AWS CLI and most SDKs use the key, "
                "the JavaScript SDK the profile",
                unset(named[-1]),
            )
        )
    if len({environ[name] for name in named}) > 1:
        what = (
            "AWS_DEFAULT_PROFILE and AWS_PROFILE differ: boto3 uses the former, others the latter"
        )
        found.append(_variable(WARNING, what, unset("AWS_DEFAULT_PROFILE")))
    return found


def _of_misfit(environ: dict[str, str], unset: Callable[..., str]) -> list[Finding]:
    try:
        precedence.key_in(environ)
    except LeftoverError as error:
        return [_variable(PROBLEM, error.message, error.hint_with(unset(*error.names)))]
    return []


def _of_identities(
    snapshot: EnvironmentSnapshot, unset: Callable[..., str], profiles: Container[str] | None
) -> Iterator[Finding]:
    environ = snapshot.environ
    with_key = bool(environ.get(env.KEY_ID))
    without_profiles = profiles is not None and not profiles
    if without_profiles and not with_key and sdk_identities.provides(environ):
        # It is the only source of credentials.
        return
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
        what = f"AWS_ROLE_SESSION_NAME{later} sets the session name of roles that boto3 assumes"
        yield _variable(OK, what)


def _is_twin(name: str, environ: dict[str, str]) -> bool:
    """Tell whether an older name for a key has the same value as the usual one."""
    usual = _USUAL_NAMES.get(name)
    return usual is not None and environ.get(name) == environ.get(usual)


_IDENTITIES = (
    (
        ("AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE"),
        "AsyncAws for PHP and the AWS SDK for .NET 3 assume that role",
        "most AWS SDKs use that web identity first",
    ),
    (
        ("AWS_ACCESS_KEY", "AWS_SECRET_KEY"),
        "the AWS SDK for Java 1 and s3cmd use it first",
        "the AWS SDKs for Go, Java 1 and Ruby use that key first",
    ),
    (
        ("AMAZON_ACCESS_KEY_ID", "AMAZON_SECRET_ACCESS_KEY"),
        "older AWS SDKs for Ruby may use it",
        "the AWS SDK for Ruby uses that key first",
    ),
)
"""Variables, which tools prefer them to a key, and which prefer them to a profile."""


_USUAL_NAMES = {
    "AWS_ACCESS_KEY": env.KEY_ID,
    "AWS_SECRET_KEY": env.SECRET,
    "AMAZON_ACCESS_KEY_ID": env.KEY_ID,
    "AMAZON_SECRET_ACCESS_KEY": env.SECRET,
}


def _of_bearers(environ: dict[str, str], unset: Callable[..., str]) -> Iterator[Finding]:
    for name in sdk_identities.bearers(environ):
        service = name.removeprefix(sdk_identities.BEARER).replace("_", " ").title()
        what = f"{name} conflicts with any session: {service} uses that token first"
        yield _variable(WARNING, what, unset(name))


def _of_java(environ: dict[str, str]) -> Iterator[Finding]:
    for name, value in environ.items():
        told = sdk_identities.java_keys(value) if sdk_identities.is_java(name) else ()
        if told:
            what = f"{name} sets {', '.join(told)}, which Java programs prefer to any session"
            yield _variable(WARNING, what, f"remove it from {name}")


def _of_old_token(environ: dict[str, str], unset: Callable[..., str]) -> list[Finding]:
    old = environ.get(env.OLD_TOKEN)
    if not old:
        return []
    if old == environ.get(env.TOKEN):
        what = f"{env.OLD_TOKEN} is set, too: a tool that sets only {env.TOKEN} leaves it stale"
        return [_variable(WARNING, what, unset(env.OLD_TOKEN))]
    what = f"{env.OLD_TOKEN} is set, and boto3 prefers it to {env.TOKEN}"
    return [_variable(PROBLEM, what, unset(env.OLD_TOKEN))]


def is_past(snapshot: EnvironmentSnapshot) -> bool:
    """Tell whether the session's expiry in the environment is past."""
    ends = key_expiry.moment(snapshot.environ.get(env.EXPIRATION, ""))
    return ends is not None and ends <= snapshot.now


def _of_expiry(snapshot: EnvironmentSnapshot, unset: Callable[..., str]) -> list[Finding]:
    if not is_past(snapshot):
        return []
    until = snapshot.environ[env.EXPIRATION]
    top = snapshot.state.top
    if top is not None and not snapshot.mismatched:
        return [_variable(PROBLEM, "the session in this shell has expired", "aws-session renew")]
    what = f"{env.EXPIRATION} is in the past ({sanitize(until)}): boto3 fails before it calls AWS"
    return [_variable(PROBLEM, what, unset(env.EXPIRATION))]


def _of_account(snapshot: EnvironmentSnapshot, unset: Callable[..., str]) -> list[Finding]:
    account, top = snapshot.environ.get(env.ACCOUNT), snapshot.state.top
    if not account or (top is not None and top.account == account):
        return []
    what = (
        f"{env.ACCOUNT} is {sanitize(account)}: a stale value sends calls of some services to "
        "the wrong account"
    )
    return [_variable(WARNING, what, unset(env.ACCOUNT))]


def _of_regions(environ: dict[str, str], unset: Callable[..., str]) -> list[Finding]:
    told = {environ[name] for name in env.REGIONS if environ.get(name)}
    if len(told) < len(env.REGIONS):
        return []
    what = "AWS_REGION and AWS_DEFAULT_REGION differ: boto3 uses the latter, other SDKs the former"
    return [_variable(WARNING, what, unset("AWS_DEFAULT_REGION"))]
