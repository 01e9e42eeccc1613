"""AWS's own hosts, as far as a service and a region tell them."""

from __future__ import annotations

from aws_session.endpoints import configured

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.profiles import Profile

_SUFFIXES = (
    ("cn-", "amazonaws.com.cn"),
    ("eusc-", "amazonaws.eu"),
    ("us-iso-", "c2s.ic.gov"),
    ("us-isob-", "sc2s.sgov.gov"),
    ("eu-isoe-", "cloud.adc-e.uk"),
    ("us-isof-", "csp.hci.ic.gov"),
)

_OTHER_HOSTS = ("use_fips_endpoint", "use_dualstack_endpoint", "sts_regional_endpoints")


def expected(
    service: str, region: str | None, environ: dict[str, str], profile: Profile | None
) -> str | None:
    """Return where a call is likely to go, None where only botocore's own rules tell."""
    told = configured(environ, profile, service)
    if told is not None or region is None:
        return told
    if any(environ.get(f"AWS_{name.upper()}") for name in _OTHER_HOSTS):
        return None
    if profile is not None and any(profile.get(name) for name in _OTHER_HOSTS):
        return None
    suffixes = (suffix for prefix, suffix in _SUFFIXES if region.startswith(prefix))
    return f"https://{service}.{region}.{next(suffixes, 'amazonaws.com')}"
