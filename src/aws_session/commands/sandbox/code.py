"""The next code from the phone of a sandbox's user."""

from __future__ import annotations

import http.client
import json
import time
from urllib.parse import urlsplit

from aws_session.aws import endpoints
from aws_session.errors import SessionError
from aws_session.model.mfa import is_code
from aws_session.session.mfa_code import STEP
from aws_session.terminal.progress import count_down

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.terminal.output import Output

_VARIABLE = endpoints.SANDBOX
LOOPBACK = "127.0.0.1"
_SECONDS = 10


def print_code(output: Output, environ: dict[str, str]) -> int:
    """Print the code, as soon as there is an unused one."""
    address = environ.get(_VARIABLE)
    if not address:
        raise SessionError(
            "this shell is not in a sandbox; codes for real devices are on your phone",
            hint="open one: aws-session sandbox",
        )
    while "code" not in (answer := _ask(address)):
        count_down(
            time.time() + _seconds(answer["wait"]), "every code has been used; the next one in"
        )
    if not is_code(str(answer["code"])):
        raise SessionError(
            f"the server at {_VARIABLE} is not a sandbox",
            hint="open one: aws-session sandbox",
        )
    output.write_data(f"{answer['code']}\n")
    return 0


def _seconds(told: object) -> float:
    """Return how long to wait, at most as long as a device shows a code."""
    return min(float(told), STEP) if isinstance(told, int | float) and told > 0 else 0.1


def _ask(address: str) -> dict[str, str]:
    try:
        parts = urlsplit(address)
        place = parts.scheme, parts.hostname, parts.port
    except ValueError:
        place = None
    if place is None or place[:2] != ("http", LOOPBACK):
        raise SessionError(
            f"{_VARIABLE} is not the address of a sandbox",
            hint=f"unset {_VARIABLE}",
        )
    try:
        connection = http.client.HTTPConnection(LOOPBACK, place[2], timeout=_SECONDS)
        connection.request("GET", f"{parts.path}?{parts.query}")
        answer = connection.getresponse()
        found = json.loads(answer.read())
    except (OSError, ValueError, RecursionError, http.client.HTTPException) as error:
        raise SessionError(
            "the sandbox of this shell has ended", hint="leave the shell: exit"
        ) from error
    if not (isinstance(found, dict) and found.keys() & {"code", "wait"}):
        raise SessionError(
            f"{_VARIABLE} is not the address of a sandbox",
            hint=f"unset {_VARIABLE}",
        )
    return found
