import json
from typing import Any

import pytest

from aws_session.sandbox.errors import AwsError
from aws_session.sandbox.policy import Effect, Request, identity_policy, trust_policy

ARN = "arn:aws:iam::111122223333:user/alice"


def says(statement: dict[str, Any], *, action: str = "iam:GetUser", **keys: Any) -> Effect | None:
    document = identity_policy({"Version": "2012-10-17", "Statement": statement})
    context = {
        name.replace("__", ":").lower(): (value,) if isinstance(value, str) else tuple(value)
        for name, value in keys.items()
    }
    return document.says(Request(action, ARN, context))


def allows(condition: dict[str, Any], **keys: Any) -> bool:
    statement = {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": condition}
    return says(statement, **keys) is Effect.ALLOW


@pytest.mark.parametrize(
    ("what", "applies"),
    [
        ({"Action": "IAM:getuser"}, True),
        ({"Action": "iam:Get*"}, True),
        ({"Action": "iam:Get????"}, True),
        ({"Action": "iam:Get?"}, False),
        ({"Action": ["sts:*", "iam:*"]}, True),
        ({"NotAction": "iam:*"}, False),
        ({"NotAction": "sts:*"}, True),
    ],
)
def test_actions_are_matched_in_any_case_with_wildcards(
    what: dict[str, Any], applies: bool
) -> None:
    assert (says({"Effect": "Allow", "Resource": "*"} | what) is Effect.ALLOW) is applies


@pytest.mark.parametrize(
    ("what", "applies"),
    [
        ({"Resource": ARN}, True),
        ({"Resource": ARN.upper().replace("ARN", "arn", 1)}, False),
        ({"Resource": "arn:aws:iam::*:user/*"}, True),
        ({"NotResource": ARN}, False),
        ({"Resource": "arn:aws:iam::*:user/${aws:username}"}, True),
        ({"Resource": "arn:aws:iam::*:user/${aws:userid}"}, False),
        ({"Resource": "arn:aws:iam::*:user/${aws:userid, 'alice'}"}, True),
    ],
)
def test_resources_are_matched_with_wildcards_and_variables(
    what: dict[str, Any], applies: bool
) -> None:
    found = says({"Effect": "Allow", "Action": "*"} | what, aws__username="alice")

    assert (found is Effect.ALLOW) is applies


def test_a_variables_value_is_not_a_pattern() -> None:
    statement = {
        "Effect": "Allow",
        "Action": "*",
        "Resource": "arn:aws:iam::*:user/${aws:username}",
    }

    assert says(statement, aws__username="*") is None


def test_deny_goes_before_allow() -> None:
    document = identity_policy(
        {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": effect, "Action": "*", "Resource": "*"} for effect in ("Allow", "Deny")
            ],
        }
    )

    assert document.says(Request("iam:GetUser", ARN, {})) is Effect.DENY


@pytest.mark.parametrize(
    ("condition", "keys", "holds"),
    [
        ({"StringEquals": {"a:b": ["x", "y"]}}, {"a__b": "y"}, True),
        ({"StringEquals": {"a:b": "X"}}, {"a__b": "x"}, False),
        ({"StringEquals": {"a:b": "x"}}, {}, False),
        ({"StringEqualsIfExists": {"a:b": "x"}}, {}, True),
        ({"StringEqualsIgnoreCase": {"a:b": "X"}}, {"a__b": "x"}, True),
        ({"StringNotEquals": {"a:b": ["x", "y"]}}, {"a__b": "y"}, False),
        ({"StringNotEquals": {"a:b": "x"}}, {}, True),
        ({"StringLike": {"a:b": "x*"}}, {"a__b": "xyz"}, True),
        ({"StringNotLike": {"a:b": "x*"}}, {"a__b": "xyz"}, False),
        ({"Bool": {"a:b": True}}, {"a__b": "true"}, True),
        ({"Bool": {"a:b": "true"}}, {}, False),
        ({"BoolIfExists": {"a:b": "false"}}, {}, True),
        ({"BoolIfExists": {"a:b": "false"}}, {"a__b": "true"}, False),
        ({"Null": {"a:b": "true"}}, {}, True),
        ({"Null": {"a:b": "false"}}, {}, False),
        ({"Null": {"a:b": "false"}}, {"a__b": "x"}, True),
        ({"NumericGreaterThan": {"a:b": 8}}, {"a__b": "9"}, True),
        ({"NumericGreaterThan": {"a:b": "8"}}, {"a__b": "8"}, False),
        ({"NumericLessThanEquals": {"a:b": "8"}}, {"a__b": "8"}, True),
        ({"NumericNotEquals": {"a:b": "8"}}, {"a__b": "8.0"}, False),
        ({"NumericLessThan": {"a:b": "8"}}, {"a__b": "no number"}, False),
        ({"DateLessThan": {"a:b": "2026-11-21T09:00:00Z"}}, {"a__b": "2026-11-21T08:59:59Z"}, True),
        (
            {"DateLessThan": {"a:b": "2026-11-21T09:00:00Z"}},
            {"a__b": "2026-11-21T09:00:00Z"},
            False,
        ),
        ({"DateGreaterThan": {"a:b": "1795251600"}}, {"a__b": "2026-11-21T09:00:01Z"}, True),
        ({"ArnLike": {"a:b": "arn:aws:iam::*:role/*"}}, {"a__b": "arn:aws:iam::1:role/x/y"}, True),
        ({"ArnLike": {"a:b": "arn:*:role/x"}}, {"a__b": "arn:aws:iam::1:role/x"}, False),
        ({"ArnNotEquals": {"a:b": ARN}}, {"a__b": ARN}, False),
        ({"IpAddress": {"a:b": "127.0.0.0/8"}}, {"a__b": "127.0.0.1"}, True),
        ({"NotIpAddress": {"a:b": "127.0.0.0/8"}}, {"a__b": "127.0.0.1"}, False),
        ({"ForAnyValue:StringEquals": {"a:b": "x"}}, {"a__b": ["x", "z"]}, True),
        ({"ForAnyValue:StringEquals": {"a:b": "x"}}, {}, False),
        ({"ForAllValues:StringEquals": {"a:b": ["x", "y"]}}, {"a__b": ["x", "z"]}, False),
        ({"ForAllValues:StringEquals": {"a:b": "x"}}, {}, True),
        ({"ForAnyValue:StringNotEquals": {"a:b": "x"}}, {"a__b": ["x", "z"]}, True),
        ({"StringEquals": {"A:B": "${c:d}"}}, {"a__b": "x", "c__d": "x"}, True),
        ({"StringEquals": {"a:b": "x"}, "Bool": {"c:d": "true"}}, {"a__b": "x"}, False),
    ],
)
def test_conditions_hold_as_documented(
    condition: dict[str, Any], keys: dict[str, Any], holds: bool
) -> None:
    assert allows(condition, **keys) is holds


