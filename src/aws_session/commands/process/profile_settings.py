"""The settings that a tool's AWS profile takes over from the profiles it stands for."""

from __future__ import annotations

from aws_session.config import config_without_keys, inherited_settings, ini_parser, profile_env
from aws_session.model.identifiers import is_region

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.config.profile import Profile

_REGION = "region"
_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 _./:@+,-~=%[]")
"""Characters that a printed value may have: a shell may evaluate it by mistake."""

_NAME_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_")

_OF_CREDENTIALS = frozenset(
    {
        *("role_arn", "source_profile", "credential_source", "web_identity_token_file"),
        *("role_session_name", "external_id", "duration_seconds", "mfa_serial", "mfa_process"),
        *("credential_process", "login_session"),
        *("sso_session", "sso_start_url", "sso_region", "sso_account_id", "sso_role_name"),
        "sso_registration_scopes",
        *inherited_settings.READ,
    }
)
"""Settings for getting credentials, which this program now does."""

Settings = tuple[tuple[str, str], ...]


def carried(own: Profile | None, *others: Profile | None) -> dict[str, tuple[str, Profile]]:
    """Return each setting's value and its profile; the first one takes precedence.

    All settings of the profile itself are included, and of the others those that SDKs know.
    """
    found: dict[str, tuple[str, Profile]] = {}
    for profile in filter(None, (own, *others)):
        for setting, entry in profile.settings.items():
            known = profile is own or setting in {_REGION, *profile_env.KNOWN}
            if not known or not entry.text or setting in _OF_CREDENTIALS:
                continue
            senseless = setting == _REGION and not is_region(entry.text)
            if not (senseless or config_without_keys.is_secret(setting, entry.text)):
                found.setdefault(setting, (entry.text, profile))
    return found


def printable(found: dict[str, tuple[str, Profile]]) -> tuple[Settings, tuple[str, ...]]:
    """Return the settings that are harmless in a shell, and a message about the others."""
    told, said = [], []
    for setting, (text, profile) in found.items():
        if _is_inert(setting, text):
            told.append((setting, text))
        else:
            said.append(f"copy {setting} by hand: {profile.place_of(setting)}")
    return tuple(told), tuple(said)


def _is_inert(setting: str, text: str) -> bool:
    if not text.startswith("\n"):
        return _is_plain_name(setting) and _LETTERS.issuperset(text)
    return _is_plain_name(setting) and all(
        # No known program has an underscore in its name.
        "_" in name and _is_plain_name(name) and _LETTERS.issuperset(value)
        for name, value in ini_parser.nested(text).items()
    )


def _is_plain_name(setting: str) -> bool:
    known = "_" in setting or setting in {_REGION, *profile_env.KNOWN}
    return known and _NAME_LETTERS.issuperset(setting)
