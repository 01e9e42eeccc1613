"""Users and the account's alias."""

from aws_session.sandbox.errors import (
    already_exists,
    delete_conflict,
    no_such_entity,
)
from aws_session.sandbox.iam.entities import (
    described_boundary,
    described_tags,
    find_boundary,
    find_user,
    find_user_or_caller,
    is_taken,
    path,
    tags,
)
from aws_session.sandbox.iam.pages import page
from aws_session.sandbox.operation import Call, Operations, Output
from aws_session.sandbox.principals import User

operations = Operations()


@operations.answers("CreateUser")
def create_user(call: Call) -> Output:
    name = call["UserName"]
    call.authorize(call.account.arn("iam", f"user{path(call)}{name}"))
    if is_taken(name, call.account.users):
        raise already_exists(f"User with name {name} already exists.")
    given = tags(call)
    boundary = find_boundary(call) if call.get("PermissionsBoundary") else None
    user = call.account.add_user(name, path(call))
    user.tags.update(given)
    user.boundary = boundary
    return {"User": _described(user)}


@operations.answers("GetUser")
def get_user(call: Call) -> Output:
    if call.get("UserName") is None and call.caller.is_root:
        root = {"UserId": call.account.id, "Arn": call.caller.arn, "Path": "/", "UserName": "root"}
        return {"User": root | {"CreateDate": call.account.joined}}
    return {"User": _described(find_user_or_caller(call))}


@operations.answers("ListUsers")
def list_users(call: Call) -> Output:
    call.authorize(call.account.arn("iam", "user/"))
    prefix = call.get("PathPrefix", "/")
    users = sorted(call.account.users.values(), key=lambda user: user.name)
    return page(call, "Users", [listed(u) for u in users if u.path.startswith(prefix)])


@operations.answers("UpdateUser")
def update_user(call: Call) -> Output:
    user = find_user(call)
    name = call.get("NewUserName", user.name)
    if is_taken(name, call.account.users.keys() - {user.name}):
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
    find_user(call).boundary = find_boundary(call)
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


def listed(user: User) -> Output:
    """Return a user as lists show it."""
    return {
        "Path": user.path,
        "UserName": user.name,
        "UserId": user.id,
        "Arn": user.arn,
        "CreateDate": user.created,
    }


def _described(user: User) -> Output:
    return listed(user) | described_tags(user.tags) | described_boundary(user.boundary)
