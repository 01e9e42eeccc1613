"""A connection through an HTTP proxy, opened by CONNECT."""

from __future__ import annotations

import socket

TYPE_CHECKING = False
if TYPE_CHECKING:
    from urllib.parse import SplitResult

_LONGEST_ANSWER = 65_536
"""Maximum length of a proxy's answer in bytes."""


def opened(proxy: str, host: str, port: int, seconds: float) -> socket.socket:
    """Return a connection to a host through a proxy; OSError if there is none in time."""
    from urllib.parse import urlsplit

    url = urlsplit(proxy)
    place = f"{host}:{port}"
    lines = [f"CONNECT {place} HTTP/1.1", f"Host: {place}", *_authorization(url)]
    talk = socket.create_connection((url.hostname or "", url.port or 80), seconds)
    try:
        talk.sendall("".join(f"{line}\r\n" for line in (*lines, "")).encode("ascii"))
        _check(talk)
    except BaseException:
        talk.close()
        raise
    return talk


def _check(talk: socket.socket) -> None:
    """Read a proxy's answer; OSError if it does not confirm the connection."""
    answer = b""
    # Not a byte more: what follows comes from the host.
    while not answer.endswith((b"\r\n\r\n", b"\n\n")):
        octet = talk.recv(1)
        answer += octet
        if not octet or len(answer) > _LONGEST_ANSWER:
            raise OSError("the proxy has not answered")
    if answer.split(None, 2)[1:2] != [b"200"]:
        raise OSError("the proxy has refused")


def _authorization(url: SplitResult) -> list[str]:
    """Return the header for a proxy that requires a password, as botocore writes it."""
    from base64 import b64encode
    from urllib.parse import unquote

    if url.username is None or url.password is None:
        return []
    user, password = unquote(url.username), unquote(url.password)
    if not (user and password):
        return []
    return [
        f"Proxy-Authorization: Basic {b64encode(f'{user}:{password}'.encode('ascii')).decode()}"
    ]
