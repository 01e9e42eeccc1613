"""Roles and whom they trust."""

from urllib.parse import quote

from aws_session.sandbox.errors import already_exists, delete_conflict, malformed_policy
from aws_session.sandbox.iam.entities import described_tags, find_role, path, tags
from aws_session.sandbox.iam.pages import page
from aws_session.sandbox.operation import Call, Operations, Output
from aws_session.sandbox.policy import Document, trust_policy
from aws_session.sandbox.principals import HOUR, Role

operations = Operations()


@operations.answers("CreateRole")
def create_role(call: Call) -> Output:
    name = call["RoleName"]
    call.authorize(call.account.arn("iam", f"role{path(call)}{name}"))
    if any(name.lower() == existing.lower() for existing in call.account.roles):
        raise already_exists(f"Role with name {name} already exists.")
    trust = _trust(call, call["AssumeRolePolicyDocument"])
    seconds = call.get("MaxSessionDuration", HOUR)
    role = call.account.add_role(name, trust, path=path(call), max_session=seconds)
    role.description = call.get("Description")
    role.tags.update(tags(call))
    return {"Role": _described(role)}


@operations.answers("GetRole")
def get_role(call: Call) -> Output:
    return {"Role": _described(find_role(call))}


@operations.answers("ListRoles")
def list_roles(call: Call) -> Output:
    call.authorize(call.account.arn("iam", "role/"))
    prefix = call.get("PathPrefix", "/")
    roles = sorted(call.account.roles.values(), key=lambda role: role.name)
    return page(call, "Roles", [_described(r) for r in roles if r.path.startswith(prefix)])


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
    for statement in document.statements:
        for principal in statement.principals.aws if statement.principals else ():
            if _is_missing(call, principal):
                raise malformed_policy(f'Invalid principal in policy: "AWS":"{principal}"')
    return document


def _is_missing(call: Call, arn: str) -> bool:
    """Whether it is the ARN of a user or role that does not exist."""
    if ":user/" in arn:
        return call.cloud.find_user(arn) is None
    return ":role/" in arn and call.cloud.find_role(arn) is None


def _described(role: Role) -> Output:
    return {
        "Path": role.path,
        "RoleName": role.name,
        "RoleId": role.id,
        "Arn": role.arn,
        "CreateDate": role.created,
        "AssumeRolePolicyDocument": quote(role.trust.text, safe=""),
        "Description": role.description,
        "MaxSessionDuration": role.max_session,
        "Tags": described_tags(role.tags),
    }
