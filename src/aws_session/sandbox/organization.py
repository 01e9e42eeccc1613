"""An organization: a management account, its members and who may list them."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field

from aws_session.sandbox.account import Account
from aws_session.sandbox.policy import Document, identity_policy, resource_policy
from aws_session.sandbox.principal_policies import Policy
from aws_session.sandbox.principals import PolicySource


@dataclass(frozen=True)
class AccountRequest:
    """A new account that was requested: when it is ready, or why it failed."""

    id: str
    name: str
    requested: float
    ready: float
    account: Account | None = None
    failure: str | None = None


@dataclass(eq=False)
class Organization:
    """Members are listed in the order in which they joined, the management account first.

    empty_pages are the numbers of the pages, from 0, that come without accounts although more
    follow. says_status: whether accounts have the Status that AWS retired in September 2026.
    """

    id: str
    management: Account
    members: list[Account] = field(default_factory=list, init=False, repr=False)
    delegated_administrators: set[str] = field(default_factory=set)
    control_policies: tuple[Policy, ...] = field(default=(), repr=False)
    resource_control_policies: tuple[Policy, ...] = field(default=(), repr=False)
    requests: dict[str, AccountRequest] = field(default_factory=dict, repr=False)
    says_status: bool = False
    empty_pages: frozenset[int] = frozenset({1})
    page_size: int = 20
    _ids: set[str] = field(default_factory=set, repr=False)

    @property
    def arn(self) -> str:
        return self._arn(f"organization/{self.id}")

    def account_arn(self, account: Account) -> str:
        return self._arn(f"account/{self.id}/{account.id}")

    def accounts(self) -> list[Account]:
        return [self.management, *self.members]

    def has(self, account: Account) -> bool:
        return account is self.management or account.id in self._ids

    def is_member(self, account: Account) -> bool:
        """Tell whether control policies can limit this account; never the management account."""
        return account.id in self._ids

    def may_list(self, account: Account) -> bool:
        return account is self.management or account.id in self.delegated_administrators

    def put_control_policies(self, *sources: PolicySource) -> None:
        """Apply these to all members, but not to the management account. None: no limit."""
        self.control_policies = tuple(
            self._policy("service_control_policy", identity_policy(source)) for source in sources
        )

    def put_resource_control_policies(self, *sources: PolicySource) -> None:
        """Apply these to what members own, but not to what the management account owns."""
        self.resource_control_policies = tuple(
            self._policy("resource_control_policy", resource_policy(source)) for source in sources
        )

    def add(self, accounts: Iterable[Account]) -> None:
        for account in accounts:
            self.members.append(account)
            self._ids.add(account.id)

    def settle(self, now: float) -> None:
        """Let the new accounts join that are ready by now."""
        for request in self.requests.values():
            if request.account and request.ready <= now and not self.has(request.account):
                request.account.state = "ACTIVE"
                self.add([request.account])

    def _policy(self, kind: str, document: Document) -> Policy:
        policy_id = f"p-{secrets.token_hex(4)}"
        return Policy(policy_id, document, self._arn(f"policy/{self.id}/{kind}/{policy_id}"))

    def _arn(self, resource: str) -> str:
        return self.management.arn("organizations", resource)
