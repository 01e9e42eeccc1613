"""Policy documents: their syntax, and what they say about a request."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from aws_session.sandbox.conditions import Condition, Operator, is_value
from aws_session.sandbox.errors import malformed_policy
from aws_session.sandbox.pattern import Keys, matches, matches_action

_VERSIONS = ("2008-10-17", "2012-10-17")
_DOCUMENT_FIELDS = {"Version", "Id", "Statement"}
_STATEMENT_FIELDS = {
    "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource",
    "NotResource", "Condition",
}  # fmt: skip
_ACTION = re.compile(r"\*|[\w*?-]+:[\w*?-]+", re.ASCII)
_RESOURCE = re.compile(r"\*|arn:[^:]*:[^:]*:[^:]*:[^:]*:.+", re.DOTALL)


class Effect(Enum):
    """What a statement does."""

    ALLOW = "Allow"
    DENY = "Deny"


@dataclass(frozen=True)
class Request:
    """What is asked: an action on a resource, with the context's keys in lower case."""

    action: str
    resource: str
    keys: Keys


@dataclass(frozen=True)
class Caught:
    """The values that a statement either names or excludes."""

    patterns: tuple[str, ...]
    excluded: bool

    def catches(self, hits: Iterable[bool]) -> bool:
        return any(hits) is not self.excluded


@dataclass(frozen=True)
class Statement:
    """One statement. resources are None in a trust policy, principals in all others."""

    effect: Effect
    actions: Caught
    resources: Caught | None
    principals: "Principals | None"
    conditions: tuple[Condition, ...]
    variables: bool

    def applies(self, request: Request) -> bool:
        """Tell whether it applies to this request; principals are checked separately."""
        return (
            self._names_action(request.action)
            and self._names_resource(request)
            and self._conditions_hold(request.keys)
        )

    def _names_action(self, action: str) -> bool:
        return self.actions.catches(
            matches_action(pattern, action) for pattern in self.actions.patterns
        )

    def _names_resource(self, request: Request) -> bool:
        if self.resources is None:
            return True
        keys = request.keys if self.variables else None
        return self.resources.catches(
            matches(pattern, request.resource, keys) for pattern in self.resources.patterns
        )

    def _conditions_hold(self, keys: Keys) -> bool:
        variables = keys if self.variables else None
        return all(condition.holds(keys, variables) for condition in self.conditions)


@dataclass(frozen=True)
class Principals:
    """The principals of a policy: ARNs, account IDs or `*`, or all except these."""

    aws: tuple[str, ...]
    excluded: bool
    everyone: bool


@dataclass(frozen=True)
class Document:
    """A checked policy document and the text it was written in."""

    text: str
    statements: tuple[Statement, ...]

    def says(self, request: Request) -> Effect | None:
        """Return what it says: Deny takes precedence over Allow; None if no statement applies."""
        effects = {statement.effect for statement in self.statements if statement.applies(request)}
        if Effect.DENY in effects:
            return Effect.DENY
        return Effect.ALLOW if effects else None

    @property
    def size(self) -> int:
        """Characters that count towards a quota: all but whitespace."""
        return len("".join(self.text.split()))


def identity_policy(source: str | Mapping[str, Any]) -> Document:
    """Read a policy for a principal or a session. Raises MalformedPolicyDocument."""
    text, tree = _read(source)
    return Document(text, tuple(_identity_statement(s, tree) for s in _statements(tree)))


def trust_policy(source: str | Mapping[str, Any]) -> Document:
    """Read a role's trust policy. Raises MalformedPolicyDocument."""
    text, tree = _read(source)
    return Document(text, tuple(_trust_statement(s, tree) for s in _statements(tree)))


def resource_policy(source: str | Mapping[str, Any]) -> Document:
    """Read a policy that names principals and resources. Raises MalformedPolicyDocument.

    Resource control policies and the policies of VPC endpoints are of this kind.
    """
    text, tree = _read(source)
    return Document(text, tuple(_resource_statement(s, tree) for s in _statements(tree)))


