"""What doctor finds on the way to AWS: the clock, the region, proxies, endpoints."""

from __future__ import annotations

from aws_session.aws import endpoints
from aws_session.commands.doctor.findings import OK, PROBLEM, WARNING, Finding, good, of_error
from aws_session.commands.doctor.local_checks import LocalState
from aws_session.config import sdk_regions
from aws_session.config.profile import Profile
from aws_session.errors import SessionError
from aws_session.model import regions, spoken
from aws_session.model.terminal_text import sanitize
from aws_session.session import summary
from aws_session.session.precedence import Inputs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_CLOCK_MATTERS = 60
_CLOCK_REFUSED = 900
"""Clock errors in seconds at which codes made here fail, and at which all of AWS refuses."""

_SET_CLOCK = "synchronize it in your system's settings, or type: timedatectl set-ntp true"
_ANOTHER_REGION = "use another region: aws-session region NAME"
_PROXIES = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "NO_PROXY", "no_proxy")


def of_clock(off: int) -> Finding:
    """Judge how many seconds this machine's clock is fast, or slow if negative."""
    if not off:
        return Finding("clock", OK, "correct to the second")
    what = f"{spoken(abs(off))} {'fast' if off > 0 else 'slow'}"
    if abs(off) >= _CLOCK_REFUSED:
        return Finding("clock", PROBLEM, f"{what}: AWS refuses every call", _SET_CLOCK)
    if abs(off) >= summary.STRICT_SECONDS:
        what = f"{what}: {summary.STRICT} refuse calls from 5 min on, all of AWS from 15 min"
        return Finding("clock", PROBLEM, what, _SET_CLOCK)
    if abs(off) >= _CLOCK_MATTERS:
        return Finding(
            "clock", WARNING, f"{what}: codes generated on this machine are wrong", _SET_CLOCK
        )
    return Finding("clock", OK, what)


def of_region(region: str | None, endpoint: str | None = None) -> list[Finding]:
    """Judge the region; `endpoint` is a host that is not AWS's, which has no global endpoint."""
    if region:
        doubt = regions.doubt(region, sdk_regions.knows)
        finding = Finding("region", WARNING, doubt, _ANOTHER_REGION) if doubt else None
        return [finding or Finding("region", OK, region)]
    if endpoint:
        return []
    what = "no region set: sessions from the global endpoint do not work in opt-in regions"
    remedy = (
        "for one session: aws-session --region NAME; to set it permanently: aws configure set "
        "region NAME"
    )
    return [Finding("region", WARNING, what, remedy)]


def of_unreachable(error: SessionError) -> Finding:
    """Report that AWS was not reached, and therefore what was not checked."""
    what = f"{error.message}; the clock, the key, the MFA device and the policies were not checked"
    # Doctor is already running.
    remedy = (error.hint or "").partition(": aws-session doctor")[0]
    return Finding("network", PROBLEM, what, remedy)


def other_endpoint(environ: dict[str, str], profile: Profile | None) -> str | None:
    """Return the host that replaces AWS's, or None, also for an address that is refused."""
    try:
        return endpoints.non_aws_host(endpoints.configured(environ, profile, "sts"))
    except SessionError:
        return None


def examine(
    inputs: Inputs,
    local: LocalState,
    profile: Profile | None,
    unset: Callable[..., str],
    region: str | None,
) -> list[Finding]:
    """Check proxies, certificates and configured endpoints."""
    base = inputs.original_env
    found = [
        Finding("network", PROBLEM, f"{sanitize(told)}: {why}",
                "name a file with certificates, or remove the setting")
        for told, why in local.unreadable
    ]  # fmt: skip
    for name in _PROXIES:
        # Tools read one spelling or the other: two that agree are reported once.
        if base.get(name) and (name.isupper() or base.get(name.upper()) != base[name]):
            shown = sanitize(base[name].rpartition("@")[2])
            found.append(Finding("network", OK, f"{name} is {shown}"))
    try:
        address = endpoints.configured(base, profile, "sts")
        host = endpoints.non_aws_host(address)
    except SessionError as error:
        return [*found, of_error("network", error)]
    if host and region and endpoints.is_sandbox(address or "", base):
        found.append(Finding("network", OK, "calls go to the sandbox on this machine"))
    elif host:
        found.append(_of_endpoint(host, base, profile, unset, region))
    return good("network", found, "no proxy, no CA bundle, AWS's own endpoints")


def _of_endpoint(
    host: str,
    base: dict[str, str],
    profile: Profile | None,
    unset: Callable[..., str],
    region: str | None,
) -> Finding:
    names = ("AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL")
    name = next((name for name in names if base.get(name)), None)
    what, remedy = f"calls go to {sanitize(host)}, which is not AWS", ""
    if name is not None:
        remedy = f"if this is not intended: {unset(name)}"
    elif profile is not None:
        setting = "endpoint_url" if profile.get("endpoint_url") else "services"
        remedy = f"if this is not intended, remove endpoint_url: {profile.place_of(setting)}"
    if not region:
        what += "; no region is set, but AWS clients need one there"
        remedy += "; to set a region: aws configure set region NAME"
    return Finding("network", WARNING, what, remedy)
