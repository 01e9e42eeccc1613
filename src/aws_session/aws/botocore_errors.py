"""Botocore's exceptions as errors of this program."""

from __future__ import annotations

import errno
import os
import time
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from botocore import exceptions as boto
from botocore.parsers import ResponseParserError

from aws_session.aws import endpoints, error_messages, network_errors, responses
from aws_session.aws.access_denied import Asked
from aws_session.aws.error_messages import AwsError
from aws_session.config import profile_faults
from aws_session.errors import SessionError
from aws_session.model import Record, regions
from aws_session.model.terminal_text import plain, sanitize
from aws_session.terminal import redaction

if TYPE_CHECKING:
    from typing import Any

    from aws_session.config.profile import Profile


RAISED = (boto.ClientError, boto.BotoCoreError, ResponseParserError)
"""What a call raises: AWS's refusal, a failure on the way, an unreadable answer."""

UNMADE = (ValueError, AttributeError, TypeError)
"""What else creating a client raises: an endpoint or a nested setting that cannot be used."""

_SERVER_ERROR = 500


class Call(Record):
    """The details of a call that its error message needs.

    `description` names the credentials that signed, `source` the file and line that they come from.
    `with_mfa`, `valid_in`, `renewal`, `misplaced`, `key_id`, `profile` and `asked` are
    AwsError's.
    """

    operation: str
    description: str
    code_sent: bool = False
    with_mfa: bool | None = None
    valid_in: str = ""
    source: str = ""
    renewal: str = ""
    misplaced: tuple[str, str] | None = None
    key_id: str = ""
    profile: str = ""
    unsent: bool = False
    """Whether it failed before its first byte was sent; `with_code`, if there was a code to send.
    """

    with_code: bool = False
    asked: Asked = Asked()

    REDACTED = ("key_id",)


def explain(error: Exception, call: Call) -> SessionError:
    """Return the error for a failed call; exceptions that are not botocore's are raised again."""
    if isinstance(error, boto.ClientError):
        return _of_answer(error, call)
    if isinstance(error, boto.BotoCoreError):
        for inner in network_errors.inside(error):
            if isinstance(inner, MemoryError) or getattr(inner, "errno", None) in _SHORTAGES:
                raise inner
        if not network_errors.was_sent(error):
            call = call.replace(code_sent=False, unsent=True, with_code=call.code_sent)
        explained = network_errors.explain(error, call) or _of_machine(error, call)
        text = redaction.without_passwords(str(error))
        explained.debug = f"{call.operation}: {type(error).__name__}: {text}"
        return explained
    if isinstance(error, ResponseParserError):
        return garbled(call)
    raise error


def code_of(error: Exception) -> str:
    """Return AWS's error code; empty if the error is not a refusal."""
    return _said(error, "Code")


def message_of(error: Exception) -> str:
    return _said(error, "Message")


def _said(error: Exception, what: str) -> str:
    if not isinstance(error, boto.ClientError):
        return ""
    return str(error.response.get("Error", {}).get(what) or "")


def is_unknown_key(error: Exception) -> bool:
    """Tell whether AWS says that it does not know a key, perhaps only for this call."""
    return code_of(error) in error_messages.UNKNOWN_KEY


def is_refused_key(error: Exception) -> bool:
    """Tell whether AWS says that it does not know a key, or no longer does."""
    return code_of(error) in error_messages.UNKNOWN_KEY | error_messages.EXPIRED


def garbled(call: Call) -> SessionError:
    """Return the error for an unreadable answer, which is not quoted because it holds secrets."""
    what = f"AWS's response to {call.operation} cannot be read"
    return network_errors.unanswered(what, call, responses.ANOTHER_SERVER)


def unreadable(error: OSError, call: Call) -> SessionError:
    """Return the error for a file that a profile names, for example a token file."""
    path = sanitize(str(error.filename))
    as_is = " (AWS's tools do not expand ~ in it)" if path.startswith("~") else ""
    return SessionError(
        f"{call.description} needs {path}, which cannot be read: {error.strerror}{as_is}",
        hint=profile_hint(call),
    )


def bad_output(call: Call, what: str) -> SessionError:
    """Return the error for a credential_process's output, which is described, not quoted."""
    return SessionError(
        f"the credential_process of {call.description} printed {what}", hint=_process_hint(call)
    )


def failed(call: Call, how: str) -> SessionError:
    """Return the error for a credential_process that did not succeed."""
    return SessionError(
        f"the credential_process of {call.description} {how}", hint=_process_hint(call)
    )


def no_library(call: Call) -> SessionError:
    """Return the error for credentials that need AWS's library in C, which boto3 does not bring."""
    from aws_session.processes import installation

    return SessionError(
        f"{call.description} needs the package awscrt, which is not installed",
        hint=f"to add it: {installation.command('botocore[crt]')}",
    )


def no_text(call: Call, what: str = "") -> SessionError:
    """Return the error for a key, secret or token that is a number, a list or the like."""
    return SessionError(
        f"the credentials of {call.description} are not text{what and f': {what}'}",
        hint=_process_hint(call),
    )


