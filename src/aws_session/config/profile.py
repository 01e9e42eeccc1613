"""One profile of the AWS config files: its settings, and where its credentials come from."""

from __future__ import annotations

from aws_session.errors import SessionError
from aws_session.model import Record, may_be_region
from aws_session.model.credentials import Credentials, token

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.config import ini
    from aws_session.config.misnamed_sections import Misnamed

LONG_TERM = "a long-term key"
TEMPORARY = "a temporary key"
PROCESS = "a credential_process"
SSO = "AWS SSO"
LOGIN = "an `aws login` session"
WEB_IDENTITY = "a web identity"
NOTHING = "no credentials"
ROLE = "a role"
KEYS = frozenset({"aws_access_key_id", "aws_secret_access_key"})
_QUOTES = frozenset("'\"")
_NEVER_QUOTED = (
    *("region", "role_arn", "source_profile", "credential_source", "sso_session"),
    *("mfa_serial", "external_id", "role_session_name", "duration_seconds"),
)
_TOKENS = ("aws_security_token", "aws_session_token")
KEY_PARTS = KEYS.union(_TOKENS)
_BEFORE_KEYS = {
    "web_identity_token_file": WEB_IDENTITY,
    "role_arn": ROLE,
    "sso_session": SSO,
    "sso_start_url": SSO,
    # Without the address, botocore refuses them, whatever else there is.
    "sso_account_id": SSO,
    "sso_role_name": SSO,
}
_AFTER_SHARED_KEYS = {"login_session": LOGIN, "credential_process": PROCESS}
"""The sources of a profile's credentials, in botocore's order: these settings, keys in the
credentials file, those settings, keys in the config file."""

_WITHOUT_KEYS = {**_BEFORE_KEYS, **_AFTER_SHARED_KEYS}
KEY_SETTINGS = tuple(sorted(KEYS))
MAKING_CREDENTIALS = (*_BEFORE_KEYS, *KEYS, *_AFTER_SHARED_KEYS)
_OF_CREDENTIALS = frozenset((*_NEVER_QUOTED, *MAKING_CREDENTIALS, *_TOKENS))


class Profile(Record):
    """A profile's settings; the credentials file takes precedence, as in botocore.

    `config_path` and `credentials_path` are the files in which to look for it; `shared` are the
    settings in the credentials file.
    """

    name: str
    settings: dict[str, ini.Entry]
    services: dict[str, dict[str, str]]
    config_path: str
    credentials_path: str
    shared: frozenset[str] = frozenset()
    misnamed: tuple[Misnamed, ...] = ()
    """The sections that were meant for it, too, and are not read."""

    inherited: frozenset[str] = frozenset()
    """The settings that other sections provide, which AWS's own tools do not use."""

    fault: tuple[str, str] | None = None
    """What is wrong with the sections that it takes settings from, and what helps."""

    def get(self, setting: str) -> str | None:
        entry = self.settings.get(setting)
        return entry.text if entry is not None and entry.text else None

    @property
    def kind(self) -> str:
        """Where its credentials come from, in words."""
        if KEYS.isdisjoint(self.settings):
            return next(
                (kind for setting, kind in _WITHOUT_KEYS.items() if self.get(setting)), NOTHING
            )
        keys = TEMPORARY if self._session_token() else LONG_TERM
        shared_keys = dict.fromkeys(self.shared & KEYS, keys)
        order = {**_BEFORE_KEYS, **shared_keys, **_AFTER_SHARED_KEYS, **dict.fromkeys(KEYS, keys)}
        return next((kind for setting, kind in order.items() if self.get(setting)), NOTHING)

    @property
    def kind_as_source(self) -> str:
        """The same at the start of a chain: its own key precedes its role, as in botocore."""
        if self.kind == ROLE and any(self.get(setting) for setting in KEYS):
            return TEMPORARY if self._session_token() else LONG_TERM
        return self.kind

    @property
    def is_ours(self) -> bool:
        """Whether its credentials would come from this very program."""
        command = self.get("credential_process")
        if self.kind != PROCESS or command is None:
            return False
        from aws_session.config import self_reference

        return self_reference.is_ours(command)

    def place_of(self, *settings: str) -> str:
        """Return file and line of the first of some settings that it has, or else the file."""
        for setting in settings:
            if setting in self.settings:
                path = self.credentials_path if setting in self.shared else self.config_path
                return f"{path}, line {self.settings[setting].line}"
        return self.config_path

    def static_key(self) -> Credentials | None:
        """Return the key in the files; SessionError if it cannot sign."""
        key_id, secret = self.get("aws_access_key_id"), self.get("aws_secret_access_key")
        if key_id and secret:
            session_token = self._session_token()
            expiry = self.key_expiry if session_token else None
            key = Credentials(key_id, secret, session_token, expiry[1] if expiry else None)
            if key.misfit or key.flaw:
                from aws_session.config import profile_faults

                raise profile_faults.of_key(self, key)
            return key
        if key_id or secret:
            from aws_session.config import profile_faults

            raise profile_faults.half_a_key(self)
        return None

    @property
    def key_expiry(self) -> tuple[str, int] | None:
        """The setting with the key's expiry that another tool wrote, and that in Unix seconds."""
        from aws_session.model import key_expiry

        names = self.shared if self.shared & KEYS else self.settings
        beside = ((name, entry.text) for name, entry in self.settings.items() if name in names)
        return key_expiry.latest(beside)

    def check(self) -> None:
        """Refuse broken references, and quotes and sections that are read as part of a value."""
        for section in self.misnamed:
            if section.holder == self.name and section.setting in _OF_CREDENTIALS:
                raise SessionError(section.message, hint=section.hint)
        for setting in _NEVER_QUOTED:
            text = self.get(setting)
            if text and text[0] in _QUOTES and text[-1] == text[0]:
                from aws_session.config import profile_faults

                raise profile_faults.in_quotes(self, setting)
        region = self.get("region")
        if region and not may_be_region(region):
            from aws_session.config import profile_faults

            raise profile_faults.invalid_region(self, region)
        if self.fault is not None:
            raise SessionError(self.fault[0], hint=self.fault[1])

    def _session_token(self) -> str | None:
        # botocore reads only the key's own file.
        names = self.shared if self.shared & KEYS else self.settings
        return token(*(self.get(name) for name in _TOKENS if name in names))


class ProvidedProfile(Profile):
    """What stands for the default profile if only the environment provides credentials."""
