"""Managed policies attached to users, groups and roles."""

from aws_session.sandbox.errors import limit_exceeded, no_such_entity
from aws_session.sandbox.iam.entities import HOLDER_KINDS, HolderKind
from aws_session.sandbox.iam.pages import page
from aws_session.sandbox.operation import Call, Operations, Output

operations = Operations()

ATTACHED_PER_HOLDER = 10


def _attach(kind: HolderKind, call: Call) -> Output:
    holder = kind.find(call)
    arn = call["PolicyArn"]
    policy = call.account.policy(arn)
    if policy is None:
        raise no_such_entity(f"Policy {arn} does not exist or is not attachable.")
    if holder.attached.get(arn) is None and len(holder.attached) >= ATTACHED_PER_HOLDER:
        raise limit_exceeded(f"Cannot exceed quota for PoliciesPer{kind.word}: 10")
    call.account.attach(holder, policy)
    return {}


def _detach(kind: HolderKind, call: Call) -> Output:
    holder = kind.find(call)
    arn = call["PolicyArn"]
    if holder.attached.get(arn) is None:
        raise no_such_entity(f"Policy {arn} was not found.")
    holder.attached.remove(arn, call.cloud.policies_effective())
    return {}


def _list(kind: HolderKind, call: Call) -> Output:
    attached = [
        {"PolicyName": policy.name, "PolicyArn": policy.arn} for policy in kind.find(call).attached
    ]
    return page(call, "AttachedPolicies", attached)


def _register(kind: HolderKind) -> None:
    operations.answers(f"Attach{kind.word}Policy")(lambda call: _attach(kind, call))
    operations.answers(f"Detach{kind.word}Policy")(lambda call: _detach(kind, call))
    operations.answers(f"ListAttached{kind.word}Policies")(lambda call: _list(kind, call))


for _kind in HOLDER_KINDS:
    _register(_kind)
