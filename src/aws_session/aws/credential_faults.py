"""What is wrong with the credentials from a program or a token, which are never quoted."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import time
from datetime import datetime
from shlex import quote
from typing import TYPE_CHECKING

from botocore import exceptions as boto
from botocore.compat import compat_shell_split
from dateutil import parser, tz  # type: ignore[import-untyped] # it has no stubs here

from aws_session.aws import botocore_errors, source_credentials
from aws_session.config import aws_files, ini_parser, misnamed
from aws_session.config.profiles import LOGIN, PROCESS, SSO, WEB_IDENTITY
from aws_session.errors import SessionError
from aws_session.model import durations
from aws_session.model.closest import closest
from aws_session.model.credentials import flaw
from aws_session.model.identifiers import LATEST
from aws_session.model.terminal_text import sanitize
from aws_session.processes import bounded, replace, starting

if TYPE_CHECKING:
    from typing import Any

    import botocore.session

    from aws_session.aws.botocore_errors import Call
    from aws_session.aws.source_credentials import SourceCredentials
    from aws_session.config.profiles import Profile
    from aws_session.model.credentials import Credentials

_EXAMPLE = "such as 2026-11-21T09:00:00Z"
_KINDS = {
    dict: "an object",
    list: "a list",
    str: "text",
    bool: "true or false",
    int: "a number",
    float: "a number",
    type(None): "null",
}
_LOGIN_CACHE = "~/.aws/login/cache"
_LOGIN_FIELDS = ("accessKeyId", "secretAccessKey", "sessionToken", "accountId")


def explain(error: Exception, profile: Profile | None, call: Call) -> SessionError:
    """Return the error for anything botocore raised over the credentials of a profile.

    If an error is not botocore's own, the source of the credentials is at fault, never this
    program.
    """
    told = None if profile is None else _of_source(error, profile, call)
    if told is not None:
        return told
    if isinstance(error, botocore_errors.RAISED):
        return botocore_errors.explain(error, call)
    if isinstance(error, OSError) and error.filename is not None:
        return botocore_errors.unreadable(error, call)
    if profile is not None and profile.kind == PROCESS:
        return botocore_errors.bad_output(call, "credentials that are not valid")
    return SessionError(
        f"{_source(profile)} returned credentials for {call.description} that are not valid",
        hint=botocore_errors.profile_hint(call),
        debug=f"{call.operation}: {type(error).__name__}",
    )


def _of_source(error: Exception, profile: Profile, call: Call) -> SessionError | None:
    """Check the source of a profile's credentials; None if nothing is wrong."""
    if isinstance(error, boto.HTTPClientError | boto.ClientError):
        return None
    if isinstance(error, boto.InvalidRegionError) and profile.kind == SSO:
        return _invalid_sso_region(str(error.kwargs.get("region_name")), profile)
    if profile.kind in {SSO, LOGIN}:
        return _of_cache(error, profile, call)
    return _of_token_file(profile, call) if profile.kind == WEB_IDENTITY else None


def _source(profile: Profile | None) -> str:
    """Return the name of the source of credentials that is on the network."""
    for name in ("AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"):
        if os.environ.get(name):
            return f"the service that {name} names"
    if profile is not None and profile.kind == SSO:
        return "AWS SSO"
    if profile is not None and profile.get("credential_source") == "Ec2InstanceMetadata":
        return "the EC2 instance metadata service"
    return "its source"


def nothing_found(signer: SourceCredentials, call: Call) -> SessionError:
    """Explain that botocore found no credentials although the profile has a source for them."""
    profile = signer.profile
    missing = [name for name in ("sso_account_id", "sso_role_name") if not _has(profile, name)]
    if profile is not None and profile.kind == SSO and missing:
        return SessionError(
            f"{call.description} has no {' and no '.join(missing)}",
            hint=f"add it, or run: aws configure sso --profile {quote(profile.name)}",
        )
    return source_credentials.nothing_there(signer)


def _has(profile: Profile | None, setting: str) -> bool:
    return profile is not None and profile.get(setting) is not None


def flawed(key: Credentials, call: Call) -> SessionError:
    """Return the error for a key that no request could contain."""
    return SessionError(
        f"{call.description} received a {key.flaw}", hint=botocore_errors.profile_hint(call)
    )


def check_command(profile: Profile) -> None:
    """Refuse a credential_process that cannot be split into words."""
    command = profile.get("credential_process")
    if profile.kind != PROCESS or command is None:
        return
    what = ""
    try:
        words = compat_shell_split(command)
    except ValueError as error:
        what = "ends in a lone backslash" if "escape" in str(error) else "has an unbalanced quote"
    else:
        what = "" if words and words[0] else "names no program"
    if what:
        raise SessionError(
            f"the credential_process of profile {profile.name!r} {what}",
            hint=f"fix the line: {profile.place_of('credential_process')}",
        )


