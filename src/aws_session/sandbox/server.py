"""The cloud on a loopback port: HTTP/1.1 with keep-alive, one thread per connection."""

import contextlib
import socket
import ssl
import sys
import threading
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from aws_session.sandbox import controls, federation, gateway
from aws_session.sandbox.cloud import Cloud
from aws_session.sandbox.gateway import Answer
from aws_session.sandbox.http_message import HttpRequest, HttpResponse

LOOPBACK = "127.0.0.1"

# Seconds until a request to stop is noticed; a check costs next to nothing.
_POLL_SECONDS = 0.02


class Server:
    """Serves a cloud while its context is open. Port 0 picks a free one."""

    def __init__(self, cloud: Cloud, port: int = 0, *, tls: ssl.SSLContext | None = None) -> None:
        self.cloud = cloud
        self._http = _HttpServer(cloud, port, tls)
        self._thread = threading.Thread(
            target=self._http.serve_forever, args=(_POLL_SECONDS,), daemon=True
        )

    @property
    def port(self) -> int:
        return int(self._http.server_address[1])

    @property
    def endpoint(self) -> str:
        scheme = "http" if self._http.tls is None else "https"
        return f"{scheme}://{LOOPBACK}:{self.port}"

    def start(self) -> Self:
        self._thread.start()
        return self

    def stop(self) -> None:
        """End everything, including open connections; delayed answers are not sent.

        Raises the first error that occurred in here while it served.
        """
        self._http.closing.set()
        if self._thread.is_alive():
            self._http.shutdown()
            self._thread.join()
        self._http.server_close()
        self._http.drop_connections()
        if self._http.bugs:
            raise self._http.bugs[0]

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


class _HttpServer(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, cloud: Cloud, port: int, tls: ssl.SSLContext | None) -> None:
        self.cloud = cloud
        self.tls = tls
        self.closing = threading.Event()
        self.bugs: list[BaseException] = []
        self._connections: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__((LOOPBACK, port), _Handler)

    def finish_request(self, request: Any, client_address: Any) -> None:
        connection = request
        if self.tls is not None:
            try:
                connection = self.tls.wrap_socket(request, server_side=True)
            except OSError:
                return
        with self._lock:
            self._connections.add(connection)
        try:
            super().finish_request(connection, client_address)
        finally:
            with self._lock:
                self._connections.discard(connection)
            connection.close()

    def handle_error(self, *_: Any) -> None:
        """Keep an error for stop() to raise, unless a client hung up."""
        error = sys.exception()
        if error is not None and not isinstance(error, OSError):
            self.bugs.append(error)

    def drop_connections(self) -> None:
        with self._lock:
            for connection in self._connections:
                _shut(connection)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "sandbox"
    sys_version = ""
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _HttpServer

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    # The methods that other services use, none of which is here.
    def do_DELETE(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def do_PATCH(self) -> None:
        self._answer()

    def do_PUT(self) -> None:
        self._answer()

    def log_message(self, *_: Any) -> None:
        """Print nothing: the call log is the record."""

    def date_time_string(self, timestamp: float | None = None) -> str:
        at = self.server.cloud.now() if timestamp is None else timestamp
        return formatdate(at, usegmt=True)

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = HttpRequest(self.command, self.path, headers, self.rfile.read(length))
        if controls.is_for(request):
            self._send(Answer(controls.answer(self.server.cloud, request)))
        elif federation.is_for(request):
            self._send(Answer(federation.answer(self.server.cloud, request)))
        else:
            self._send(gateway.answer(self.server.cloud, request))

    def _send(self, answer: Answer) -> None:
        if answer.delay_seconds:
            self.server.closing.wait(answer.delay_seconds)
        if answer.response is None or self.server.closing.is_set():
            self._hang_up()
            return
        self._write(answer.response, truncated=answer.truncated)

    def _write(self, response: HttpResponse, *, truncated: bool) -> None:
        self.send_response(response.status)
        self.send_header("Content-Type", response.content_type)
        self.send_header("Content-Length", str(len(response.body)))
        for name, value in response.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            sent = len(response.body) // 2 if truncated else len(response.body)
            self.wfile.write(response.body[:sent])
        self.wfile.flush()
        # Chunked bodies are not read, so what follows may be the rest of one.
        if truncated or "Transfer-Encoding" in self.headers:
            self._hang_up()

    def _hang_up(self) -> None:
        self.close_connection = True
        _shut(self.connection)


def _shut(connection: socket.socket) -> None:
    # The other side may have closed it first.
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
