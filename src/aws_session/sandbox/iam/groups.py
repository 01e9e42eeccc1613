"""Groups and their members."""

from aws_session.sandbox.errors import already_exists, delete_conflict, no_such_entity
from aws_session.sandbox.iam import users
from aws_session.sandbox.iam.entities import find_group, find_user, is_taken, path
from aws_session.sandbox.iam.pages import page
from aws_session.sandbox.operation import Call, Operations, Output
from aws_session.sandbox.principals import Group, User

operations = Operations()


@operations.answers("CreateGroup")
def create_group(call: Call) -> Output:
    name = call["GroupName"]
    call.authorize(call.account.arn("iam", f"group{path(call)}{name}"))
    if is_taken(name, call.account.groups):
        raise already_exists(f"Group with name {name} already exists.")
    return {"Group": _described(call.account.add_group(name, path(call)))}


@operations.answers("GetGroup")
def get_group(call: Call) -> Output:
    group = find_group(call)
    members = [users.listed(user) for user in _members(call, group)]
    return {"Group": _described(group)} | page(call, "Users", members)


@operations.answers("ListGroups")
def list_groups(call: Call) -> Output:
    call.authorize(call.account.arn("iam", "group/"))
    groups = sorted(call.account.groups.values(), key=lambda group: group.name)
    return page(call, "Groups", [_described(group) for group in groups])


@operations.answers("DeleteGroup")
def delete_group(call: Call) -> Output:
    group = find_group(call)
    if _members(call, group) or len(group.inline) or len(group.attached):
        raise delete_conflict("Cannot delete entity, must remove users and policies first.")
    del call.account.groups[group.name]
    return {}


@operations.answers("AddUserToGroup")
def add_user_to_group(call: Call) -> Output:
    group = find_group(call)
    _user(call).groups[group.name] = group
    return {}


@operations.answers("RemoveUserFromGroup")
def remove_user_from_group(call: Call) -> Output:
    group = find_group(call)
    _user(call).groups.pop(group.name, None)
    return {}


@operations.answers("ListGroupsForUser")
def list_groups_for_user(call: Call) -> Output:
    groups = [_described(group) for group in find_user(call).groups.values()]
    return page(call, "Groups", groups)


def _user(call: Call) -> User:
    user = call.account.users.get(call["UserName"])
    if user is None:
        raise no_such_entity(f"The user with name {call['UserName']} cannot be found.")
    return user


def _members(call: Call, group: Group) -> list[User]:
    return [user for user in call.account.users.values() if group.name in user.groups]


def _described(group: Group) -> Output:
    return {
        "Path": group.path,
        "GroupName": group.name,
        "GroupId": group.id,
        "Arn": group.arn,
        "CreateDate": group.created,
    }