def watch_processes(session: botocore.session.Session, call: Call) -> None:
    """Check the output of every credential_process before botocore sees it."""
    provider = session.get_component("credential_provider").get_provider("custom-process")
    if not callable(provider._popen):
        raise TypeError("this version of botocore starts a credential_process in another way")
    provider._popen = _Processes(call)


def _not_run(program: str, why: str, call: Call) -> SessionError:
    return SessionError(
        f"the credential_process of {call.description} cannot be run: {sanitize(program)}: {why}",
        hint=botocore_errors.profile_hint(call),
    )


def _why_not(program: str, error: OSError) -> str:
    """Return why a program did not start."""
    why = error.strerror or ""
    if not isinstance(error, FileNotFoundError):
        return why
    if program[0] in {"~", "$"}:
        return f"{why} (AWS's tools do not expand {program[0]} in it)"
    missing = replace.without_interpreter(program, os.environ.get("PATH"))
    return missing[0] if missing else why


class _Processes:
    """The replacement for the function with which botocore starts a credential_process."""

    def __init__(self, call: Call) -> None:
        self._call = call

    def __call__(self, words: list[str], **streams: Any) -> _Checked:
        try:
            process = subprocess.Popen(words, **streams)  # noqa: S603 - what the profile names
        except OSError as error:
            raise _not_run(words[0], _why_not(words[0], error), self._call) from error
        except ValueError as error:
            raise _not_run(words[0], "not the name of a program", self._call) from error
        return _Checked(process, self._call)


class _Checked:
    """A process whose output is checked before botocore reads it."""

    def __init__(self, process: subprocess.Popen[bytes], call: Call) -> None:
        self._process = process
        self._call = call

    @property
    def returncode(self) -> int:
        return self._process.returncode

    def communicate(self) -> tuple[bytes, bytes]:
        try:
            output, errors = starting.communicate(self._process)
        except bounded.TooMuchError:
            much = f"more than {bounded.MOST // 1_000_000} MB"
            raise botocore_errors.bad_output(self._call, much) from None
        if self.returncode == 0:
            _check_output(output, self._call)
        return output, errors.decode("utf-8", "replace").encode()


def _check_output(output: bytes, call: Call) -> None:
    answer, fault = _object(output)
    fault = fault or _of_version(answer)
    if fault:
        raise botocore_errors.bad_output(call, fault)
    fields = ("AccessKeyId", "SecretAccessKey", "SessionToken")
    for name in fields:
        value = answer.get(name)
        if value is None and name != fields[-1]:
            raise botocore_errors.bad_output(call, f"no {name}")
        if value is not None and not isinstance(value, str):
            raise botocore_errors.no_text(call, f"the {name} is {_kind(value)}")
        if value == "" and name != fields[-1]:
            raise botocore_errors.bad_output(call, f"an empty {name}")
        what = flaw(value) if value and not value.isspace() else None
        if what:
            raise botocore_errors.bad_output(call, f"an invalid {name}: it {what}")
    expiration = answer.get("Expiration")
    fault = of_moment(expiration, time.time()) if expiration is not None else ""
    if fault:
        raise botocore_errors.bad_output(call, f"an invalid Expiration: it {fault}")


def _of_version(answer: dict[str, Any]) -> str:
    if "Version" not in answer:
        return "no Version, which must be 1"
    version = answer["Version"]
    if isinstance(version, int | float):
        return "" if version == 1 else "a Version other than 1"
    return f"a Version that is {_kind(version)}: it must be the number 1"


def of_moment(value: object, now: float) -> str:
    """Return why a value is not a time in the future, or an empty text."""
    if not isinstance(value, str):
        return f"is {_kind(value)}, not a time {_EXAMPLE}"
    try:
        moment = parser.parse(value, tzinfos=_zone)
        if not isinstance(moment, datetime):
            return f"is not a time {_EXAMPLE}"
        seconds = moment.timestamp()
        zoneless = moment.utcoffset() is None
    except (ValueError, OverflowError, ArithmeticError, TypeError, AttributeError, LookupError):
        return f"is not a time {_EXAMPLE}"
    if zoneless:
        return "has no time zone (Z at its end is UTC)"
    if seconds > LATEST:
        return f"is not a time {_EXAMPLE}"
    return "" if seconds > now else f"is in the past: {durations.utc(int(seconds))}"


