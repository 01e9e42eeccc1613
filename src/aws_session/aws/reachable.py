"""Whether AWS can be reached, as far as that is known before a code is typed."""

# It only reports what is certain to fail; if in doubt, the call itself finds out.

from __future__ import annotations

import os

from aws_session.aws import endpoints
from aws_session.errors import SessionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.config.profile import Profile

_ANYWHERE = ("192.0.2.1", "2001:db8::1")
"""Addresses that no host has (RFC 5737, RFC 3849): only a default route leads to them."""

_PROXIES = frozenset({"http_proxy", "https_proxy", "all_proxy"})
_TRAVEL = _PROXIES | {"no_proxy", "requests_ca_bundle", "sslkeylogfile"}
_NOT_TRAVEL = (
    *("AWS_SESSION_", "AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_", "AWS_ACCOUNT_ID"),
    *("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_CREDENTIAL_EXPIRATION", "AWS_MFA_SERIAL"),
    *("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_ENDPOINT_URL", "AWS_PAGER"),
)
_NOT_TRAVEL_SETTINGS = frozenset(
    {
        *("aws_access_key_id", "aws_secret_access_key", "aws_session_token", "region", "output"),
        *("mfa_serial", "role_arn", "source_profile", "endpoint_url", "cli_pager"),
    }
)
"""Common variables that `transport` does not check: any other one makes the check run."""

_ROUTES = "/proc/net/route"
_DESTINATION, _FLAGS, _MASK = 1, 3, 7
_UP, _REJECT = 0x1, 0x200
"""Flags of a route, of Linux's `route.h`."""

_LOOPBACK = ("127.0.0.1", "::1")
_PORTS = {"http": 80, "https": 443}
_REASONS = {
    "ECONNREFUSED": "connection refused",
    "ENETUNREACH": "the network is unreachable",
    "EHOSTUNREACH": "the network is unreachable",
    "ENETDOWN": "the network is unreachable",
    "EADDRNOTAVAIL": "the network is unreachable",
}
_SECONDS = 2.0
"""How long to wait if the machine seems to have no network."""


def check(region: str | None, environ: dict[str, str], profile: Profile | None) -> None:
    """Raise SessionError if a call to STS is certain to fail. `environ` is the caller's."""
    configured = endpoints.configured(environ, profile, "sts")
    if configured is not None and not (region or (profile and profile.get("region"))):
        raise endpoints.no_region()
    plain = _is_plain(environ, profile)
    if plain and configured is None and _leads_anywhere():
        return
    url = endpoints.expected("sts", region, environ, profile) or "https://sts.amazonaws.com"
    if not plain:
        # Imported late: most shells set nothing that it checks.
        from aws_session.aws import transport

        transport.check(url, environ, profile)
    if any(environ[name] for name in environ if name.lower() in _PROXIES):
        return
    try:
        host, port = _place(url)
        why = _why(host, port)
    except (OSError, ValueError):
        # botocore reports what is wrong with it.
        return
    if why is not None:
        raise SessionError(f"cannot reach {host}: {why}", hint=_NETWORK)


def _is_plain(environ: dict[str, str], profile: Profile | None) -> bool:
    """Tell whether no setting affects how calls are sent."""
    if any(name.lower() in _TRAVEL for name in environ):
        return False
    if any(name.startswith("AWS_") and not name.startswith(_NOT_TRAVEL) for name in environ):
        return False
    return profile is None or _NOT_TRAVEL_SETTINGS.issuperset(profile.settings)


def _place(url: str) -> tuple[str, int]:
    """Return the host and the port of an address; ValueError if it is not valid."""
    scheme, _, rest = url.partition("://")
    for end in "/?#\\":
        rest = rest.partition(end)[0]
    name = rest.rpartition("@")[2]
    if name.startswith("["):
        host, end, port = name[1:].partition("]")
        host, port = host if end else "", port.removeprefix(":")
    else:
        host, _, port = name.partition(":")
    number = endpoints.port_number(port) if port else _PORTS.get(scheme.lower(), 443)
    if not host or number is None:
        raise ValueError("no address")
    return host, number


