"""Roles and their trust policies."""

import re
from urllib.parse import quote

from aws_session.sandbox.errors import (
    already_exists,
    delete_conflict,
    limit_exceeded,
    malformed_policy,
)
from aws_session.sandbox.iam.entities import (
    described_boundary,
    described_tags,
    find_boundary,
    find_role,
    is_taken,
    path,
    tags,
)
from aws_session.sandbox.iam.pages import page
from aws_session.sandbox.operation import Call, Operations, Output
from aws_session.sandbox.policy import Document, Principals, trust_policy
from aws_session.sandbox.principals import HOUR, Role

operations = Operations()

TRUST_POLICY_CHARACTERS = 2048

_ACCOUNT = re.compile(r"\d{12}", re.ASCII)
_ARN = re.compile(
    r"arn:(?P<partition>[^:]+):(?:iam|sts)::(?P<account>\d{12}):"
    r"(?:root|(?:user|role|assumed-role|federated-user)/.+)",
    re.ASCII,
)


@operations.answers("CreateRole")
def create_role(call: Call) -> Output:
    name = call["RoleName"]
    call.authorize(call.account.arn("iam", f"role{path(call)}{name}"))
    if is_taken(name, call.account.roles):
        raise already_exists(f"Role with name {name} already exists.")
    trust = _trust(call, call["AssumeRolePolicyDocument"])
    seconds = call.get("MaxSessionDuration", HOUR)
    given = tags(call)
    boundary = find_boundary(call) if call.get("PermissionsBoundary") else None
    role = call.account.add_role(name, trust, path=path(call), max_session=seconds)
    role.description = call.get("Description")
    role.tags.update(given)
    role.boundary = boundary
    return {"Role": _described(role)}


@operations.answers("GetRole")
def get_role(call: Call) -> Output:
    # The sandbox does not record when a role was last used.
    return {"Role": _described(find_role(call)) | {"RoleLastUsed": {}}}


@operations.answers("ListRoles")
def list_roles(call: Call) -> Output:
    call.authorize(call.account.arn("iam", "role/"))
    prefix = call.get("PathPrefix", "/")
    roles = sorted(call.account.roles.values(), key=lambda role: role.name)
    return page(call, "Roles", [_listed(r) for r in roles if r.path.startswith(prefix)])


@operations.answers("UpdateRole")
def update_role(call: Call) -> Output:
    role = find_role(call)
    role.max_session = call.get("MaxSessionDuration", role.max_session)
    role.description = call.get("Description", role.description)
    return {}


@operations.answers("UpdateAssumeRolePolicy")
def update_assume_role_policy(call: Call) -> Output:
    role = find_role(call)
    role.trust = _trust(call, call["PolicyDocument"])
    return {}


@operations.answers("PutRolePermissionsBoundary")
def put_role_permissions_boundary(call: Call) -> Output:
    find_role(call).boundary = find_boundary(call)
    return {}


@operations.answers("DeleteRolePermissionsBoundary")
def delete_role_permissions_boundary(call: Call) -> Output:
    find_role(call).boundary = None
    return {}


@operations.answers("DeleteRole")
def delete_role(call: Call) -> Output:
    role = find_role(call)
    if len(role.inline):
        raise delete_conflict("Cannot delete entity, must delete policies first.")
    if len(role.attached):
        raise delete_conflict("Cannot delete entity, must detach all policies first.")
    del call.account.roles[role.name]
    return {}


def _trust(call: Call, text: str) -> Document:
    document = trust_policy(text)
    if document.size > TRUST_POLICY_CHARACTERS:
        raise limit_exceeded(f"Cannot exceed quota for ACLSizePerRole: {TRUST_POLICY_CHARACTERS}")
    for statement in document.statements:
        if statement.principals is not None:
            _check_principals(call, statement.principals)
    return document


def _check_principals(call: Call, principals: Principals) -> None:
    for principal in principals.aws:
        if not _can_be(call, principal):
            raise malformed_policy(f'Invalid principal in policy: "AWS":"{principal}"')


def _can_be(call: Call, principal: str) -> bool:
    """Tell whether a trust policy may name a principal: it must exist, in this partition."""
    if principal == "*" or _ACCOUNT.fullmatch(principal):
        return principal == "*" or principal in call.cloud.accounts
    arn = _ARN.fullmatch(principal)
    if arn is None or arn["partition"] != call.cloud.partition:
        return False
    if arn["account"] not in call.cloud.accounts:
        return False
    if ":user/" in principal:
        return call.cloud.find_user(principal) is not None
    return ":role/" not in principal or call.cloud.find_role(principal) is not None


def _described(role: Role) -> Output:
    return _listed(role) | described_tags(role.tags) | described_boundary(role.boundary)


def _listed(role: Role) -> Output:
    return {
        "Path": role.path,
        "RoleName": role.name,
        "RoleId": role.id,
        "Arn": role.arn,
        "CreateDate": role.created,
        "AssumeRolePolicyDocument": quote(role.trust.text, safe=""),
        "Description": role.description,
        "MaxSessionDuration": role.max_session,
    }
