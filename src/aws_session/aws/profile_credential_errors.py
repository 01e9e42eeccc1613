"""Why a profile provides no credentials: its settings and its tokens are checked for the cause."""

from __future__ import annotations

import hashlib
import os
import time
from shlex import quote
from typing import TYPE_CHECKING

from botocore import exceptions as boto

from aws_session.aws import (
    botocore_errors,
    provided_credentials,
    third_party_json,
)
from aws_session.config import aws_files, ini_parser, misnamed_sections, profile_faults
from aws_session.config.profile import (
    LOGIN,
    MAKING_CREDENTIALS,
    NOTHING,
    PROCESS,
    SSO,
    WEB_IDENTITY,
)
from aws_session.errors import SessionError
from aws_session.model.closest import closest
from aws_session.model.credentials import flaw
from aws_session.model.terminal_text import sanitize

if TYPE_CHECKING:
    from aws_session.aws.botocore_errors import Call
    from aws_session.aws.source_credentials import SourceCredentials
    from aws_session.config import ini
    from aws_session.config.profile import Profile
    from aws_session.model.credentials import Credentials

_OF_ACCOUNTS = ("sso_account_id", "sso_role_name")
_OF_SSO = ("sso_start_url", "sso_region", *_OF_ACCOUNTS)
_LOGIN_CACHE = "~/.aws/login/cache"
_NO_METADATA = "AWS_EC2_METADATA_DISABLED"


def explain(error: Exception, profile: Profile | None, call: Call) -> SessionError:
    """Return the error for anything botocore raised over the credentials of a profile.

    If an error is not botocore's own, the source of the credentials is at fault, never this
    program.
    """
    provided = _may_be_provided(profile)
    told = provided_credentials.fault(error) if provided else None
    if told is None and profile is not None:
        told = _of_source(error, profile, call)
    if told is not None:
        return told
    if isinstance(error, botocore_errors.RAISED):
        return botocore_errors.explain(error, call)
    if isinstance(error, OSError) and error.filename is not None:
        return botocore_errors.unreadable(error, call)
    if profile is not None and profile.kind == PROCESS:
        return botocore_errors.bad_output(call, "credentials that are not valid")
    container = provided_credentials.service() if provided else None
    if container is not None:
        return provided_credentials.senseless(container)
    return SessionError(
        f"{_source(profile)} returned credentials for {call.description} that are not valid",
        hint=botocore_errors.profile_hint(call),
        debug=f"{call.operation}: {type(error).__name__}",
    )


def may_quote_secret(error: Exception) -> bool:
    """Tell whether botocore's error quotes a service's whole answer, or what AWS does not accept.

    The first may be credentials, the second a token.
    """
    is_malformed = botocore_errors.code_of(error) == "ValidationError"
    return is_malformed or isinstance(error, boto.CredentialRetrievalError)


def _may_be_provided(profile: Profile | None) -> bool:
    """Tell whether credentials may come from the environment's container or web identity."""
    if profile is None or profile.kind == NOTHING:
        return True
    return profile.get("credential_source") == "EcsContainer"


def _of_source(error: Exception, profile: Profile, call: Call) -> SessionError | None:
    """Check the source of a profile's credentials; None if nothing is wrong."""
    if isinstance(error, boto.HTTPClientError | boto.ClientError):
        # A token that cannot be sent was the reason; otherwise, the network or AWS was.
        if profile.kind == WEB_IDENTITY:
            return _of_token_file(profile, call)
        return _of_unsendable(profile, call) if profile.kind == SSO else None
    if isinstance(error, boto.InvalidRegionError) and profile.kind == SSO:
        return _invalid_sso_region(str(error.kwargs.get("region_name")), profile)
    if profile.kind in {SSO, LOGIN}:
        return _of_cache(error, profile, call)
    if isinstance(error, boto.CredentialRetrievalError) and profile.get("credential_source"):
        return _of_credential_source(profile, call)
    return _of_token_file(profile, call) if profile.kind == WEB_IDENTITY else None


def _of_credential_source(profile: Profile, call: Call) -> SessionError | None:
    """Explain that the machine or container of a credential_source gave no credentials."""
    if profile.get("credential_source") == "Ec2InstanceMetadata":
        whose = "an EC2 instance"
        if os.environ.get(_NO_METADATA, "").lower() == "true":
            why, remedy = f"{_NO_METADATA} forbids it", f"unset {_NO_METADATA}"
        else:
            why = "this machine is not one, or has no role"
            remedy = "use it on an instance with a role"
    elif provided_credentials.service() is None:
        whose, why = "a container", f"no variable {provided_credentials.PREFIX}_... names a service"
        remedy = "use it in a container of ECS or EKS"
    else:
        return None
    return not_there(call, whose, why, remedy)


