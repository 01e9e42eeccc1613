"""Settings of a profile that neither this program nor AWS's tools read, and their owners."""

from __future__ import annotations

from aws_session.config import inherited_settings, profile_env
from aws_session.model import Record
from aws_session.model.closest import closest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from aws_session.config.profile import Profile

_OF_CREDENTIALS = (
    *("aws_access_key_id", "aws_secret_access_key", "aws_session_token", "aws_security_token"),
    *("aws_account_id", "role_arn", "source_profile", "credential_source", "role_session_name"),
    *("external_id", "duration_seconds", "mfa_serial", "credential_process", "login_session"),
    *("web_identity_token_file", "sso_session", "sso_start_url", "sso_region", "sso_account_id"),
    *("sso_role_name", "sso_registration_scopes", "region"),
)
_OF_SDKS = (
    *("auth_scheme_preference", "csm_client_id", "csm_enabled", "csm_host", "csm_port"),
    *("csm_clientid", "data_path", "disable_host_prefix_injection", "endpoint_discovery_enabled"),
    *("ec2_metadata_service_endpoint", "ec2_metadata_service_endpoint_mode", "imds_use_ipv6"),
    *("ec2_metadata_v1_disabled", "metadata_service_num_attempts", "metadata_service_timeout"),
    *("s3_disable_express_session_auth", "s3_disable_multiregion_access_points"),
    *("proxy_ca_bundle", "proxy_client_cert", "proxy_use_forwarding_for_https"),
    *("s3_use_arn_region", "s3_us_east_1_regional_endpoint", "signature_version"),
)
_OF_CLI = (
    *("cli_auto_prompt", "cli_follow_urlparam", "cli_help_output", "cli_history", "cli_pager"),
    *("cli_error_format", "cli_read_timeout", "cli_connect_timeout", "s3api", "codecommit"),
    *("emr", "eks", "service_role", "instance_profile", "key_name", "log_uri", "support_url"),
    "enable_debugging",
)
KNOWN = frozenset(
    {*_OF_CREDENTIALS, *_OF_SDKS, *_OF_CLI, *profile_env.KNOWN, *inherited_settings.READ, "region"}
)
"""What this program, the AWS SDKs or the AWS CLI read from a profile."""

_WHOSE = {
    "aws-vault": ("web_identity_token_process",),
    "awsume": ("autoawsume", "manager", "principal_arn"),
    "aws-mfa": (inherited_settings.ASSUMED, "assumed_role", "assumed_role_arn"),
    "aws-runas": (
        *("jump_role_arn", "saml_auth_url", "saml_metadata_url", "saml_provider", "saml_username"),
        *("web_auth_url", "web_client_id", "web_identity_token_endpoint", "web_provider"),
        *("web_redirect_uri", "web_username", "federated_username", "mfa_type"),
    ),
    "saml2aws": ("x_principal_arn",),
    "aws-sso-util": ("sso_account_name", "sso_auto_populated", "sso_interactive_auth"),
    "AWS Extend Switch Roles": ("color", "image", "role_name", "target_region", "target_role_name"),
    "the AWS Toolkit": ("toolkit_artifact_guid", "sso_registration_client_name"),
}
"""According to the tools' own documentation and sources."""

_BEGINNINGS = {
    "granted_": "granted",
    "common_fate_": "granted",
    "awsume": "awsume",
    "azure_": "aws-azure-login",
    "google_config.": "aws-google-auth",
    "gimme_": "gimme-aws-creds",
    "okta_": "an Okta tool",
    "saml_": "aws-runas",
}


_AROUND = frozenset({"aws", "default", "role", "number"})
"""Words that variables and parameters of calls have around the names of settings."""


class Unread(Record):
    """A setting that is not read: its line, the tool that reads it, or the intended name."""

    setting: str
    line: int
    tool: str | None = None
    meant: str | None = None

    def __str__(self) -> str:
        if self.tool is not None:
            return f"{self.setting} (of {self.tool})"
        return f"{self.setting} (did you mean {self.meant}?)" if self.meant else self.setting


def of(profile: Profile) -> tuple[Unread, ...]:
    """Return the settings of a profile that nothing reads, in their order."""
    return tuple(_of(profile))


def _of(profile: Profile) -> Iterator[Unread]:
    for setting, entry in profile.settings.items():
        # The expiry of a temporary key is read in whatever setting a tool writes it to.
        if setting in KNOWN or setting in profile.inherited or "expir" in setting:
            continue
        if setting == inherited_settings.ASSUMED and profile.name.endswith(
            inherited_settings.LONG_TERM_SUFFIX
        ):
            continue
        tool = next((name for name, theirs in _WHOSE.items() if setting in theirs), None)
        beginning = next((start for start in _BEGINNINGS if setting.startswith(start)), "")
        tool = tool or _BEGINNINGS.get(beginning)
        meant = None if tool else _whole(setting) or closest(setting, sorted(KNOWN))
        yield Unread(setting, entry.line, tool, meant)


def _whole(setting: str) -> str | None:
    """Return the known setting in the name of a variable or a parameter: aws_default_region."""
    words = setting.replace("-", "_").split("_")
    while words and words[0] in _AROUND:
        words.pop(0)
    while words and words[-1] in _AROUND:
        words.pop()
    name = "_".join(words)
    return name if name in KNOWN and name != setting else None
