"""Signing in to the AWS console: its address in each partition, and a token for a session."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from botocore.awsrequest import AWSRequest
from botocore.exceptions import BotoCoreError
from botocore.httpsession import URLLib3Session
from botocore.utils import get_environ_proxies

from aws_session.aws import botocore_errors, responses
from aws_session.aws.botocore_errors import Call
from aws_session.config import whole_files
from aws_session.errors import SessionError
from aws_session.model import Record, console_services, partitions

if TYPE_CHECKING:
    from aws_session.model.credentials import Credentials


_CALL = Call(responses.SIGN_IN, "the session of the role")
_SECONDS = (5, 20)
_OK = 200
_SERVER_ERROR = 500


def signin_token(
    url: str, credentials: Credentials, seconds: int | None, ca_bundle: str | None
) -> str:
    """Return a token, valid for fifteen minutes; `seconds` is how long the browser stays signed in.

    Sent as a form, because addresses end up in logs (IAM User Guide, custom identity brokers).
    """
    form = {
        "Action": responses.SIGN_IN,
        "Session": json.dumps(
            {
                "sessionId": credentials.key_id,
                "sessionKey": credentials.secret_key,
                "sessionToken": credentials.session_token,
            }
        ),
        **({"SessionDuration": str(seconds)} if seconds else {}),
    }
    http = URLLib3Session(
        verify=whole_files.lasting(ca_bundle) if ca_bundle else True,  # type: ignore[arg-type] # the stubs know no path
        proxies=get_environ_proxies(url),
        timeout=_SECONDS,  # type: ignore[arg-type] # nor a pair
    )
    try:
        answer = http.send(AWSRequest("POST", url, data=form).prepare())
    except BotoCoreError as error:
        raise botocore_errors.explain(error, _CALL) from error
    if answer.status_code != _OK:
        raise _refused(answer.status_code, lasting=seconds is not None)
    try:
        found = json.loads(answer.content)
    except (ValueError, RecursionError):
        # Not quoted: it may contain a token.
        raise botocore_errors.garbled(_CALL) from None
    return responses.sign_in(found)


def _refused(status: int, *, lasting: bool) -> SessionError:
    if status >= _SERVER_ERROR:
        return SessionError(
            f"AWS's sign-in service failed (HTTP {status})", hint="try again in a moment"
        )
    hint = (
        "the session may have ended, or is not a role session; to check: aws-session status "
        "--verify"
    )
    if lasting:
        hint = "the role may not allow this duration: leave out --duration, or make it shorter"
    return SessionError(f"AWS refused to sign this session in (HTTP {status})", hint=hint)


_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~")
_ISSUER = "aws-session"


_WITHOUT_REGION = ("aws", "aws-cn", "aws-us-gov")
"""The partitions with one sign-in for all regions (IAM User Guide, custom identity brokers).

In the others, the region is part of the host name, as in botocore's rules.
"""


class SigninEndpoint(Record):
    """The sign-in of one partition. `federation` is the endpoint that returns tokens."""

    federation: str
    console: str

    def destination(self, service: str | None, region: str | None) -> str:
        """Return the page to land on."""
        path, fragment = console_services.place(service)
        at_region = f"?region={region}" if region else ""
        return f"https://{self.console}/{path}{at_region}" + (f"#{fragment}" if fragment else "")

    def login(self, token: str, destination: str) -> str:
        """Return the address that signs a browser in; it is a secret."""
        fields = (
            ("Action", "login"),
            ("Destination", destination),
            ("SigninToken", token),
            # Written so that a shell that evaluates an address assigns nothing and fails.
            ("I%73suer", _ISSUER),
        )
        query = "&".join(f"{name}={quoted(value)}" for name, value in fields)
        return f"{self.federation}?{query}"


def endpoint_for(arn: str, endpoint: str | None, region: str | None = None) -> SigninEndpoint:
    """Return the console sign-in of an ARN's partition; `endpoint` is a configured one.

    `region` is the session's.
    """
    name = arn.split(":")[1]
    partition = partitions.named(name)
    if partition is None:
        raise SessionError(
            f"no sign-in address is known for the partition {name}",
            hint="sign in through your organization's own page",
        )
    host = partition.signin_host
    if name not in _WITHOUT_REGION:
        own = region if region and partitions.of_region(region) == partition else None
        host = f"{own or partition.global_region}.{host}"
    origin = endpoint.rstrip("/") if endpoint else f"https://{host}"
    return SigninEndpoint(f"{origin}/federation", partition.console_host)


def quoted(text: str) -> str:
    """Percent-encode a text for a query."""
    return "".join(
        chr(octet) if octet in _UNRESERVED else f"%{octet:02X}" for octet in text.encode()
    )
