"""Answers for the services that are not here, each as its clients read errors."""

import json
from xml.sax.saxutils import escape

from aws_session.sandbox import query_xml
from aws_session.sandbox.http_message import HttpRequest, HttpResponse

CODE = "UnknownService"
KNOWN = "STS, IAM, Organizations and sign-in"

_STATUS = 501
"""Not implemented: no SDK retries it."""

_BUCKETS = ("s3", "s3-outposts", "s3express")
_XML = ("cloudfront", "route53")


def answer(service: str, request: HttpRequest) -> HttpResponse:
    """Say that the service is unknown, in XML, JSON or CBOR."""
    other = f"'{service}'" if service else "what was asked"
    message = f"the sandbox knows only {KNOWN}, not {other}"
    kind = request.header("content-type") or ""
    if kind.startswith("application/cbor"):
        error = {"__type": CODE, "message": message}
        headers = {"smithy-protocol": "rpc-v2-cbor"}
        return HttpResponse(_STATUS, "application/cbor", _cbor(error), headers)
    inner = f"<Code>{CODE}</Code><Message>{escape(message)}</Message>"
    if service in _BUCKETS:
        return _xml(f"<Error>{inner}</Error>")
    if service == "ec2":
        return _xml(f"<Response><Errors><Error>{inner}</Error></Errors></Response>")
    if service in _XML or "Action" in query_xml.fields(request):
        return _xml(f"<ErrorResponse><Error><Type>Sender</Type>{inner}</Error></ErrorResponse>")
    body = json.dumps({"__type": CODE, "message": message}).encode()
    return HttpResponse(_STATUS, "application/json", body, {"x-amzn-ErrorType": CODE})


def _xml(text: str) -> HttpResponse:
    return HttpResponse(_STATUS, query_xml.CONTENT_TYPE, text.encode())


def _cbor(pairs: dict[str, str]) -> bytes:
    """Return texts as a CBOR map (RFC 8949): major types 5 and 3, lengths in two bytes."""
    texts = (text.encode() for pair in pairs.items() for text in pair)
    encoded = (b"\x79" + len(text).to_bytes(2, "big") + text for text in texts)
    return bytes([0xA0 + len(pairs)]) + b"".join(encoded)
