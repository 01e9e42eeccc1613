"""How each wording of a denial is parsed, and the complete error about it."""

from __future__ import annotations

from typing import Any

import pytest

from aws_session.aws import access_denied, error_messages
from aws_session.aws.access_denied import Asked, Denial
from aws_session.aws.error_messages import AwsError
from aws_session.errors import SessionError

USER = "User: arn:aws:iam::111122223333:user/alice is not authorized to perform: "
ROLE = "arn:aws:iam::210987654321:role/Admin"
SCP = "arn:aws:organizations::111122223333:policy/o-a1/service_control_policy/p-b2"
RCP = SCP.replace("service", "resource")
MINE = "arn:aws:iam::111122223333:policy/enforce-mfa"
ASSUME = "sts:AssumeRole"


@pytest.mark.parametrize(
    ("message", "denial"),
    [
        (
            f"{USER}sts:AssumeRole because no role trust policy allows the sts:AssumeRole action",
            Denial(ASSUME, "role trust policy", explicit=False),
        ),
        (
            f"{USER}sts:AssumeRole with an explicit deny in the role trust policy",
            Denial(ASSUME, "role trust policy", explicit=True),
        ),
        (
            f"{USER}sts:TagSession on resource: {ROLE}",
            Denial("sts:TagSession", "", explicit=False),
        ),
        (
            (
                f"{USER}s3:GetObject on resource: arn:aws:s3:::a with an explicit deny in an "
                f"identity-based policy: {MINE}"
            ),
            Denial("s3:GetObject", "identity-based policy", explicit=True, arn=MINE),
        ),
        (
            f"{USER}s3:GetObject with an explicit deny in a service control policy: {SCP}",
            Denial("s3:GetObject", "service control policy", explicit=True, arn=SCP),
        ),
        (
            f"{USER}s3:GetObject with an explicit deny in a resource control policy: {RCP}",
            Denial("s3:GetObject", "resource control policy", explicit=True, arn=RCP),
        ),
        (
            f"{USER}s3:GetObject because no resource control policy allows the s3:GetObject action",
            Denial("s3:GetObject", "resource control policy", explicit=False),
        ),
        (
            (
                f"{USER}s3:GetObject with an explicit deny in a VPC endpoint policy transitively "
                "through a service control policy"
            ),
            Denial("s3:GetObject", "VPC endpoint policy", explicit=True),
        ),
        (
            f"{USER}s3:GetObject because no VPC endpoint policy allows the s3:GetObject action",
            Denial("s3:GetObject", "VPC endpoint policy", explicit=False),
        ),
        (
            # A name that a user chose must not count as AWS's words.
            (
                f"{USER}iam:GetUser on resource: user session policy because no "
                f"permissions boundary "
                "allows the iam:GetUser action"
            ),
            Denial("iam:GetUser", "permissions boundary", explicit=False),
        ),
        ("with an explicit deny", Denial("iam:GetUser", "", explicit=True)),
        ("", Denial("iam:GetUser", "", explicit=False)),
    ],
)
def test_a_denial_is_read(message: str, denial: Denial) -> None:
    assert access_denied.read(message, "iam:GetUser") == denial


def explained(message: str, operation: str = ASSUME, **known: Any) -> tuple[str, str]:
    refusal = AwsError(operation, "AccessDenied", message, 403, 0)
    error = error_messages.explain(refusal.replace(**known), "the session of this shell")
    assert isinstance(error, SessionError)
    return error.message, error.hint or ""


def deny(kind: str, action: str = ASSUME) -> str:
    return f"{USER}{action} on resource: {ROLE} with an explicit deny in {kind}"


SESSION = "a session with MFA is denied, too, ask"
START = "To start one: aws-session"


@pytest.mark.parametrize(
    ("kind", "named", "owner"),
    [
        ("an identity-based policy", "an identity-based policy",
         "the administrator of your IAM user"),
        (f"an identity-based policy: {MINE}", f"an identity-based policy ({MINE})",
         "the administrator of your IAM user"),
        (f"a service control policy: {SCP}", f"a service control policy ({SCP})",
         "the administrator of the organization"),
        (f"a resource control policy: {RCP}", f"a resource control policy ({RCP})",
         "the administrator of the organization"),
        ("a permissions boundary", "a permissions boundary", "the administrator of your IAM user"),
        ("a session policy", "a session policy", "whoever started the session"),
        ("a VPC endpoint policy", "a VPC endpoint policy", "the administrator of this network"),
        ("the role trust policy", "the role's trust policy", "the administrator of the role"),
    ],
)  # fmt: skip
def test_without_a_code_a_session_comes_before_the_owner(kind: str, named: str, owner: str) -> None:
    asked = Asked(role=ROLE)

    assert explained(deny(kind), with_mfa=False, asked=asked) == (
        f"{named} denies sts:AssumeRole on {ROLE} to the session of this shell",
        (
            "no code was given, and the policy may require one: leave out --no-mfa; if the role is "
            f"denied then, too, ask {owner}"
        ),
    )
    assert explained(deny(kind), with_mfa=False)[1] == (
        f"no code was given, and the policy may require one; if {SESSION} {owner}. {START}"
    )


