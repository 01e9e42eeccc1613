"""What AWS handed out: credentials, and who they make one."""

from __future__ import annotations

from aws_session.caller import Caller
from aws_session.credentials import Credentials
from aws_session.devices import Device
from aws_session.value import Value


class Granted(Value):
    """What AWS handed out for a code: to whom, with which device.

    `at` is when the code was sent, in Unix seconds; `code` is that code's digest. `principal` is
    who the credentials make one.
    """

    credentials: Credentials
    caller: Caller
    device: Device
    code: str
    at: int
    principal: str


class Assumed(Value):
    """A role session: its credentials, and who they make one."""

    credentials: Credentials
    principal: str
