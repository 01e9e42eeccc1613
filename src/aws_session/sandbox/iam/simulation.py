"""What policies would say about a call, without making it."""

from aws_session.sandbox.errors import no_such_entity
from aws_session.sandbox.iam.pages import page
from aws_session.sandbox.operation import Call, Operations, Output
from aws_session.sandbox.policy import Effect, Request
from aws_session.sandbox.principals import Role, User

operations = Operations()

_DECISIONS = {Effect.ALLOW: "allowed", Effect.DENY: "explicitDeny", None: "implicitDeny"}


@operations.answers("SimulatePrincipalPolicy")
def simulate_principal_policy(call: Call) -> Output:
    """Evaluate the identity policies of a user or role, with only the given condition keys."""
    arn = call["PolicySourceArn"]
    call.authorize(arn)
    principal = call.cloud.find_user(arn) or call.cloud.find_role(arn)
    if principal is None or principal.account is not call.account:
        raise no_such_entity(f"The policy source {arn} cannot be found.")
    results = [
        _result(call, principal, action, resource)
        for action in call["ActionNames"]
        for resource in call.get("ResourceArns", ("*",))
    ]
    return page(call, "EvaluationResults", results)


def _result(call: Call, principal: User | Role, action: str, resource: str) -> Output:
    keys = {"aws:principalarn": (principal.arn,)}
    if isinstance(principal, User):
        keys["aws:username"] = (principal.name,)
    for entry in call.get("ContextEntries", ()):
        keys[entry["ContextKeyName"].lower()] = tuple(entry["ContextKeyValues"])
    request = Request(action, resource, keys)
    effects = {policy.document.says(request) for policy in principal.policies(call.now())}
    found = next((e for e in (Effect.DENY, Effect.ALLOW) if e in effects), None)
    return {
        "EvalActionName": action,
        "EvalResourceName": resource,
        "EvalDecision": _DECISIONS[found],
    }
