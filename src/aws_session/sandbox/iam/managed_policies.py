"""Managed policies, with one version each."""

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from aws_session.sandbox.errors import (
    already_exists,
    delete_conflict,
    limit_exceeded,
    no_such_entity,
)
from aws_session.sandbox.iam.entities import described_tags, is_taken, path, tags
from aws_session.sandbox.iam.pages import page
from aws_session.sandbox.operation import Call, Operations, Output
from aws_session.sandbox.policy import identity_policy
from aws_session.sandbox.principal_policies import Policy

if TYPE_CHECKING:
    from aws_session.sandbox.principals import Holder, Role, User

operations = Operations()

ONLY_VERSION = "v1"
POLICY_CHARACTERS = 6144


@operations.answers("CreatePolicy")
def create_policy(call: Call) -> Output:
    arn = call.account.arn("iam", f"policy{path(call)}{call['PolicyName']}")
    call.authorize(arn, f"policy {call['PolicyName']}")
    name = call["PolicyName"]
    if is_taken(name, (policy.name for policy in call.account.managed_policies.values())):
        raise already_exists(
            f"A policy called {name} already exists. Duplicate names are not allowed."
        )
    given = tags(call)
    if identity_policy(call["PolicyDocument"]).size > POLICY_CHARACTERS:
        raise limit_exceeded(f"Cannot exceed quota for PolicySize: {POLICY_CHARACTERS}")
    policy = replace(
        call.account.add_policy(name, call["PolicyDocument"], path(call)),
        description=call.get("Description"),
        tags=given,
    )
    call.account.managed_policies[arn] = policy
    return {"Policy": _listed(call, policy) | described_tags(policy.tags)}


@operations.answers("GetPolicy")
def get_policy(call: Call) -> Output:
    policy = _find(call)
    described: Output = {"Policy": _listed(call, policy) | described_tags(policy.tags)}
    if policy.description is not None:
        described["Policy"]["Description"] = policy.description
    return described


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
            "CreateDate": policy.created,
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
    return page(call, "Policies", [_listed(call, policy) for policy in policies])


@operations.answers("DeletePolicy")
def delete_policy(call: Call) -> Output:
    policy = _find(call)
    if _attachments(call, policy) or _bounded(call, policy):
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


def _listed(call: Call, policy: Policy) -> Output:
    return {
        "PolicyName": policy.name,
        "PolicyId": policy.id,
        "Arn": policy.arn,
        "Path": "/" if policy.arn is None else _path_in(policy.arn),
        "DefaultVersionId": ONLY_VERSION,
        "AttachmentCount": _attachments(call, policy),
        "PermissionsBoundaryUsageCount": _bounded(call, policy),
        "IsAttachable": True,
        "CreateDate": policy.created,
        "UpdateDate": policy.created,
    }


def _bounded(call: Call, policy: Policy) -> int:
    entities: tuple[User | Role, ...] = (
        *call.account.users.values(),
        *call.account.roles.values(),
    )
    return sum(entity.boundary is policy for entity in entities)


def _path_in(arn: str) -> str:
    return arn.partition(":policy")[2].rpartition("/")[0] + "/"
