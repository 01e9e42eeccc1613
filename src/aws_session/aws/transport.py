"""The settings for sending calls, checked before anything is sent: certificates, choices."""

# This is loaded before a prompt, so it imports nothing heavy; botocore may still refuse what it
# accepts.

from __future__ import annotations

import os

from aws_session.errors import LeftoverError, SessionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.config.profile import Profile

_CHOICES = {
    "sts_regional_endpoints": ("regional", "legacy", ""),
    "retry_mode": ("standard", "adaptive", "legacy", ""),
    "defaults_mode": ("standard", "in-region", "cross-region", "mobile", "auto", "legacy"),
    "account_id_endpoint_mode": ("preferred", "disabled", "required"),
    "request_checksum_calculation": ("when_supported", "when_required"),
    "response_checksum_validation": ("when_supported", "when_required"),
}
"""Settings of a profile, each also a variable after `AWS_`, and their valid values."""

_EXACT = frozenset({"sts_regional_endpoints"})
"""Settings in which botocore does not accept capital letters."""

_SIZE = "request_min_compression_size_bytes"
_GREATEST_SIZE = 1_048_576

_PORT = "csm_port"
"""botocore reads it only with `csm_enabled`."""
_GREATEST_PORT = 65_535

_BUNDLE = "AWS_CA_BUNDLE"
_OTHER_BUNDLE = "REQUESTS_CA_BUNDLE"
_KEY_LOG = "SSLKEYLOGFILE"


def check(url: str, environ: dict[str, str], profile: Profile | None) -> None:
    """Raise SessionError if no call to an address can be sent. `environ` is the caller's."""
    _check_choices(environ, profile)
    _check_bundle(url, environ, profile)
    _check_key_log(environ)
    if any(name.lower().endswith("_proxy") for name in environ):
        # Imported late: most people have none.
        from aws_session.aws import proxy_settings

        proxy_settings.check(url, environ)


def _check_choices(environ: dict[str, str], profile: Profile | None) -> None:
    for setting, values in _CHOICES.items():
        told = _told(setting, environ, profile)
        if told is not None and (told if setting in _EXACT else told.lower()) not in values:
            *others, last = filter(None, values)
            valid = f"{', '.join(others)} or {last}"
            raise not_valid(setting, told, f"set it to {valid}", environ, profile)
    _check_number(_SIZE, _GREATEST_SIZE, environ, profile)
    if (_told("csm_enabled", environ, profile) or "").lower() == "true":
        _check_number(_PORT, _GREATEST_PORT, environ, profile)


def _check_number(
    setting: str, greatest: int, environ: dict[str, str], profile: Profile | None
) -> None:
    told = _told(setting, environ, profile)
    if told is None:
        return
    # Imported late: hardly anyone sets one.
    from aws_session.model import identifiers

    if not identifiers.number(told.strip(), greatest):
        valid = f"set it to a number from 1 to {greatest}"
        raise not_valid(setting, told, valid, environ, profile)


def _told(setting: str, environ: dict[str, str], profile: Profile | None) -> str | None:
    told = environ.get(f"AWS_{setting.upper()}")
    return _of_profile(setting, profile) if told is None else told


def _of_profile(setting: str, profile: Profile | None) -> str | None:
    """Return a setting as botocore reads it: an empty one counts as a value."""
    if profile is None or setting not in profile.settings:
        return None
    return profile.settings[setting].text


def not_valid(
    setting: str, told: str, valid: str, environ: dict[str, str], profile: Profile | None
) -> SessionError:
    """Return the error for a setting with an invalid value; `valid` says which are valid."""
    variable = f"AWS_{setting.upper()}"
    wrong = f"{_plain(told)!r} is not a valid value of "
    if variable in environ or profile is None:
        return LeftoverError(wrong + variable, variable, advice=f"{valid}, or remove it")
    return SessionError(
        f"{wrong}{setting} ({profile.place_of(setting)})", hint=f"{valid}, or remove the line"
    )


def _check_bundle(url: str, environ: dict[str, str], profile: Profile | None) -> None:
    """Refuse certificates that botocore cannot load: AWS's variable first, then the profile."""
    of_profile = _of_profile("ca_bundle", profile)
    if _BUNDLE in environ:
        where, path = _BUNDLE, environ[_BUNDLE]
    elif of_profile is not None and profile is not None:
        where, path = f"ca_bundle ({profile.place_of('ca_bundle')})", of_profile
    elif _OTHER_BUNDLE in environ:
        where, path = _OTHER_BUNDLE, environ[_OTHER_BUNDLE]
    else:
        return
    if not path.strip():
        empty = f"{where} is set, but empty"
        advice = "name a file with certificates, or remove it"
        if where in environ:
            raise LeftoverError(empty, where, advice=advice)
        raise SessionError(empty, hint=advice)
    why = _no_bundle(path) if url.lower().startswith("https:") else None
    if why is not None:
        raise unreadable_bundle(why, where)


def unreadable_bundle(why: str, where: str) -> SessionError:
    """Return the error for a file of certificates that `where`, a variable or a setting, names."""
    return SessionError(
        f"the CA bundle cannot be read: {_plain(why)}",
        hint=f"it must be a file with certificates in PEM format: correct {where}",
    )


def _no_bundle(path: str) -> str | None:
    """Return why no certificate can be read from a file."""
    from aws_session.config import whole_files

    try:
        whole = whole_files.read(path)
    except OSError as error:
        return f"{path}: {error.strerror}"
    except SessionError:
        return f"{path} does not end"
    except ValueError:
        return f"{path} is not a file name"
    return None if b"CERTIFICATE-----" in whole else f"{path} contains no certificate in PEM format"


def _check_key_log(environ: dict[str, str]) -> None:
    """Refuse a TLS key file that cannot be written: Python opens it for every connection."""
    path = environ.get(_KEY_LOG)
    if not path:
        return
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NONBLOCK", 0)
    try:
        os.close(os.open(path, flags, 0o666))
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not a file name"
        raise LeftoverError(
            f"{_KEY_LOG} names {_plain(path)}, which cannot be written: {why}",
            _KEY_LOG,
            advice="name another file, or do not log TLS keys",
        ) from error


def _plain(text: str) -> str:
    from aws_session.model.terminal_text import sanitize

    return sanitize(text)