def not_there(call: Call, whose: str, why: str, remedy: str) -> SessionError:
    """Return the error for a credential_source that this machine does not have."""
    return SessionError(
        f"{call.description} takes its credentials from {whose} (credential_source), but {why}",
        hint=f"{remedy}, or name another profile: aws-session --profile NAME",
    )


def _source(profile: Profile | None) -> str:
    """Return the name of the source of credentials that is on the network."""
    if profile is not None and profile.kind == SSO:
        return "AWS SSO"
    if profile is not None and profile.get("credential_source") == "Ec2InstanceMetadata":
        return "the EC2 instance metadata service"
    return "its source"


def nothing_found(signer: SourceCredentials, call: Call) -> SessionError:
    """Explain that botocore found no credentials although the profile has a source for them."""
    profile = signer.profile
    missing = [name for name in _OF_ACCOUNTS if not _has(profile, name)]
    if profile is not None and profile.kind == SSO and missing:
        return _without(call.description, missing, profile)
    assert profile is not None  # noqa: S101 - the environment's key is there or not chosen
    return profile_faults.nothing_there(profile, signer.description, MAKING_CREDENTIALS)


def _has(profile: Profile | None, setting: str) -> bool:
    return profile is not None and profile.get(setting) is not None


def unusable(what: str, signer: SourceCredentials, call: Call) -> SessionError:
    """Return the error for credentials that cannot sign, wherever botocore found them."""
    profile = signer.profile
    container = provided_credentials.service() if _may_be_provided(profile) else None
    if container is not None:
        return provided_credentials.senseless(container, what)
    if profile is not None and profile.kind == PROCESS:
        return botocore_errors.unusable(what, call)
    hint = botocore_errors.profile_hint(call)
    return SessionError(f"{call.description} received {what}", hint=hint)


def flawed(key: Credentials, call: Call) -> SessionError:
    """Return the error for a key that no request could contain."""
    return SessionError(
        f"{call.description} received a {key.flaw}", hint=botocore_errors.profile_hint(call)
    )


def _invalid_sso_region(region: str, profile: Profile) -> SessionError:
    """Explain that the region of AWS SSO, the profile's or its sso_session's, cannot be one."""
    place = profile.place_of("sso_region")
    if profile.get("sso_region") != region:
        of_session = _sso_session(profile)[1].get("sso_region")
        place = f"{profile.config_path}, line {of_session.line}" if of_session else place
    return SessionError(
        f"sso_region {sanitize(region)!r} of profile {profile.name!r} is not valid",
        hint=f"write it like eu-west-1: {place}",
    )


def _sso_session(profile: Profile) -> tuple[int, ini.Section]:
    """Return the line of the sso-session that a profile names, and its settings; 0 if none."""
    named = profile.get("sso_session")
    sections, _ = aws_files.sections(dict(os.environ))
    for section in sections:
        if section.startswith("sso-session") and ini_parser.words(section)[1:] == [named]:
            return sections.line(section), sections[section]
    return 0, {}


def _incomplete_sso(profile: Profile) -> SessionError | None:
    """Explain which settings of AWS SSO are in neither a profile nor the sso-session it names."""
    line, of_session = _sso_session(profile)
    missing = [name for name in _OF_SSO if not (_has(profile, name) or name in of_session)]
    if not missing:
        return None
    of_both = [name for name in missing if name not in _OF_ACCOUNTS]
    if not line or of_both != missing:
        return _without(f"profile {profile.name!r}", missing, profile)
    named, what = profile.get("sso_session"), " and no ".join(missing)
    return SessionError(
        f"profile {profile.name!r} and its sso_session {named!r} have no {what}",
        hint=f"add it to [sso-session {named}]: {profile.config_path}, line {line}",
    )


def _without(whose: str, missing: list[str], profile: Profile) -> SessionError:
    return SessionError(
        f"{whose} has no {' and no '.join(missing)}",
        hint=f"add it, or run: aws configure sso --profile {quote(profile.name)}",
    )


