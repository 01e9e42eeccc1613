"""Roles to assume, with the parameters that the state remembers."""

from __future__ import annotations

from aws_session.errors import UsageError
from aws_session.model import Record
from aws_session.model.identifiers import is_account

DEFAULT_ROLE = "OrganizationAccountAccessRole"
"""The role that Organizations creates in every account that it creates."""


class AssumeRoleRequest(Record):
    """A role to assume. `seconds` None is AWS's default, `session_name` None the caller's name.

    `role` includes its path; `arn` is set if it was given in full. All tags are `transitive`, or
    those in `transitive_keys`.
    """

    account: str
    role: str
    arn: str | None = None
    label: str = ""
    session_name: str | None = None
    seconds: int | None = None
    external_id: str | None = None
    source_identity: str | None = None
    tags: tuple[tuple[str, str], ...] = ()
    transitive: bool = False
    transitive_keys: tuple[str, ...] = ()
    policy: str | None = None
    policy_arns: tuple[str, ...] = ()

    REDACTED = ("external_id",)

    @property
    def all_transitive_keys(self) -> tuple[str, ...]:
        """The keys of the tags that stay through role chaining."""
        return tuple(key for key, _ in self.tags) if self.transitive else self.transitive_keys

    def arn_in(self, partition: str) -> str:
        return self.arn or f"arn:{partition}:iam::{self.account}:role/{self.role}"

    def request_params(self) -> tuple[tuple[str, str], ...]:
        """Return everything as pairs of texts, for the state."""
        pairs = [
            (name, value)
            for name in _TEXTS
            if (value := getattr(self, name)) is not None and value != ""
        ]
        if self.seconds is not None:
            pairs.append(("seconds", str(self.seconds)))
        pairs += [("tag", f"{key}={value}") for key, value in self.tags]
        pairs += [("transitive", "yes")] if self.transitive else []
        pairs += [("transitive_key", key) for key in self.transitive_keys]
        pairs += [("policy_arn", arn) for arn in self.policy_arns]
        return tuple(pairs)


_THEN = ("then", "")

BELOW = "below"
"""What a role remembers of the session below if nothing else was kept: its kind."""

_TEXTS = (
    "account", "role", "arn", "label", "session_name", "external_id", "source_identity", "policy"
)  # fmt: skip


def asked_of(roles: tuple[AssumeRoleRequest, ...]) -> tuple[tuple[str, str], ...]:
    """Return the roles of one pose as pairs of texts, for the state."""
    pairs: list[tuple[str, str]] = []
    for role in roles:
        pairs += [_THEN] if pairs else []
        pairs += role.request_params()
    return tuple(pairs)


def role_calls(asked: tuple[tuple[str, str], ...]) -> tuple[AssumeRoleRequest, ...]:
    """Return the roles in a state, in the order in which they were assumed."""
    calls: list[list[tuple[str, str]]] = [[]]
    for pair in asked:
        if pair == _THEN:
            calls.append([])
        else:
            calls[-1].append(pair)
    return tuple(map(_role_call, calls))


def _role_call(asked: list[tuple[str, str]]) -> AssumeRoleRequest:
    pairs = dict(asked)
    texts = {name: pairs[name] for name in _TEXTS if name in pairs}
    tags = (value.partition("=") for name, value in asked if name == "tag")
    return AssumeRoleRequest(
        **texts,
        seconds=int(pairs["seconds"]) if "seconds" in pairs else None,
        tags=tuple((key, value) for key, _, value in tags),
        transitive="transitive" in pairs,
        transitive_keys=tuple(value for name, value in asked if name == "transitive_key"),
        policy_arns=tuple(value for name, value in asked if name == "policy_arn"),
    )


_ROLE_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+=,.@-")


def checked_role(word: str) -> str:
    """Return a role's name, with its path if it has one, without a leading slash."""
    if word.startswith("arn:"):
        raise UsageError(
            f"{word} is an ARN, not the name of a role",
            hint=f"an ARN names the account, too: aws-session pose {word}",
        )
    role = word.removeprefix("role/").strip("/")
    name = role.rpartition("/")[2]
    if not is_role(name) or not _is_path(role):
        raise UsageError(
            f"{word!r} is not a valid role name",
            hint="for example: Admin, or with its path: team/Admin",
        )
    return role


def is_role_arn(word: str) -> bool:
    """Tell whether a word is a role's ARN, with any path and in any partition."""
    parts = word.split(":", 5)
    fits = len(parts) == 6 and parts[0] == "arn" and parts[2] == "iam"  # noqa: PLR2004
    return (
        fits
        and is_account(parts[4])
        and parts[5].startswith("role/")
        and _is_path(parts[5])
        and is_role(parts[5].rpartition("/")[2])
    )


def _is_path(role: str) -> bool:
    """Tell whether a role's name with its path has only characters that IAM accepts in a path."""
    return all(0x21 <= ord(letter) < 0x7F for letter in role)  # noqa: PLR2004


def is_role(name: str) -> bool:
    return bool(name) and _ROLE_LETTERS.issuperset(name) and len(name) <= 64  # noqa: PLR2004 - IAM's
