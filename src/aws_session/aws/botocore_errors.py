"""Botocore's exceptions as errors of this program."""

from __future__ import annotations

import errno
import os
import time
import traceback
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from botocore import exceptions as boto
from botocore.parsers import ResponseParserError

from aws_session.aws import endpoints, error_causes, transport
from aws_session.aws.denials import Asked
from aws_session.aws.error_causes import AwsError
from aws_session.errors import SessionError
from aws_session.model import Record, partitions, regions
from aws_session.model.aws_errors import PerhapsSpentError
from aws_session.model.terminal_text import plain, sanitize
from aws_session.terminal import redaction

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from aws_session.model.credentials import Credentials

RAISED = (boto.ClientError, boto.BotoCoreError, ResponseParserError)
"""What a call raises: AWS's refusal, a failure on the way, an unreadable answer."""

_SERVER_ERROR = 500


class Call(Record):
    """The details of a call that its error message needs.

    `description` names the credentials that signed, `source` the file and line that they come from.
    `with_mfa`, `valid_in`, `renewal` and `asked` are AwsError's.
    """

    operation: str
    description: str
    code_sent: bool = False
    with_mfa: bool | None = None
    valid_in: str = ""
    source: str = ""
    renewal: str = ""
    unsent: bool = False
    """Whether it failed before its first byte was sent; `with_code`, if there was a code to send.
    """

    with_code: bool = False
    asked: Asked = Asked()


def explain(error: Exception, call: Call) -> SessionError:
    """Return the error for a failed call; exceptions that are not botocore's are raised again."""
    if isinstance(error, boto.ClientError):
        return _of_answer(error, call)
    if isinstance(error, boto.BotoCoreError):
        for inner in _inside(error):
            if isinstance(inner, MemoryError) or getattr(inner, "errno", None) in _SHORTAGES:
                raise inner
        if not was_sent(error):
            call = call.replace(code_sent=False, unsent=True, with_code=call.code_sent)
        explained = _of_network(error, call) or _of_machine(error, call)
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
    return code_of(error) in error_causes.UNKNOWN_KEY


def is_refused_key(error: Exception) -> bool:
    """Tell whether AWS says that it does not know a key, or no longer does."""
    return code_of(error) in error_causes.UNKNOWN_KEY | error_causes.EXPIRED


def garbled(call: Call) -> SessionError:
    """Return the error for an unreadable answer, which is not quoted because it holds secrets."""
    return _unanswered(f"AWS's response to {call.operation} cannot be read", call)


def unreadable(error: OSError, call: Call) -> SessionError:
    """Return the error for a file that a profile names, for example a token file."""
    return SessionError(
        f"{call.description} needs {sanitize(str(error.filename))}, which cannot be read: "
        f"{error.strerror}",
        hint=profile_hint(call),
    )


def bad_output(call: Call, what: str) -> SessionError:
    """Return the error for a credential_process's output, which is described, not quoted."""
    return SessionError(
        f"the credential_process of {call.description} printed {what}", hint=_by_itself(call)
    )


def no_text(call: Call, what: str = "") -> SessionError:
    """Return the error for a key, secret or token that is a number, a list or the like."""
    return SessionError(
        f"the credentials of {call.description} are not text{what and f': {what}'}",
        hint=_by_itself(call),
    )


def misfit(key: Credentials, call: Call) -> SessionError:
    """Return the error for a key and a token that do not match, wherever botocore found them."""
    return SessionError(f"{call.description} received {key.misfit}", hint=_by_itself(call))


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


def _unanswered(what: str, call: Call) -> SessionError:
    if call.code_sent:
        return PerhapsSpentError(
            f"{what}; the code may already have been used",
            hint="run the command again with the next code",
        )
    before = f"{_NOT_SENT}: " if call.with_code else ""
    return SessionError(what, hint=f"{before}try again in a moment")


_BEFORE_SENDING = frozenset(
    {"connect", "_tunnel", "do_handshake", "create_connection", "_new_conn"}
)
"""Functions of http.client, ssl and urllib3 that run before the first byte of a request is sent."""


def was_sent(error: boto.BotoCoreError) -> bool:
    """Tell whether part of a request was sent before a call failed; if in doubt, it was."""
    return not any(
        frame.f_code.co_name in _BEFORE_SENDING
        for inner in _inside(error)
        for frame, _ in traceback.walk_tb(inner.__traceback__)
    )