def _no_sso_session(profile: Profile) -> SessionError | None:
    """Explain that the sso_session of a profile does not exist, and what was probably meant."""
    named = profile.get("sso_session")
    if not named:
        return None
    sections, _ = aws_files.sections(dict(os.environ))
    words = [ini_parser.words(section) for section in sections if section.startswith("sso-session")]
    known = tuple(each[1] for each in words if len(each) == 2)  # noqa: PLR2004 - kind, name
    if named in known:
        return None
    what = f"profile {profile.name!r} names the sso_session {named!r}"
    section = misnamed_sections.of_sso_session(named, sections, profile.config_path)
    if section is not None:
        return SessionError(f"{what}: {section.message}", hint=section.hint)
    near = closest(named, known)
    meant = profile_faults.comment(named) or (f"; did you mean {near!r}?" if near else "")
    return SessionError(
        f"{what}, which does not exist{meant}",
        hint=f"add [sso-session {named}], or correct it: {profile.place_of('sso_session')}",
    )


def _of_cache(error: Exception, profile: Profile, call: Call) -> SessionError | None:
    """Check the file into which `aws sso login` or `aws login` wrote the token."""
    path = _token_cache(profile)
    kind, by_hand = ("login", "aws login") if profile.kind == LOGIN else ("SSO", "aws sso login")
    if isinstance(error, boto.InvalidConfigError):
        return _no_sso_session(profile) or (_incomplete_sso(profile) if kind == "SSO" else None)
    if isinstance(error, boto.MissingDependencyException):
        return botocore_errors.no_library(call)
    if isinstance(error, getattr(boto, "LoginInsufficientPermissions", ())):
        return None
    try:
        with open(path, "rb") as file:
            octets = file.read()
    except FileNotFoundError:
        return botocore_errors.logged_out(call, f"no {kind} token in {path}", by_hand)
    except OSError as unreadable:
        found = botocore_errors.unreadable(unreadable, call)
        again = f"{by_hand} --profile {quote(profile.name)}"
        found.hint = f"make it readable, or move it away and sign in again: {again}"
        return found
    answer, fault = third_party_json.object_in(octets)
    fault = f"it contains {fault}" if fault else third_party_json.token_fault(answer, profile)
    if fault:
        return botocore_errors.bad_token(call, path, fault, by_hand)
    holder = answer["accessToken"] if profile.kind == LOGIN else answer
    fault = third_party_json.moment_fault(holder["expiresAt"], time.time())
    if fault.startswith("is in the past"):
        when = fault.removeprefix("is in the past: ")
        return botocore_errors.logged_out(
            call, f"the {kind} token in {path} expired at {when}", by_hand
        )
    if fault:
        return botocore_errors.bad_token(call, path, f"its expiresAt {fault}", by_hand)
    refused = (boto.SSOError, boto.TokenRetrievalError, getattr(boto, "LoginError", boto.SSOError))
    if isinstance(error, refused):
        return botocore_errors.logged_out(call, f"AWS refuses the {kind} token in {path}", by_hand)
    return None


def _of_unsendable(profile: Profile, call: Call) -> SessionError | None:
    """Check whether a token has characters that no request can contain."""
    path = _token_cache(profile)
    try:
        with open(path, "rb") as file:
            answer, _ = third_party_json.object_in(file.read())
    except OSError:
        return None
    token = answer.get("accessToken")
    if not isinstance(token, str):
        return None
    what = "is empty" if not token else flaw(token)
    if what is None:
        return None
    return botocore_errors.bad_token(call, path, f"its accessToken {what}", "aws sso login")


def _token_cache(profile: Profile) -> str:
    """Return the file in which botocore looks for a profile's token."""
    if profile.kind == LOGIN:
        folder = os.path.expandvars(os.environ.get("AWS_LOGIN_CACHE_DIRECTORY", _LOGIN_CACHE))
        name = hashlib.sha256((profile.get("login_session") or "").encode()).hexdigest()
    else:
        folder = "~/.aws/sso/cache"
        session = profile.get("sso_session") or profile.get("sso_start_url") or ""
        name = hashlib.sha1(session.encode(), usedforsecurity=False).hexdigest()
    return os.path.join(os.path.expanduser(folder), f"{name}.json")


def _of_token_file(profile: Profile, call: Call) -> SessionError | None:
    if profile.get("role_arn") is None:
        place = profile.place_of("web_identity_token_file")
        return SessionError(
            f"profile {profile.name!r} has a web_identity_token_file but no role_arn",
            hint=f"add role_arn, or remove web_identity_token_file: {place}",
        )
    path = profile.get("web_identity_token_file") or ""
    try:
        _, fault = provided_credentials.token_in(path)
    except OSError as error:
        return botocore_errors.unreadable(error, call)
    return _bad_token_file(call, path, fault) if fault else None


def _bad_token_file(call: Call, path: str, what: str) -> SessionError:
    return SessionError(
        f"{call.description} needs the token in {sanitize(path)}, which {what}",
        hint=botocore_errors.profile_hint(call),
    )
