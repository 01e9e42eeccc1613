"""Signature Version 4, in the Authorization header or the query: parsed and compared."""

import hashlib
import hmac
import re
from dataclasses import dataclass, field
from urllib.parse import quote

from aws_session.sandbox.clock import basic, from_basic
from aws_session.sandbox.errors import AwsError, signature_does_not_match
from aws_session.sandbox.http_message import HttpRequest

ALGORITHM = "AWS4-HMAC-SHA256"
MAX_SKEW_SECONDS = 15 * 60
_TIMESTAMP = re.compile(r"\d{8}T\d{6}Z")
_UNRESERVED = "-_.~"
_SCOPE_ELEMENTS = 5

MISMATCH = (
    "The request signature we calculated does not match the signature you provided. "
    "Check your AWS Secret Access Key and signing method. "
    "Consult the service documentation for details."
)


def _incomplete(message: str) -> AwsError:
    return AwsError("IncompleteSignature", message, 400)


@dataclass(frozen=True)
class Signature:
    """What a request claims: which key, which scope, which headers, when."""

    key_id: str
    date: str
    region: str
    service: str
    signed_headers: tuple[str, ...]
    timestamp: str
    token: str | None = field(repr=False)
    digest: str = field(repr=False)
    in_query: bool = False

    @classmethod
    def of(cls, request: HttpRequest) -> "Signature":
        """Parse the signature of a request. Raises AWS's errors for an incomplete one."""
        header = request.header("authorization")
        query = dict(request.query)
        if not header and "X-Amz-Algorithm" in query:
            return cls._of_query(query)
        if not header:
            raise AwsError(
                "MissingAuthenticationToken", "Request is missing Authentication Token", 403
            )
        algorithm, _, rest = header.partition(" ")
        if algorithm != ALGORITHM:
            raise _incomplete(f"Unsupported AWS 'algorithm': '{algorithm}'.")
        fields = dict(part.strip().partition("=")[::2] for part in rest.split(","))
        for name in ("Credential", "Signature", "SignedHeaders"):
            if not fields.get(name):
                raise _incomplete(f"Authorization header requires '{name}' parameter.")
        key_id, date, region, service = _scope(fields["Credential"])
        return cls(
            key_id=key_id,
            date=date,
            region=region,
            service=service,
            signed_headers=tuple(fields["SignedHeaders"].split(";")),
            timestamp=_timestamp(request),
            token=request.header("x-amz-security-token"),
            digest=fields["Signature"],
        )

    @classmethod
    def _of_query(cls, query: dict[str, str]) -> "Signature":
        """Parse a presigned address; X-Amz-Expires is ignored, because only S3 requires it."""
        for name in ("Algorithm", "Credential", "Signature", "SignedHeaders", "Date"):
            if not query.get(f"X-Amz-{name}"):
                raise _incomplete(
                    f"AWS query-string parameters must include 'X-Amz-{name}'. "
                    "Re-examine the query-string parameters."
                )
        if query["X-Amz-Algorithm"] != ALGORITHM:
            raise _incomplete(f"Unsupported AWS 'algorithm': '{query['X-Amz-Algorithm']}'.")
        key_id, date, region, service = _scope(query["X-Amz-Credential"])
        return cls(
            key_id=key_id,
            date=date,
            region=region,
            service=service,
            signed_headers=tuple(query["X-Amz-SignedHeaders"].split(";")),
            timestamp=_well_formed(query["X-Amz-Date"]),
            token=query.get("X-Amz-Security-Token"),
            digest=query["X-Amz-Signature"],
            in_query=True,
        )

    def check_time(self, now: float) -> None:
        """Refuse a request that was signed more than fifteen minutes before or after now."""
        if self.date != self.timestamp[:8]:
            raise signature_does_not_match(
                "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date "
                f"from HTTP: '{self.date}' != '{self.timestamp[:8]}', from '{self.timestamp}'."
            )
        signed = from_basic(self.timestamp)
        if signed < int(now) - MAX_SKEW_SECONDS:
            limit = basic(now - MAX_SKEW_SECONDS)
            raise signature_does_not_match(
                f"Signature expired: {self.timestamp} is now earlier than {limit} "
                f"({basic(now)} - 15 min.)"
            )
        if signed > int(now) + MAX_SKEW_SECONDS:
            limit = basic(now + MAX_SKEW_SECONDS)
            raise signature_does_not_match(
                f"Signature not yet current: {self.timestamp} is still later than {limit} "
                f"({basic(now)} + 15 min.)"
            )

    def check(self, request: HttpRequest, secret: str) -> None:
        """Refuse a request that was not signed with this secret."""
        required = {"host"} | ({"x-amz-date"} & request.headers.keys())
        if self.token is not None and not self.in_query:
            required.add("x-amz-security-token")
        unsigned = required - set(self.signed_headers)
        if unsigned:
            names = ", ".join(sorted(unsigned))
            raise signature_does_not_match(f"'{names}' must be a 'SignedHeader' in the request.")
        if not hmac.compare_digest(self._expected(request, secret).encode(), self.digest.encode()):
            raise signature_does_not_match(MISMATCH)

    def _expected(self, request: HttpRequest, secret: str) -> str:
        scope = "/".join((self.date, self.region, self.service, "aws4_request"))
        canonical = hashlib.sha256(self._canonical(request).encode()).hexdigest()
        to_sign = "\n".join((ALGORITHM, self.timestamp, scope, canonical))
        key = f"AWS4{secret}".encode()
        for part in (self.date, self.region, self.service, "aws4_request"):
            key = _mac(key, part)
        return _mac(key, to_sign).hex()

    def _canonical(self, request: HttpRequest) -> str:
        headers = "".join(
            f"{name}:{' '.join((request.header(name) or '').split())}\n"
            for name in self.signed_headers
        )
        query = "&".join(
            f"{quote(name, safe=_UNRESERVED)}={quote(value, safe=_UNRESERVED)}"
            for name, value in sorted(request.query)
            if not (self.in_query and name == "X-Amz-Signature")
        )
        return "\n".join(
            (
                request.method,
                quote(request.path, safe="/-_.~%"),
                query,
                headers,
                ";".join(self.signed_headers),
                hashlib.sha256(request.body).hexdigest(),
            )
        )


def _scope(credential: str) -> tuple[str, str, str, str]:
    """Return key, date, region and service."""
    scope = credential.split("/")
    if len(scope) != _SCOPE_ELEMENTS or scope[4] != "aws4_request":
        raise _incomplete(
            "Credential must have exactly 5 slash-delimited elements, "
            "e.g. keyid/date/region/service/term."
        )
    return scope[0], scope[1], scope[2], scope[3]


def _timestamp(request: HttpRequest) -> str:
    timestamp = request.header("x-amz-date")
    if timestamp is None:
        raise _incomplete(
            "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."
        )
    return _well_formed(timestamp)


def _well_formed(timestamp: str) -> str:
    if not _TIMESTAMP.fullmatch(timestamp):
        raise _incomplete(f"Date must be in ISO-8601 'basic format'. Got '{timestamp}'.")
    return timestamp


def _mac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()
