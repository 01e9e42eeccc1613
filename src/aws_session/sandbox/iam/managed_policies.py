"""Policies with an ARN of their own, in one version."""

from typing import TYPE_CHECKING
from urllib.parse import quote

from aws_session.sandbox.errors import already_exists, delete_conflict, no_such_entity
from aws_session.sandbox.iam.entities import path
from aws_session.sandbox.iam.pages import page
from aws_session.sandbox.operation import Call, Operations, Output
from aws_session.sandbox.policy_book import Policy

if TYPE_CHECKING:
    from aws_session.sandbox.principals import Holder

operations = Operations()

ONLY_VERSION = "v1"


@operations.answers("CreatePolicy")
def create_policy(call: Call) -> Output:
    arn = call.account.arn("iam", f"policy{path(call)}{call['PolicyName']}")
    call.authorize(arn, f"policy {call['PolicyName']}")
    if arn in call.account.managed_policies:
        raise already_exists(f"A policy called {call['PolicyName']} already exists.")
    policy = call.account.add_policy(call["PolicyName"], call["PolicyDocument"], path(call))
    return {"Policy": _described(call, policy)}


@operations.answers("GetPolicy")
def get_policy(call: Call) -> Output:
    return {"Policy": _described(call, _find(call))}


@operations.answers("GetPolicyVersion")
def get_policy_version(call: Call) -> Output:
    policy = _find(call)
    if call["VersionId"] != ONLY_VERSION:
        raise no_such_entity(
            f"Policy {policy.arn} version {call['VersionId']} does not exist or is not attachable."
        )
    return {
        "PolicyVersion": {
            "Document": quote(policy.document.text, safe=""),
            "VersionId": ONLY_VERSION,
            "IsDefaultVersion": True,
        }
    }


@operations.answers("ListPolicies")
def list_policies(call: Call) -> Output:
    call.authorize(call.account.arn("iam", "policy/"), "policy path /")
    scope = call.get("Scope", "All")
    policies: list[Policy] = []
    if scope in ("All", "Local"):
        policies.extend(call.account.managed_policies.values())
    if scope in ("All", "AWS"):
        policies.extend(call.cloud.aws_managed.values())
    return page(call, "Policies", [_described(call, policy) for policy in policies])


@operations.answers("DeletePolicy")
def delete_policy(call: Call) -> Output:
    policy = _find(call)
    if _attachments(call, policy):
        raise delete_conflict("Cannot delete a policy attached to entities.")
    del call.account.managed_policies[call["PolicyArn"]]
    return {}


def _find(call: Call) -> Policy:
    arn = call["PolicyArn"]
    call.authorize(arn, f"policy {arn}")
    policy = call.account.policy(arn)
    if policy is None:
        raise no_such_entity(f"Policy {arn} was not found.")
    return policy


def _attachments(call: Call, policy: Policy) -> int:
    account = call.account
    holders: tuple[Holder, ...] = (
        *account.users.values(),
        *account.groups.values(),
        *account.roles.values(),
    )
    return sum(policy in holder.attached for holder in holders)


def _described(call: Call, policy: Policy) -> Output:
    return {
        "PolicyName": policy.name,
        "Arn": policy.arn,
        "Path": "/" if policy.arn is None else _path_in(policy.arn),
        "DefaultVersionId": ONLY_VERSION,
        "AttachmentCount": _attachments(call, policy),
        "IsAttachable": True,
    }


def _path_in(arn: str) -> str:
    return arn.partition(":policy")[2].rpartition("/")[0] + "/"
