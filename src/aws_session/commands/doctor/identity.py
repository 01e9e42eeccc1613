"""What doctor finds about the identity that signs: the caller, the MFA device, the session."""

from __future__ import annotations

from aws_session.commands.doctor.findings import OK, PROBLEM, WARNING, Finding
from aws_session.config import profile_faults
from aws_session.environment import EnvironmentSnapshot
from aws_session.model import mfa, prompt_label, spoken
from aws_session.model.identity import CallerIdentity
from aws_session.model.mfa import Device
from aws_session.model.terminal_text import sanitize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.aws.source_credentials import SourceCredentials

_DAY = 86_400
_OLD_DAYS = 90


def of_caller(caller: CallerIdentity, by: SourceCredentials) -> list[Finding]:
    found = [Finding("identity", OK, f"{caller.arn}, using {by.description}")]
    if caller.is_root:
        what = (
            "this is the account's root user: it cannot assume roles, and its sessions last "
            "one hour"
        )
        found.append(Finding("identity", WARNING, what, "create an IAM user for daily work"))
    return found


def of_key_age(key_id: str, seconds: float, profile: str) -> Finding:
    """Judge the age of a long-term key, which is in a profile or in none."""
    days = max(0, int(seconds // _DAY))
    age = f"{days} day{'' if days == 1 else 's'} old" if days else "created today"
    what = f"long-term key {sanitize(key_id)}, {age}"
    if days <= _OLD_DAYS:
        return Finding("identity", OK, what)
    entered = profile_faults.configure(profile)
    remedy = f"replace it: aws iam create-access-key, then {entered}, then delete the old one"
    return Finding("identity", WARNING, f"{what}: AWS advises a new one every 90 days", remedy)


def of_foreign(caller: CallerIdentity, key_id: str) -> Finding:
    what = f"{caller.arn}, using a session of another tool ({sanitize(key_id)})"
    return Finding("session", OK, what)


def of_device(device: Device, account: str) -> Finding:
    """Judge the device whose codes a user of an account would give."""
    what = f"{sanitize(device.serial)}, {device.reason}"
    own = device.serial.split(":")[4] if mfa.is_arn(device.serial) else account
    if own != account:
        what = f"{what}, is a device of account {own}: AWS refuses its codes for account {account}"
        return Finding("device", PROBLEM, what, "name one of this account: aws-session devices")
    if device.assumed:
        remedy = "if AWS refuses it, set mfa_serial to your device: aws-session config"
        return Finding("device", WARNING, what, remedy)
    return Finding("device", OK, what)


def of_listing(listing: tuple[str, ...] | None) -> Finding:
    """Tell whether IAM lists the devices before a code was given."""
    if listing is None:
        return Finding(
            "listing",
            OK,
            "listing devices is denied without MFA, which is usual for strict policies",
        )
    keys = sum(mfa.is_security_key(serial) for serial in listing)
    others = f", {keys} of them security keys, which do not generate codes" if keys else ""
    if keys and keys == len(listing):
        others = (
            f"{others}: to use them, sign in through the browser (aws login); aws-session "
            "exports that session"
        )
    return Finding("listing", OK, f"listing devices is allowed: {len(listing)}{others}")


def of_session(snapshot: EnvironmentSnapshot) -> list[Finding]:
    """Return which session the shell is in."""
    top = snapshot.state.top
    if top is None or snapshot.mismatched or top.expired(snapshot.now):
        return []
    left = f", {spoken(top.expires - snapshot.now)} left" if top.expires else ""
    return [Finding("session", OK, f"{prompt_label.session_label(top.label, top.account)}{left}")]