@pytest.mark.parametrize(
    ("kind", "hint"),
    [
        (
            "an identity-based policy",
            (
                "the session may have been revoked, or its code may be too old; if a new one "
                f"is denied, too, ask the administrator of your IAM user. {START}"
            ),
        ),
        ("a service control policy", "ask the administrator of the organization"),
        ("a resource control policy", "ask the administrator of the organization"),
        ("a permissions boundary", "ask the administrator of your IAM user"),
        ("a session policy", "ask whoever started the session"),
        ("the role trust policy", "ask the administrator of the role"),
        (
            "a VPC endpoint policy",
            "ask the administrator of this network about the VPC endpoint, or use another network",
        ),
    ],
)
def test_with_a_code_the_hint_does_not_lead_in_a_circle(kind: str, hint: str) -> None:
    asked = Asked(role=ROLE)

    assert explained(deny(kind), with_mfa=True, asked=asked)[1] == hint


@pytest.mark.parametrize("kind", ["an identity-based policy", "a service control policy"])
def test_after_a_code_no_hint_asks_for_one(kind: str) -> None:
    fresh = Asked(role=ROLE, fresh=True)
    sent = Asked(role=ROLE, with_code=True)

    assert "aws-session" not in explained(deny(kind), with_mfa=True, asked=fresh)[1]
    assert "aws-session" not in explained(deny(kind), with_mfa=True, asked=sent)[1]


@pytest.mark.parametrize("with_mfa", [False, None, True])
def test_without_a_session_yet_the_hint_does_not_start_one(with_mfa: bool | None) -> None:
    operation = "sts:GetSessionToken"
    text = f"{USER}{operation} with an explicit deny in a VPC endpoint policy"

    assert explained(text, operation, with_mfa=with_mfa) == (
        "a VPC endpoint policy denies sts:GetSessionToken to the session of this shell",
        "ask the administrator of this network about the VPC endpoint, or use another network",
    )


@pytest.mark.parametrize(
    ("action", "option", "setting"),
    [
        ("sts:TagSession", "--tag", "session_tags"),
        ("sts:SetSourceIdentity", "--source-identity", "source_identity"),
    ],
)
@pytest.mark.parametrize(
    "reason", [f"on resource: {ROLE}", "because no role trust policy allows the ACTION action"]
)
def test_a_role_that_rejects_tags_can_be_assumed_without_them(
    action: str, option: str, setting: str, reason: str
) -> None:
    text = f"{USER}{action} {reason.replace('ACTION', action)}"

    assert explained(text, asked=Asked(role=ROLE, given=(option,)), with_mfa=True) == (
        f"the session of this shell is not allowed to call {action} on {ROLE}",
        (
            f"have the role's trust policy allow {action}, or leave out {option} "
            f"(in a profile: {setting})"
        ),
    )


@pytest.mark.parametrize("with_mfa", [None, False])
def test_a_role_session_is_never_sent_for_a_code(*, with_mfa: bool | None) -> None:
    text = f"{USER}sts:AssumeRole because no role trust policy allows the sts:AssumeRole action"
    asked = Asked(role=ROLE, by_role=True)

    assert explained(text, asked=asked, with_mfa=with_mfa)[1] == (
        "it must name you, cannot require MFA of a role session, and may require an external ID "
        "(--external-id); otherwise ask the administrator of the role"
    )
    assert explained(deny("a service control policy"), asked=asked, with_mfa=with_mfa)[1] == (
        "ask the administrator of the organization; if the policy requires MFA, which a role "
        f"session never has, assume the role from your MFA session: aws-session pose {ROLE}"
    )


def test_a_source_identity_cannot_be_changed_on_the_way() -> None:
    text = f"{USER}sts:SetSourceIdentity on resource: {ROLE}"
    asked = Asked(role=ROLE, given=("--source-identity",), by_role=True)

    assert explained(text, asked=asked, with_mfa=False)[1] == (
        "have the role's trust policy allow sts:SetSourceIdentity, or leave out --source-identity "
        "(in a profile: source_identity): the role of this shell may have one, which cannot be "
        "changed"
    )


def test_a_role_that_the_users_own_policies_do_not_allow() -> None:
    text = f"{USER}sts:TagSession on resource: {ROLE} because no identity-based policy allows the "
    text += "sts:TagSession action"

    assert explained(text, asked=Asked(role=ROLE, given=("--tag",)), with_mfa=True) == (
        (
            f"the session of this shell is not allowed to call sts:TagSession on {ROLE}: "
            "no identity-based policy allows it"
        ),
        ("leave out --tag (in a profile: session_tags), or ask the administrator of your IAM user"),
    )


def test_quarantine_is_reported_before_anything_else() -> None:
    arn = "arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3"
    message, hint = explained(deny(f"an identity-based policy: {arn}"), with_mfa=False)

    assert message == (
        f"AWS found an exposed access key of this user and restricted the user: {arn} denies "
        "sts:AssumeRole to the session of this shell"
    )
    assert hint == (
        "create a new access key, delete the exposed one, and check in CloudTrail what "
        "others did with it; then detach that policy. To list your keys: aws iam "
        "list-access-keys"
    )


