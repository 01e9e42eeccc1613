"""Makes the fake AWS answer in the same way each time: a fixed port, repeatable randomness.

Python imports a module of this name whenever it starts; only the fake AWS is started with this
folder on its path. RECORDING_CHANCE names a file: if its text changes, randomness starts over.
"""

import hashlib
import os
import socketserver
import sys
from pathlib import Path

_PORT = int(os.environ["RECORDING_PORT"])
_TOLD = Path(os.environ["RECORDING_CHANCE"])


class _Chance:
    """Bytes derived from a text, separately for each module that uses them.

    Concurrent calls must not take each other's bytes: `uuid` numbers the requests.
    """

    def __init__(self) -> None:
        self._text = ""
        self._taken: dict[str, int] = {}

    def __call__(self, size: int) -> bytes:
        text = _TOLD.read_text("utf-8")
        if text != self._text:
            self._text, self._taken = text, {}
        who = sys._getframe(1).f_globals.get("__name__", "")
        number = self._taken[who] = self._taken.get(who, 0) + 1
        found = b""
        while len(found) < size:
            seed = f"{text.partition(' ')[2]} {who} {number} {len(found)}"
            found += hashlib.sha256(seed.encode()).digest()
        return found[:size]


def _bind_to_port(server: socketserver.TCPServer) -> None:
    if server.server_address[1] == 0:
        server.server_address = (str(server.server_address[0]), _PORT)
    _bind(server)


_bind = socketserver.TCPServer.server_bind
socketserver.TCPServer.server_bind = _bind_to_port  # type: ignore[assignment,method-assign]
os.urandom = _Chance()
