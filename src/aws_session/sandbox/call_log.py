"""A record of the calls: parameters and outcomes, without secrets."""

import hashlib
import secrets
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

OK = "OK"
_SECRET_PARAMETERS = {
    *("TokenCode", "AuthenticationCode1", "AuthenticationCode2"),
    *("SAMLAssertion", "WebIdentityToken"),
}


@dataclass(frozen=True)
class Call:
    """One request. outcome is `OK`, an error's code, or `Dropped` if no answer was sent."""

    service: str
    action: str
    parameters: Mapping[str, Any]
    access_key_id: str | None
    region: str | None
    at: float
    outcome: str


@dataclass
class CallLog:
    """Every call in order. Codes are kept as digests: equal codes have equal digests."""

    _calls: list[Call] = field(default_factory=list)
    _salt: bytes = field(default_factory=lambda: secrets.token_bytes(16), repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def __iter__(self) -> Iterator[Call]:
        with self._lock:
            return iter(list(self._calls))

    def __len__(self) -> int:
        return len(self._calls)

    def add(self, call: Call) -> None:
        with self._lock:
            self._calls.append(call)

    def clear(self) -> None:
        with self._lock:
            self._calls.clear()

    def of(self, action: str) -> list[Call]:
        return [call for call in self if call.action == action]

    def count(self, action: str) -> int:
        return len(self.of(action))

    @property
    def actions(self) -> list[str]:
        return [call.action for call in self]

    def without_secrets(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        return {
            name: self._digest(str(value)) if name in _SECRET_PARAMETERS else value
            for name, value in parameters.items()
        }

    def _digest(self, value: str) -> str:
        return "digest:" + hashlib.sha256(self._salt + value.encode()).hexdigest()[:12]
