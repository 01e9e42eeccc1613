"""A proxy on loopback that opens tunnels, like a company's, and records them."""

from __future__ import annotations

import contextlib
import select
import socket
import ssl
import threading
from base64 import b64encode
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOOPBACK = "127.0.0.1"
_ESTABLISHED = b"HTTP/1.1 200 Connection established\r\nVia: 1.1 proxy\r\n\r\n"
_DENIED = (
    b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=proxy\r\n"
    b"Content-Length: 0\r\n\r\n"
)
_BAD_REQUEST = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"
_HANDSHAKE = b"\x16"
"""The first byte of TLS."""

_FORBIDDEN = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"


class ConnectProxy:
    """Serves while its context is open.

    `tunnels` are the places that it connected to; `asked` counts all requests, including refused
    ones. With a `login` it refuses requests without it; with `refuses` it connects to nothing, with
    `silent` it never answers. With `tls` it is itself spoken to over TLS.
    """

    def __init__(
        self,
        login: str = "",
        *,
        refuses: bool = False,
        silent: bool = False,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._login = login
        self._tls = tls
        self._refuses = refuses
        self._silent = silent
        self._listening = socket.create_server((_LOOPBACK, 0))
        self.port: int = self._listening.getsockname()[1]
        self.tunnels: list[str] = []
        self.asked = 0
        self._ends: list[socket.socket] = []

    @property
    def address(self) -> str:
        login = f"{self._login}@" if self._login else ""
        scheme = "http" if self._tls is None else "https"
        return f"{scheme}://{login}{_LOOPBACK}:{self.port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.close()
        self.cut()

    def cut(self) -> None:
        """Close every tunnel."""
        ends, self._ends = self._ends, []
        for end in ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError):
            if self._tls is not None:
                client = self._tls.wrap_socket(client, server_side=True)
            if self._tls is None and client.recv(1, socket.MSG_PEEK) == _HANDSHAKE:
                client.sendall(_BAD_REQUEST)
                client.close()
                return
            head = _head(client)
            if not head:
                client.close()
                return
            self.asked += 1
            method, place, *_ = head[0].split()
            if self._silent:
                self._ends.append(client)
                return
            if method != "CONNECT" or self._refuses:
                client.sendall(_FORBIDDEN)
                client.close()
            elif self._login and f"Proxy-Authorization: Basic {self._expected}" not in head:
                client.sendall(_DENIED)
                client.close()
            else:
                host, _, port = place.rpartition(":")
                server = socket.create_connection((host, int(port)))
                self.tunnels.append(place)
                self._ends += (client, server)
                client.sendall(_ESTABLISHED)
                _carry(client, server)

    @property
    def _expected(self) -> str:
        return b64encode(self._login.replace("%40", "@").encode()).decode()


def _head(client: socket.socket) -> list[str]:
    """Return the lines of a request without a body."""
    octets = b""
    while not octets.endswith(b"\r\n\r\n"):
        part = client.recv(1)
        if not part:
            return []
        octets += part
    return octets.decode().split("\r\n")


def _carry(client: socket.socket, server: socket.socket) -> None:
    """Carry what either end says to the other, in one thread: TLS allows no second one."""
    other = {client: server, server: client}
    while other:
        for source in _readable(list(other)):
            octets = source.recv(65_536)
            target = other[source]
            if octets:
                target.sendall(octets)
                continue
            del other[source]
            with contextlib.suppress(OSError):
                target.shutdown(socket.SHUT_WR)


def _readable(ends: list[socket.socket]) -> Iterator[socket.socket]:
    held = [end for end in ends if isinstance(end, ssl.SSLSocket) and end.pending()]
    yield from held or select.select(ends, [], [])[0]
