"""Connections to AWS that are opened before there is anything to send."""

# botocore asks here first. Where a connection is ready the request goes over it, without the two
# round trips that opening one takes; in any doubt, and on any failure before the first byte has
# gone, botocore sends the request itself.

from __future__ import annotations

import os
import socket
import sys
import threading
import time

from aws_session.aws import endpoints

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator
    from http.client import HTTPConnection

    from botocore.awsrequest import AWSPreparedRequest, AWSResponse

    from aws_session.config.profiles import Profile

CONNECT_SECONDS = 5
READ_SECONDS = 20
_MOST = 2
"""Calls that are ever made side by side: who one is, and the one with the code."""

_TIMES = 10
_SHORT_SECONDS = 1.0
"""AWS closes what is not used for long, and somebody looks for a phone; see `_keep_open`."""


class Connections:
    """Up to two connections to one host, each for one request at a time."""

    def __init__(self, url: str, bundle: str) -> None:
        self._origin = _origin(url)
        self._bundle = bundle
        self._open: list[Connection] = []

    def add(self) -> None:
        """Begin to open one more."""
        if len(self._open) < _MOST:
            self._open.append(Connection(*self._origin, self._bundle))

    def send(self, request: AWSPreparedRequest, **_: object) -> AWSResponse | None:
        """Answer botocore's `before-send`: None where it is to send the request itself."""
        from botocore.utils import get_environ_proxies

        url = str(request.url)
        if not self._goes_there(url) or get_environ_proxies(url):
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
    """One connection, opened in a thread, and again where the other side closes it unused."""

    def __init__(self, host: str, port: int, bundle: str) -> None:
        self._host = host
        self._port = port
        self._bundle = bundle
        self._stream: ssl.SSLSocket | None = None
        self._decided = threading.Event()
        self._claimed = threading.Lock()
        self._touched = threading.Lock()
        threading.Thread(target=self._keep_open, daemon=True).start()

    def claim(self) -> bool:
        """Take it for one request, unless another has it."""
        return self._claimed.acquire(blocking=False)

    def release(self) -> None:
        self._claimed.release()

    def send(self, request: AWSPreparedRequest) -> AWSResponse | None:
        """Return the answer, None where no byte was sent; raises what botocore would raise."""
        self._decided.wait(CONNECT_SECONDS)
        with self._touched:
            stream = self._stream
            if stream is None:
                return None
            if not _is_alive(stream):
                self._drop()
                return None
            return self._exchange(stream, request)

    def _exchange(self, stream: ssl.SSLSocket, request: AWSPreparedRequest) -> AWSResponse:
        from http.client import HTTPConnection, HTTPException

        from botocore import exceptions as boto
        from botocore.awsrequest import AWSResponse

        # Not HTTPSConnection, which would build a context of its own.
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
        """Open it; then watch it, and open it again where it is closed after some time."""
        try:
            for _ in range(_TIMES):
                self._decided.clear()
                begun = time.monotonic()
                stream = self._stream = self._opened()
                self._decided.set()
                self._watch(stream)
                if time.monotonic() - begun < _SHORT_SECONDS:
                    return
        except (OSError, ValueError, ImportError, MemoryError):
            # What is wrong botocore finds, too, and that is said.
            return
        finally:
            self._decided.set()

    def _opened(self) -> ssl.SSLSocket:
        plain = socket.create_connection((self._host, self._port), CONNECT_SECONDS)
        try:
            import ssl

            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            # Not the default context, which from Python 3.13 on refuses what botocore takes.
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.load_verify_locations(self._bundle)
            return context.wrap_socket(plain, server_hostname=self._host)
        except BaseException:
            plain.close()
            raise

    def _watch(self, stream: ssl.SSLSocket) -> None:
        """Wait until the other side closes it, or whoever used it."""
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
    """An answer's body the way botocore reads one."""

    def __init__(self, octets: bytes) -> None:
        self._octets = octets

    def stream(self) -> Iterator[bytes]:
        yield self._octets


def ahead(
    region: str | None, environ: dict[str, str], profile: Profile | None
) -> Connections | None:
    """Return connections to STS, none open yet; None where botocore must find its own way.

    `environ` is the caller's environment.
    """
    url = endpoints.expected("sts", region, environ, profile)
    if url is None or _by_proxy(environ):
        return None
    try:
        return Connections(url, _bundle(environ, profile))
    except ValueError:
        # Not https, or no address at all, which botocore says.
        return None


def _by_proxy(environ: dict[str, str]) -> bool:
    """Tell whether somebody has set a proxy, for whatever hosts."""
    if any(name.lower() in {"https_proxy", "all_proxy"} and environ[name] for name in environ):
        return True
    if sys.platform not in {"darwin", "win32"}:
        return False
    from urllib.request import getproxies

    return bool(getproxies().keys() & {"https", "all"})


def _bundle(environ: dict[str, str], profile: Profile | None) -> str:
    """Return the file by which botocore verifies certificates."""
    own = environ.get("AWS_CA_BUNDLE") or (profile.get("ca_bundle") if profile else None)
    return own or environ.get("REQUESTS_CA_BUNDLE") or _usual_bundle()


def _usual_bundle() -> str:
    from importlib.util import find_spec

    # Found, not imported: that is under way in another thread.
    for package in ("certifi", "botocore"):
        spec = find_spec(package)
        if spec is not None and spec.origin is not None:
            return os.path.join(os.path.dirname(spec.origin), "cacert.pem")
    raise ValueError("botocore is not installed")


def _origin(url: str) -> tuple[str, int]:
    """Return the host and the port of an https address; ValueError for any other."""
    scheme, _, rest = url.partition("://")
    authority = rest.partition("/")[0].partition("?")[0]
    host, colon, port = authority.rpartition(":")
    if scheme.lower() != "https" or "@" in authority or "[" in authority:
        raise ValueError("no address of a plain host")
    number = endpoints.port_number(port) if colon else 443
    if number is None:
        raise ValueError("no port")
    return (host if colon else port).lower(), number


def _put(talk: HTTPConnection, request: AWSPreparedRequest) -> None:
    from urllib.parse import urlsplit

    url = urlsplit(str(request.url))
    target = f"{url.path or '/'}?{url.query}" if url.query else url.path or "/"
    talk.putrequest(str(request.method), target, skip_host=True, skip_accept_encoding=True)
    headers = {"Host": url.netloc.removesuffix(":443"), **request.headers}
    for name, value in headers.items():
        talk.putheader(name, value)
    body = request.body
    talk.endheaders(body.encode() if isinstance(body, str) else body)  # type: ignore[arg-type] # a call's parameters, never a file


def _is_alive(stream: ssl.SSLSocket) -> bool:
    """Tell whether a connection is open and silent; a server's session tickets are no data."""
    import ssl

    stream.settimeout(0)
    try:
        stream.recv(1)
    except ssl.SSLWantReadError:
        return True
    except OSError:
        return False
    return False
