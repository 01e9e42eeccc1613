"""The query protocol: form fields in, XML out (STS and IAM)."""

import base64
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape

from aws_session.sandbox.clock import iso
from aws_session.sandbox.errors import AwsError, validation_error
from aws_session.sandbox.http_message import HttpRequest, HttpResponse
from aws_session.sandbox.service_model import Service

CONTENT_TYPE = "text/xml"
_SERVER_FAULT = 500
# XML 1.0 cannot represent these, escaped or not.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def fields(request: HttpRequest) -> dict[str, str]:
    body = request.body.decode("utf-8", "replace")
    return dict([*request.query, *parse_qsl(body, keep_blank_values=True)])


def parameters(operation: OperationModel, request: HttpRequest) -> dict[str, Any]:
    shape = operation.input_shape
    if shape is None:
        return {}
    found = _read(shape, fields(request), "")
    return found if isinstance(found, dict) else {}


def success(
    service: Service, operation: OperationModel, output: Mapping[str, Any], request_id: str
) -> HttpResponse:
    name = operation.name
    shape = operation.output_shape
    result = ""
    if isinstance(shape, StructureShape):
        result = f"<{name}Result>{_members(shape, output)}</{name}Result>"
    body = (
        f'<{name}Response xmlns="{service.namespace}">{result}'
        f"<ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata>"
        f"</{name}Response>"
    )
    return HttpResponse(200, CONTENT_TYPE, body.encode())


def failure(service: Service, error: AwsError, request_id: str) -> HttpResponse:
    kind = "Receiver" if error.status >= _SERVER_FAULT else "Sender"
    body = (
        f'<ErrorResponse xmlns="{service.namespace}"><Error><Type>{kind}</Type>'
        f"<Code>{error.code}</Code><Message>{_text(error.message)}</Message></Error>"
        f"<RequestId>{request_id}</RequestId></ErrorResponse>"
    )
    return HttpResponse(error.status, CONTENT_TYPE, body.encode())


def _read(shape: Shape, given: Mapping[str, str], prefix: str) -> Any:
    if isinstance(shape, StructureShape):
        return _read_structure(shape, given, prefix)
    if isinstance(shape, ListShape):
        return _read_list(shape, given, prefix)
    if isinstance(shape, MapShape):
        raise validation_error(f"{prefix} is not understood")
    return _scalar(shape, given[prefix], prefix)


def _read_structure(shape: StructureShape, given: Mapping[str, str], prefix: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, member in shape.members.items():
        path = f"{prefix}.{name}" if prefix else name
        if _present(given, path):
            values[name] = _read(member, given, path)
    return values


def _read_list(shape: ListShape, given: Mapping[str, str], prefix: str) -> list[Any]:
    items = []
    number = 1
    while _present(given, f"{prefix}.member.{number}"):
        items.append(_read(shape.member, given, f"{prefix}.member.{number}"))
        number += 1
    return items


def _present(given: Mapping[str, str], path: str) -> bool:
    return path in given or any(name.startswith(f"{path}.") for name in given)


def _scalar(shape: Shape, text: str, path: str) -> Any:
    if shape.type_name in ("integer", "long"):
        if not re.fullmatch(r"-?[0-9]+", text):
            raise AwsError("MalformedInput", f"'{text}' is not a number, at '{path}'", 400)
        return int(text)
    if shape.type_name == "boolean":
        return text.lower() == "true"
    return text


def _members(shape: StructureShape, values: Mapping[str, Any]) -> str:
    return "".join(
        _element(str(member.serialization.get("name", name)), member, values[name])
        for name, member in shape.members.items()
        if values.get(name) is not None
    )


def _element(name: str, shape: Shape, value: Any) -> str:
    return f"<{name}>{_content(shape, value)}</{name}>"


def _entry(shape: MapShape, key: str, value: Any) -> str:
    content = _element("key", shape.key, key) + _element("value", shape.value, value)
    return f"<entry>{content}</entry>"


def _content(shape: Shape, value: Any) -> str:
    if isinstance(shape, StructureShape):
        return _members(shape, value)
    if isinstance(shape, ListShape):
        return "".join(_element("member", shape.member, item) for item in value)
    if isinstance(shape, MapShape):
        return "".join(_entry(shape, key, item) for key, item in value.items())
    if shape.type_name == "timestamp":
        return iso(value)
    if shape.type_name == "blob":
        return base64.b64encode(value).decode()
    if shape.type_name == "boolean":
        return str(value).lower()
    return _text(str(value))


def _text(text: str) -> str:
    return escape(_UNWRITABLE.sub("\ufffd", text)).replace("\r", "&#13;")
