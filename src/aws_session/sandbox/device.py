"""MFA devices: what they are called, which codes they show, which are spent."""

import base64
import secrets
from dataclasses import dataclass, field
from enum import Enum

from aws_session.sandbox import totp


class Kind(Enum):
    """What a device is. U2F stands for every security key and passkey."""

    VIRTUAL = "virtual"
    HARDWARE = "hardware"
    U2F = "u2f"


@dataclass(frozen=True)
class Code:
    """Six digits that work now."""

    digits: str = field(repr=False)
    step: int


@dataclass(frozen=True)
class Wait:
    """Every code that could work now is spent; seconds until the next one."""

    seconds: float


@dataclass(eq=False)
class Device:
    """One authenticator. A step's code serves one call."""

    serial: str
    kind: Kind
    seed: bytes = field(default_factory=lambda: secrets.token_bytes(20), repr=False)
    enabled_at: float | None = None
    _spent: set[int] = field(default_factory=set, repr=False)

    @property
    def base32_seed(self) -> str:
        return base64.b32encode(self.seed).decode()

    @property
    def name(self) -> str:
        return self.serial.rpartition("/")[2]

    @property
    def can_be_asked(self) -> bool:
        """Whether it is enabled and shows codes at all."""
        return self.enabled_at is not None and self.kind is not Kind.U2F

    def accept(self, code: str, now: float) -> bool:
        """Say whether the code is right and unused; it is used then."""
        fresh = [s for s in totp.matching_steps(self.seed, code, now) if s not in self._spent]
        self._spent.update(fresh[:1])
        return bool(fresh)

    def accept_pair(self, first: str, second: str, now: float) -> bool:
        """Say whether these are the codes of two consecutive steps; both are used then."""
        for step in totp.matching_steps(self.seed, first, now):
            if totp.code_for(self.seed, step + 1) == second:
                self._spent.update((step, step + 1))
                return True
        return False

    def code(self, now: float) -> Code | Wait:
        """Show this step's code, the next step's when that one is spent."""
        current = totp.step_at(now)
        for step in (current, current + totp.WINDOW):
            if step not in self._spent:
                return Code(totp.code_for(self.seed, step), step)
        return Wait((current + 1) * totp.STEP_SECONDS - now)

    def pair(self, now: float) -> tuple[str, str]:
        """Show the codes of the last step and this one, as enabling a device wants them."""
        current = totp.step_at(now)
        return totp.code_for(self.seed, current - 1), totp.code_for(self.seed, current)

    def forget_spent_codes(self) -> None:
        """As if the calls so far had been made longer ago than any code lives."""
        self._spent.clear()