def _inside(error: boto.BotoCoreError) -> Iterator[BaseException]:
    """Yield the errors that botocore wrapped, and those inside them."""
    # Not by `__context__`, which may be the failure of another call that was being handled.
    seen: list[object] = []
    pending = [(getattr(error, "kwargs", None) or {}).get("error")]
    while pending:
        inner = pending.pop()
        if isinstance(inner, BaseException) and not any(inner is other for other in seen):
            yield inner
            seen.append(inner)
            pending += [inner.__cause__, *inner.args]


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
        renewal=call.renewal,
        asked=call.asked,
    )
    if status >= _SERVER_ERROR and refusal.code not in error_causes.THROTTLES:
        failed = _unanswered(f"AWS could not complete {call.operation} (HTTP {status})", call)
        failed.debug = refusal.debug
        return failed
    return error_causes.explain(refusal, call.description)


def _of_network(error: boto.BotoCoreError, call: Call) -> SessionError | None:
    url = str(error.kwargs.get("endpoint_url", "")) if hasattr(error, "kwargs") else ""
    host = urlsplit(url).hostname or "AWS"
    if isinstance(error, boto.SSLError):
        return _of_tls(error, host, call)
    if isinstance(error, boto.ProxyConnectionError):
        return _of_proxy(error, host, call)
    if isinstance(error, boto.ConnectTimeoutError | boto.EndpointConnectionError):
        why = _why(error)
        unknown = why == _NO_SUCH_HOST and host.endswith(partitions.HOST_SUFFIXES)
        return SessionError(
            f"cannot reach {host}{f': {why}' if why else ''}",
            hint=_NO_SUCH_REGION if unknown else _NETWORK,
        )
    if isinstance(error, boto.ReadTimeoutError):
        silent = "did not set up TLS in time" if call.unsent else "did not answer in time"
        return _unanswered(f"{host} {silent}", call)
    if isinstance(error, boto.ConnectionClosedError):
        return _closed(host, call)
    if isinstance(error, boto.HTTPClientError):
        return _of_client(error, host, call)
    return None


def _of_tls(
    error: boto.SSLError | boto.ProxyConnectionError, host: str, call: Call
) -> SessionError:
    text = _told(error)
    if any(words in text for words in _NO_BUNDLE):
        where = "AWS_CA_BUNDLE, REQUESTS_CA_BUNDLE or the profile's ca_bundle, whichever is set"
        return transport.unreadable_bundle(str(error.kwargs.get("error")), where)
    if "certificate has expired" in text or "not yet valid" in text:
        return SessionError(
            f"no trusted TLS connection to {host}: its certificate is not valid at this time",
            hint="a proxy may have an old certificate, or this machine's clock is wrong; to "
            "check the clock: date -u",
        )
    if "mismatch" in text or "doesn't match" in text:
        return SessionError(
            f"no trusted TLS connection to {host}: the certificate is for another host",
            hint="a proxy or a sign-in page may be answering instead: open a web page in a "
            "browser first",
        )
    if "wrong version number" in text or "record layer" in text or "http_request" in text:
        return SessionError(
            f"no trusted TLS connection to {host}: the server does not speak TLS",
            hint="check AWS_ENDPOINT_URL and HTTPS_PROXY; a proxy's address begins with http://",
        )
    if any(words in text for words in _CLOSED):
        return _closed(host, call)
    if "verify failed" not in text and "self-signed" not in text:
        reason = sanitize(str(error.kwargs.get("error")))
        return _unanswered(f"no trusted TLS connection to {host}: {reason}", call)
    return SessionError(
        f"no trusted TLS connection to {host}: its certificate was issued by an unknown authority",
        hint="if a proxy inspects TLS, name its CA certificate: export AWS_CA_BUNDLE=FILE",
    )


_OF_TLS = ("certificate", "wrong version number", "record layer", "http_request")


def _of_proxy(error: boto.ProxyConnectionError, host: str, call: Call) -> SessionError:
    if not call.unsent:
        # urllib3 calls it the proxy's, too, where a tunnel through it is closed later.
        return _closed(host, call)
    proxy = urlsplit(str(error.kwargs.get("proxy_url", ""))).netloc.rpartition("@")[2]
    text = _told(error)
    if any(words in text for words in _OF_TLS):
        return _of_tls(error, f"the proxy {proxy}", call)
    if "failed: 407" in text:
        return SessionError(
            f"the proxy {proxy} requires a user name and a password",
            hint="export HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT",
        )
    if "tunnel connection failed" in text:
        return SessionError(
            f"the proxy {proxy} refuses connections to {host}",
            hint="ask its administrator, or bypass it: export NO_PROXY=.amazonaws.com",
        )
    return SessionError(
        f"the proxy {proxy} does not answer",
        hint="fix HTTPS_PROXY, or bypass it: export NO_PROXY=.amazonaws.com",
    )


