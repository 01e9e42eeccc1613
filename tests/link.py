"""A connection to a server on loopback that can be slowed down and cut."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from queue import SimpleQueue
from typing import Self

_LOOPBACK = "127.0.0.1"


class Link:
    """Forwards bytes, each half a round trip late; a new connection takes a whole one.

    `accepted` counts the connections so far.
    """

    def __init__(self, port: int, round_trip: float = 0.0) -> None:
        self._target = (_LOOPBACK, port)
        self._late = round_trip / 2
        self._listening = socket.create_server((_LOOPBACK, 0))
        self.port: int = self._listening.getsockname()[1]
        self.accepted = 0
        self._ends: list[socket.socket] = []

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.close()

    def cut(self) -> None:
        """Close every connection, as a server does after a long silence."""
        ends, self._ends = self._ends, []
        for end in ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
                self.accepted += 1
                server = socket.create_connection(self._target)
            except OSError:
                return
            self._ends += (client, server)
            for end in (client, server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            # The TCP handshake took no time: its round trip is added before the first bytes.
            self._carry(client, server, 3 * self._late)
            self._carry(server, client, self._late)

    def _carry(self, source: socket.socket, target: socket.socket, first: float) -> None:
        on_the_way: SimpleQueue[tuple[float, bytes]] = SimpleQueue()
        opened = time.monotonic() + first

        def take() -> None:
            octets = b"."
            while octets:
                try:
                    octets = source.recv(65_536)
                except OSError:
                    octets = b""
                on_the_way.put((max(opened, time.monotonic() + self._late), octets))

        def hand_on() -> None:
            octets = b"."
            while octets:
                due, octets = on_the_way.get()
                time.sleep(max(0.0, due - time.monotonic()))
                try:
                    target.sendall(octets) if octets else target.shutdown(socket.SHUT_WR)
                except OSError:
                    return

        for work in (take, hand_on):
            threading.Thread(target=work, daemon=True).start()
