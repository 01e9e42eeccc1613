"""MFA devices: their names, their codes, and which codes have been used."""

import base64
import secrets
from dataclasses import dataclass, field
from enum import Enum

from aws_session.sandbox import totp


class Kind(Enum):
    """What a device is. U2F covers all security keys and passkeys."""

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
    """Every code that could work now has been used; seconds until the next one."""

    seconds: float


@dataclass(eq=False)
class Device:
    """One authenticator. The code of a step works for one call."""

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
        """Whether it is enabled and generates codes."""
        return self.enabled_at is not None and self.kind is not Kind.U2F

    def accept(self, code: str, now: float) -> bool:
        """Tell whether the code is right and unused, and mark it as used."""
        fresh = [s for s in totp.matching_steps(self.seed, code, now) if s not in self._spent]
        self._spent.update(fresh[:1])
        return bool(fresh)

    def accept_pair(self, first: str, second: str, now: float) -> bool:
        """Tell whether these are the codes of two consecutive steps, and mark both as used."""
        for step in totp.matching_steps(self.seed, first, now):
            if totp.code_for(self.seed, step + 1) == second:
                self._spent.update((step, step + 1))
                return True
        return False

    def code(self, now: float) -> Code | Wait:
        """Return the code of this step, or of the next step if that one has been used."""
        current = totp.step_at(now)
        for step in (current, current + totp.WINDOW):
            if step not in self._spent:
                return Code(totp.code_for(self.seed, step), step)
        return Wait((current + 1) * totp.STEP_SECONDS - now)

    def pair(self, now: float) -> tuple[str, str]:
        """Return the codes of the last step and this one, as enabling a device requires them."""
        current = totp.step_at(now)
        return totp.code_for(self.seed, current - 1), totp.code_for(self.seed, current)

    def forget_spent_codes(self) -> None:
        """Forget the calls so far, as if they were older than the lifetime of any code."""
        self._spent.clear()
