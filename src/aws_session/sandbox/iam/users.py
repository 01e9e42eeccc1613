"""Users and the account's alias."""

from aws_session.sandbox.errors import (
    already_exists,
    delete_conflict,
    no_such_entity,
)
from aws_session.sandbox.iam.entities import (
    described_tags,
    find_user,
    find_user_or_caller,
    path,
    tags,
)
from aws_session.sandbox.iam.pages import page
from aws_session.sandbox.operation import Call, Operations, Output
from aws_session.sandbox.policy_book import Policy
from aws_session.sandbox.principals import User

operations = Operations()


@operations.answers("CreateUser")
def create_user(call: Call) -> Output:
    name = call["UserName"]
    call.authorize(call.account.arn("iam", f"user{path(call)}{name}"))
    if any(name.lower() == existing.lower() for existing in call.account.users):
        raise already_exists(f"User with name {name} already exists.")
    user = call.account.add_user(name, path(call))
    user.tags.update(tags(call))
    if call.get("PermissionsBoundary"):
        user.boundary = _boundary(call)
    return {"User": described(user)}


@operations.answers("GetUser")
def get_user(call: Call) -> Output:
    if call.get("UserName") is None and call.caller.is_root:
        root = {"UserId": call.account.id, "Arn": call.caller.arn, "Path": "/", "UserName": "root"}
        return {"User": root | {"CreateDate": call.account.joined}}
    return {"User": described(find_user_or_caller(call))}


@operations.answers("ListUsers")
def list_users(call: Call) -> Output:
    call.authorize(call.account.arn("iam", "user/"))
    prefix = call.get("PathPrefix", "/")
    users = sorted(call.account.users.values(), key=lambda user: user.name)
    return page(call, "Users", [described(u) for u in users if u.path.startswith(prefix)])


@operations.answers("UpdateUser")
def update_user(call: Call) -> Output:
    user = find_user(call)
    name = call.get("NewUserName", user.name)
    if name != user.name and name in call.account.users:
        raise already_exists(f"User with name {name} already exists.")
    del call.account.users[user.name]
    user.name, user.path = name, call.get("NewPath", user.path)
    call.account.users[name] = user
    return {}


@operations.answers("DeleteUser")
def delete_user(call: Call) -> Output:
    user = find_user(call)
    for held, action in (
        (user.keys, "delete access keys"),
        (user.devices, "deactivate MFA devices"),
        (user.groups, "remove users from group"),
        (user.inline, "delete policies"),
        (user.attached, "detach all policies"),
    ):
        if len(held):
            raise delete_conflict(f"Cannot delete entity, must {action} first.")
    del call.account.users[user.name]
    return {}


@operations.answers("PutUserPermissionsBoundary")
def put_user_permissions_boundary(call: Call) -> Output:
    find_user(call).boundary = _boundary(call)
    return {}


@operations.answers("DeleteUserPermissionsBoundary")
def delete_user_permissions_boundary(call: Call) -> Output:
    find_user(call).boundary = None
    return {}


@operations.answers("CreateAccountAlias")
def create_account_alias(call: Call) -> Output:
    call.authorize("*")
    alias = call["AccountAlias"]
    if any(account.alias == alias for account in call.cloud.accounts.values()):
        raise already_exists(f"The account alias {alias} already exists.")
    call.account.alias = alias
    return {}


@operations.answers("DeleteAccountAlias")
def delete_account_alias(call: Call) -> Output:
    call.authorize("*")
    if call.account.alias != call["AccountAlias"]:
        raise no_such_entity(f"The account alias {call['AccountAlias']} cannot be found.")
    call.account.alias = None
    return {}


@operations.answers("ListAccountAliases")
def list_account_aliases(call: Call) -> Output:
    call.authorize("*")
    return page(call, "AccountAliases", [call.account.alias] if call.account.alias else [])


def described(entity: User) -> Output:
    output: Output = {
        "Path": entity.path,
        "UserName": entity.name,
        "UserId": entity.id,
        "Arn": entity.arn,
        "CreateDate": entity.created,
        "Tags": described_tags(entity.tags),
    }
    if entity.boundary is not None:
        output["PermissionsBoundary"] = {
            "PermissionsBoundaryType": "Policy",
            "PermissionsBoundaryArn": entity.boundary.arn,
        }
    return output


def _boundary(call: Call) -> Policy:
    arn = call["PermissionsBoundary"]
    policy = call.account.policy(arn)
    if policy is None:
        raise no_such_entity(f"Scope ARN: {arn} does not exist or is not attachable.")
    return policy
