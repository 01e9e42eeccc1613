"""The same questions to an independent policy evaluator.

Excluded because ministack is known to differ from AWS's documentation: variables such as
`${aws:username}` (not filled in there), ARN patterns whose wildcard crosses a colon (matched there,
although ARN operators compare part by part), several values for a condition operator without
ForAnyValue or ForAllValues, and values that are not numbers or dates for NumericNotEquals and
DateNotEquals.
"""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aws_session.sandbox.policy import Effect, Request, identity_policy

evaluator = pytest.importorskip("ministack.core.iam_evaluator")

pytestmark = pytest.mark.slow

ACTIONS = ["iam:ListUsers", "iam:GetUser", "sts:AssumeRole", "organizations:ListAccounts"]
ACTION_PATTERNS = [*ACTIONS, "*", "iam:*", "iam:Get*", "IAM:listusers", "s?s:*", "sts:Assume????"]
RESOURCES = [
    "*",
    "arn:aws:iam::111122223333:user/alice",
    "arn:aws:iam::111122223333:user/team/bob",
    "arn:aws:iam::210987654321:role/Admin",
]
RESOURCE_PATTERNS = [
    *RESOURCES,
    "arn:aws:iam::*:user/*",
    "arn:aws:iam::111122223333:*",
    "arn:aws:iam::111122223333:user/ALICE",
    "arn:aws:iam::??????????21:role/A*",
]

STRINGS = ["alice", "Alice", "bob", "al*", "?lice", "*", ""]
NUMBERS = ["0", "1", "900", "28800", "28801", "-3"]
DATES = ["2026-11-21T09:00:00Z", "2026-11-21T09:00:01Z", "2025-01-01T00:00:00Z"]
ARNS = [
    "arn:aws:iam::111122223333:user/alice",
    "arn:aws:iam::*:user/*",
    "arn:aws:iam::111122223333:role/*",
    "arn:aws:sts::111122223333:assumed-role/Admin/alice",
]
BOOLS = ["true", "false"]
ADDRESSES = ["127.0.0.1", "10.0.0.0/8", "127.0.0.0/8"]


def compared(*relations: str) -> list[str]:
    return ["Equals", "NotEquals", *relations]


ORDER = compared("LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals")
# Each family: its operators, values in policies, values in requests.
FAMILIES: list[tuple[list[str], list[str], list[str]]] = [
    (
        [f"String{r}" for r in compared("EqualsIgnoreCase", "NotEqualsIgnoreCase")]
        + ["StringLike", "StringNotLike"],
        STRINGS,
        ["alice", "Alice", "bob", ""],
    ),
    ([f"Numeric{relation}" for relation in ORDER], NUMBERS, NUMBERS),
    ([f"Date{relation}" for relation in ORDER], DATES, DATES),
    (["Bool"], BOOLS, BOOLS),
    (["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"], ARNS, [ARNS[0], ARNS[3]]),
    (["IpAddress", "NotIpAddress"], ADDRESSES, ["127.0.0.1", "10.1.2.3"]),
]
KEYS = [f"test:family{number}" for number in range(len(FAMILIES))]


@st.composite
def conditions(draw: st.DrawFn) -> dict[str, dict[str, list[str]]]:
    block: dict[str, dict[str, list[str]]] = {}
    for _ in range(draw(st.integers(0, 3))):
        number = draw(st.integers(0, len(FAMILIES) - 1))
        operators, wanted, _given = FAMILIES[number]
        if draw(st.integers(0, 5)) == 0:
            block.setdefault("Null", {})[KEYS[number]] = [draw(st.sampled_from(BOOLS))]
            continue
        quantifier = draw(st.sampled_from(["", "", "ForAnyValue:", "ForAllValues:"]))
        suffix = draw(st.sampled_from(["", "", "IfExists"]))
        name = quantifier + draw(st.sampled_from(operators)) + suffix
        values = draw(st.lists(st.sampled_from(wanted), min_size=1, max_size=3, unique=True))
        block.setdefault(name, {})[KEYS[number]] = values
    return block


@st.composite
def statements(draw: st.DrawFn) -> dict[str, Any]:
    actions = draw(st.lists(st.sampled_from(ACTION_PATTERNS), min_size=1, max_size=3))
    resources = draw(st.lists(st.sampled_from(RESOURCE_PATTERNS), min_size=1, max_size=3))
    return {
        "Effect": draw(st.sampled_from(["Allow", "Allow", "Deny"])),
        draw(st.sampled_from(["Action", "Action", "NotAction"])): actions,
        draw(st.sampled_from(["Resource", "Resource", "NotResource"])): resources,
        "Condition": draw(conditions()),
    }


documents = st.lists(statements(), min_size=1, max_size=4).map(
    lambda found: {"Version": "2012-10-17", "Statement": found}
)


@st.composite
def contexts(draw: st.DrawFn) -> dict[str, str]:
    return {
        key: draw(st.sampled_from(given_values))
        for key, (_, _, given_values) in zip(KEYS, FAMILIES, strict=True)
        if draw(st.booleans())
    }


def ours(document: dict[str, Any], action: str, resource: str, keys: dict[str, str]) -> str:
    context = {key: (value,) for key, value in keys.items()}
    found = identity_policy(document).says(Request(action, resource, context))
    names = {Effect.ALLOW: "Allow", Effect.DENY: "Deny", None: "ImplicitDeny"}
    return names[found]


def theirs(document: dict[str, Any], action: str, resource: str, keys: dict[str, str]) -> str:
    context = evaluator.EvalContext(
        principal_arn=ARNS[0],
        principal_type="User",
        principal_account="111122223333",
        action=action,
        resource_arn=resource,
        region="us-east-1",
        service_context=keys,
    )
    parsed = evaluator.parse_policy_document(document)
    return str(evaluator.evaluate(context, [parsed]).decision)


@settings(max_examples=4000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents, st.sampled_from(ACTIONS), st.sampled_from(RESOURCES), contexts())
def test_two_evaluators_say_the_same(
    document: dict[str, Any], action: str, resource: str, keys: dict[str, str]
) -> None:
    assert ours(document, action, resource, keys) == theirs(document, action, resource, keys)
