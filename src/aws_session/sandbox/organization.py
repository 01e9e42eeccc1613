"""An organization: a management account, its members and who may list them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from aws_session.sandbox.account import Account
from aws_session.sandbox.policy import identity_policy
from aws_session.sandbox.policy_book import Policy
from aws_session.sandbox.principals import PolicySource


@dataclass(eq=False)
class Organization:
    """Members are listed in the order in which they joined, the management account first.

    empty_pages are the numbers of pages, from 0, that come without accounts though more follow.
    """

    id: str
    management: Account
    members: list[Account] = field(default_factory=list, init=False, repr=False)
    delegated_administrators: set[str] = field(default_factory=set)
    control_policies: tuple[Policy, ...] = field(default=(), repr=False)
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

    def controls(self, account: Account) -> bool:
        """Say whether control policies limit this account."""
        return bool(self.control_policies) and account.id in self._ids

    def may_list(self, account: Account) -> bool:
        return account is self.management or account.id in self.delegated_administrators

    def put_control_policies(self, *sources: PolicySource) -> None:
        """Put these over all members, the management account excepted. None: no limit."""
        self.control_policies = tuple(
            Policy("service-control-policy", identity_policy(source)) for source in sources
        )

    def add(self, accounts: Iterable[Account]) -> None:
        for account in accounts:
            self.members.append(account)
            self._ids.add(account.id)

    def _arn(self, resource: str) -> str:
        return self.management.arn("organizations", resource)