def _of_client(error: boto.HTTPClientError, host: str, call: Call) -> SessionError:
    """Explain a failure in the HTTP client itself: nothing was sent."""
    cause = error.kwargs.get("error")
    if type(cause).__name__ in {"LocationParseError", "ProxySchemeUnknown"}:
        return transport.invalid_proxy("HTTPS_PROXY", "calls cannot be sent to it")
    return _closed(host, call)


def _closed(host: str, call: Call) -> SessionError:
    when = "before TLS was set up" if call.unsent else "without an answer"
    return _unanswered(f"{host} closed the connection {when}", call)


def _told(error: boto.BotoCoreError) -> str:
    """Return all messages of botocore and of the errors inside, to be searched."""
    return f"{error} {error.__cause__} {error.__context__} {error.kwargs}".lower()


def _why(error: boto.BotoCoreError) -> str:
    """Find the system's reason in the wrapped errors."""
    text = _told(error)
    for words, why in (
        ("name or service not known", _NO_SUCH_HOST),
        ("nodename nor servname", _NO_SUCH_HOST),
        ("getaddrinfo failed", _NO_SUCH_HOST),
        ("name resolution", _NO_NAME_SERVER),
        ("nameresolutionerror", _NO_SUCH_HOST),
        ("refused", "connection refused"),
        ("unreachable", "the network is unreachable"),
        ("timed out", "it does not answer"),
        ("timeout", "it does not answer"),
        ("reset by peer", "it resets the connection"),
    ):
        if words in text:
            return why
    return ""


def _of_machine(error: boto.BotoCoreError, call: Call) -> SessionError:
    text = plain(str(error))
    if isinstance(error, boto.CredentialRetrievalError):
        reason = plain(str(error.kwargs.get("error_msg", ""))).strip() or "no reason given"
        if error.kwargs.get("provider") == "custom-process":
            return SessionError(
                f"the credential_process of {call.description} failed: {reason}",
                hint=_by_itself(call),
            )
        return SessionError(
            f"no credentials from {call.description}: {reason}", hint=profile_hint(call)
        )
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
        from aws_session.processes import installation

        return SessionError(text, hint=f"to add it: {installation.command('botocore[crt]')}")
    if isinstance(error, boto.NoRegionError):
        return SessionError("no region is set", hint="name one: aws-session --region eu-west-1")
    if isinstance(error, boto.InvalidRegionError | boto.UnknownRegionError):
        return regions.invalid(str(error.kwargs.get("region_name")), dict(os.environ))
    of_profile = isinstance(error, _OF_PROFILE)
    more = "correct it in the environment or in the AWS config file; --debug shows more"
    return SessionError(text, hint=profile_hint(call) if of_profile else more)


def no_endpoint(error: ValueError) -> SessionError:
    """Return the error for an endpoint that botocore rejects as an address."""
    return endpoints.invalid(plain(str(error)))


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


def _by_itself(call: Call) -> str:
    where = f" ({call.source})" if call.source else ""
    return f"run the credential_process{where} yourself to see why"


_OF_PROFILE = (
    boto.ConfigNotFound,
    boto.InfiniteLoopConfigError,
    boto.InvalidConfigError,
    boto.PartialCredentialsError,
    boto.UnknownCredentialError,
)
"""Errors of botocore about a profile's own settings."""

_SHORTAGES = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOBUFS})
"""What this machine may run out of, in any call: the network is not the cause."""

_NOT_SENT = "nothing was sent, so the code is still valid"
_CLOSED = ("eof occurred", "unexpected_eof", "unexpected eof", "connection reset", "zero return")
_NO_BUNDLE = (
    *("no such file", "is a directory", "permission denied"),
    *("no_certificate", "no certificate", "pem", "asn1", "x509: "),
)
_NO_SUCH_HOST = "no such host"
_NO_NAME_SERVER = "the name cannot be resolved"
_NETWORK = "check the network and HTTPS_PROXY: aws-session doctor"
_NO_SUCH_REGION = (
    "check the network and the name of the region; to use another: aws-session --region NAME"
)
