"""The settings of a profile that a session exports as variables, because AWS_PROFILE is unset."""

from __future__ import annotations

from aws_session.config.profile import Profile

VARIABLES = {
    "account_id_endpoint_mode": "AWS_ACCOUNT_ID_ENDPOINT_MODE",
    "auth_scheme_preference": "AWS_AUTH_SCHEME_PREFERENCE",
    "ca_bundle": "AWS_CA_BUNDLE",
    "cli_pager": "AWS_PAGER",
    "csm_client_id": "AWS_CSM_CLIENT_ID",
    "csm_enabled": "AWS_CSM_ENABLED",
    "csm_host": "AWS_CSM_HOST",
    "csm_port": "AWS_CSM_PORT",
    "data_path": "AWS_DATA_PATH",
    "defaults_mode": "AWS_DEFAULTS_MODE",
    "disable_host_prefix_injection": "AWS_DISABLE_HOST_PREFIX_INJECTION",
    "disable_request_compression": "AWS_DISABLE_REQUEST_COMPRESSION",
    "ec2_metadata_service_endpoint": "AWS_EC2_METADATA_SERVICE_ENDPOINT",
    "ec2_metadata_service_endpoint_mode": "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
    "ec2_metadata_v1_disabled": "AWS_EC2_METADATA_V1_DISABLED",
    "endpoint_discovery_enabled": "AWS_ENDPOINT_DISCOVERY_ENABLED",
    "endpoint_url": "AWS_ENDPOINT_URL",
    "ignore_configured_endpoint_urls": "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
    "imds_use_ipv6": "AWS_IMDS_USE_IPV6",
    "max_attempts": "AWS_MAX_ATTEMPTS",
    "metadata_service_num_attempts": "AWS_METADATA_SERVICE_NUM_ATTEMPTS",
    "metadata_service_timeout": "AWS_METADATA_SERVICE_TIMEOUT",
    "output": "AWS_DEFAULT_OUTPUT",
    "request_checksum_calculation": "AWS_REQUEST_CHECKSUM_CALCULATION",
    "request_min_compression_size_bytes": "AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES",
    "response_checksum_validation": "AWS_RESPONSE_CHECKSUM_VALIDATION",
    "retry_mode": "AWS_RETRY_MODE",
    "s3_disable_express_session_auth": "AWS_S3_DISABLE_EXPRESS_SESSION_AUTH",
    "s3_us_east_1_regional_endpoint": "AWS_S3_US_EAST_1_REGIONAL_ENDPOINT",
    "s3_use_arn_region": "AWS_S3_USE_ARN_REGION",
    "sdk_ua_app_id": "AWS_SDK_UA_APP_ID",
    "sigv4a_signing_region_set": "AWS_SIGV4A_SIGNING_REGION_SET",
    "sts_regional_endpoints": "AWS_STS_REGIONAL_ENDPOINTS",
    "use_dualstack_endpoint": "AWS_USE_DUALSTACK_ENDPOINT",
    "use_fips_endpoint": "AWS_USE_FIPS_ENDPOINT",
}
"""The settings of a profile that botocore and the AWS CLI's pager read, with their variables."""

S3_VARIABLES = {
    "s3_disable_multiregion_access_points": "AWS_S3_DISABLE_MULTIREGION_ACCESS_POINTS",
    "us_east_1_regional_endpoint": "AWS_S3_US_EAST_1_REGIONAL_ENDPOINT",
    "use_arn_region": "AWS_S3_USE_ARN_REGION",
}
"""The same for the settings below `s3`."""

_WITHOUT_VARIABLE = (
    "api_versions",
    "cli_binary_format",
    "cli_timestamp_format",
    "parameter_validation",
    "proxy_ca_bundle",
    "proxy_client_cert",
    "proxy_use_forwarding_for_https",
    # Its variable, BOTOCORE_TCP_KEEPALIVE, is not one of those that a state may name.
    "tcp_keepalive",
)

