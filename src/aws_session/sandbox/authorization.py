"""Whether policies allow a call, and how AWS words a refusal."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from aws_session.sandbox.account import Account
from aws_session.sandbox.caller import Caller
from aws_session.sandbox.cloud import Cloud
from aws_session.sandbox.errors import AwsError, access_denied
from aws_session.sandbox.policy import Effect, Request
from aws_session.sandbox.principal_policies import Policy

IDENTITY = "identity-based policy"
TRUST = "role trust policy"
_BOUNDARY = "permissions boundary"
_SESSION = "session policy"
_CONTROL = "service control policy"
_RESOURCE_CONTROL = "resource control policy"
_ENDPOINT = "VPC endpoint policy"
_ARTICLES = {IDENTITY: "an", TRUST: "the"}


@dataclass(frozen=True)
class Denial:
    """Which kind of policy refused a call, by a Deny statement or by the lack of an Allow."""

    kind: str
    explicit: bool
    arn: str | None = None

    @property
    def reason(self) -> str:
        if not self.explicit:
            return f"because no {self.kind} allows the {{action}} action"
        suffix = f": {self.arn}" if self.arn else ""
        return f"with an explicit deny in {_ARTICLES.get(self.kind, 'a')} {self.kind}{suffix}"


def denial(
    cloud: Cloud,
    caller: Caller,
    request: Request,
    *,
    granted: bool = False,
    owner: Account | None = None,
) -> Denial | None:
    """Return why policies refuse what a caller wants, or None if they do not.

    granted: a resource policy names the caller, so that only an explicit deny in the caller's own
    policies can refuse. owner: the account that owns the resource, if it is another one.
    """
    now = cloud.now()
    limits: tuple[tuple[str, tuple[Policy, ...] | None], ...] = (
        (_ENDPOINT, None if cloud.endpoint_policy is None else (cloud.endpoint_policy,)),
        (_RESOURCE_CONTROL, _resource_control_policies(cloud, owner or caller.account)),
        (_CONTROL, _control_policies(cloud, caller)),
    )
    own: tuple[tuple[str, tuple[Policy, ...] | None], ...] = (
        (IDENTITY, None if caller.is_root else tuple(caller.policies(now))),
        (_BOUNDARY, _boundary(caller)),
        (_SESSION, _session_policies(caller)),
    )
    for kind, policies in (*limits, *own):
        for policy in policies or ():
            if policy.document.says(request) is Effect.DENY:
                return Denial(kind, explicit=True, arn=policy.arn)
    for kind, policies in limits if granted else (*limits, *own):
        if policies is not None and not any(
            policy.document.says(request) is Effect.ALLOW for policy in policies
        ):
            return Denial(kind, explicit=False)
    return None


def refusal(caller: Caller, action: str, resource: str | None, reason: str = "") -> AwsError:
    """Return AWS's refusal; some of its texts name no resource."""
    where = f" on resource: {resource}" if resource else ""
    text = f"User: {caller.arn} is not authorized to perform: {action}{where}"
    return access_denied(f"{text} {reason}".rstrip())


def refused(caller: Caller, request: Request, found: Denial, shown: str | None = None) -> AwsError:
    """Return the refusal for a denial; shown: how the text names the resource."""
    reason = found.reason.format(action=request.action)
    resource = None if found.kind == TRUST else shown or request.resource
    return refusal(caller, request.action, resource, reason)


def authorize(cloud: Cloud, caller: Caller, request: Request, shown: str | None = None) -> None:
    """Raise AccessDenied if policies refuse the call; shown: how its text names the resource."""
    found = denial(cloud, caller, request)
    if found is not None:
        raise refused(caller, request, found, shown)


def context(
    cloud: Cloud, caller: Caller, region: str, extra: Mapping[str, Iterable[str]]
) -> dict[str, tuple[str, ...]]:
    keys = caller.keys(cloud.now()) | {"aws:requestedregion": (region,)}
    if cloud.organization is not None and cloud.organization.has(caller.account):
        keys["aws:principalorgid"] = (cloud.organization.id,)
    return keys | {name.lower(): tuple(values) for name, values in extra.items()}


def _control_policies(cloud: Cloud, caller: Caller) -> tuple[Policy, ...] | None:
    organization = cloud.organization
    if organization is None or not organization.is_member(caller.account):
        return None
    return organization.control_policies or None


def _resource_control_policies(cloud: Cloud, owner: Account) -> tuple[Policy, ...] | None:
    organization = cloud.organization
    if organization is None or not organization.is_member(owner):
        return None
    return organization.resource_control_policies or None


def _boundary(caller: Caller) -> tuple[Policy, ...] | None:
    boundary = getattr(caller.principal, "boundary", None)
    return None if boundary is None else (boundary,)


def _session_policies(caller: Caller) -> tuple[Policy, ...] | None:
    return caller.role_session.policies or None if caller.role_session else None
