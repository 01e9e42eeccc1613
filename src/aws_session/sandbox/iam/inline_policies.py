"""Policies written on one user, group or role."""

from urllib.parse import quote

from aws_session.sandbox.errors import limit_exceeded, no_such_entity
from aws_session.sandbox.iam.entities import HOLDER_KINDS, HolderKind
from aws_session.sandbox.iam.pages import page
from aws_session.sandbox.operation import Call, Operations, Output
from aws_session.sandbox.policy import identity_policy
from aws_session.sandbox.principal_policies import Policy
from aws_session.sandbox.principals import Holder

operations = Operations()


def _put(kind: HolderKind, call: Call) -> Output:
    holder = kind.find(call)
    document = identity_policy(call["PolicyDocument"])
    name = _name(holder, call["PolicyName"])
    others = sum(p.document.size for p in holder.inline if p.name != name)
    if others + document.size > kind.inline_limit:
        raise limit_exceeded(
            f"Maximum policy size of {kind.inline_limit} bytes exceeded "
            f"for {kind.noun} {holder.name}"
        )
    policy = Policy(name, document)
    holder.inline.put(policy.name, policy, call.cloud.policies_effective())
    return {}


def _get(kind: HolderKind, call: Call) -> Output:
    holder = kind.find(call)
    policy = _find(kind, holder, call["PolicyName"])
    return {
        kind.parameter: holder.name,
        "PolicyName": policy.name,
        "PolicyDocument": quote(policy.document.text, safe=""),
    }


def _delete(kind: HolderKind, call: Call) -> Output:
    holder = kind.find(call)
    policy = _find(kind, holder, call["PolicyName"])
    holder.inline.remove(policy.name, call.cloud.policies_effective())
    return {}


def _list(kind: HolderKind, call: Call) -> Output:
    names = sorted(policy.name for policy in kind.find(call).inline)
    return page(call, "PolicyNames", names)


def _name(holder: Holder, name: str) -> str:
    """Return the existing spelling of a policy's name, ignoring case, or else the name itself."""
    names = (policy.name for policy in holder.inline)
    return next((known for known in names if known.lower() == name.lower()), name)


def _find(kind: HolderKind, holder: Holder, name: str) -> Policy:
    policy = holder.inline.get(_name(holder, name))
    if policy is None:
        raise no_such_entity(f"The {kind.noun} policy with name {name} cannot be found.")
    return policy


def _register(kind: HolderKind) -> None:
    operations.answers(f"Put{kind.word}Policy")(lambda call: _put(kind, call))
    operations.answers(f"Get{kind.word}Policy")(lambda call: _get(kind, call))
    operations.answers(f"Delete{kind.word}Policy")(lambda call: _delete(kind, call))
    operations.answers(f"List{kind.word}Policies")(lambda call: _list(kind, call))


for _kind in HOLDER_KINDS:
    _register(_kind)
