"""The way of a request: which service, who calls, is it well formed, may it, what is the answer."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace

from botocore.model import OperationModel

from aws_session.sandbox import aws_json, iam, organizations, query_xml, service_model, sts
from aws_session.sandbox.authentication import authenticate
from aws_session.sandbox.call_log import OK
from aws_session.sandbox.call_log import Call as LoggedCall
from aws_session.sandbox.cloud import Cloud
from aws_session.sandbox.errors import AwsError, invalid_client_token
from aws_session.sandbox.faults import Dropped, Fault, Refused, Slow, Truncated
from aws_session.sandbox.http_message import HttpRequest, HttpResponse
from aws_session.sandbox.operation import Call, Operations
from aws_session.sandbox.service_model import Service
from aws_session.sandbox.signature import Signature

_SERVICES: dict[str, Operations] = {
    "sts": sts.operations,
    "iam": iam.operations,
    "organizations": organizations.operations,
}
_JSON_SERVICE = "organizations"


@dataclass(frozen=True)
class Answer:
    """What goes back, and what happens to it on the way. No response: the line goes dead."""

    response: HttpResponse | None
    delay_seconds: float = 0.0
    truncated: bool = False


@dataclass(frozen=True)
class _Wire:
    """One request's service and how it wants to be spoken to."""

    service: Service
    action: str
    request_id: str

    @property
    def is_json(self) -> bool:
        return self.service.name == _JSON_SERVICE

    def failure(self, error: AwsError) -> HttpResponse:
        if self.is_json:
            return aws_json.failure(error)
        return query_xml.failure(self.service, error, self.request_id)


def answer(cloud: Cloud, request: HttpRequest) -> Answer:
    """Never raises for what a client can send. Takes the cloud's lock while it works."""
    wire = _wire(request)
    fault = cloud.faults.take(wire.action)
    if fault is not None:
        return _faulty(cloud, wire, request, fault)
    return Answer(_logged(cloud, wire, request, lambda: _processed(cloud, wire, request)))


def _faulty(cloud: Cloud, wire: _Wire, request: HttpRequest, fault: Fault) -> Answer:
    if isinstance(fault, Refused | Dropped) and not fault.processed:
        outcome = fault.code if isinstance(fault, Refused) else "Dropped"
        _log(cloud, wire, request, outcome)
        response = wire.failure(fault.error()) if isinstance(fault, Refused) else None
        return Answer(_with_id(wire, response))
    response = _logged(cloud, wire, request, lambda: _processed(cloud, wire, request))
    if isinstance(fault, Refused):
        return Answer(_with_id(wire, wire.failure(fault.error())))
    if isinstance(fault, Dropped):
        return Answer(None)
    if isinstance(fault, Slow):
        return Answer(response, delay_seconds=fault.seconds)
    return Answer(response, truncated=isinstance(fault, Truncated))


def _logged(
    cloud: Cloud, wire: _Wire, request: HttpRequest, process: Callable[[], HttpResponse]
) -> HttpResponse:
    outcome = OK
    try:
        with cloud.lock:
            response = process()
    except AwsError as error:
        outcome = error.code
        response = wire.failure(error)
    _log(cloud, wire, request, outcome)
    return replace(response, headers={"x-amzn-RequestId": wire.request_id})


def _with_id(wire: _Wire, response: HttpResponse | None) -> HttpResponse | None:
    if response is None:
        return None
    return replace(response, headers={"x-amzn-RequestId": wire.request_id})


def _processed(cloud: Cloud, wire: _Wire, request: HttpRequest) -> HttpResponse:
    signature = Signature.of(request)
    caller = authenticate(cloud, wire.service.name, signature, request)
    operation = wire.service.operation(wire.action)
    handler = _SERVICES[wire.service.name].handlers.get(wire.action)
    if operation is None or handler is None:
        raise _unknown_action(wire)
    if wire.service.name == "iam" and caller.session and caller.session.lacks_mfa:
        raise invalid_client_token()
    parameters = _parameters(wire, operation, request)
    service_model.check(operation.input_shape, parameters)
    if wire.service.name == "sts" and signature.region in cloud.disabled_regions:
        raise _region_disabled(caller.account.id)
    output = handler(
        Call(cloud, caller, wire.service.name, wire.action, signature.region, parameters)
    )
    if wire.is_json:
        return aws_json.success(output)
    return query_xml.success(wire.service, operation, output, wire.request_id)


def _wire(request: HttpRequest) -> _Wire:
    request_id = str(uuid.uuid4())
    prefix, _, action = (request.header("x-amz-target") or "").rpartition(".")
    if prefix:
        return _Wire(service_model.service(_JSON_SERVICE), action, request_id)
    fields = query_xml.fields(request)
    iam_service = service_model.service("iam")
    is_iam = fields.get("Version") == iam_service.version
    service = iam_service if is_iam else service_model.service("sts")
    return _Wire(service, fields.get("Action", ""), request_id)


def _parameters(wire: _Wire, operation: OperationModel, request: HttpRequest) -> dict[str, object]:
    if wire.is_json:
        return aws_json.parameters(request)
    return query_xml.parameters(operation, request)


def _unknown_action(wire: _Wire) -> AwsError:
    if wire.is_json:
        return AwsError("UnknownOperationException", "", 400)
    return AwsError(
        "InvalidAction",
        f"Could not find operation {wire.action} for version {wire.service.version}",
        400,
    )


def _region_disabled(account_id: str) -> AwsError:
    return AwsError(
        "RegionDisabledException",
        f"STS is not activated in this region for account:{account_id}. Your account "
        "administrator can activate STS in this region using the IAM Console.",
        403,
    )


def _log(cloud: Cloud, wire: _Wire, request: HttpRequest, outcome: str) -> None:
    key_id = region = None
    try:
        signature = Signature.of(request)
        key_id, region = signature.key_id, signature.region
    except AwsError:
        pass
    cloud.calls.add(
        LoggedCall(
            service=wire.service.name,
            action=wire.action,
            parameters=cloud.calls.without_secrets(_sent(wire, request)),
            access_key_id=key_id,
            region=region,
            at=cloud.now(),
            outcome=outcome,
        )
    )


def _sent(wire: _Wire, request: HttpRequest) -> dict[str, object]:
    operation = wire.service.operation(wire.action)
    if operation is None:
        return {}
    try:
        return _parameters(wire, operation, request)
    except AwsError:
        return {}
