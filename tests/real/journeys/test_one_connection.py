"""From the code to a role: how many connections are opened, counted at the TLS server."""

from __future__ import annotations

import time
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import pytest

from aws_session.sandbox import Server
from certificates import self_signed
from connect_proxy import ConnectProxy
from real.journeys.terminal import Terminal

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator

    from real.journeys.place import Place
    from real.shells.interpreters import Interpreter


class Handshakes:
    """A TLS listener in front of the company; `count` is how many handshakes began."""

    def __init__(self, tls: ssl.SSLContext) -> None:
        self.count = 0
        tls.sni_callback = self._begun

    def _begun(self, *_: object) -> None:
        self.count += 1


@contextmanager
def in_tls(place: Place) -> Iterator[Handshakes]:
    """Serve the company of a place over TLS, too, and make everything there use it."""
    certificate, tls = self_signed(place.folder / "tls")
    handshakes = Handshakes(tls)
    with Server(place.company.cloud, tls=tls) as server:
        told = {"AWS_ENDPOINT_URL": server.endpoint, "AWS_CA_BUNDLE": str(certificate)}
        place.environ.update(told)
        yield handshakes


def pose(terminal: Terminal, shell: Interpreter, target: str, place: Place) -> None:
    """Assume a role as a person does, who needs a moment for the code."""
    asked = calls(place, "GetCallerIdentity")[0]
    terminal.enter(shell.evaluate(f"aws-session pose {target}"))
    terminal.expect("MFA code")
    deadline = time.monotonic() + 20
    while calls(place, "GetCallerIdentity")[0] == asked and time.monotonic() < deadline:
        time.sleep(0.05)
    terminal.reply(place.fresh_code())
    terminal.expect("Admin in account 210987654321")
    terminal.ready()


def calls(place: Place, *names: str) -> list[int]:
    return [place.company.cloud.calls.count(name) for name in names]


WAYS = {"direct": None, "a proxy": "", "a proxy with a password": "ops:hunter2"}


@pytest.mark.parametrize("login", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("target", ["210987654321 Admin", "prod-role"])
def test_a_role_after_the_code_needs_one_handshake(
    place: Place, dash: Interpreter, target: str, login: str | None
) -> None:
    place.config(
        "[profile prod-role]\nrole_arn = arn:aws:iam::210987654321:role/Admin\n"
        "source_profile = default\n"
    )
    with ExitStack() as opened:
        handshakes = opened.enter_context(in_tls(place))
        proxy = None if login is None else opened.enter_context(ConnectProxy(login))
        if proxy is not None:
            place.environ["HTTPS_PROXY"] = proxy.address
        with Terminal.of(place, dash) as terminal:
            pose(terminal, dash, target, place)

    # GetCallerIdentity is called while the code is typed, over the same connection.
    assert calls(place, "GetCallerIdentity", "GetSessionToken", "AssumeRole") == [1, 1, 1]

    assert handshakes.count == 1
    assert proxy is None or proxy.asked == handshakes.count


def test_a_role_by_the_name_of_an_account_goes_over_the_same_connection(
    place: Place, dash: Interpreter
) -> None:
    with in_tls(place) as handshakes, Terminal.of(place, dash) as terminal:
        pose(terminal, dash, "prod Admin", place)
        before = handshakes.count
        terminal.enter(dash.evaluate("aws-session end"))
        terminal.expect("session ended")
        terminal.ready()
        pose(terminal, dash, "prod Admin", place)

    # The list of accounts is cached by now.
    assert calls(place, "GetSessionToken", "AssumeRole", "ListAccounts") == [2, 2, 1]
    assert handshakes.count - before == 1
