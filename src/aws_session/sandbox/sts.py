"""The Security Token Service: sessions, roles, and who the caller is."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from aws_session.sandbox import authorization, fake_credentials, trust
from aws_session.sandbox.authorization import TRUST, Denial
from aws_session.sandbox.caller import Caller
from aws_session.sandbox.device import Device
from aws_session.sandbox.errors import AwsError, access_denied, no_such_entity, validation_error
from aws_session.sandbox.iam.entities import same_keys
from aws_session.sandbox.operation import Call, Operations, Output
from aws_session.sandbox.policy import Request, identity_policy
from aws_session.sandbox.principal_policies import Policy
from aws_session.sandbox.principals import HOUR, Role, Root, User
from aws_session.sandbox.session import RoleSession, Session
from aws_session.sandbox.trust import Trust

operations = Operations()

DEFAULT_SESSION = 12 * HOUR
MAX_POLICY_CHARACTERS = 2048
MAX_POLICY_ARNS = 10
MAX_TOKEN_BYTES = 4096
MAX_PACKED_PERCENT = 100

_ROLE_ARN = re.compile(r"arn:(?P<partition>[\w-]+):iam::(?P<account>\d{12}):role/.+", re.ASCII)


@operations.answers("GetCallerIdentity")
def get_caller_identity(call: Call) -> Output:
    return {"UserId": call.caller.user_id, "Account": call.account.id, "Arn": call.caller.arn}


@operations.answers("GetSessionToken")
def get_session_token(call: Call) -> Output:
    caller = call.caller
    if caller.session is not None or isinstance(caller.principal, Role):
        raise access_denied("Cannot call GetSessionToken with session credentials")
    with_code = _with_code(call)
    seconds = call.get("DurationSeconds", DEFAULT_SESSION)
    if caller.is_root:
        seconds = min(seconds, HOUR)
    session = Session(
        principal=caller.principal,
        issued=call.now(),
        expires=call.now() + seconds,
        token=_token(call, fake_credentials.USER_TOKEN_BYTES),
        mfa_at=with_code.mfa_at,
    )
    return {"Credentials": _credentials(call.cloud.remember(session))} | _size(session)


@operations.answers("GetAccessKeyInfo")
def get_access_key_info(call: Call) -> Output:
    if call.caller.session is not None and call.caller.session.role is None:
        raise access_denied(f"Cannot call {call.action} with session credentials")
    call.authorize("*")
    key_id = call["AccessKeyId"]
    key = call.cloud.keys.get(key_id)
    session = call.cloud.sessions.get(key_id)
    if key is not None:
        return {"Account": key.owner.account.id}
    if session is not None:
        return {"Account": session.principal.account.id}
    raise validation_error("Access Key not found")


@operations.answers("AssumeRole")
def assume_role(call: Call) -> Output:
    if call.caller.is_root:
        raise access_denied("Roles may not be assumed by root accounts.")
    match = _ROLE_ARN.fullmatch(call["RoleArn"])
    if match is None or match["partition"] != call.cloud.partition:
        raise validation_error("Request ARN is invalid")
    _check_tags(call)
    caller = _with_code(call)
    role = _allowed_role(call, caller)
    _check_duration(call, role)
    policies = _session_policies(call, role)
    _check_packed(call)
    role_session = RoleSession(
        name=call["RoleSessionName"],
        source_identity=_source_identity(call),
        tags=MappingProxyType(_inherited_tags(call) | _tags(call)),
        transitive=frozenset({*call.get("TransitiveTagKeys", ()), *_inherited_tags(call)}),
        policies=policies,
    )
    session = Session(
        principal=role,
        issued=call.now(),
        expires=call.now() + call.get("DurationSeconds", HOUR),
        token=_token(call, fake_credentials.ROLE_TOKEN_BYTES),
        role_session=role_session,
        chained=caller.session is not None,
    )
    assumed = Caller(role, session.key_id, call.cloud.remember(session))
    output: Output = {
        "Credentials": _credentials(session),
        "AssumedRoleUser": {"AssumedRoleId": assumed.user_id, "Arn": assumed.arn},
        "SourceIdentity": role_session.source_identity,
    }
    if call.get("Policy") or call.get("PolicyArns") or role_session.tags:
        output["PackedPolicySize"] = max(1, _packed(call) * 100 // MAX_POLICY_CHARACTERS)
    return output | _size(session)


def _check_packed(call: Call) -> None:
    packed = _packed(call) * 100 // MAX_POLICY_CHARACTERS
    if packed > MAX_PACKED_PERCENT:
        raise AwsError(
            "PackedPolicyTooLarge",
            f"Packed size of session tags consumes {packed}% of allotted space.",
        )


def _packed(call: Call) -> int:
    """Return how much of the token policies and tags take up; AWS packs them in its own way."""
    tags = sum(len(key) + len(value) for key, value in _tags(call).items())
    return len(call.get("Policy", "")) + 40 * len(call.get("PolicyArns", ())) + tags // 2


def _token(call: Call, size: tuple[int, int]) -> str:
    """Return a token of the usual size, or of the smallest size that the caller wants."""
    token = fake_credentials.session_token(size)
    return token.rjust(call.get("MinimumSessionTokenSize", 0), "A")


def _size(session: Session) -> Output:
    """Return what an answer says about its token's size: in bytes, and in percent of the limit."""
    size = len(session.token)
    return {
        "SessionTokenSize": size,
        "SessionTokenUtilization": -(-size * 100 // MAX_TOKEN_BYTES),
    }


def _credentials(session: Session) -> Output:
    return {
        "AccessKeyId": session.key_id,
        "SecretAccessKey": session.secret,
        "SessionToken": session.token,
        "Expiration": session.expires,
    }


def _with_code(call: Call) -> Caller:
    """Add an MFA context to the caller if the call has a valid code, which is then used."""
    serial, code = call.get("SerialNumber"), call.get("TokenCode")
    if serial is None and code is None:
        return call.caller
    if serial is None or code is None:
        raise access_denied(
            "MultiFactorAuthentication failed, must provide both MFA serial number "
            "and one time pass code."
        )
    device = _own_device(call.caller, serial)
    if device is None:
        raise access_denied(
            "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify "
            "your MFA serial number is valid and associated with this user."
        )
    if not device.accept(code, call.now()):
        raise access_denied("MultiFactorAuthentication failed with invalid MFA one time pass code.")
    return call.caller.with_mfa(call.now())


def _own_device(caller: Caller, serial: str) -> Device | None:
    principal = caller.principal
    if not isinstance(principal, Root | User):
        return None
    device = principal.devices.get(serial)
    return device if device is not None and device.can_be_asked else None


def _allowed_role(call: Call, caller: Caller) -> Role:
    """Find the role, if it trusts the caller and the caller's policies allow it."""
    arn = call["RoleArn"]
    role = call.cloud.find_role(arn)
    if role is None or role.account.state != "ACTIVE":
        raise authorization.refusal(caller, "sts:AssumeRole", arn)
    actions = ["sts:AssumeRole"]
    if call.get("Tags"):
        actions.append("sts:TagSession")
    if _source_identity(call):
        actions.append("sts:SetSourceIdentity")
    for action in actions:
        keys = authorization.context(call.cloud, caller, call.region, _keys(call))
        _authorize(call, caller, role, Request(action, arn, keys))
    return role


def _authorize(call: Call, caller: Caller, role: Role, request: Request) -> None:
    """Raise AccessDenied if needed; for another account, AWS does not name the missing Allow."""
    degree = trust.trust_in(role, caller, request)
    same_account = role.account is caller.account
    granted = same_account and degree is Trust.NAMED
    found = authorization.denial(call.cloud, caller, request, granted=granted, owner=role.account)
    if degree is Trust.DENIED and (found is None or not found.explicit):
        found = Denial(TRUST, explicit=True)
    elif degree is Trust.NONE and (found is None or not found.explicit):
        found = Denial(TRUST, explicit=False)
    if found is None:
        return
    if found.explicit or same_account:
        raise authorization.refused(caller, request, found)
    raise authorization.refusal(caller, request.action, request.resource)


def _keys(call: Call) -> Mapping[str, tuple[str, ...]]:
    keys: dict[str, tuple[str, ...]] = {"sts:RoleSessionName": (call["RoleSessionName"],)}
    if call.get("ExternalId"):
        keys["sts:ExternalId"] = (call["ExternalId"],)
    if identity := _source_identity(call):
        keys["sts:SourceIdentity"] = (identity,)
    tags = _tags(call)
    if tags:
        keys["aws:TagKeys"] = tuple(tags)
    for tag, value in tags.items():
        keys[f"aws:RequestTag/{tag}"] = (value,)
    if call.get("TransitiveTagKeys"):
        keys["sts:TransitiveTagKeys"] = tuple(call["TransitiveTagKeys"])
    return keys


def _check_duration(call: Call, role: Role) -> None:
    seconds = call.get("DurationSeconds", HOUR)
    if seconds > HOUR and call.caller.session is not None:
        raise validation_error(
            "The requested DurationSeconds exceeds the 1 hour session limit for roles "
            "assumed by role chaining."
        )
    if seconds > role.max_session:
        raise validation_error(
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
        )


def _source_identity(call: Call) -> str | None:
    """Return the source identity; once set, it stays for the whole chain."""
    before = call.caller.role_session
    inherited = before.source_identity if before else None
    wanted: str | None = call.get("SourceIdentity")
    if inherited and wanted and inherited != wanted:
        raise authorization.refusal(call.caller, "sts:SetSourceIdentity", call["RoleArn"])
    return wanted or inherited


def _check_tags(call: Call) -> None:
    """Refuse tags that no role accepts: reserved keys, the same key twice, too many."""
    for tag in call.get("Tags", ()):
        if tag["Key"].lower().startswith("aws:"):
            raise validation_error(
                "Tag keys with prefix 'aws:' are reserved and cannot be passed as session tags."
            )
    if same_keys(call.get("Tags", ())):
        raise AwsError(
            "InvalidParameterValue",
            "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
        )
    keys = {tag["Key"].lower() for tag in call.get("Tags", ())}
    if not keys.issuperset(key.lower() for key in call.get("TransitiveTagKeys", ())):
        raise AwsError(
            "InvalidParameterValue",
            "The specified transitive tag key must be included in the requested tags.",
        )
    if (call.get("SourceIdentity") or "").lower().startswith("aws:"):
        raise validation_error("SourceIdentity must not begin with 'aws:'.")


def _tags(call: Call) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in call.get("Tags", ())}


