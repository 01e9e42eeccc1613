"""The endpoints that calls go to: AWS's own hosts or a configured address."""

from __future__ import annotations

from aws_session.config.profiles import Profile
from aws_session.errors import SessionError
from aws_session.model import partitions


def configured(environ: dict[str, str], profile: Profile | None, service: str) -> str | None:
    """Return the endpoint that the environment or a profile sets for a service.

    The order is the SDKs' (AWS SDKs and Tools Reference Guide, service-specific endpoints).
    """
    ignored = environ.get("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")
    if ignored is None and profile is not None:
        ignored = profile.get("ignore_configured_endpoint_urls")
    if ignored and ignored.lower() == "true":
        return None
    variable = f"AWS_ENDPOINT_URL_{service.upper()}"
    own = profile.services.get(service, {}).get("endpoint_url") if profile else None
    general = profile.get("endpoint_url") if profile else None
    return environ.get(variable) or environ.get("AWS_ENDPOINT_URL") or own or general or None


def non_aws_host(url: str | None) -> str | None:
    """Return the host of an address that is not AWS's; refuse one that would go in the clear."""
    if url is None:
        return None
    scheme, _, rest = url.partition("://")
    host = rest
    for end in "/?#\\":
        host = host.partition(end)[0]
    host = host.rpartition("@")[2]
    name, _, port = host.rpartition(":") if ":" in host.rpartition("]")[2] else (host, "", "")
    if port:
        _check_port(port, f"{scheme}://{name}")
    if scheme.lower() != "https" and not _is_loopback(name):
        raise SessionError(
            f"the configured endpoint {scheme}://{host} is not https",
            hint="a code and a session would travel in the clear: use https://",
        )
    return None if name.lower().endswith(partitions.HOST_SUFFIXES) else host


def _check_port(port: str, before: str) -> None:
    from aws_session.model import numbers

    if numbers.read(port, numbers.GREATEST_PORT) is None:
        from aws_session.model.terminal_text import sanitize

        raise SessionError(
            f"the port of the configured endpoint {sanitize(before)} is not valid",
            hint="fix AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_STS or the profile's endpoint_url",
        )


def _is_loopback(name: str) -> bool:
    numbers = name.split(".")
    dotted = len(numbers) == 4 and all(number.isdigit() for number in numbers)  # noqa: PLR2004
    return name in {"localhost", "[::1]"} or (dotted and numbers[0] == "127")


_OTHER_HOSTS = ("use_fips_endpoint", "use_dualstack_endpoint", "sts_regional_endpoints")


def expected(
    service: str, region: str | None, environ: dict[str, str], profile: Profile | None
) -> str | None:
    """Return where a call is likely to go, None where only botocore's own rules tell."""
    chosen = configured(environ, profile, service)
    if chosen is not None or region is None:
        return chosen
    if any(environ.get(f"AWS_{name.upper()}") for name in _OTHER_HOSTS):
        return None
    if profile is not None and any(profile.get(name) for name in _OTHER_HOSTS):
        return None
    return f"https://{service}.{region}.{partitions.of_region(region).dns_suffix}"
