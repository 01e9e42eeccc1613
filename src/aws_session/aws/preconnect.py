"""Connections to AWS that are opened before there is anything to send."""

# botocore asks here first. If a connection is ready, the request is sent over it, which saves the
# two round trips of opening one. If in doubt, and after any failure before the first byte was sent,
# botocore sends the request itself.

from __future__ import annotations

import os
import socket
import sys
import threading
import time

from aws_session.aws import endpoints, proxy_settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from http.client import HTTPConnection

    from botocore.awsrequest import AWSPreparedRequest, AWSResponse

    from aws_session.config.profile import Profile

CONNECT_SECONDS = 5
READ_SECONDS = 20
_MOST = 2
"""The most calls that run in parallel: GetCallerIdentity, and the call with the code."""

_PORTS = {"http": 80, "https": 443}

_TIMES = 10
_SHORT_SECONDS = 1.0
"""AWS closes idle connections, and finding a phone takes a while; see `_keep_open`."""

# The system notices within nine seconds that the other side no longer answers, as after a change of
# network. TCP_KEEPALIVE is what macOS calls TCP_KEEPIDLE.
_PROBES = (("TCP_KEEPIDLE", 5), ("TCP_KEEPALIVE", 5), ("TCP_KEEPINTVL", 2), ("TCP_KEEPCNT", 2))
_ASLEEP_SECONDS = 5.0
"""How long a machine may have been asleep for its connections to be used."""


class Connections:
    """Up to two connections to one host, each for one request at a time."""

    def __init__(self, url: str, bundle: str, proxy: str | None = None) -> None:
        """Take an address, the file that verifies its certificate, and the proxy on the way."""
        self._origin = _origin(url)
        self._bundle = bundle
        self._proxy = proxy
        self._open: list[Connection] = []

    def add(self) -> None:
        """Start opening another connection."""
        if len(self._open) < _MOST:
            self._open.append(Connection(*self._origin, self._bundle, self._proxy))

    def send(self, request: AWSPreparedRequest, **_: object) -> AWSResponse | None:
        """Answer botocore's `before-send`: None if it should send the request itself."""
        url = str(request.url)
        if not self._goes_there(url) or _proxy_of_botocore(url) != self._proxy:
            return None
        for connection in self._open:
            if connection.claim():
                try:
                    return connection.send(request)
                finally:
                    connection.release()
        return None

    def _goes_there(self, url: str) -> bool:
        try:
            return _origin(url) == self._origin
        except ValueError:
            return False


class Connection:
    """One connection, opened in a thread, and reopened if the other side closes it unused."""

    def __init__(
        self, scheme: str, host: str, port: int, bundle: str, proxy: str | None = None
    ) -> None:
        self._is_plain = scheme == "http"
        self._host = host
        self._port = port
        self._bundle = bundle
        self._proxy = proxy
        self._stream: socket.socket | None = None
        self._asleep = 0.0
        self._decided = threading.Event()
        self._claimed = threading.Lock()
        self._touched = threading.Lock()
        threading.Thread(target=self._keep_open, daemon=True).start()

    def claim(self) -> bool:
        """Reserve it for one request, unless another has it."""
        return self._claimed.acquire(blocking=False)

    def release(self) -> None:
        self._claimed.release()

    def send(self, request: AWSPreparedRequest) -> AWSResponse | None:
        """Return the answer, or None if no byte was sent; raises what botocore would raise."""
        self._decided.wait(CONNECT_SECONDS)
        with self._touched:
            stream = self._stream
            if stream is None:
                return None
            slept = _seconds_asleep() - self._asleep
            if abs(slept) > _ASLEEP_SECONDS or not _is_alive(stream):
                self._drop()
                return None
            return self._exchange(stream, request)

    def _exchange(self, stream: socket.socket, request: AWSPreparedRequest) -> AWSResponse:
        from http.client import HTTPConnection, HTTPException

        from botocore import exceptions as boto
        from botocore.awsrequest import AWSResponse

        # Not HTTPSConnection, which would create its own context.
        talk = HTTPConnection(self._host, self._port)
        talk.sock = stream
        talk.auto_open = 0
        stream.settimeout(READ_SECONDS)
        try:
            _put(talk, request)
            answer = talk.getresponse()
            body = answer.read()
        except TimeoutError as error:
            self._drop()
            raise boto.ReadTimeoutError(endpoint_url=request.url, error=error) from error
        except (OSError, HTTPException) as error:
            self._drop()
            raise boto.ConnectionClosedError(endpoint_url=request.url, error=error) from error
        if answer.will_close:
            self._drop()
        return AWSResponse(str(request.url), answer.status, dict(answer.headers), _Body(body))  # type: ignore[arg-type] # any mapping will do

    def _drop(self) -> None:
        if self._stream is not None:
            self._stream.close()
            self._stream = None

    def _keep_open(self) -> None:
        """Open it; then watch it, and reopen it if it is closed after some time."""
        try:
            for _ in range(_TIMES):
                self._decided.clear()
                begun = time.monotonic()
                self._asleep = _seconds_asleep()
                stream = self._stream = self._opened()
                self._decided.set()
                self._watch(stream)
                if time.monotonic() - begun < _SHORT_SECONDS:
                    return
        except (OSError, ValueError, ImportError, MemoryError):
            # botocore finds the same error, and reports it.
            return
        finally:
            self._decided.set()

    def _opened(self) -> socket.socket:
        there = (self._host, self._port)
        if self._proxy is None:
            plain = socket.create_connection(there, CONNECT_SECONDS)
        else:
            # Imported late: most connections need no proxy.
            from aws_session.aws import proxy_tunnel

            plain = proxy_tunnel.opened(self._proxy, *there, CONNECT_SECONDS)
        try:
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            _probe(plain)
            if self._is_plain:
                return plain
            import ssl

            # Not the default context, which from Python 3.13 on refuses certificates that botocore
            # accepts.
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.load_verify_locations(self._bundle)
            return context.wrap_socket(plain, server_hostname=self._host)
        except BaseException:
            plain.close()
            raise

    def _watch(self, stream: socket.socket) -> None:
        """Wait until either side closes it."""
        import select

        while True:
            try:
                select.select([stream], [], [])
            except (OSError, ValueError):
                return
            with self._touched:
                if self._stream is not stream:
                    return
                if not _is_alive(stream):
                    self._drop()
                    return


