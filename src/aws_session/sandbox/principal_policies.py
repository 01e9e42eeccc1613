"""The policies of one principal: readable at once, in force after the delay."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from aws_session.sandbox import fake_credentials
from aws_session.sandbox.policy import Document


@dataclass(frozen=True)
class Policy:
    """A named document. Inline policies have no ARN, and their ID and date are never read."""

    name: str
    document: Document
    arn: str | None = None
    created: float = 0.0
    id: str = field(default_factory=lambda: fake_credentials.unique_id("ANPA"))
    description: str | None = None
    tags: dict[str, str] = field(default_factory=dict)


class PrincipalPolicies:
    """Policies by name (inline) or ARN (attached), with the time each change takes effect."""

    def __init__(self) -> None:
        self._written: dict[str, Policy] = {}
        self._in_force: dict[str, Policy] = {}
        self._pending: list[tuple[float, dict[str, Policy]]] = []

    def __iter__(self) -> Iterator[Policy]:
        return iter(self._written.values())

    def __len__(self) -> int:
        return len(self._written)

    def get(self, key: str) -> Policy | None:
        return self._written.get(key)

    def put(self, key: str, policy: Policy, effective: float) -> None:
        self._change(self._written | {key: policy}, effective)

    def remove(self, key: str, effective: float) -> None:
        self._change({k: v for k, v in self._written.items() if k != key}, effective)

    def in_force(self, now: float) -> tuple[Policy, ...]:
        while self._pending and self._pending[0][0] <= now:
            self._in_force = self._pending.pop(0)[1]
        return tuple(self._in_force.values())

    def _change(self, policies: dict[str, Policy], effective: float) -> None:
        self._written = policies
        self._pending.append((effective, policies))
