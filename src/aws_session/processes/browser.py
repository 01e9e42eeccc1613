"""Opening a secret address in the browser, through a redirect that works once."""

from __future__ import annotations

import http.server
import os
import secrets
import socket
import subprocess
import threading
import time
import webbrowser

from aws_session.errors import SessionError
from aws_session.processes import (
    browser_identities,
    replace,
    socket_owner,
    starting,
    subprocesses,
    wsl,
)
from aws_session.processes.browser_command import LABEL, URL
from aws_session.terminal.output import tell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_LOOPBACK = "127.0.0.1"
_SECONDS = 60.0
_SLOW = 3.0
"""Seconds of silence before a person is told what the program is waiting for."""

_LOOK = 0.05
"""Seconds between two checks."""
_AGAIN = "aws-session console --url"
_CHECK = f"print the address and open it yourself: {_AGAIN}"
_HURRY = 1.0
"""Seconds that another user's program has for its request."""

_PREFETCH = ("Sec-Purpose", "Purpose", "X-Moz")
"""Headers by which a browser says that the page is only prefetched."""

_LONGEST = 65_536
_NOT_FOUND = b"HTTP/1.0 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


def show(  # noqa: PLR0913 - the settings' choices, and how to do without
    address: str,
    label: str,
    command: str | None,
    environ: dict[str, str],
    *,
    per_role: bool = False,
    again: str = _AGAIN,
) -> None:
    """Open an address in a browser, which only sees another one, on loopback.

    Every user of the machine can see a browser's arguments, and its history outlives the session.
    `command` is the user's own: `{url}` and `{label}` stand for the address and the identity;
    without `{url}`, the address comes last. `per_role` opens it separately from the browser's pages
    for other labels; `again` is the line that prints the address. Another user's program gets
    nothing, if the system tells whose it is. Raises SessionError if no browser fetches it within a
    minute.
    """
    with _Redirect((_LOOPBACK, 0), _Once) as redirect:
        redirect.address = address
        redirect.path = f"/{secrets.token_urlsafe(32)}"
        redirect.again = again
        # In a thread: a text browser ends only when its reader leaves.
        threading.Thread(target=redirect.serve_forever, args=(_LOOK,), daemon=True).start()
        try:
            origin = f"http://{_LOOPBACK}:{redirect.server_address[1]}"
            words = _command(command, environ, per_role=per_role)
            browser = _open(f"{origin}{redirect.path}", label, words, environ, per_role=per_role)
            _wait(redirect, browser)
        finally:
            redirect.shutdown()


def _wait(redirect: _Redirect, browser: subprocess.Popen[bytes] | None) -> None:
    begun, announced = time.monotonic(), False
    until = begun + _SECONDS
    while not redirect.fetched.wait(_LOOK):
        redirect.report_stranger()
        if not announced and time.monotonic() > begun + _SLOW:
            announced = True
            tell("waiting for the browser to open the address …", hint=redirect.check)
        if browser is not None and browser.poll():
            raise SessionError(f"the browser failed with status {browser.returncode}", hint=_CHECK)
        if time.monotonic() > until:
            raise SessionError("the browser did not open the address", hint=_CHECK)
    redirect.report_stranger()


class _Redirect(http.server.ThreadingHTTPServer):
    """Holds the address until it is fetched."""

    # Browsers open connections in advance and send nothing on them.
    daemon_threads = True
    block_on_close = False
    # A program that opens many connections at once must not keep the browser waiting for one.
    request_queue_size = 128

    address: str | None = None
    path = ""
    again = _AGAIN
    _stranger: int | None = None
    _told_of_stranger = False

    def __init__(self, *place: Any) -> None:
        super().__init__(*place)
        self.fetched = threading.Event()
        self.handing_out = threading.Lock()
        self._here = (_LOOPBACK, int(self.server_address[1]))
        self._knows_users = socket_owner.is_known(self._here)

    @property
    def check(self) -> str:
        return _CHECK.replace(_AGAIN, self.again)

    def is_for(self, peer: tuple[str, int]) -> bool:
        """Tell whether a connected peer belongs to this user, as far as that can be known."""
        if not self._knows_users:
            return True
        uid = socket_owner.of(peer, self._here)
        if uid == os.geteuid():
            return True
        if uid is not None:
            self._stranger = uid
        return False

    def report_stranger(self) -> None:
        """Report once that another user connected."""
        if self._stranger is not None and not self._told_of_stranger:
            self._told_of_stranger = True
            tell(
                f"another user (uid {self._stranger}) connected to the one-time address and was "
                "refused",
                hint=f"if your browser runs as that user, {self.check}",
            )

    def handle_error(self, *_: Any) -> None:
        """Ignore a browser that hangs up."""


