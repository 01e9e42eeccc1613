"""Long-term access keys."""

from aws_session.sandbox.errors import limit_exceeded, no_such_entity
from aws_session.sandbox.iam.entities import find_user_or_caller
from aws_session.sandbox.iam.pages import page
from aws_session.sandbox.operation import Call, Operations, Output
from aws_session.sandbox.principals import AccessKey, User

operations = Operations()

KEYS_PER_USER = 2


@operations.answers("CreateAccessKey")
def create_access_key(call: Call) -> Output:
    user = find_user_or_caller(call)
    if len(user.keys) >= KEYS_PER_USER:
        raise limit_exceeded(f"Cannot exceed quota for AccessKeysPerUser: {KEYS_PER_USER}")
    key = user.add_key()
    return {"AccessKey": _described(user, key) | {"SecretAccessKey": key.secret}}


@operations.answers("ListAccessKeys")
def list_access_keys(call: Call) -> Output:
    user = find_user_or_caller(call)
    keys = [_described(user, key) for key in user.keys.values()]
    return page(call, "AccessKeyMetadata", keys)


@operations.answers("UpdateAccessKey")
def update_access_key(call: Call) -> Output:
    user = find_user_or_caller(call)
    _find(user, call["AccessKeyId"]).active = call["Status"] == "Active"
    return {}


@operations.answers("DeleteAccessKey")
def delete_access_key(call: Call) -> Output:
    user = find_user_or_caller(call)
    key = _find(user, call["AccessKeyId"])
    del user.keys[key.id], call.cloud.keys[key.id]
    return {}


def _find(user: User, key_id: str) -> AccessKey:
    key = user.keys.get(key_id)
    if key is None:
        raise no_such_entity(f"The Access Key with id {key_id} cannot be found.")
    return key


def _described(user: User, key: AccessKey) -> Output:
    return {
        "UserName": user.name,
        "AccessKeyId": key.id,
        "Status": "Active" if key.active else "Inactive",
        "CreateDate": key.created,
    }
