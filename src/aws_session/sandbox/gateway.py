"""The path of a request: service, caller, validation, authorization, answer."""

import uuid
from dataclasses import dataclass, replace
from typing import Self

from botocore.model import OperationModel

from aws_session.sandbox import (
    aws_json,
    iam,
    organizations,
    query_xml,
    service_model,
    sts,
    unknown_service,
    web_identity,
)
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
    """What is sent back, and the faults that affect it; no response closes the connection."""

    response: HttpResponse | None
    delay_seconds: float = 0.0
    truncated: bool = False


def answer(cloud: Cloud, request: HttpRequest) -> Answer:
    """Answer a request; never raises for what a client can send. Holds the cloud's lock."""
    elsewhere = _service_elsewhere(request)
    if elsewhere is not None:
        service, signature = elsewhere
        _log_elsewhere(cloud, service, signature)
        return Answer(unknown_service.answer(service, request))
    exchange = _Exchange.of(cloud, request)
    fault = cloud.faults.take(exchange.action)
    return Answer(exchange.processed()) if fault is None else _faulty(exchange, fault)


def _faulty(exchange: "_Exchange", fault: Fault) -> Answer:
    match fault:
        case Refused(processed=False):
            return Answer(exchange.refused(fault.error()))
        case Dropped(processed=False):
            exchange.log("Dropped")
            return Answer(None)
    response = exchange.processed()
    match fault:
        case Refused():
            return Answer(exchange.failure(fault.error()))
        case Dropped():
            return Answer(None)
        case Slow(seconds=seconds):
            return Answer(response, delay_seconds=seconds)
        case Truncated():
            return Answer(response, truncated=True)


@dataclass(frozen=True)
class _Exchange:
    """One request, the service it is for, and that service's protocol."""

    cloud: Cloud
    request: HttpRequest
    service: Service
    action: str
    request_id: str

    @classmethod
    def of(cls, cloud: Cloud, request: HttpRequest) -> Self:
        service, action = _addressed(request)
        return cls(cloud, request, service, action, str(uuid.uuid4()))

    @property
    def is_json(self) -> bool:
        return self.service.name == _JSON_SERVICE

    def processed(self) -> HttpResponse:
        """Process the request, and return the answer or the refusal."""
        try:
            with self.cloud.lock:
                response = self._result()
        except AwsError as error:
            return self.refused(error)
        self.log(OK)
        return self._with_id(response)

    def refused(self, error: AwsError) -> HttpResponse:
        self.log(error.code)
        return self.failure(error)

    def failure(self, error: AwsError) -> HttpResponse:
        if self.is_json:
            return self._with_id(aws_json.failure(error))
        return self._with_id(query_xml.failure(self.service, error, self.request_id))

    def log(self, outcome: str) -> None:
        key_id, region = self._claimed()
        self.cloud.calls.add(
            LoggedCall(
                service=self.service.name,
                action=self.action,
                parameters=self.cloud.calls.without_secrets(self._sent()),
                access_key_id=key_id,
                region=region,
                at=self.cloud.now(),
                outcome=outcome,
            )
        )

    def _result(self) -> HttpResponse:
        unsigned = web_identity.UNSIGNED.get(self.action)
        known = self.service.operation(self.action)
        if unsigned is not None and known is not None:
            parameters = query_xml.parameters(known, self.request)
            service_model.check(known.input_shape, parameters)
            output = unsigned(self.cloud, parameters)
            return query_xml.success(self.service, known, output, self.request_id)
        signature = Signature.of(self.request)
        caller = authenticate(self.cloud, self.service.name, signature, self.request)
        operation = self.service.operation(self.action)
        handler = _SERVICES[self.service.name].handlers.get(self.action)
        if operation is None or handler is None:
            raise self._unknown_action()
        if self.service.name == "iam" and caller.session and caller.session.lacks_mfa:
            raise invalid_client_token()
        parameters = self._parameters(operation)
        service_model.check(operation.input_shape, parameters)
        if self.service.name == "sts" and signature.region in self.cloud.disabled_regions:
            raise _region_disabled(caller.account.id)
        output = handler(
            Call(self.cloud, caller, self.service.name, self.action, signature.region, parameters)
        )
        if self.is_json:
            return aws_json.success(output)
        return query_xml.success(self.service, operation, output, self.request_id)

    def _parameters(self, operation: OperationModel) -> dict[str, object]:
        if self.is_json:
            return aws_json.parameters(self.request)
        return query_xml.parameters(operation, self.request)

    def _sent(self) -> dict[str, object]:
        operation = self.service.operation(self.action)
        try:
            return {} if operation is None else self._parameters(operation)
        except AwsError:
            return {}

    def _claimed(self) -> tuple[str | None, str | None]:
        """Return the key and the region that the request claims to be signed with."""
        try:
            signature = Signature.of(self.request)
        except AwsError:
            return None, None
        return signature.key_id, signature.region

    def _with_id(self, response: HttpResponse) -> HttpResponse:
        return replace(response, headers={"x-amzn-RequestId": self.request_id})

    def _unknown_action(self) -> AwsError:
        if self.is_json:
            return AwsError("UnknownOperationException", "")
        version = self.service.version
        return AwsError(
            "InvalidAction", f"Could not find operation {self.action} for version {version}"
        )


def _addressed(request: HttpRequest) -> tuple[Service, str]:
    """Return the service and the action that are meant; the host is the same for all of them."""
    prefix, _, action = (request.header("x-amz-target") or "").rpartition(".")
    if prefix:
        return service_model.service(_JSON_SERVICE), action
    fields = query_xml.fields(request)
    iam_service = service_model.service("iam")
    is_iam = fields.get("Version") == iam_service.version
    return (iam_service if is_iam else service_model.service("sts")), fields.get("Action", "")


def _service_elsewhere(request: HttpRequest) -> tuple[str, Signature | None] | None:
    """Return the service that a call names, if it is not here, and the signature of the call.

    None for all other calls. Services without a name are those that are called without a signature.
    """
    prefix = (request.header("x-amz-target") or "").rpartition(".")[0]
    fields = query_xml.fields(request)
    version = fields.get("Version")
    here = [service_model.service(name) for name in _SERVICES]
    if prefix in {known.target_prefix for known in here} - {""}:
        return None
    if not prefix and version in {known.version for known in here if not known.target_prefix}:
        return None
    try:
        signature = Signature.of(request)
    except AwsError:
        is_rest = "Action" not in fields and request.path != "/"
        return (prefix.partition("_")[0], None) if prefix or is_rest else None
    return None if signature.service in _SERVICES else (signature.service, signature)


def _log_elsewhere(cloud: Cloud, service: str, signature: Signature | None) -> None:
    cloud.calls.add(
        LoggedCall(
            service=service,
            action="",
            parameters={},
            access_key_id=signature.key_id if signature else None,
            region=signature.region if signature else None,
            at=cloud.now(),
            outcome=unknown_service.CODE,
        )
    )


def _region_disabled(account_id: str) -> AwsError:
    return AwsError(
        "RegionDisabledException",
        f"STS is not activated in this region for account:{account_id}. Your account "
        "administrator can activate STS in this region using the IAM Console.",
        403,
    )