def test_the_role_is_named_from_the_call_where_aws_names_none() -> None:
    text = f"{USER}sts:AssumeRole because no role trust policy allows the sts:AssumeRole action"

    assert explained(text, with_mfa=False, asked=Asked(role=ROLE)) == (
        (
            f"the session of this shell is not allowed to assume the role {ROLE}: its trust "
            "policy does not allow it"
        ),
        (
            "no code was given, and the trust policy may require one; it must name you, and "
            "may require an external ID (--external-id); otherwise ask the administrator of "
            f"the role. To send a code: aws-session pose {ROLE} --mfa"
        ),
    )


def test_an_external_id_that_was_given_may_be_another() -> None:
    asked = Asked(role=ROLE, given=("--external-id",))
    bare = f"{USER}sts:AssumeRole on resource: {ROLE}"
    trust = f"{USER}sts:AssumeRole because no role trust policy allows the sts:AssumeRole action"

    assert "requires another external ID" in explained(bare, asked=asked)[1]
    assert "may require another external ID" in explained(trust, asked=asked)[1]


BAD = "1 validation error detected: Value 'x' at '{}' failed to satisfy constraint: no"


@pytest.mark.parametrize(
    ("operation", "code", "text", "hint"),
    [
        (ASSUME, "ValidationError", "Request ARN is invalid",
         "check the account and the role: aws-session pose ACCOUNT ROLE"),
        (ASSUME, "ValidationError", BAD.format("roleArn"),
         "check the account and the role: aws-session pose ACCOUNT ROLE"),
        (ASSUME, "ValidationError", BAD.format("roleSessionName"),
         ("check the role session name: --session-name, session_name in the settings, or "
          "role_session_name in a profile")),
        (ASSUME, "ValidationError", BAD.format("sourceIdentity"),
         "check --source-identity (in a profile: source_identity)"),
        (ASSUME, "ValidationError", BAD.format("externalId"),
         "check --external-id (in a profile: external_id)"),
        (ASSUME, "ValidationError", BAD.format("durationSeconds"),
         "check --duration (in a profile: duration_seconds)"),
        (ASSUME, "ValidationError", BAD.format("tags.1.member.key"),
         "check --tag (in a profile: session_tags)"),
        (ASSUME, "ValidationError", BAD.format("transitiveTagKeys"),
         "check --tag (in a profile: transitive_session_tags)"),
        (ASSUME, "ValidationError", BAD.format("policyArns"), "check --policy-arn"),
        (ASSUME, "ValidationError", BAD.format("policy"), "check --policy"),
        (ASSUME, "ValidationError", "something else", "check the role and its options"),
        ("sts:GetSessionToken", "ValidationError", BAD.format("serialNumber"),
         "check the device's ARN: aws-session devices"),
        ("sts:GetSessionToken", "ValidationError", "no", "check the device's ARN and the duration"),
        (ASSUME, "NoSuchEntity", "Policy arn:x does not exist or is not attachable.",
         "check --policy-arn"),
        (ASSUME, "InvalidParameterValue", "Duplicate tag keys found.",
         ("check --tag (in a profile: session_tags): keys that differ only in case are the "
          "same, and a transitive tag of the current session cannot be set again")),
        (ASSUME, "PackedPolicyTooLarge", "Packed size of session tags consumes 187%",
         ("check --policy, --policy-arn and --tag (in a profile: session_tags); they share one "
          "size limit")),
        ("sts:GetSessionToken", "AccessDenied",
         ("MultiFactorAuthentication failed, must provide both MFA serial number and one time pass "
         "code."), "give both: aws-session mfa DEVICE --code CODE"),
    ],
)  # fmt: skip
def test_what_aws_finds_malformed_is_named(operation: str, code: str, text: str, hint: str) -> None:
    error = error_messages.explain(AwsError(operation, code, text, 400, 0), "it")

    assert error.hint == hint


@pytest.mark.parametrize(
    ("given", "lacking"),
    [
        ((), ""),
        (("--tag",), ", it does not allow sts:TagSession (--tag)"),
        (("--source-identity",), ", it does not allow sts:SetSourceIdentity (--source-identity)"),
        (
            ("--source-identity", "--tag"),
            (
                ", it does not allow sts:TagSession (--tag), it does not allow "
                "sts:SetSourceIdentity (--source-identity)"
            ),
        ),
    ],
)
def test_what_the_options_of_a_call_need_is_among_the_likely_reasons(
    given: tuple[str, ...], lacking: str
) -> None:
    denial = Denial(ASSUME, "", explicit=False)
    asked = Asked(role="arn:aws:iam::210987654321:role/Admin", given=given)
    error = access_denied.explain(denial, ASSUME, "it", asked, with_mfa=True)

    assert error.hint == (
        "likely reasons: the role does not exist in that account, its trust policy does not name "
        "you or requires an external ID "
        f"(--external-id){lacking}, or your own policies do not allow it"
    )
    assert access_denied.actions_for(tags=True, source_identity=True) == (
        "sts:TagSession",
        "sts:SetSourceIdentity",
    )
