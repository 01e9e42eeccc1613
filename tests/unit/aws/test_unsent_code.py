from __future__ import annotations

import socket
import struct
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.config import Config

from aws_session.aws import botocore_errors
from aws_session.aws.botocore_errors import RAISED, Call
from aws_session.errors import SessionError
from aws_session.model.recoverable_errors import PerhapsSpentError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MAYBE_SPENT = "; the code may already have been used"
NOT_SENT = "nothing was sent, so the code is still valid: try again in a moment"
BEFORE_TLS = "127.0.0.1 closed the connection before TLS was set up"


@contextmanager
def answering(handle: Callable[[socket.socket], object]) -> Iterator[int]:
    """Run a function for each connection to a server on this machine; yields its port."""
    kept: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    connection = server.accept()[0]
                except OSError:
                    return
                kept.append(connection)
                handle(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join(5)
            for connection in kept:
                connection.close()


def explained(url: str, proxy: str | None = None) -> SessionError:
    """Send a code to an address and return the explained failure."""
    client = boto3.client(
        "sts",
        region_name="eu-west-1",
        endpoint_url=url,
        aws_access_key_id="AKIAFAKE",
        aws_secret_access_key="fake",
        config=Config(
            connect_timeout=1,
            read_timeout=1,
            retries={"total_max_attempts": 1},
            proxies={"https": proxy} if proxy else {},
        ),
    )
    with pytest.raises(RAISED) as caught:
        client.get_session_token(SerialNumber="arn:x:y:123456", TokenCode="123456")
    return botocore_errors.explain(caught.value, Call("sts:GetSessionToken", "the key", True))


def close(connection: socket.socket) -> None:
    connection.close()


def close_after_hello(connection: socket.socket) -> None:
    connection.recv(65_536)
    connection.close()


def reset_after_hello(connection: socket.socket) -> None:
    connection.recv(65_536)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def refuse_hello(connection: socket.socket) -> None:
    connection.recv(65_536)
    # An alert, fatal: handshake_failure (RFC 8446, section 6).
    connection.sendall(b"\x15\x03\x03\x00\x02\x02\x28")
    connection.close()


def stay_silent(_: socket.socket) -> None:
    pass


@pytest.mark.parametrize("handle", [close, close_after_hello, reset_after_hello])
def test_a_server_that_closes_during_the_tls_handshake_has_used_no_code(
    handle: Callable[[socket.socket], None],
) -> None:
    with answering(handle) as port:
        error = explained(f"https://127.0.0.1:{port}")

    assert (type(error), error.message, error.hint) == (SessionError, BEFORE_TLS, NOT_SENT)


def test_a_server_that_is_silent_during_the_tls_handshake_has_not_received_the_code() -> None:
    with answering(stay_silent) as port:
        error = explained(f"https://127.0.0.1:{port}")

    assert (type(error), error.message, error.hint) == (
        SessionError,
        "127.0.0.1 did not set up TLS in time",
        NOT_SENT,
    )


def test_a_server_that_refuses_tls_is_quoted() -> None:
    with answering(refuse_hello) as port:
        error = explained(f"https://127.0.0.1:{port}")

    assert type(error) is SessionError
    # OpenSSL's words differ by version; before them is its own name for it.
    assert error.message.startswith("no trusted TLS connection to 127.0.0.1: ")
    assert error.message.endswith("alert handshake failure")
    assert "[" not in error.message
    assert error.hint == NOT_SENT


def test_a_proxy_that_is_silent_before_the_tunnel_has_not_received_the_code() -> None:
    with answering(stay_silent) as port:
        error = explained("https://sts.example.com", f"http://127.0.0.1:{port}")

    assert type(error) is SessionError
    assert error.hint == NOT_SENT


@pytest.mark.parametrize(
    ("handle", "what"),
    [
        (close_after_hello, "127.0.0.1 closed the connection without an answer"),
        (reset_after_hello, "127.0.0.1 closed the connection without an answer"),
        (stay_silent, "127.0.0.1 did not answer in time"),
    ],
)
def test_a_code_that_was_sent_may_be_spent(
    handle: Callable[[socket.socket], None], what: str
) -> None:
    with answering(handle) as port:
        error = explained(f"http://127.0.0.1:{port}")

    assert (type(error), error.message, error.hint) == (
        PerhapsSpentError,
        what + MAYBE_SPENT,
        "run the command again with the next code",
    )


def test_a_failure_during_the_handling_of_another_is_judged_on_its_own() -> None:
    with answering(close_after_hello) as port:
        try:
            explained_before = explained(f"https://127.0.0.1:{port}")
            raise explained_before
        except SessionError:
            error = explained(f"http://127.0.0.1:{port}")

    assert type(error) is PerhapsSpentError
