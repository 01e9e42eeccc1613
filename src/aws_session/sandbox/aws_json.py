"""The JSON 1.1 protocol (Organizations)."""

import json
from collections.abc import Mapping
from typing import Any

from aws_session.sandbox.errors import AwsError
from aws_session.sandbox.http_message import HttpRequest, HttpResponse

CONTENT_TYPE = "application/x-amz-json-1.1"
_SERVER_FAULT = 500

# Errors that have other names in JSON services than in query services.
_NAMES = {
    "AccessDenied": "AccessDeniedException",
    "ExpiredToken": "ExpiredTokenException",
    "IncompleteSignature": "IncompleteSignatureException",
    "InvalidClientTokenId": "UnrecognizedClientException",
    "InternalFailure": "InternalFailure",
    "MissingAuthenticationToken": "MissingAuthenticationTokenException",
    "SignatureDoesNotMatch": "InvalidSignatureException",
    "Throttling": "TooManyRequestsException",
    "ValidationError": "InvalidInputException",
}


def parameters(request: HttpRequest) -> dict[str, Any]:
    """Read the body. Raises SerializationException if it is not a JSON object."""
    try:
        found = json.loads(request.body or b"{}")
    except ValueError as error:
        raise AwsError("SerializationException", "Start of structure expected", 400) from error
    if not isinstance(found, dict):
        raise AwsError("SerializationException", "Start of structure expected", 400)
    return found


def success(output: Mapping[str, Any]) -> HttpResponse:
    return HttpResponse(200, CONTENT_TYPE, json.dumps(dict(output)).encode())


def failure(error: AwsError) -> HttpResponse:
    code = _NAMES.get(error.code, error.code)
    status = error.status if error.status >= _SERVER_FAULT else 400
    body = {"__type": code, "Message": error.message}
    return HttpResponse(status, CONTENT_TYPE, json.dumps(body).encode())