class _Once(http.server.BaseHTTPRequestHandler):
    server: _Redirect
    timeout = 5

    def handle(self) -> None:
        if self.server.is_for(self.client_address):
            super().handle()
            return
        self.connection.settimeout(_HURRY)
        if self.connection.recv(_LONGEST):
            self.connection.sendall(_NOT_FOUND)
            self._take_the_rest()

    def _take_the_rest(self) -> None:
        """Read the remaining input: closing a connection with unread input loses the answer."""
        self.connection.shutdown(socket.SHUT_WR)
        until = time.monotonic() + _HURRY
        while self.connection.recv(_LONGEST) and time.monotonic() < until:
            pass

    def do_GET(self) -> None:
        good = secrets.compare_digest(self.path.encode(), self.server.path.encode())
        if good and any("prefetch" in self.headers.get(name, "").lower() for name in _PREFETCH):
            self.send_error(503)
            return
        with self.server.handing_out:
            self._hand_out(self.server.address if good else None)

    def _hand_out(self, address: str | None) -> None:
        if address is None:
            self.send_error(404)
            return
        self.send_response(302)
        self.send_header("Location", address)
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Length", "0")
        self.end_headers()
        self.server.address = None
        self.server.fetched.set()

    def log_message(self, *_: Any) -> None:
        """Print nothing: stderr is for people."""


def _command(command: str | None, environ: dict[str, str], *, per_role: bool) -> list[str] | None:
    """Return the words of the browser's command, or None if Python should find one."""
    given = command or environ.get("BROWSER")
    if given:
        # BROWSER may list several; the first that works is used.
        return _split(given if command else given.split(os.pathsep)[0])
    return browser_identities.found(environ) if per_role else None


def _open(
    url: str,
    label: str,
    command: list[str] | None,
    environ: dict[str, str],
    *,
    per_role: bool,
) -> subprocess.Popen[bytes] | None:
    """Start the browser; returns None if Python opens it."""
    clean = subprocesses.without_secrets(environ)
    if command is None:
        opener = wsl.opener(environ)
        if opener is not None:
            _start([opener, url], clean)
            return None
        os.environ.clear()
        os.environ.update(clean)
        with replace.as_found():
            found = webbrowser.open(url)
        if not found:
            raise SessionError("no browser was found", hint=f"set BROWSER, or {_CHECK}")
        return None
    address = url
    if per_role and not any(LABEL in word for word in command):
        command, address = browser_identities.apart(command, url, label, environ)
    words = [
        word.replace(URL, address).replace("%s", address).replace(LABEL, label) for word in command
    ]
    if not any(address in word for word in words):
        words.append(address)
    return _start(words, clean)


def _start(words: list[str], clean: dict[str, str]) -> subprocess.Popen[bytes]:
    try:
        with replace.as_found():
            return starting.start(
                words,
                clean,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
    except OSError as error:
        raise SessionError(
            f"the browser {words[0]} cannot be run: {error.strerror}", hint=_CHECK
        ) from error


def _split(command: str) -> list[str]:
    try:
        words = starting.split(command)
    except ValueError:
        words = []
    if not words:
        raise SessionError(f"{command!r} is not a command for a browser", hint=_CHECK)
    return words