KNOWN = (*VARIABLES, *_WITHOUT_VARIABLE, "s3", "services")
"""What SDKs read from a profile in addition to its region and its credentials."""


_FALSE_HIDES = ("use_dualstack_endpoint", "use_fips_endpoint")
_NOTHING_HIDES = ("ca_bundle", "endpoint_url", "ignore_configured_endpoint_urls")
"""Where calls go and whom they trust: what `false` in a variable hides, and what no value does."""


def exported_settings(
    profile: Profile | None, base: dict[str, str], default: Profile | None = None
) -> tuple[tuple[str, str], ...]:
    """Return a profile's settings as variables, since they are lost with AWS_PROFILE.

    The environment takes precedence, as in every SDK; the default profile is not lost. SDKs read
    the `default` one without AWS_PROFILE: what only that turns on is turned off.
    """
    if profile is None or profile.name == "default":
        return ()
    found: dict[str, str] = {}
    said = [(variable, profile.get(setting)) for setting, variable in VARIABLES.items()]
    of_s3 = _of_s3(profile)
    said += [(variable, of_s3.get(setting)) for setting, variable in S3_VARIABLES.items()]
    for variable, value in said:
        # The settings below `s3` come second, as in botocore.
        if value and not base.get(variable):
            found.setdefault(variable, value)
    if not base.get("AWS_ENDPOINT_URL"):
        for service, settings in profile.services.items():
            variable = _variable_of(service)
            if settings.get("endpoint_url") and variable and not base.get(variable):
                found[variable] = settings["endpoint_url"]
    for setting in _FALSE_HIDES:
        variable = VARIABLES[setting]
        if default is not None and _is_true(default.get(setting)) and not base.get(variable):
            found.setdefault(variable, "false")
    return tuple(found.items())


def read_from_default(
    profile: Profile, base: dict[str, str], default: Profile | None
) -> tuple[str, ...]:
    """Return what SDKs read from the `default` profile in a session of one that lacks it."""
    if default is None or profile.name == "default":
        return ()
    held = {**base, **dict(exported_settings(profile, base))}
    found = [each for each in _NOTHING_HIDES if default.get(each) and not held.get(VARIABLES[each])]
    if any("endpoint_url" in each for each in default.services.values()):
        found += [] if held.get("AWS_ENDPOINT_URL") else ["services"]
    if _is_true(held.get("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")):
        found = [each for each in found if each == "ca_bundle"]
    return tuple(found)


def _is_true(value: str | None) -> bool:
    return value is not None and value.lower() == "true"


def of_role(
    below: tuple[tuple[str, str], ...], profile: Profile | None, base: dict[str, str]
) -> tuple[tuple[str, str], ...]:
    """Return the variables of a role's session: its profile's settings before those `below`."""
    return tuple((dict(below) | dict(exported_settings(profile, base))).items())


def not_exported(profile: Profile) -> tuple[str, ...]:
    """Return the settings of a profile that no variable can contain."""
    if profile.name == "default":
        return ()
    left = [setting for setting in _WITHOUT_VARIABLE if profile.get(setting)]
    below = [f"s3.{setting}" for setting in _of_s3(profile) if setting not in S3_VARIABLES]
    services = [
        f"services.{service}"
        for service, settings in profile.services.items()
        if settings.get("endpoint_url") and not _variable_of(service)
    ]
    return (*left, *below, *services)


def _variable_of(service: str) -> str:
    """Return the variable with a service's endpoint; empty if its name cannot be part of one."""
    variable = "AWS_ENDPOINT_URL_" + service.upper().replace(" ", "_").replace("-", "_")
    return variable if variable.isascii() and variable.isidentifier() else ""


def _of_s3(profile: Profile) -> dict[str, str]:
    text = profile.get("s3")
    if not text:
        return {}

    from aws_session.config import ini_parser

    return ini_parser.nested(text)
