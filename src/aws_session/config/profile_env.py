"""The settings of a profile that a session exports as variables, because AWS_PROFILE is unset."""

from __future__ import annotations

from aws_session.config.profiles import Profile

_VARIABLES = {
    "ca_bundle": "AWS_CA_BUNDLE",
    "cli_pager": "AWS_PAGER",
    "defaults_mode": "AWS_DEFAULTS_MODE",
    "endpoint_url": "AWS_ENDPOINT_URL",
    "ignore_configured_endpoint_urls": "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
    "max_attempts": "AWS_MAX_ATTEMPTS",
    "output": "AWS_DEFAULT_OUTPUT",
    "retry_mode": "AWS_RETRY_MODE",
    "sts_regional_endpoints": "AWS_STS_REGIONAL_ENDPOINTS",
    "use_dualstack_endpoint": "AWS_USE_DUALSTACK_ENDPOINT",
    "use_fips_endpoint": "AWS_USE_FIPS_ENDPOINT",
}
_WITHOUT_VARIABLE = (
    "api_versions",
    "cli_binary_format",
    "cli_timestamp_format",
    "parameter_validation",
    "s3",
    "tcp_keepalive",
)

_READ_FROM_FILES = (
    "account_id_endpoint_mode",
    "disable_request_compression",
    "request_checksum_calculation",
    "request_min_compression_size_bytes",
    "response_checksum_validation",
    "sdk_ua_app_id",
    "services",
    "sigv4a_signing_region_set",
)
KNOWN = (*_VARIABLES, *_WITHOUT_VARIABLE, *_READ_FROM_FILES)
"""What SDKs read of a profile beside its region and its credentials."""


def exported_settings(profile: Profile | None, base: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """Return what a profile says in variables, for it is lost with AWS_PROFILE.

    What stands in the environment wins, as it does in every SDK; the default profile is not lost.
    """
    if profile is None or profile.name == "default":
        return ()
    found: dict[str, str] = {}
    for setting, variable in _VARIABLES.items():
        value = profile.get(setting)
        if value and not base.get(variable):
            found[variable] = value
    if not base.get("AWS_ENDPOINT_URL"):
        for service, settings in profile.services.items():
            variable = "AWS_ENDPOINT_URL_" + service.upper().replace(" ", "_").replace("-", "_")
            if settings.get("endpoint_url") and not base.get(variable):
                found[variable] = settings["endpoint_url"]
    return tuple(found.items())


def not_exported(profile: Profile) -> tuple[str, ...]:
    """Return the settings of a profile that no variable can carry."""
    if profile.name == "default":
        return ()
    return tuple(setting for setting in _WITHOUT_VARIABLE if profile.get(setting))