def _why(host: str, port: int) -> str | None:
    """Return why a host cannot be reached, or None if it may be reachable."""
    addresses = _addresses(host)
    if addresses:
        found = [_error(family, address, port) for family, address in addresses]
        return next(filter(None, found)) if all(found) else None
    if _leads_anywhere():
        return None
    return _failure(host, port)


def _addresses(host: str) -> list[tuple[int, str]]:
    """Return the addresses that a host's name is, or has on every machine."""
    # `socket` wraps this in enums, which takes longer than everything else before a prompt. It is
    # imported late: it takes 3 % of a prompt, and nothing needs it if there is a default route.
    import _socket as sockets

    found = []
    for address in _LOOPBACK if host.lower() == "localhost" else (host,):
        family = _family(address)
        try:
            sockets.inet_pton(family, address)
        except OSError:
            continue
        found.append((family, address))
    return found


def _family(address: str) -> int:
    import _socket as sockets

    family: int = sockets.AF_INET6 if ":" in address else sockets.AF_INET
    return family


def _error(family: int, address: str, port: int) -> str | None:
    """Return why a connection failed at once; an attempt that is still running is given up."""
    import _socket as sockets

    attempt = sockets.socket(family, sockets.SOCK_STREAM)
    try:
        attempt.setblocking(False)
        attempt.connect((address, port))
        number = 0
    except BlockingIOError:
        # Still connecting; on this machine itself the answer would be here already.
        number = attempt.getsockopt(sockets.SOL_SOCKET, sockets.SO_ERROR)
    except OSError as error:
        number = error.errno or 0
    finally:
        attempt.close()
    return _reason(number)


def _reason(number: int) -> str | None:
    if not number:
        return None
    # Imported late: it takes longer than the attempt itself.
    import errno

    return next((_REASONS[name] for name in _REASONS if getattr(errno, name) == number), None)


def _leads_anywhere() -> bool:
    return any(map(_leads_to, _ANYWHERE))


def _leads_to(address: str) -> bool:
    """Tell whether there is a route to an address; nothing is sent."""
    if ":" not in address and _has_default_route():
        return True
    import _socket as sockets

    try:
        probe = sockets.socket(_family(address), sockets.SOCK_DGRAM)
    except OSError:
        return False
    try:
        return _reason(probe.connect_ex((address, 9))) is None
    finally:
        probe.close()


def _has_default_route() -> bool:
    """Tell whether Linux has a default route for IPv4; for other systems it is unknown.

    Its columns are Iface, Destination, Gateway, Flags, RefCnt, Use, Metric and Mask.
    """
    try:
        file = os.open(_ROUTES, os.O_RDONLY | os.O_CLOEXEC)
        try:
            rows = os.read(file, 65_536).splitlines()[1:]
        finally:
            os.close(file)
    except (OSError, AttributeError):
        return False
    columns = (row.split() for row in rows)
    return any(
        len(row) > _MASK
        and row[_DESTINATION] == row[_MASK] == b"00000000"
        and int(row[_FLAGS], 16) & (_UP | _REJECT) == _UP
        for row in columns
    )


def _failure(host: str, port: int) -> str | None:
    """Return why a host cannot be reached without a default route; a route to it may exist."""
    import socket
    import threading
    from urllib.request import getproxies

    if getproxies().keys() & {"http", "https", "all"}:
        # Proxies in the system's own settings.
        return None
    found: list[str] = []

    def attempt() -> None:
        try:
            socket.create_connection((host, port), _SECONDS).close()
        except socket.gaierror:
            found.append("the name cannot be resolved")
        except OSError as error:
            found.append(_reason(error.errno or 0) or "the network is unreachable")
        except ValueError:
            # It is not a valid name, which botocore reports.
            return

    trying = threading.Thread(target=attempt, daemon=True)
    trying.start()
    trying.join(_SECONDS)
    return found[0] if found else None


_NETWORK = "check the network and HTTPS_PROXY: aws-session doctor"
