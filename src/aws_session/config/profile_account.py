"""The account and the role of an AWS profile, as far as the files contain them."""

from __future__ import annotations

from aws_session.config.profile import ROLE, SSO
from aws_session.model.account import is_id

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.config.profile import Profile

_ARN_PARTS = 6


def of(profile: Profile, kind: str) -> tuple[str | None, str | None]:
    """Return the account's ID and the role with its path, each None if it is not in the files.

    `kind` is the profile's, which takes time to determine.
    """
    if kind == ROLE:
        parts = _parts(profile.get("role_arn"))
        whole = len(parts) == _ARN_PARTS and is_id(parts[4])
        return (parts[4], parts[5].removeprefix("role/")) if whole else (None, None)
    if kind == SSO:
        return _id(profile.get("sso_account_id")), profile.get("sso_role_name")
    return _id(profile.get("aws_account_id"), *_parts(profile.get("mfa_serial"))[4:5]), None


def _parts(arn: str | None) -> list[str]:
    return (arn or "").split(":", _ARN_PARTS - 1)


def _id(*words: str | None) -> str | None:
    return next((word for word in words if word and is_id(word)), None)
