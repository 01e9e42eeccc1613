"""The proxies of the environment: which one a call goes through, and what is wrong with it."""

from __future__ import annotations

from aws_session.aws import endpoints
from aws_session.errors import SessionError
from aws_session.model.terminal_text import sanitize

_SOCKS = frozenset({"socks", "socks4", "socks4a", "socks5", "socks5h"})
_ENCODED = {"@": "%40", "#": "%23", "/": "%2F", "?": "%3F", "[": "%5B", "]": "%5D", "\\": "%5C"}
_HALF_SCHEMES = ("http:", "https:", "http/", "https/")
_EXAMPLE = "http://HOST:PORT"


def check(url: str, environ: dict[str, str]) -> None:
    """Raise SessionError if the proxy for an address cannot be used."""
    scheme, _, rest = url.partition("://")
    name = _proxy_variable(environ, scheme.lower())
    if name is None:
        return
    wrong = wrong_proxy(name, environ[name])
    if wrong is not None and not _goes_around(rest.partition("/")[0], environ):
        raise wrong


def proxy(scheme: str, host: str, environ: dict[str, str]) -> str | None:
    """Return the proxy through which botocore calls a host, which may have a port; None for none.

    It may contain a password. The system's own settings are not looked up.
    """
    name = _proxy_variable(environ, scheme)
    if name is None or _goes_around(host, environ):
        return None
    return with_scheme(environ[name])


def with_scheme(proxy: str) -> str:
    """Return a proxy's address as botocore completes it."""
    if proxy.startswith(("http:", "https:")):
        return proxy
    return f"http:{proxy}" if proxy.startswith("//") else f"http://{proxy}"


def _proxy_variable(environ: dict[str, str], scheme: str) -> str | None:
    """Return the variable that names the proxy; of two spellings, urllib prefers lower case."""
    small = f"{scheme}_proxy"
    if small in environ:
        return small if environ[small] else None
    return next((name for name in environ if name.lower() == small and environ[name]), None)


def _goes_around(host: str, environ: dict[str, str]) -> bool:
    from urllib.request import proxy_bypass_environment  # type: ignore[attr-defined] # not in the stubs

    known = environ.get("no_proxy", environ.get("NO_PROXY", ""))
    return bool(proxy_bypass_environment(host, {"no": known}))


def wrong_proxy(name: str, address: str) -> SessionError | None:
    """Return what is wrong with a proxy's address, which may contain a password; or None."""
    scheme, mark, rest = address.partition("://")
    if not mark:
        # Botocore puts http:// before it.
        scheme, rest = "http", address.removeprefix("//")
    wrong = _wrong_scheme(name, scheme) if mark else _half_a_scheme(name, address)
    if wrong is not None:
        return wrong
    user, _, place = rest.rpartition("@")
    found = [letter for letter in _ENCODED if letter in user]
    if found and found != ["@"]:
        return unencoded_proxy(name, found)
    if not _decoded(user).isascii():
        return _unsendable(name)
    for end in "/?#":
        place = place.partition(end)[0]
    host, port = endpoints.host_and_port(place)
    if not host:
        return invalid_proxy(name, "it does not name a host")
    brackets_match = "[" not in host or endpoints.is_host(host)
    if not (place.isprintable() and brackets_match) or not {" ", "\\"}.isdisjoint(place):
        return invalid_proxy(name, f"{sanitize(place)!r} is not a host")
    if port and not endpoints.port_number(port):
        return invalid_proxy(name, f"{sanitize(port)!r} is not a port")
    return None


def _wrong_scheme(name: str, scheme: str) -> SessionError | None:
    if scheme.lower() in _SOCKS:
        return socks_proxy(name)
    if scheme.lower() not in {"http", "https"}:
        return invalid_proxy(name, f"its scheme is {sanitize(scheme)!r}")
    # Botocore puts http:// before capital letters, too.
    return None if scheme.islower() else invalid_proxy(name, "its scheme must be in lower case")


def _half_a_scheme(name: str, address: str) -> SessionError | None:
    if not address.lower().startswith(_HALF_SCHEMES):
        return None
    return invalid_proxy(name, "its scheme is not followed by ://")


def _decoded(user: str) -> str:
    if "%" not in user:
        return user
    from urllib.parse import unquote

    return unquote(user)


def socks_proxy(name: str) -> SessionError:
    return SessionError(
        f"{name} is a SOCKS proxy, which boto3 cannot use, with or without PySocks",
        hint=f"use an HTTP proxy: export {name}={_EXAMPLE}",
    )


def unencoded_proxy(name: str, letters: list[str]) -> SessionError:
    """Return the error for characters in a user name or password that end it too early."""
    encoded = ", ".join(f"{letter} as {_ENCODED[letter]}" for letter in letters)
    return SessionError(
        f"the user name or password in {name} contains {' and '.join(letters)}, which must be "
        "URL-encoded",
        hint=f"write {encoded}: export {name}=http://USER:PASSWORD@HOST:PORT",
    )


def _unsendable(name: str) -> SessionError:
    return SessionError(
        f"the user name or password in {name} contains characters outside ASCII, which boto3 "
        "cannot send to a proxy",
        hint=f"use a password in ASCII: export {name}=http://USER:PASSWORD@HOST:PORT",
    )


def invalid_proxy(name: str, why: str) -> SessionError:
    """Return the error for an invalid proxy address; `why` contains no password."""
    return SessionError(
        f"{name} is not a valid proxy address: {why}",
        hint=f"for example: export {name}={_EXAMPLE}",
    )