def unusable(what: str, call: Call) -> SessionError:
    """Return the error for credentials of a credential_process that cannot sign."""
    return SessionError(f"{call.description} received {what}", hint=_process_hint(call))


def logged_out(call: Call, what: str, command: str = "aws sso login") -> SessionError:
    """Return the error for a missing or expired token; `command` gets another."""
    return _signed_out(f"{call.description} is signed out: {what}", "sign in first", call, command)


def bad_token(call: Call, path: str, fault: str, command: str) -> SessionError:
    """Return the error for an unusable token file; `command` gets a new one."""
    return _signed_out(
        f"the token of {call.description} in {sanitize(path)} cannot be used: {fault}",
        "sign in again",
        call,
        command,
    )


def _signed_out(message: str, advice: str, call: Call, command: str) -> SessionError:
    import shlex

    profile = call.description.removeprefix("profile ").strip("'\"")
    words = (*command.split(), "--profile", profile)
    error = SessionError(message, hint=f"{advice}: {shlex.join(words)}")
    error.login = words
    return error


def _of_answer(error: boto.ClientError, call: Call) -> SessionError:
    metadata = error.response.get("ResponseMetadata", {})
    status = int(metadata.get("HTTPStatusCode", 0))
    refusal = AwsError(
        operation=call.operation,
        code=code_of(error),
        message=message_of(error),
        status=status,
        now=int(time.time()),
        server_time=date_of(error.response),
        with_mfa=call.with_mfa,
        valid_in=call.valid_in,
        misplaced=call.misplaced,
        renewal=call.renewal,
        key_id=call.key_id,
        profile=call.profile,
        asked=call.asked,
    )
    if status >= _SERVER_ERROR and refusal.code not in error_messages.THROTTLES:
        failed = network_errors.unanswered(
            f"AWS could not complete {call.operation} (HTTP {status})", call
        )
        failed.debug = refusal.debug
        return failed
    return error_messages.explain(refusal, call.description)


def _of_machine(error: boto.BotoCoreError, call: Call) -> SessionError:
    text = plain(str(error))
    if isinstance(error, boto.SSOError | boto.TokenRetrievalError):
        return logged_out(call, text)
    # Older versions of botocore do not have `aws login`.
    if isinstance(error, getattr(boto, "LoginInsufficientPermissions", ())):
        return SessionError(
            f"{call.description} is not allowed to use the session of `aws login`: its user or "
            "role lacks signin:CreateOAuth2Token",
            hint="ask its administrator to attach the AWS managed policy "
            "SignInLocalDevelopmentAccess",
        )
    if isinstance(error, getattr(boto, "LoginError", ())):
        return logged_out(call, text, "aws login")
    if isinstance(error, boto.MissingDependencyException):
        return no_library(call)
    if isinstance(error, boto.NoRegionError):
        return endpoints.no_region()
    if isinstance(error, boto.InvalidRegionError | boto.UnknownRegionError):
        return regions.invalid(str(error.kwargs.get("region_name")), dict(os.environ))
    if isinstance(error, boto.InvalidConfigError) and _NO_SERVICES in text:
        named = text.partition('"')[2].partition('"')[0]
        return SessionError(
            f"{call.description} names the services section {named!r}, which does not exist",
            hint=f"add [services {named}] to the AWS config file, or remove the setting services",
        )
    of_profile = isinstance(error, _OF_PROFILE)
    more = "correct it in the environment or in the AWS config file; --debug shows more"
    return SessionError(text, hint=profile_hint(call) if of_profile else more)


def no_client(error: Exception, service: str, profile: Profile | None) -> SessionError | None:
    """Return the error for a client that botocore could not create; None for any other error."""
    if isinstance(error, boto.BotoCoreError):
        return None
    if isinstance(error, ValueError):
        return no_endpoint(error, service)
    return profile_faults.wrong_indents(profile)


def no_endpoint(error: ValueError, service: str) -> SessionError:
    """Return the error for an endpoint of a service that botocore rejects as an address."""
    return endpoints.invalid(plain(str(error)), endpoints.where(service))


def date_of(answer: Any) -> int | None:
    """Return when AWS answered, by its own clock, in Unix seconds."""
    headers = answer.get("ResponseMetadata", {}).get("HTTPHeaders", {})
    return date(headers.get("date"))


def date(header: str | None) -> int | None:
    try:
        return int(parsedate_to_datetime(header).timestamp()) if header else None
    except (ValueError, TypeError, OverflowError):
        return None


def profile_hint(call: Call) -> str:
    where = call.source or "in the AWS config file"
    return f"fix the profile ({where}), or name another: aws-session --profile NAME"


def _process_hint(call: Call) -> str:
    where = f" ({call.source})" if call.source else ""
    return f"run the credential_process{where} yourself to see why"


_NO_SERVICES = "services configuration does not exist"
_OF_PROFILE = (
    boto.ConfigNotFound,
    boto.CredentialRetrievalError,
    boto.InfiniteLoopConfigError,
    boto.InvalidConfigError,
    boto.PartialCredentialsError,
    boto.UnknownCredentialError,
)
"""Errors of botocore about a profile's own settings."""

_SHORTAGES = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOBUFS})
"""What this machine may run out of, in any call: the network is not the cause."""
