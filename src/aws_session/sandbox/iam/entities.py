"""Finding what an IAM call names, with the permission that the call needs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from aws_session.sandbox.account import Account
from aws_session.sandbox.errors import no_such_entity, validation_error
from aws_session.sandbox.operation import Call
from aws_session.sandbox.principals import Group, Holder, Role, User

_Entity = TypeVar("_Entity", bound=Holder)


@dataclass(frozen=True)
class HolderKind:
    """One of the three things that policies are put on, and what IAM's API calls it."""

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
        """Find the named one. Raises AccessDenied, then NoSuchEntity."""
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
    """Find the named user; without a name it is the one who calls."""
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


def tags(call: Call) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in call.get("Tags", ())}


def described_tags(held: Mapping[str, str]) -> list[Mapping[str, Any]]:
    return [{"Key": key, "Value": value} for key, value in held.items()]


def _find(call: Call, noun: str, name: str, entities: Mapping[str, _Entity]) -> _Entity:
    found = entities.get(name)
    arn = found.arn if found is not None else call.account.arn("iam", f"{noun}/{name}")
    call.authorize(arn, f"{noun} {name}")
    if found is None:
        raise no_such_entity(f"The {noun} with name {name} cannot be found.")
    return found
