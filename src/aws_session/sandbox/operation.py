"""One API call to a service, and the registry of what services can do."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aws_session.sandbox import authorization
from aws_session.sandbox.account import Account
from aws_session.sandbox.caller import Caller
from aws_session.sandbox.cloud import Cloud
from aws_session.sandbox.policy import Request

Output = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """A call that is authenticated and valid by the service's model, but not yet authorized."""

    cloud: Cloud
    caller: Caller
    service: str
    action: str
    region: str
    parameters: Mapping[str, Any]

    @property
    def account(self) -> Account:
        return self.caller.account

    def __getitem__(self, name: str) -> Any:
        return self.parameters[name]

    def get(self, name: str, default: Any = None) -> Any:
        return self.parameters.get(name, default)

    def now(self) -> float:
        return self.cloud.now()

    def request(
        self,
        resource: str,
        action: str | None = None,
        extra: Mapping[str, Iterable[str]] | None = None,
    ) -> Request:
        keys = authorization.context(self.cloud, self.caller, self.region, extra or {})
        return Request(action or f"{self.service}:{self.action}", resource, keys)

    def authorize(self, resource: str, shown: str | None = None) -> None:
        """Raise AccessDenied if the caller's policies do not allow this action."""
        authorization.authorize(self.cloud, self.caller, self.request(resource), shown)


Handler = Callable[[Call], Output]
Unsigned = Callable[[Cloud, dict[str, Any]], Output]
"""A handler that answers an unsigned call from its parameters."""


@dataclass(frozen=True)
class Operations:
    """The operations of a service, by action."""

    handlers: dict[str, Handler] = field(default_factory=dict)

    def answers(self, action: str) -> Callable[[Handler], Handler]:
        def register(handler: Handler) -> Handler:
            self.handlers[action] = handler
            return handler

        return register
