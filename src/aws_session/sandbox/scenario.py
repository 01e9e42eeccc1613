"""Ready-made worlds: a company with a dozen accounts, and an empty account with its owner."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aws_session.sandbox.account import Account
from aws_session.sandbox.clock import Clock, Now, iso
from aws_session.sandbox.cloud import Cloud
from aws_session.sandbox.device import Code, Device, Wait
from aws_session.sandbox.mfa_policies import (
    DENY_WITHOUT_MFA,
    MFA_POLICIES,
    REVOKE_OLDER_SESSIONS,
    revoking,
)
from aws_session.sandbox.organization import Organization
from aws_session.sandbox.principal_policies import Policy
from aws_session.sandbox.principals import HOUR, AccessKey, User

MANAGEMENT_ID = "111122223333"
EXTERNAL_ID = "audit-7c1d"
DEFAULT_ROLE = "OrganizationAccountAccessRole"
REGIONS = {
    "aws": "us-east-1",
    "aws-cn": "cn-north-1",
    "aws-us-gov": "us-gov-west-1",
    "aws-eusc": "eusc-de-east-1",
    "aws-iso": "us-iso-east-1",
}


@dataclass(frozen=True)
class Member:
    """An account of the company, before it exists."""

    name: str
    id: str
    state: str = "ACTIVE"


MEMBERS = (
    Member("prod", "210987654321"),
    Member("non-prod", "321098765432"),
    Member("staging", "432109876543"),
    Member("data-lake", "543210987654"),
    Member("R&D", "654321098765"),
    Member("security-audit", "765432109876"),
    Member("log-archive", "876543210987"),
    Member("shared-services", "098765432109"),
    Member("sandbox-alice", "123412341234"),
    Member("Customer Portal (EU)", "555566667777"),
    Member("old-billing", "999900001234", "SUSPENDED"),
)


@dataclass(frozen=True)
class Company:
    """A management account with one user, and the organization around it."""

    cloud: Cloud
    account: Account
    user: User
    key: AccessKey = field(repr=False)
    device: Device
    organization: Organization
    region: str

    def code(self) -> str:
        """Return a code that works now. Raises RuntimeError if the next one is seconds away."""
        match self.cloud.code(self.device.serial):
            case Code(digits=digits):
                return digits
            case Wait(seconds=seconds):
                raise RuntimeError(f"every code is spent for {seconds:.0f} s")


@dataclass(frozen=True)
class Owner:
    """An account whose only user is an administrator."""

    cloud: Cloud
    account: Account
    user: User
    key: AccessKey = field(repr=False)
    region: str


def company(
    *,
    partition: str = "aws",
    policy: str = DENY_WITHOUT_MFA.name,
    user: str = "alice",
    path: str = "/",
    clock: Now | None = None,
) -> Company:
    """Build the company, with its user under a policy. Raises KeyError for an unknown policy."""
    cloud = Cloud(partition, clock or Clock())
    account = cloud.add_account(MANAGEMENT_ID, "Example Corp", "aws@example.com")
    account.alias = "example-corp"
    person = account.add_user(user, path)
    demand_mfa(person, policy)
    organization = cloud.add_organization(account)
    for member in MEMBERS:
        organization.add([_member(cloud, account, member)])
    device = person.add_device()
    region = REGIONS[partition]
    return Company(cloud, account, person, person.add_key(), device, organization, region)


def administrator(*, partition: str = "aws", clock: Now | None = None) -> Owner:
    """Build a world for clients that set up users, devices, policies and roles themselves."""
    cloud = Cloud(partition, clock or Clock())
    account = cloud.add_account(MANAGEMENT_ID, "Example Corp", "aws@example.com")
    cloud.add_organization(account)
    user = account.add_user("administrator")
    user.attach(administrator_access(cloud))
    return Owner(cloud, account, user, user.add_key(), REGIONS[partition])


def demand_mfa(user: User, policy: str = DENY_WITHOUT_MFA.name) -> None:
    """Put a user under one of the four policies, or under the revocation policy, by name."""
    if policy == REVOKE_OLDER_SESSIONS:
        cloud = user.account.cloud
        user.put_policy("AWSRevokeOlderSessions", revoking(iso(cloud.now())))
        user.attach(administrator_access(cloud))
        return
    chosen = MFA_POLICIES[policy]
    user.put_policy(chosen.name, chosen.document)
    if chosen.administrator:
        user.attach(administrator_access(user.account.cloud))


def administrator_access(cloud: Cloud) -> Policy:
    return cloud.aws_managed[f"arn:{cloud.partition}:iam::aws:policy/AdministratorAccess"]


def trust(account: Account, condition: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return a trust policy that trusts an account, whose own policies then decide."""
    statement: dict[str, Any] = {
        "Effect": "Allow",
        "Principal": {"AWS": account.root.arn},
        "Action": "sts:AssumeRole",
    }
    if condition is not None:
        statement["Condition"] = condition
    return {"Version": "2012-10-17", "Statement": [statement]}


def _member(cloud: Cloud, management: Account, member: Member) -> Account:
    account = cloud.add_account(member.id, member.name, f"aws+{member.id[-4:]}@example.com")
    account.state = member.state
    full = administrator_access(cloud)
    read_only = cloud.aws_managed[f"arn:{cloud.partition}:iam::aws:policy/ReadOnlyAccess"]
    account.add_role(DEFAULT_ROLE, trust(management)).attach(full)
    with_mfa = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    if member.name in ("prod", "non-prod", "staging"):
        hours = 2 if member.name == "staging" else 1
        admin = account.add_role("Admin", trust(management, with_mfa), max_session=hours * HOUR)
        admin.attach(full)
    if member.name in ("prod", "non-prod", "data-lake", "R&D"):
        account.add_role("ReadOnly", trust(management), max_session=12 * HOUR).attach(read_only)
    if member.name == "security-audit":
        audit = {"StringEquals": {"sts:ExternalId": EXTERNAL_ID}}
        account.add_role("Audit", trust(management, audit), path="/audit/").attach(read_only)
    return account
