"""The program's own settings, as values."""

from __future__ import annotations

from aws_session.model import Record

STORES = ("kernel", "secret-service", "kwallet", "keychain", "credential-manager", "pass")
"""Valid values of `keep_in`; without it, the first store that works is used."""


class ProfileSettings(Record):
    """What the settings add to an AWS profile. Durations are in seconds."""

    mfa_serial: str | None = None
    duration: int | None = None
    mfa_age: int | None = None
    region: str | None = None
    mfa_command: str | None = None


_NO_SETTINGS = ProfileSettings()


class AccountSettings(Record):
    """An account under an alias."""

    id: str
    role: str | None = None
    region: str | None = None


class Settings(Record):
    """All settings. Variables in `label_variables` get the label in addition to AWS_SESSION_LABEL.

    A stored session is used if `keep_at_least` seconds are left.
    """

    profiles: dict[str, ProfileSettings]
    accounts: dict[str, AccountSettings]
    default_profile: str | None = None
    default_role: str | None = None
    session_name: str | None = None
    label_variables: tuple[str, ...] = ()
    revoke_on_end: bool = False
    browser_command: str | None = None
    browser_per_role: bool = False
    keep: bool = False
    keep_at_least: int = 900
    keep_in: str | None = None
    renew: bool = False

    def of_profile(self, name: str | None) -> ProfileSettings:
        return self.profiles.get(name or "", _NO_SETTINGS)


NONE = Settings({}, {})
