from __future__ import annotations

import io
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from .clients import Refusal, refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from aws_session.sandbox.scenario import Company

    from .clients import Clients

SERVICES: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "s3": ("s3", lambda s3: s3.list_buckets),
    "ec2": ("ec2", lambda ec2: ec2.describe_vpcs),
    "dynamodb": ("dynamodb", lambda dynamodb: dynamodb.list_tables),
    "lambda": ("lambda", lambda functions: functions.list_functions),
    "sns": ("sns", lambda sns: sns.list_topics),
    "sqs": ("sqs", lambda sqs: sqs.list_queues),
    "cloudformation": ("cloudformation", lambda stacks: stacks.list_stacks),
    "cloudwatch": ("monitoring", lambda metrics: metrics.list_metrics),
    "route53": ("route53", lambda zones: zones.list_hosted_zones),
    "eks": ("eks", lambda clusters: clusters.list_clusters),
    "ssm": ("ssm", lambda ssm: ssm.describe_parameters),
    "logs": ("logs", lambda logs: logs.describe_log_groups),
    "sso-admin": ("sso", lambda sso: sso.list_instances),
}


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_that_is_not_imitated_says_so(
    alice: Clients, company: Company, name: str
) -> None:
    signed, call = SERVICES[name]

    assert refusal(call(alice(name))) == Refusal(
        "UnknownService",
        f"the sandbox knows only STS, IAM, Organizations and sign-in, not '{signed}'",
        501,
    )
    assert [(made.service, made.outcome) for made in company.cloud.calls] == [
        (signed, "UnknownService")
    ]


def test_a_call_with_any_method_and_body_leaves_the_connection_usable(alice: Clients) -> None:
    s3 = alice("s3", config=Config(retries={"total_max_attempts": 1}))
    for call, given in (
        (s3.put_object, {"Body": io.BytesIO(b"x" * 100_000)}),
        (s3.delete_object, {}),
        (s3.get_object, {}),
    ):
        with pytest.raises(ClientError) as caught:
            call(Bucket="bucket", Key="a", **given)
        assert caught.value.response["Error"]["Code"] == "UnknownService"
    with pytest.raises(ClientError) as caught:
        s3.head_bucket(Bucket="bucket")
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501


def test_an_operation_of_a_known_service_that_is_signed_for_another_is_a_wrong_scope(
    alice: Clients,
) -> None:
    clients = alice("sts")
    clients.meta.events.register(
        "before-sign.sts",
        lambda request, **_: request.context.update(signing={"signing_name": "s3"}),
    )
    told = refusal(clients.get_caller_identity)

    assert told.message == "Credential should be scoped to correct service: 'sts'. "


@pytest.mark.parametrize(
    ("path", "headers", "said"),
    [
        ("/bucket/object", {}, "not what was asked"),
        ("/federation/credentials?role_name=x", {}, "not what was asked"),
        ("/", {"x-amz-target": "DynamoDB_20120810.ListTables"}, "not 'DynamoDB'"),
    ],
)
def test_a_service_that_is_called_without_a_signature_says_so(
    alice: Clients, path: str, headers: dict[str, str], said: str
) -> None:
    asked = urllib.request.Request(f"{alice.endpoint}{path}", headers=headers)
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(asked)

    assert caught.value.code == 501
    assert said in caught.value.read().decode()
