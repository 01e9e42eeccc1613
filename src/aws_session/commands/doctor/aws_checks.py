"""Read-only checks that doctor makes at AWS, in addition to the calls of other commands."""

from __future__ import annotations

import time
from datetime import datetime
from typing import TYPE_CHECKING, Any

import boto3
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from aws_session.aws import botocore_errors, responses, sdk_session
from aws_session.aws.botocore_errors import RAISED, UNMADE, Call
from aws_session.aws.client import AwsClient
from aws_session.config import aws_files
from aws_session.errors import SessionError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aws_session.aws.source_credentials import SourceCredentials
    from aws_session.model.identity import CallerIdentity

_PATIENCE: Any = {
    "connect_timeout": 5,
    "read_timeout": 10,
    "retries": {"total_max_attempts": 2, "mode": "standard"},
}


class AwsChecks:
    """AWS, asked with one signer's key."""

    def __init__(self, signer: SourceCredentials, region: str | None, base: dict[str, str]) -> None:
        self._calls = AwsClient(signer, region, aws_files.for_botocore(base, signer.profile))
        self._signer = signer
        # If no region is known, the global endpoint's own.
        self._region = region or "us-east-1"

    def caller(self) -> CallerIdentity:
        return self._calls.caller()

    def devices(self, caller: CallerIdentity) -> tuple[str, ...] | None:
        return self._calls.devices(caller)

    def clock_off(self) -> int:
        """Return how many seconds this machine's clock is fast, by the Date of an answer.

        The call is not signed: AWS refuses it, whatever the key, and its answer has the time.
        """
        self._calls.check_way("sts")
        config = Config(signature_version=UNSIGNED, **_PATIENCE)
        before = time.time()
        try:
            below = sdk_session.session_of(self._signer)
            session = boto3.session.Session(
                profile_name=sdk_session.named_profile(self._signer), botocore_session=below
            )
            client = session.client("sts", region_name=self._region, config=config)
            answer: Any = client.get_caller_identity()
        except ClientError as error:
            answer = error.response
        except RAISED as error:
            raise botocore_errors.explain(
                error, Call(responses.CALLER, self._signer.description)
            ) from error
        except UNMADE as error:
            fault = botocore_errors.no_client(error, "sts", self._signer.profile)
            if fault is None:
                raise
            raise fault from error
        date = botocore_errors.date_of(answer)
        if date is None:
            raise SessionError(
                "the server that answers is not AWS: it sends no date", hint="check the network"
            )
        # The header has whole seconds; the answer was made at some point in between.
        off = (before + time.time()) / 2 - (date + 0.5)
        return round(off) if abs(off) > 1 else 0

    def key_created(self, caller: CallerIdentity, key_id: str) -> float | None:
        """Return when a user's key was created, in Unix seconds; None if that is unknown."""
        found, _ = _all(lambda: list(_keys(self._iam(), caller.name)))
        made = (key.get("CreateDate") for key in found if key.get("AccessKeyId") == key_id)
        return next((each.timestamp() for each in made if isinstance(each, datetime)), None)

    def policies(
        self, caller: CallerIdentity
    ) -> tuple[tuple[tuple[str, dict[str, Any]], ...], bool]:
        """Return the policies of a user and their groups, as far as they can be read.

        The second value is whether these are all.
        """
        try:
            client = self._iam()
        except SessionError:
            # The check of the devices, which asks the same service, reports it.
            return (), False
        found: list[tuple[str, dict[str, Any]]] = []
        groups, whole = _all(lambda: list(_groups(client, caller.name)))
        holders = [("user", "UserName", caller.name)]
        holders += [("group", "GroupName", name) for name in groups]
        for kind, parameter, name in holders:
            for read in (_inline, _attached):
                documents, every = _all(lambda: list(read(client, kind, {parameter: name})))  # noqa: B023 - called at once
                found += documents
                whole = whole and every
        return tuple(found), whole

    def _iam(self) -> Any:
        return self._calls.client("iam", Config(**_PATIENCE), self._region)


def _all(read: Any) -> tuple[list[Any], bool]:
    """Return what can be read; a denial or an invalid answer is not a failure here."""
    try:
        return read(), True
    except (*RAISED, SessionError, RecursionError):
        return [], False


def _pages(client: Any, operation: str, whose: dict[str, str]) -> Iterator[Any]:
    def page(token: str | None) -> Any:
        return getattr(client, operation)(**whose, **({"Marker": token} if token else {}))

    return responses.pages(f"iam:{operation}", page, "Marker", "IsTruncated")


def _groups(client: Any, user: str) -> Iterator[str]:
    operation = "list_groups_for_user"
    for page in _pages(client, operation, {"UserName": user}):
        yield from responses.texts(operation, page, "Groups", "GroupName")


def _keys(client: Any, user: str) -> Iterator[dict[str, Any]]:
    for page in _pages(client, "list_access_keys", {"UserName": user}):
        yield from page.get("AccessKeyMetadata", ())


def _inline(client: Any, kind: str, whose: dict[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    operation = f"list_{kind}_policies"
    for page in _pages(client, operation, whose):
        for name in responses.texts(operation, page, "PolicyNames"):
            answer = getattr(client, f"get_{kind}_policy")(PolicyName=name, **whose)
            yield name, _document(answer.get("PolicyDocument"))


def _attached(
    client: Any, kind: str, whose: dict[str, str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    operation = f"list_attached_{kind}_policies"
    for page in _pages(client, operation, whose):
        arns = responses.texts(operation, page, "AttachedPolicies", "PolicyArn")
        names = responses.texts(operation, page, "AttachedPolicies", "PolicyName")
        for arn, name in zip(arns, names, strict=True):
            about = client.get_policy(PolicyArn=arn)
            version = responses.text("iam:GetPolicy", about, "Policy", "DefaultVersionId")
            answer = client.get_policy_version(PolicyArn=arn, VersionId=version)
            yield name, _document(answer.get("PolicyVersion", {}).get("Document"))


def _document(found: Any) -> dict[str, Any]:
    """Return a policy as botocore has parsed it; botocore leaves a text that it cannot parse."""
    if not isinstance(found, dict):
        raise responses.SenselessAnswerError(
            "iam:GetPolicyVersion", "a policy is not a JSON object"
        )
    return found
