"""What doctor finds on the way to AWS: the clock, the region, proxies, endpoints."""

from __future__ import annotations

from aws_session.aws import endpoints
from aws_session.commands.doctor.findings import OK, PROBLEM, WARNING, Finding, good, of_error
from aws_session.commands.doctor.surroundings import Surroundings
from aws_session.config.profiles import Profile
from aws_session.errors import SessionError
from aws_session.model import regions
from aws_session.model.terminal_text import sanitize
from aws_session.session.precedence import Inputs

_CLOCK_MATTERS = 60
_CLOCK_REFUSED = 900
"""Seconds off at which codes made here fail, and those at which AWS refuses every call."""

_SET_CLOCK = "let it follow a time server: timedatectl set-ntp true, or your system's settings"
_ANOTHER_REGION = "name another: aws-session region NAME"
_PROXIES = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "NO_PROXY", "no_proxy")


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


def examine(inputs: Inputs, around: Surroundings, profile: Profile | None) -> list[Finding]:
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
        address = endpoints.configured(base, profile, "sts")
        host = endpoints.non_aws_host(address)
    except SessionError as error:
        return [*found, of_error("network", error)]
    if address and endpoints.is_sandbox(address, base):
        found.append(Finding("network", OK, "calls go to the sandbox on this machine"))
    elif host:
        what = f"calls go to {sanitize(host)}, which is not AWS"
        found.append(Finding("network", WARNING, what, "if not meant: unset AWS_ENDPOINT_URL"))
    return good("network", found, "no proxy, no CA bundle, AWS's own endpoints")
