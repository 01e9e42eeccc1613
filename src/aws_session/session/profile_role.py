"""The role that an AWS profile names, with its settings for the role session."""

from __future__ import annotations

from aws_session.errors import SessionError, UsageError
from aws_session.model import duration_text, identifiers
from aws_session.model.mfa import SESSION_TOKEN_SECONDS
from aws_session.model.role import AssumeRoleRequest, is_role_arn
from aws_session.model.role_duration import ROLE_SECONDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.config.profile import Profile

_MOST_TAGS = 50


def of(profile: Profile) -> AssumeRoleRequest:
    """Return the call for a profile's role; SessionError for parameters that AWS would refuse."""
    arn = profile.get("role_arn") or ""
    if not is_role_arn(arn):
        from aws_session.config import profile_faults

        raise profile_faults.invalid_role_arn(profile, arn)
    tags = _tags(profile)
    account, _, resource = arn.partition(":iam::")[2].partition(":")
    return AssumeRoleRequest(
        account=account,
        role=resource.removeprefix("role/"),
        arn=arn,
        label=profile.name,
        session_name=_checked(profile, "role_session_name"),
        seconds=_seconds(profile),
        external_id=_checked(profile, "external_id"),
        source_identity=_checked(profile, "source_identity"),
        tags=tags,
        transitive_keys=_transitive(profile, tags),
    )


def token_seconds(*profiles: Profile | None) -> int | None:
    """Return the duration of an MFA session, from the first profile that sets it (aws-runas)."""
    for profile in filter(None, profiles):
        text = profile.get("session_token_duration")
        if text is not None:
            return _within(profile, "session_token_duration", SESSION_TOKEN_SECONDS)
    return None


def check_duration(profile: Profile) -> None:
    """Refuse an invalid duration_seconds; sessions continue without it, as botocore does."""
    message = unused_duration(profile)
    if message is not None:
        place = profile.place_of("duration_seconds")
        raise SessionError(message, hint=f"write it like 3600 or 1h: {place}")


def unused_duration(profile: Profile) -> str | None:
    """Return the notice about a duration_seconds that is not a duration; None for any other."""
    if profile.get("duration_seconds") is None or _seconds(profile) is not None:
        return None
    return f"duration_seconds of profile {profile.name!r} is not a duration, so it is not used"


def _seconds(profile: Profile) -> int | None:
    text = profile.get("duration_seconds")
    if text is None:
        if profile.get("credentials_duration") is None:
            return None
        return _within(profile, "credentials_duration", ROLE_SECONDS)
    if not text.isalnum() or text.isdigit():
        found = identifiers.number(text, duration_text.LONGEST)
    else:
        try:
            found = duration_text.seconds(text)
        except UsageError:
            found = None
    # botocore, too, ignores an invalid duration.
    return None if found is None else _within(profile, "duration_seconds", ROLE_SECONDS)


def _within(profile: Profile, setting: str, limits: tuple[int, int]) -> int:
    try:
        return duration_text.seconds_within(profile.get(setting) or "", limits)
    except UsageError as error:
        raise SessionError(
            f"{setting} of profile {profile.name!r}: {error.message}",
            hint=f"{error.hint}: {profile.place_of(setting)}",
        ) from error


def _checked(profile: Profile, setting: str) -> str | None:
    """Return a setting that AWS accepts; UsageError names the line of one that it would refuse."""
    text = profile.get(setting)
    if text is None:
        return None
    # Imported late: few profiles have one.
    from aws_session.session import role_name_tags_policies

    check = {
        "role_session_name": role_name_tags_policies.check_session_name,
        "external_id": role_name_tags_policies.check_external_id,
        "source_identity": role_name_tags_policies.check_source_identity,
    }[setting]
    try:
        check(text, setting)
    except UsageError as error:
        # An external ID may be meant to be secret.
        value = f": {text!r}" if setting != "external_id" else ""
        raise UsageError(
            f"{setting} of profile {profile.name!r} is not valid{value}",
            hint=f"{error.hint}: {profile.place_of(setting)}",
        ) from None
    return text


def _tags(profile: Profile) -> tuple[tuple[str, str], ...]:
    """Return the tags of `session_tags`, in aws-vault's form: a=1, b=2."""
    found: dict[str, str] = {}
    for entry in _listed(profile.get("session_tags")):
        key, equals, value = entry.partition("=")
        if not key.strip() or not equals:
            place = profile.place_of("session_tags")
            raise SessionError(
                f"session_tags of profile {profile.name!r} is not a list of KEY=VALUE",
                hint=f"write it like team=ops,stage=prod: {place}",
            )
        # Imported late: few profiles have tags.
        from aws_session.session import role_name_tags_policies

        fault = role_name_tags_policies.tag_fault(entry) or _repeated(key.strip(), found)
        if fault:
            place = profile.place_of("session_tags")
            raise SessionError(
                f"session_tags of profile {profile.name!r}, {key.strip()!r}: {fault[0]}",
                hint=f"{fault[1]}: {place}",
            )
        found[key.strip()] = value.strip()
    if len(found) > _MOST_TAGS:
        raise SessionError(
            f"session_tags of profile {profile.name!r} has {len(found)} tags, but AWS accepts "
            f"{_MOST_TAGS}",
            hint=f"remove some: {profile.place_of('session_tags')}",
        )
    return tuple(found.items())


def _repeated(key: str, before: dict[str, str]) -> tuple[str, str] | None:
    """Return what is wrong with a key that differs from an earlier one only by case."""
    same = next((each for each in before if each.lower() == key.lower() and each != key), None)
    if same is None:
        return None
    return f"AWS ignores case, so it is the same key as {same!r}", "remove one of them"


def _transitive(profile: Profile, tags: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """Return the keys of transitive tags; SessionError for one without a tag."""
    keys = _listed(profile.get("transitive_session_tags"))
    known = {key.lower() for key, _ in tags}
    for key in keys:
        if key.lower() not in known:
            raise SessionError(
                f"transitive_session_tags of profile {profile.name!r} names {key!r}, which is not "
                "in its session_tags",
                hint=f"correct one of them: {profile.place_of('transitive_session_tags')}",
            )
    return keys


def _listed(text: str | None) -> tuple[str, ...]:
    return tuple(each.strip() for each in (text or "").split(",") if each.strip())