def _zone(name: str | None, offset: int | None) -> tz.tzoffset | tz.tzlocal | None:
    """Return a zone for dateutil, which would otherwise warn on stderr about an unknown name."""
    if offset is not None:
        return tz.tzoffset(name, offset)
    return tz.tzlocal() if name in time.tzname else None


def _object(octets: bytes) -> tuple[dict[str, Any], str]:
    """Return a JSON object, or a description of what was found instead."""
    if not octets.strip():
        return {}, "nothing"
    if octets[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return {}, "text in UTF-16, not in UTF-8"
    if octets.startswith(b"\xef\xbb\xbf"):
        return {}, "a byte order mark before the JSON"
    try:
        value = json.loads(octets.decode())
    except UnicodeDecodeError:
        return {}, "text that is not UTF-8"
    except (ValueError, RecursionError):
        return {}, "text that is not JSON"
    return (value, "") if isinstance(value, dict) else ({}, f"{_kind(value)}, not an object")


def _kind(value: object) -> str:
    return _KINDS.get(type(value), "something else")


def _invalid_sso_region(region: str, profile: Profile) -> SessionError:
    """Explain that the region of AWS SSO, the profile's or its sso_session's, cannot be one."""
    place, named = profile.place_of("sso_region"), profile.get("sso_session")
    if profile.get("sso_region") != region:
        sections, _ = aws_files.sections(dict(os.environ))
        of_session = (sections[s] for s in sections if ini_parser.words(s)[1:] == [named])
        lines = (each["sso_region"].line for each in of_session if "sso_region" in each)
        place = next((f"{profile.config_path}, line {line}" for line in lines), place)
    return SessionError(
        f"sso_region {sanitize(region)!r} of profile {profile.name!r} is not valid",
        hint=f"write it like eu-west-1: {place}",
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
    section = misnamed.of_sso_session(named, sections, profile.config_path)
    if section is not None:
        return SessionError(f"{what}: {section.message}", hint=section.hint)
    near = closest(named, known)
    return SessionError(
        f"{what}, which does not exist" + (f"; did you mean {near!r}?" if near else ""),
        hint=f"add [sso-session {named}], or correct it: {profile.place_of('sso_session')}",
    )


def _of_cache(error: Exception, profile: Profile, call: Call) -> SessionError | None:
    """Check the file into which `aws sso login` or `aws login` wrote the token."""
    path = _token_cache(profile)
    kind, by_hand = ("login", "aws login") if profile.kind == LOGIN else ("SSO", "aws sso login")
    if isinstance(error, boto.InvalidConfigError):
        return _no_sso_session(profile)
    if isinstance(error, boto.MissingDependencyException):
        return None
    if isinstance(error, getattr(boto, "LoginInsufficientPermissions", ())):
        return None
    try:
        with open(path, "rb") as file:
            octets = file.read()
    except FileNotFoundError:
        return botocore_errors.logged_out(call, f"no {kind} token in {path}", by_hand)
    except OSError as unreadable:
        return botocore_errors.unreadable(unreadable, call)
    answer, fault = _object(octets)
    fault = f"it contains {fault}" if fault else _of_token(answer, profile)
    if fault:
        return botocore_errors.bad_token(call, path, fault, by_hand)
    holder = answer["accessToken"] if profile.kind == LOGIN else answer
    fault = of_moment(holder["expiresAt"], time.time())
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


def _of_token(answer: dict[str, Any], profile: Profile) -> str:
    if profile.kind == LOGIN:
        holder = answer.get("accessToken")
        if not isinstance(holder, dict):
            return "it has no accessToken" if holder is None else "its accessToken is not an object"
        texts = [(name, holder.get(name)) for name in _LOGIN_FIELDS]
        texts += [(name, answer.get(name)) for name in ("refreshToken", "dpopKey", "clientId")]
    else:
        holder, texts = answer, [("accessToken", answer.get("accessToken"))]
    for name, value in texts:
        if not value:
            return f"it has no {name}"
        if not isinstance(value, str):
            return f"its {name} is {_kind(value)}, not text"
    return "" if "expiresAt" in holder else "it has no expiresAt"


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
    path = profile.get("web_identity_token_file") or ""
    try:
        with open(path, "rb") as file:
            octets = file.read()
    except OSError as error:
        return botocore_errors.unreadable(error, call)
    if not octets.strip():
        return _bad_token_file(call, path, "is empty")
    try:
        octets.decode()
    except UnicodeDecodeError:
        return _bad_token_file(call, path, "is not UTF-8 text")
    return None


def _bad_token_file(call: Call, path: str, what: str) -> SessionError:
    return SessionError(
        f"{call.description} needs the token in {sanitize(path)}, which {what}",
        hint=botocore_errors.profile_hint(call),
    )
