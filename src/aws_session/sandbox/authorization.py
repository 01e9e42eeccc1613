"""Whether a caller may do something, and in which words AWS says no."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from aws_session.sandbox.caller import Caller
from aws_session.sandbox.cloud import Cloud
from aws_session.sandbox.errors import AwsError, access_denied
from aws_session.sandbox.policy import Effect, Request
from aws_session.sandbox.policy_book import Policy

_IDENTITY = "identity-based policy"
_BOUNDARY = "permissions boundary"
_SESSION = "session policy"
_CONTROL = "service control policy"


@dataclass(frozen=True)
class Denial:
    """Which kind of policy said no, by a Deny statement or by the lack of an Allow."""

    kind: str
    explicit: bool
    arn: str | None = None

    @property
    def reason(self) -> str:
        if not self.explicit:
            return f"because no {self.kind} allows the {{action}} action"
        article = "an" if self.kind == _IDENTITY else "a"
        suffix = f": {self.arn}" if self.arn else ""
        return f"with an explicit deny in {article} {self.kind}{suffix}"


def denial(
    cloud: Cloud, caller: Caller, request: Request, *, granted: bool = False
) -> Denial | None:
    """Say why the caller's own policies refuse, if they do.

    granted: a resource policy names the caller, so that only an explicit deny can refuse.
    """
    now = cloud.now()
    kinds: list[tuple[str, tuple[Policy, ...] | None]] = [
        (_CONTROL, _control_policies(cloud, caller)),
        (_IDENTITY, None if caller.is_root else tuple(caller.policies(now))),
        (_BOUNDARY, _boundary(caller)),
        (_SESSION, _session_policies(caller)),
    ]
    present = [(kind, policies) for kind, policies in kinds if policies is not None]
    for kind, policies in present:
        for policy in policies:
            if policy.document.says(request) is Effect.DENY:
                return Denial(kind, explicit=True, arn=policy.arn)
    for kind, policies in () if granted else present:
        if not any(policy.document.says(request) is Effect.ALLOW for policy in policies):
            return Denial(kind, explicit=False)
    return None


def refusal(caller: Caller, action: str, resource: str, reason: str = "") -> AwsError:
    text = f"User: {caller.arn} is not authorized to perform: {action} on resource: {resource}"
    return access_denied(f"{text} {reason}".rstrip())


def authorize(cloud: Cloud, caller: Caller, request: Request, shown: str | None = None) -> None:
    """Raise AccessDenied, or not. shown: how the text names the resource, its ARN by default."""
    found = denial(cloud, caller, request)
    if found is not None:
        reason = found.reason.format(action=request.action)
        raise refusal(caller, request.action, shown or request.resource, reason)


def context(
    cloud: Cloud, caller: Caller, region: str, extra: Mapping[str, Iterable[str]]
) -> dict[str, tuple[str, ...]]:
    keys = caller.keys(cloud.now()) | {"aws:requestedregion": (region,)}
    if cloud.organization is not None and cloud.organization.has(caller.account):
        keys["aws:principalorgid"] = (cloud.organization.id,)
    return keys | {name.lower(): tuple(values) for name, values in extra.items()}


def _control_policies(cloud: Cloud, caller: Caller) -> tuple[Policy, ...] | None:
    organization = cloud.organization
    if organization is None or not organization.controls(caller.account):
        return None
    return organization.control_policies


def _boundary(caller: Caller) -> tuple[Policy, ...] | None:
    boundary = getattr(caller.principal, "boundary", None)
    return None if boundary is None else (boundary,)


def _session_policies(caller: Caller) -> tuple[Policy, ...] | None:
    return caller.role_session.policies or None if caller.role_session else None