def _inherited_tags(call: Call) -> dict[str, str]:
    before = call.caller.role_session
    if before is None:
        return {}
    inherited = {key: before.tags[key] for key in before.transitive if key in before.tags}
    if {key.lower() for key in inherited} & {key.lower() for key in _tags(call)}:
        raise AwsError(
            "InvalidParameterValue",
            "One of the specified transitive tag keys can't be set because it conflicts with "
            "a transitive tag key from the calling session.",
        )
    return inherited


def _session_policies(call: Call, role: Role) -> tuple[Policy, ...]:
    inline: str = call.get("Policy", "")
    arns: list[Any] = [entry["arn"] for entry in call.get("PolicyArns", ())]
    if len(inline) + sum(map(len, arns)) > MAX_POLICY_CHARACTERS:
        raise validation_error(
            f"1 validation error detected: Value '{inline}' at 'policy' failed to satisfy "
            f"constraint: Member must have length less than or equal to {MAX_POLICY_CHARACTERS}"
        )
    if len(arns) > MAX_POLICY_ARNS:
        raise validation_error(
            f"1 validation error detected: Value '{arns}' at 'policyArns' failed to satisfy "
            f"constraint: Member must have length less than or equal to {MAX_POLICY_ARNS}"
        )
    policies = [Policy("session", identity_policy(inline))] if inline else []
    return (*policies, *(_managed(role, arn) for arn in arns))


def _managed(role: Role, arn: str) -> Policy:
    policy = role.account.policy(arn)
    if policy is None:
        raise no_such_entity(f"Policy {arn} does not exist or is not attachable.")
    return policy
