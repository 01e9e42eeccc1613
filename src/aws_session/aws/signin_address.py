"""The addresses of the AWS console and its sign-in in each partition."""

from __future__ import annotations

from aws_session.errors import SessionError
from aws_session.model import partitions
from aws_session.model.record import Record

_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~")
_ISSUER = "aws-session"


_DOCUMENTED = ("aws", "aws-cn", "aws-us-gov")
"""The partitions whose sign-in AWS describes (IAM User Guide, custom identity brokers)."""


class SigninEndpoint(Record):
    """One partition's way in. `federation` is the endpoint that is asked for a token."""

    federation: str
    console: str

    def destination(self, service: str | None, region: str | None) -> str:
        """Return the page to land on."""
        path = f"{service}/home" if service else "console/home"
        return f"https://{self.console}/{path}" + (f"?region={region}" if region else "")

    def login(self, token: str, destination: str) -> str:
        """Return the address that signs a browser in; it is a secret."""
        fields = (
            ("Action", "login"),
            ("Destination", destination),
            ("SigninToken", token),
            # Spelt so that a shell that is told to evaluate an address assigns nothing and fails.
            ("I%73suer", _ISSUER),
        )
        query = "&".join(f"{name}={quoted(value)}" for name, value in fields)
        return f"{self.federation}?{query}"


def endpoint_for(arn: str, endpoint: str | None) -> SigninEndpoint:
    """Return the way into the console of an ARN's partition; `endpoint` is a configured one."""
    name = arn.split(":")[1]
    partition = partitions.named(name) if name in _DOCUMENTED else None
    if partition is None:
        raise SessionError(
            f"no sign-in address is known for the partition {name}",
            hint="sign in by your organization's own page",
        )
    origin = endpoint.rstrip("/") if endpoint else f"https://{partition.signin_host}"
    return SigninEndpoint(f"{origin}/federation", partition.console_host)


def quoted(text: str) -> str:
    """Percent-encode a text for a query."""
    return "".join(
        chr(octet) if octet in _UNRESERVED else f"%{octet:02X}" for octet in text.encode()
    )