GOOD = {"Effect": "Allow", "Action": "iam:*", "Resource": "*"}


@pytest.mark.parametrize(
    ("document", "complaint"),
    [
        ("{", "Syntax errors in policy."),
        ("[]", "Syntax errors in policy."),
        ({"Version": "2012-10-17"}, "Syntax errors in policy."),
        ({"Version": "2020-01-01", "Statement": GOOD}, "must be version 2012-10-17 or greater"),
        ({"Statement": GOOD | {"Effect": "allow"}}, "Syntax errors in policy."),
        ({"Statement": GOOD | {"Actions": "x"}}, "Syntax errors in policy."),
        ({"Statement": GOOD | {"NotAction": "iam:*"}}, "Syntax errors in policy."),
        ({"Statement": {"Effect": "Allow", "Resource": "*"}}, "Missing required field Action"),
        (
            {"Statement": {"Effect": "Allow", "Action": "*"}},
            "Policy statement must contain resources.",
        ),
        ({"Statement": GOOD | {"Action": "ListUsers"}}, "must be prefaced by a vendor"),
        (
            {"Statement": GOOD | {"Resource": "users"}},
            'Resource users must be in ARN format or "*"',
        ),
        ({"Statement": GOOD | {"Principal": "*"}}, "should not specify a principal"),
        ({"Statement": GOOD | {"Condition": {"Same": {"a:b": "x"}}}}, "Invalid Condition type"),
        ({"Statement": [GOOD | {"Sid": "x"}, GOOD | {"Sid": "x"}]}, "(SID) in a single policy"),
        ({"Statement": GOOD | {"Sid": "a b"}}, "(SID) must be alpha-numeric"),
        *(
            ({"Statement": GOOD | {"Condition": {operator: {"a:b": value}}}}, "Syntax errors in")
            for operator, value in (
                ("Bool", "yes"),
                ("BoolIfExists", "1"),
                ("Null", "never"),
                ("NumericLessThan", "eight"),
                ("ForAnyValue:NumericEquals", ["8", "x"]),
                ("DateLessThan", "yesterday"),
                ("DateNotEqualsIfExists", "2026-13-01T00:00:00Z"),
                ("IpAddress", "10.0.0.0/33"),
                ("NotIpAddress", "localhost"),
            )
        ),
    ],
)
def test_malformed_documents_are_refused(document: Any, complaint: str) -> None:
    source = document if isinstance(document, str) else json.dumps(document)

    with pytest.raises(AwsError) as caught:
        identity_policy(source)

    assert (caught.value.code, caught.value.status) == ("MalformedPolicyDocument", 400)
    assert complaint in caught.value.message


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"Resource": "*"}, "Has prohibited field Resource"),
        ({"Principal": None}, "Syntax errors in policy."),
        ({"Principal": {"aws": "*"}}, "Syntax errors in policy."),
        *(
            ({"Action": action}, "AssumeRole policy may only specify STS AssumeRole actions.")
            for action in ("s3:GetObject", "*", ["sts:AssumeRole", "iam:PassRole"])
        ),
    ],
)
def test_malformed_trust_policies_are_refused(change: dict[str, Any], complaint: str) -> None:
    good = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "*"}}
    assert trust_policy({"Version": "2012-10-17", "Statement": good})

    with pytest.raises(AwsError) as caught:
        trust_policy({"Version": "2012-10-17", "Statement": good | change})

    assert caught.value.message == complaint


def test_variables_mean_nothing_in_documents_of_the_old_version() -> None:
    pattern = {"Effect": "Allow", "Action": "*", "Resource": "arn:aws:iam::*:user/${aws:username}"}
    old = identity_policy({"Version": "2008-10-17", "Statement": pattern})

    assert old.says(Request("iam:GetUser", ARN, {"aws:username": ("alice",)})) is None
