"""Finding the entity that an IAM call names, and checking the permission that the call needs."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from aws_session.sandbox.account import Account
from aws_session.sandbox.errors import invalid_input, no_such_entity, validation_error
from aws_session.sandbox.operation import Call, Output
from aws_session.sandbox.principal_policies import Policy
from aws_session.sandbox.principals import Group, Holder, Role, User

_Entity = TypeVar("_Entity", bound=Holder)


@dataclass(frozen=True)
class HolderKind:
    """One of the three kinds of entity that have policies, and its names in IAM's API."""

    word: str
    entities: Callable[[Account], Mapping[str, Holder]]
    inline_limit: int

    @property
    def noun(self) -> str:
        return self.word.lower()

    @property
    def parameter(self) -> str:
        return f"{self.word}Name"

    def find(self, call: Call) -> Holder:
        """Find the named entity. Raises AccessDenied, then NoSuchEntity."""
        return _find(call, self.noun, call[self.parameter], self.entities(call.account))


HOLDER_KINDS = (
    HolderKind("User", lambda account: account.users, 2048),
    HolderKind("Group", lambda account: account.groups, 5120),
    HolderKind("Role", lambda account: account.roles, 10240),
)


def find_user(call: Call) -> User:
    """Find the user that a call names. Raises AccessDenied, then NoSuchEntity."""
    return _find(call, "user", call["UserName"], call.account.users)


def find_user_or_caller(call: Call) -> User:
    """Find the named user, or the caller if no name is given."""
    if call.get("UserName") is not None:
        return find_user(call)
    principal = call.caller.principal
    if not isinstance(principal, User):
        raise validation_error("Must specify userName when calling with non-User credentials")
    call.authorize(principal.arn, f"user {principal.name}")
    return principal


def find_group(call: Call) -> Group:
    return _find(call, "group", call["GroupName"], call.account.groups)


def find_role(call: Call) -> Role:
    return _find(call, "role", call["RoleName"], call.account.roles)


def path(call: Call) -> str:
    return str(call.get("Path", "/"))


def is_taken(name: str, names: Iterable[str]) -> bool:
    """Tell whether a name already exists, ignoring case."""
    return name.lower() in {known.lower() for known in names}


def same_keys(tags: Iterable[Mapping[str, str]]) -> bool:
    """Tell whether two tags have the same key, ignoring case."""
    keys = [tag["Key"].lower() for tag in tags]
    return len(keys) != len(set(keys))


def tags(call: Call) -> dict[str, str]:
    """Return the tags of a call. Raises InvalidInput if two have the same key."""
    given = call.get("Tags", ())
    if same_keys(given):
        raise invalid_input(
            "Duplicate tag keys found. Please note that Tag keys are case insensitive."
        )
    return {tag["Key"]: tag["Value"] for tag in given}


def described_tags(held: Mapping[str, str]) -> Output:
    """Return the member that an answer has if there are tags; lists never have it."""
    pairs = [{"Key": key, "Value": value} for key, value in held.items()]
    return {"Tags": pairs} if pairs else {}


def find_boundary(call: Call) -> Policy:
    arn = call["PermissionsBoundary"]
    policy = call.account.policy(arn)
    if policy is None:
        raise no_such_entity(f"Scope ARN: {arn} does not exist or is not attachable.")
    return policy


def described_boundary(policy: Policy | None) -> Output:
    """Return the member that an answer has if there is a boundary; lists never have it."""
    if policy is None:
        return {}
    named = {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": policy.arn}
    return {"PermissionsBoundary": named}


def _find(call: Call, noun: str, name: str, entities: Mapping[str, _Entity]) -> _Entity:
    found = entities.get(name)
    arn = found.arn if found is not None else call.account.arn("iam", f"{noun}/{name}")
    call.authorize(arn, f"{noun} {name}")
    if found is None:
        raise no_such_entity(f"The {noun} with name {name} cannot be found.")
    return found