def _read(source: str | Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    text = source if isinstance(source, str) else json.dumps(source)
    try:
        tree = json.loads(text)
    except ValueError as error:
        raise malformed_policy("Syntax errors in policy.") from error
    if not isinstance(tree, dict) or not tree.keys() <= _DOCUMENT_FIELDS:
        raise malformed_policy("Syntax errors in policy.")
    if tree.get("Version", _VERSIONS[0]) not in _VERSIONS:
        raise malformed_policy("Policy document must be version 2012-10-17 or greater.")
    return text, tree


def _statements(tree: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = tree.get("Statement")
    statements = [found] if isinstance(found, dict) else found
    if not isinstance(statements, list) or not statements:
        raise malformed_policy("Syntax errors in policy.")
    for statement in statements:
        if not isinstance(statement, dict) or not statement.keys() <= _STATEMENT_FIELDS:
            raise malformed_policy("Syntax errors in policy.")
    sids = [statement["Sid"] for statement in statements if statement.get("Sid")]
    if len(sids) != len(set(map(str, sids))):
        raise malformed_policy("Statement IDs (SID) in a single policy must be unique.")
    return statements


def _identity_statement(statement: dict[str, Any], tree: Mapping[str, Any]) -> Statement:
    if "Principal" in statement or "NotPrincipal" in statement:
        raise malformed_policy("Policy document should not specify a principal.")
    return _statement(statement, tree, _resources(statement), None)


def _resource_statement(statement: dict[str, Any], tree: Mapping[str, Any]) -> Statement:
    if statement.get("Principal") != "*":
        raise malformed_policy("Principal must be *.")
    return _statement(statement, tree, _resources(statement), _principals(statement))


def _resources(statement: Mapping[str, Any]) -> Caught:
    if "Resource" not in statement and "NotResource" not in statement:
        raise malformed_policy("Policy statement must contain resources.")
    resources = _caught(statement, "Resource")
    for pattern in resources.patterns:
        if not _RESOURCE.fullmatch(pattern):
            raise malformed_policy(f'Resource {pattern} must be in ARN format or "*".')
    return resources


def _trust_statement(statement: dict[str, Any], tree: Mapping[str, Any]) -> Statement:
    for prohibited in ("Resource", "NotResource"):
        if prohibited in statement:
            raise malformed_policy(f"Has prohibited field {prohibited}")
    read = _statement(statement, tree, None, _principals(statement))
    if not all(pattern.lower().startswith("sts:") for pattern in read.actions.patterns):
        raise malformed_policy("AssumeRole policy may only specify STS AssumeRole actions.")
    return read


def _statement(
    statement: dict[str, Any],
    tree: Mapping[str, Any],
    resources: Caught | None,
    principals: Principals | None,
) -> Statement:
    if statement.get("Effect") not in ("Allow", "Deny"):
        raise malformed_policy("Syntax errors in policy.")
    if not re.fullmatch(r"[A-Za-z0-9]*", str(statement.get("Sid", ""))):
        raise malformed_policy("Statement IDs (SID) must be alpha-numeric.")
    actions = _caught(statement, "Action")
    for pattern in actions.patterns:
        if not _ACTION.fullmatch(pattern):
            raise malformed_policy(
                "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
            )
    return Statement(
        Effect(statement["Effect"]),
        actions,
        resources,
        principals,
        tuple(_conditions(statement.get("Condition", {}))),
        variables=tree.get("Version") == _VERSIONS[1],
    )


def _caught(statement: Mapping[str, Any], field: str) -> Caught:
    present = [name for name in (field, f"Not{field}") if name in statement]
    if not present:
        raise malformed_policy(f"Missing required field {field}")
    if len(present) > 1:
        raise malformed_policy("Syntax errors in policy.")
    return Caught(_texts(statement[present[0]]), excluded=present[0] != field)


def _texts(value: Any) -> tuple[str, ...]:
    texts = value if isinstance(value, list) else [value]
    if not all(isinstance(text, str) for text in texts):
        raise malformed_policy("Syntax errors in policy.")
    return tuple(texts)


def _conditions(block: Any) -> Iterable[Condition]:
    if not isinstance(block, dict) or not all(isinstance(keys, dict) for keys in block.values()):
        raise malformed_policy("Syntax errors in policy.")
    for name, keys in block.items():
        try:
            operator = Operator.parse(name)
        except ValueError as error:
            raise malformed_policy(f"Invalid Condition type : {name}.") from error
        for key, wanted in keys.items():
            values = _scalars(wanted)
            if not all(is_value(operator, value) for value in values):
                raise malformed_policy("Syntax errors in policy.")
            yield Condition(operator, key, values)


def _scalars(value: Any) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    if not all(isinstance(item, str | int | float | bool) for item in values):
        raise malformed_policy("Syntax errors in policy.")
    return tuple(str(item).lower() if isinstance(item, bool) else str(item) for item in values)


def _principals(statement: Mapping[str, Any]) -> Principals:
    present = [name for name in ("Principal", "NotPrincipal") if name in statement]
    if len(present) != 1:
        raise malformed_policy("Missing required field Principal")
    excluded = present[0] == "NotPrincipal"
    named = statement[present[0]]
    if named == "*":
        return Principals((), excluded, everyone=True)
    if not isinstance(named, dict) or not named.keys() <= {
        "AWS", "Service", "Federated", "CanonicalUser",
    }:  # fmt: skip
        raise malformed_policy("Syntax errors in policy.")
    aws = _texts(named.get("AWS", []))
    return Principals(aws, excluded, everyone="*" in aws)