class _Body:
    """An answer's body in the form that botocore reads."""

    def __init__(self, octets: bytes) -> None:
        self._octets = octets

    def stream(self) -> Iterator[bytes]:
        yield self._octets


def ahead(
    region: str | None, environ: dict[str, str], profile: Profile | None
) -> Connections | None:
    """Return connections to STS, not open yet; None if botocore must find its own way.

    `environ` is the caller's environment.
    """
    url = endpoints.expected("sts", region, environ, profile)
    if url is None:
        return None
    try:
        scheme = _origin(url)[0]
        # As botocore asks: without a port if the address has none.
        proxy = _proxy(scheme, url.partition("://")[2].partition("/")[0], environ)
        if proxy is not None and (scheme != "https" or not proxy.startswith("http:")):
            # No tunnel leads there, or only one over TLS.
            return None
        return Connections(url, "" if scheme == "http" else _bundle(environ, profile), proxy)
    except ValueError:
        # An invalid address, or one without encryption, which botocore reports.
        return None


def _proxy(scheme: str, host: str, environ: dict[str, str]) -> str | None:
    """Return the proxy for a host, as botocore will find it; it may contain a password."""
    told = any(name.lower().endswith("_proxy") and environ[name] for name in environ)
    if told or sys.platform not in {"darwin", "win32"}:
        return proxy_settings.proxy(scheme, host, environ)
    return _proxy_of_botocore(f"{scheme}://{host}")


def _proxy_of_botocore(url: str) -> str | None:
    """Return the proxy through which botocore would now call an address."""
    from botocore.utils import get_environ_proxies

    proxy = get_environ_proxies(url).get(url.partition(":")[0].lower())
    return proxy_settings.with_scheme(proxy) if proxy else None


def _bundle(environ: dict[str, str], profile: Profile | None) -> str:
    """Return the file with which botocore verifies certificates."""
    own = environ.get("AWS_CA_BUNDLE") or (profile.get("ca_bundle") if profile else None)
    return own or environ.get("REQUESTS_CA_BUNDLE") or _usual_bundle()


def _usual_bundle() -> str:
    from importlib.util import find_spec

    # Found, not imported: another thread is importing it.
    for package in ("certifi", "botocore"):
        spec = find_spec(package)
        if spec is not None and spec.origin is not None:
            return os.path.join(os.path.dirname(spec.origin), "cacert.pem")
    raise ValueError("botocore is not installed")


def _origin(url: str) -> tuple[str, str, int]:
    """Return scheme, host and port of an allowed address; ValueError for any other.

    Allowed are https, and http on this machine itself.
    """
    scheme, _, rest = url.partition("://")
    authority = rest.partition("/")[0].partition("?")[0]
    host, colon, port = authority.rpartition(":")
    host, port = (host if colon else port).lower(), port if colon else ""
    scheme = scheme.lower()
    is_safe = scheme == "https" or (scheme == "http" and endpoints.is_loopback(host))
    if not is_safe or "@" in authority or "[" in authority:
        raise ValueError("no address of a plain host")
    number = endpoints.port_number(port) if port else _PORTS[scheme]
    if number is None:
        raise ValueError("no port")
    return scheme, host, number


def _put(talk: HTTPConnection, request: AWSPreparedRequest) -> None:
    from urllib.parse import urlsplit

    url = urlsplit(str(request.url))
    target = f"{url.path or '/'}?{url.query}" if url.query else url.path or "/"
    talk.putrequest(str(request.method), target, skip_host=True, skip_accept_encoding=True)
    usual = f":{_PORTS.get(url.scheme)}"
    headers = {"Host": url.netloc.removesuffix(usual), **request.headers}
    for name, value in headers.items():
        talk.putheader(name, value)
    body = request.body
    talk.endheaders(body.encode() if isinstance(body, str) else body)  # type: ignore[arg-type] # a call's parameters, never a file


def _probe(plain: socket.socket) -> None:
    """Have the system check an idle connection, as often as it lets a program say."""
    try:
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in _PROBES:
            if hasattr(socket, name):
                plain.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
    except OSError:
        return


def _seconds_asleep() -> float:
    """Return how long the machine was asleep, plus a constant; on Windows only the constant.

    A clock that is set counts as sleep.
    """
    return time.time() - time.monotonic()


def _is_alive(stream: socket.socket) -> bool:
    """Tell whether a connection is open and silent; session tickets do not count as data."""
    stream.settimeout(0)
    try:
        stream.recv(1)
    except BlockingIOError:
        return True
    except OSError as error:
        # What TLS raises instead; by name, because an unencrypted connection does not import ssl.
        return type(error).__name__ == "SSLWantReadError"
    return False
