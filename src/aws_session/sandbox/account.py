"""An AWS account: its name, its state, and its users, groups and roles."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aws_session.sandbox.device import Device
from aws_session.sandbox.policy import Document, identity_policy, trust_policy
from aws_session.sandbox.principal_policies import Policy
from aws_session.sandbox.principals import (
    HOUR,
    AccessKey,
    Group,
    Holder,
    PolicySource,
    Role,
    Root,
    User,
)

if TYPE_CHECKING:
    from aws_session.sandbox.cloud import Cloud

# AWS managed policies, as far as they are needed here.
AWS_MANAGED: dict[str, PolicySource] = {
    "AdministratorAccess": {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
    },
    "ReadOnlyAccess": {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": [
                    "iam:Get*",
                    "iam:List*",
                    "organizations:Describe*",
                    "organizations:List*",
                ],
                "Resource": "*",
            }
        ],
    },
    # The calls that AWS denies to an exposed key, as far as the sandbox has them.
    "AWSCompromisedKeyQuarantineV3": {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Deny",
                "Action": [
                    "iam:AddUserToGroup",
                    "iam:AttachGroupPolicy",
                    "iam:AttachRolePolicy",
                    "iam:AttachUserPolicy",
                    "iam:CreateAccessKey",
                    "iam:CreateRole",
                    "iam:CreateUser",
                    "iam:DetachUserPolicy",
                    "iam:PutGroupPolicy",
                    "iam:PutRolePolicy",
                    "iam:PutUserPermissionsBoundary",
                    "iam:PutUserPolicy",
                    "iam:UpdateAccessKey",
                    "iam:UpdateAssumeRolePolicy",
                    "iam:UpdateUser",
                    "organizations:CreateAccount",
                ],
                "Resource": "*",
            }
        ],
    },
    "IAMUserChangePassword": {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": "iam:ChangePassword",
                "Resource": "arn:*:iam::*:user/${aws:username}",
            }
        ],
    },
}


_WRITTEN = 1_423_246_751.0
"""When AWS wrote its policies, in Unix seconds."""


@dataclass(eq=False)
class Account:
    """One account; the management account of an organization is one like any other."""

    cloud: "Cloud" = field(repr=False)
    id: str
    name: str
    email: str
    joined: float
    state: str = "ACTIVE"
    alias: str | None = None
    users: dict[str, User] = field(default_factory=dict, repr=False)
    groups: dict[str, Group] = field(default_factory=dict, repr=False)
    roles: dict[str, Role] = field(default_factory=dict, repr=False)
    managed_policies: dict[str, Policy] = field(default_factory=dict, repr=False)
    virtual_devices: dict[str, Device] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self.root = Root(self)

    def arn(self, service: str, resource: str) -> str:
        return f"arn:{self.cloud.partition}:{service}::{self.id}:{resource}"

    def add_user(self, name: str, path: str = "/") -> User:
        user = User(self, name, path, self.cloud.now())
        self.users[name] = user
        return user

    def add_group(self, name: str, path: str = "/") -> Group:
        group = Group(self, name, path, self.cloud.now())
        self.groups[name] = group
        return group

    def add_role(
        self, name: str, trust: PolicySource | Document, *, path: str = "/", max_session: int = HOUR
    ) -> Role:
        document = trust if isinstance(trust, Document) else trust_policy(trust)
        role = Role(self, name, path, self.cloud.now(), document, max_session)
        self.roles[name] = role
        return role

    def add_policy(self, name: str, source: PolicySource, path: str = "/") -> Policy:
        arn = self.arn("iam", f"policy{path}{name}")
        policy = Policy(name, identity_policy(source), arn, self.cloud.now())
        self.managed_policies[arn] = policy
        return policy

    def policy(self, arn: str) -> Policy | None:
        """Return a managed policy of this account or of AWS."""
        return self.managed_policies.get(arn) or self.cloud.aws_managed.get(arn)

    def put_inline(self, holder: Holder, name: str, source: PolicySource) -> Document:
        document = identity_policy(source)
        holder.inline.put(name, Policy(name, document), self.cloud.policies_effective())
        return document

    def attach(self, holder: Holder, policy: Policy) -> None:
        holder.attached.put(policy.arn or policy.name, policy, self.cloud.policies_effective())

    def issue_key(self, owner: User | Root) -> AccessKey:
        key = AccessKey(owner, self.cloud.now())
        owner.keys[key.id] = key
        self.cloud.keys[key.id] = key
        return key


def aws_managed_policies(partition: str) -> dict[str, Policy]:
    policies = (
        Policy(name, identity_policy(source), f"arn:{partition}:iam::aws:policy/{name}", _WRITTEN)
        for name, source in AWS_MANAGED.items()
    )
    return {policy.arn: policy for policy in policies if policy.arn}
