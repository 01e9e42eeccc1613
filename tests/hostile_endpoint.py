"""An endpoint on loopback that is not AWS: it answers with whatever a test has configured."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

ACCOUNT = "111122223333"
ALICE = f"arn:aws:iam::{ACCOUNT}:user/alice"
PHONE = f"arn:aws:iam::{ACCOUNT}:mfa/phone"
KEY = {"AWS_ACCESS_KEY_ID": "AKIAEXAMPLEEXAMPLE00", "AWS_SECRET_ACCESS_KEY": "long-term"}


@dataclass(frozen=True)
class Raw:
    """An answer, byte by byte."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


Answer = "Raw | Callable[[int], Raw]"


def xml(operation: str, inside: str, status: int = 200) -> Raw:
    whole = f"<{operation}Response><{operation}Result>{inside}</{operation}Result>"
    whole += f"<ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></{operation}Response>"
    return Raw(whole.encode(), status, {"Content-Type": "text/xml"})


def xml_error(code: str, message: str, status: int = 403) -> Raw:
    text = f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code>"
    text += f"<Message>{message}</Message></Error><RequestId>1</RequestId></ErrorResponse>"
    return Raw(text.encode(), status, {"Content-Type": "text/xml"})


def json(body: str | bytes, status: int = 200, **headers: str) -> Raw:
    octets = body.encode() if isinstance(body, str) else body
    return Raw(octets, status, {"Content-Type": "application/x-amz-json-1.1", **headers})


def caller(arn: str = ALICE, account: str = ACCOUNT) -> Raw:
    inside = f"<Arn>{arn}</Arn><UserId>AIDA</UserId><Account>{account}</Account>"
    return xml("GetCallerIdentity", inside)


def devices(*serials: str, more: str = "") -> Raw:
    members = "".join(
        f"<member><UserName>alice</UserName><SerialNumber>{serial}</SerialNumber>"
        "<EnableDate>2026-01-01T00:00:00Z</EnableDate></member>"
        for serial in serials
    )
    last = f"<IsTruncated>{'true' if more else 'false'}</IsTruncated><Marker>{more}</Marker>"
    return xml("ListMFADevices", f"<MFADevices>{members}</MFADevices>{last}")


class HostileEndpoint:
    """A server for a `with` statement. `answers` are by operation; `calls` are the requests.

    A callable answer gets the number of the call, counted from 0.
    """

    def __init__(self, **answers: Raw | Callable[[int], Raw]) -> None:
        self.answers: dict[str, Raw | Callable[[int], Raw]] = {
            "GetCallerIdentity": caller(),
            "ListMFADevices": devices(PHONE),
            **answers,
        }
        self.calls: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, operation: str) -> Raw:
        number = self.calls.count(operation)
        self.calls.append(operation)
        found = self.answers.get(operation, xml_error("AccessDenied", "no"))
        return found if isinstance(found, Raw) else found(number)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                asked = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                target = self.headers.get("X-Amz-Target", "").rpartition(".")[2]
                form = parse_qs(asked.decode("utf-8", "replace"))
                made = endpoint.answer(target or form.get("Action", ["?"])[0])
                self.send_response(made.status)
                for name, value in made.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(made.body)))
                self.end_headers()
                self.wfile.write(made.body)

            def log_message(self, *_: object) -> None:
                """Print nothing."""

        return Handler
