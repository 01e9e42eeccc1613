"""Time-based one-time passwords (RFC 6238): six digits, thirty-second steps, SHA-1."""

import hashlib
import hmac

STEP_SECONDS = 30
DIGITS = 6
WINDOW = 1


def step_at(now: float) -> int:
    return int(now) // STEP_SECONDS


def code_for(seed: bytes, step: int, digits: int = DIGITS) -> str:
    mac = hmac.new(seed, step.to_bytes(8, "big"), hashlib.sha1).digest()
    offset = mac[-1] & 0x0F
    number = int.from_bytes(mac[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def steps_in_window(now: float) -> range:
    current = step_at(now)
    return range(current - WINDOW, current + WINDOW + 1)


def matching_steps(seed: bytes, code: str, now: float) -> list[int]:
    """Return the steps around now that have this code; rarely more than one."""
    return [
        step
        for step in steps_in_window(now)
        if hmac.compare_digest(code_for(seed, step).encode(), code.encode())
    ]
