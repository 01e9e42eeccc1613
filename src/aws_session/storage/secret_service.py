"""What the Secret Service contains, read over D-Bus without the packages that write it."""

# It only reads, and gives up at anything unexpected: keyring then says what is wrong.

from __future__ import annotations

import os
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from _socket import socket

_NAME = "org.freedesktop.secrets"
_BUS = ("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
_SERVICE = ("/org/freedesktop/secrets", "org.freedesktop.Secret.Service", _NAME)
_COLLECTION = "org.freedesktop.Secret.Collection"
_ITEM = "org.freedesktop.Secret.Item"
_CALL, _RETURN = 1, 2
_REPLY_TO, _SIGNATURE = 5, 8
_ADDRESS = {1: b"o", 2: b"s", 6: b"s", 3: b"s"}
"""The header fields for path, interface, name and method, and their types."""

_OWN = "aws-session"
_MOST = 1 << 20
"""Maximum length of an answer in bytes."""


class UnexpectedError(Exception):
    """The bus or the service is missing, or sends an unexpected answer."""


def read(item: str, timeout: float) -> str | None:
    """Return an item's text; None if there is none, for whatever reason; keyring says which.

    Raises SessionError if the service does not answer in time, in seconds.
    """
    try:
        reader = SecretServiceReader(timeout)
        return reader.read(item)
    except (UnexpectedError, ValueError, IndexError):
        return None


def is_usual(environ: dict[str, str]) -> bool:
    """Tell whether keyring would ask the Secret Service first, unless another is configured."""
    home = environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
    named = environ.get("PYTHON_KEYRING_BACKEND")
    return not named and not os.path.exists(f"{home}/python_keyring/keyringrc.cfg")


class SecretServiceReader:
    """A connection to the service, which transfers secrets unencrypted: the bus is the user's."""

    def __init__(self, timeout: float) -> None:
        """Connect; `timeout` is in seconds, for everything that is read."""
        self._timeout = timeout
        self._end = time.monotonic() + timeout
        self._serial = 0
        self._bus = _connected(timeout)
        self._say(b"\0AUTH EXTERNAL " + str(os.geteuid()).encode().hex().encode() + b"\r\n")
        if not self._line().startswith(b"OK "):
            raise UnexpectedError
        self._say(b"BEGIN\r\n")
        self._ask(_BUS, "Hello")
        # The calls that gnome-keyring survives, as in keyring_package.
        self._ask(_SERVICE, "ReadAlias", "s", _text(_OWN))
        self._collection = self._ask(_SERVICE, "ReadAlias", "s", _text("default")).text()
        plain = _padded(_text("plain") + b"\1s\0", 4) + _text("")
        opening = self._ask(_SERVICE, "OpenSession", "sv", plain)
        opening.variant_of_text()
        self._session = opening.text()

    def read(self, item: str) -> str | None:
        """Return an item's text; None if no readable one exists."""
        pairs = {"service": f"{_OWN} {item}", "username": _OWN}
        collection = (self._collection, _COLLECTION, _NAME)
        found = self._ask(collection, "SearchItems", "a{ss}", _pairs(pairs))
        paths = found.texts()
        if not paths:
            return None
        secret = self._ask((paths[0], _ITEM, _NAME), "GetSecret", "o", _text(self._session))
        # The session, no parameters, the secret, its type.
        secret.text()
        secret.octets()
        return secret.octets().decode("utf-8")

    def _ask(
        self, about: tuple[str, str, str], member: str, signature: str = "", body: bytes = b""
    ) -> _Answer:
        self._serial += 1
        octets = b""
        for (code, kind), text in zip(_ADDRESS.items(), (*about, member), strict=True):
            octets = _padded(octets, 8) + bytes((code, 1)) + kind + b"\0" + _text(text)
        if signature:
            octets = _padded(octets, 8) + bytes((_SIGNATURE, 1)) + b"g\0" + _signature(signature)
        head = bytes((ord("l"), _CALL, 0, 1)) + _number(len(body)) + _number(self._serial)
        self._say(_padded(head + _number(len(octets)) + octets, 8) + body)
        while True:
            answer = self._message()
            if answer.reply_to == self._serial:
                if answer.kind != _RETURN:
                    raise UnexpectedError
                return answer

    def _message(self) -> _Answer:
        head = self._octets(16)
        is_big = head[:1] != b"l"
        body, fields = (_read_number(head[at : at + 4], is_big=is_big) for at in (4, 12))
        if body + fields > _MOST:
            raise UnexpectedError
        rest = self._octets(-(-fields // 8) * 8 + body)
        return _Answer(head + rest, fields, is_big=is_big)

    def _say(self, octets: bytes) -> None:
        self._hurry()
        try:
            self._bus.sendall(octets)
        except OSError as error:
            raise self._failed(error) from error

    def _octets(self, count: int) -> bytes:
        found = b""
        while len(found) < count:
            self._hurry()
            try:
                part = self._bus.recv(count - len(found))
            except OSError as error:
                raise self._failed(error) from error
            if not part:
                raise UnexpectedError
            found += part
        return found

    def _line(self) -> bytes:
        found = b""
        while not found.endswith(b"\r\n"):
            found += self._octets(1)
        return found

    def _hurry(self) -> None:
        left = self._end - time.monotonic()
        if left <= 0:
            raise self._failed(TimeoutError())
        self._bus.settimeout(left)

    def _failed(self, error: OSError) -> Exception:
        if isinstance(error, TimeoutError):
            from aws_session.storage import keyring_package

            return keyring_package.no_answer(self._timeout)
        return UnexpectedError()


class _Answer:
    """A message, and the position up to which it has been read."""

    def __init__(self, octets: bytes, fields: int, *, is_big: bool) -> None:
        self._octets = octets
        self._is_big = is_big
        self.kind = octets[1]
        self.reply_to = 0
        self._at = 16
        while self._at < 16 + fields:
            self._align(8)
            code = self._octets[self._at]
            self._at += 1
            kind = self._short_text()
            if kind == "u":
                number = self._number()
                self.reply_to = number if code == _REPLY_TO else self.reply_to
            elif kind == "g":
                self._short_text()
            else:
                self.text()
        self._align(8)

    def text(self) -> str:
        length = self._number()
        text = self._taken(length).decode("utf-8")
        self._at += 1
        return text

    def texts(self) -> list[str]:
        end = self._number()
        end += self._at
        found = []
        while self._at < end:
            found.append(self.text())
        return found

    def octets(self) -> bytes:
        return self._taken(self._number())

    def variant_of_text(self) -> str:
        if self._short_text() != "s":
            raise UnexpectedError
        return self.text()

    def _short_text(self) -> str:
        length = self._octets[self._at]
        self._at += 1
        text = self._taken(length).decode("ascii")
        self._at += 1
        return text

    def _number(self) -> int:
        self._align(4)
        return _read_number(self._taken(4), is_big=self._is_big)

    def _taken(self, count: int) -> bytes:
        taken = self._octets[self._at : self._at + count]
        if len(taken) < count:
            raise UnexpectedError
        self._at += count
        return taken

    def _align(self, width: int) -> None:
        self._at += -self._at % width


def _connected(timeout: float) -> socket:
    # Not `socket`, which imports enum and selectors.
    from _socket import AF_UNIX, SOCK_STREAM, socket

    for address in os.environ.get("DBUS_SESSION_BUS_ADDRESS", "").split(";"):
        transport, _, words = address.partition(":")
        named = dict(word.partition("=")[::2] for word in words.split(","))
        path = named.get("path") or ("\0" + named["abstract"] if "abstract" in named else "")
        if transport != "unix" or not path or "%" in path:
            continue
        bus = socket(AF_UNIX, SOCK_STREAM)
        bus.settimeout(timeout)
        try:
            bus.connect(path)
        except OSError:
            bus.close()
            continue
        return bus
    raise UnexpectedError


def _number(number: int) -> bytes:
    return number.to_bytes(4, "little")


def _read_number(octets: bytes, *, is_big: bool) -> int:
    return int.from_bytes(octets, "big" if is_big else "little")


def _text(text: str) -> bytes:
    octets = text.encode("utf-8")
    return _number(len(octets)) + octets + b"\0"


def _signature(text: str) -> bytes:
    return bytes((len(text),)) + text.encode() + b"\0"


def _padded(octets: bytes, width: int) -> bytes:
    return octets + bytes(-len(octets) % width)


def _pairs(pairs: dict[str, str]) -> bytes:
    octets = b""
    for name, value in pairs.items():
        octets = _padded(_padded(octets, 8) + _text(name), 4) + _text(value)
    # A pair begins at a multiple of eight, not counting the length before it.
    return _number(len(octets)) + bytes(4) + octets
