"""The endpoints that calls go to: AWS's own hosts or a configured address."""

from __future__ import annotations

from aws_session.config.profile import Profile
from aws_session.errors import SessionError

SANDBOX = "AWS_SESSION_SANDBOX"
"""The path at the sandbox that returns a code, for programs inside it."""

_HEXADECIMAL = frozenset("0123456789abcdef:.")
_LONGEST_NAME, _LONGEST_LABEL = 255, 63
_GREATEST_PORT = 65_535


_QUOTES = ("'", '"')


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


def where(service: str) -> str:
    """Return where an endpoint of a service is set, for a hint."""
    variables = f"AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_{service.upper()}"
    if service == "sts":
        return f"{variables} or the profile's endpoint_url"
    return f"{variables}, the profile's endpoint_url or its services section"


def non_aws_host(url: str | None, service: str = "sts") -> str | None:
    """Return the host of a service's address that is not AWS's; refuse one without encryption."""
    if url is None:
        return None
    if url[:1] in _QUOTES and url[-1:] == url[:1]:
        raise SessionError(
            f"the configured endpoint {_shown(url)} is in quotes, which count as part of it",
            hint=f"remove the quotes from {where(service)}",
        )
    scheme, mark, rest = url.partition("://")
    if not mark:
        raise SessionError(
            f"the configured endpoint {_shown(url)} is not https: it has no scheme",
            hint=f"put https:// in front of it (http:// for this machine) in {where(service)}",
        )
    host = rest
    for end in "/?#\\":
        host = host.partition(end)[0]
    host = host.rpartition("@")[2]
    name, port = host_and_port(host)
    if not is_host(name):
        raise invalid(_shown(url), where(service))
    if port:
        _check_port(port, f"{scheme}://{name}", where(service))
    _check_letters(url, where(service))
    if scheme.lower() != "https" and not (scheme.lower() == "http" and is_loopback(name)):
        raise SessionError(
            f"the configured endpoint {scheme}://{host} is not https",
            hint="your code and your session would be sent unencrypted: use https://",
        )
    if is_loopback(name):
        return host
    from aws_session.model import partitions

    return None if name.lower().endswith(partitions.HOST_SUFFIXES) else host


def _check_letters(url: str, place: str) -> None:
    if not (url.isascii() and url.isprintable()) or " " in url:
        raise invalid(_shown(url), place)
    if "\\" in url:
        # Browsers end a host there, botocore does not.
        raise invalid("it contains a backslash", place)


def is_sandbox(url: str, environ: dict[str, str]) -> bool:
    """Tell whether an address is this machine's sandbox, which its own variable names, too.

    The variable alone proves nothing: it may outlive its sandbox, next to an address elsewhere.
    """
    is_here = url.startswith("http://127.0.0.1:")
    return is_here and environ.get(SANDBOX, "").startswith(f"{url.rstrip('/')}/sandbox/")


def invalid(why: str, place: str) -> SessionError:
    """Return the error for an endpoint that no call can be sent to; `place` is where it is set."""
    return SessionError(
        f"the configured endpoint is not a valid address: {why}",
        hint=f"write it as https://HOST:PORT in {place}",
    )


def no_region() -> SessionError:
    hint = "set one, then repeat the command: export AWS_REGION=eu-west-1"
    return SessionError("no region is set", hint=hint)


def _shown(url: str) -> str:
    """Return an address for a message, without the password in it."""
    from aws_session.model.terminal_text import sanitize

    scheme, mark, rest = url.rpartition("://")
    return sanitize(f"{scheme}{mark}{rest.rpartition('@')[2]}") or "''"


def host_and_port(place: str) -> tuple[str, str]:
    """Split a host and port into host, an IPv6 address in its brackets, and port."""
    if ":" not in place.rpartition("]")[2]:
        return place, ""
    name, _, port = place.rpartition(":")
    return name, port


def port_number(text: str) -> int | None:
    """Return the port number in a text, or None if it is not valid."""
    digits = text.isascii() and text.isdigit() and len(text) <= len(str(_GREATEST_PORT))
    return int(text) if digits and int(text) <= _GREATEST_PORT else None


def is_host(name: str) -> bool:
    """Tell whether botocore accepts a text as a host: a name of labels, or an IPv6 address."""
    if name.startswith("["):
        address = name[1:-1].partition("%")[0]
        return name.endswith("]") and ":" in address and _HEXADECIMAL.issuperset(address.lower())
    labels = name.removesuffix(".").split(".")
    return (
        name.isascii()
        and len(name) <= _LONGEST_NAME
        and all(
            0 < len(label) <= _LONGEST_LABEL
            and label.replace("-", "").isalnum()
            and not label.startswith("-")
            and not label.endswith("-")
            for label in labels
        )
    )


def _check_port(port: str, before: str, place: str) -> None:
    if not port_number(port):
        from aws_session.model.terminal_text import sanitize

        raise SessionError(
            f"the port of the configured endpoint {sanitize(before)} is not valid",
            hint=f"write a number from 1 to {_GREATEST_PORT} in {place}",
        )


def is_loopback(name: str) -> bool:
    """Tell whether a host is this machine itself, under any name or address."""
    numbers = name.split(".")
    dotted = len(numbers) == 4 and all(number.isdigit() for number in numbers)  # noqa: PLR2004
    return name in {"localhost", "[::1]"} or (dotted and numbers[0] == "127")


_OTHER_HOSTS = ("use_fips_endpoint", "use_dualstack_endpoint", "sts_regional_endpoints")


def expected(
    service: str, region: str | None, environ: dict[str, str], profile: Profile | None
) -> str | None:
    """Return where a call is likely to go, or None if only botocore's own rules decide."""
    chosen = configured(environ, profile, service)
    if chosen is not None or region is None:
        return chosen
    if any(environ.get(f"AWS_{name.upper()}") for name in _OTHER_HOSTS):
        return None
    if profile is not None and any(profile.get(name) for name in _OTHER_HOSTS):
        return None
    from aws_session.model import partitions

    return f"https://{service}.{region}.{partitions.of_region(region).dns_suffix}"
