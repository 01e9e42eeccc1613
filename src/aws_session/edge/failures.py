"""What botocore raises, in this program's words."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from botocore import exceptions as boto

from aws_session import refusals
from aws_session.display import harmless
from aws_session.edge import clock
from aws_session.errors import PerhapsSpentError, SessionError
from aws_session.refusals import Refusal

_SERVER_ERROR = 500


def explain(
    error: Exception, operation: str, whose: str, *, code_sent: bool = False
) -> SessionError:
    """Return the error for what went wrong in a call; what is not botocore's is raised again."""
    if isinstance(error, boto.ClientError):
        return _of_answer(error, operation, whose, code_sent=code_sent)
    if isinstance(error, boto.BotoCoreError):
        explained = _of_network(error, code_sent=code_sent) or _of_machine(error, whose)
        explained.debug = f"{operation}: {type(error).__name__}: {error}"
        return explained
    raise error


def garbled(operation: str, *, code_sent: bool = False) -> SessionError:
    """Return the error for an answer that cannot be read, and is not quoted: it holds secrets."""
    return _unanswered(f"AWS's answer to {operation} cannot be read", code_sent=code_sent)


def unreadable(error: OSError, whose: str) -> SessionError:
    """Return the error for a file that a profile names, for example one with a token."""
    return SessionError(
        f"{whose} needs {harmless(str(error.filename))}, which cannot be read: {error.strerror}",
        hint=_PROFILE,
    )


def no_json(whose: str) -> SessionError:
    """Return the error for a credential_process whose output cannot be read, and is not quoted."""
    return SessionError(
        f"the credential_process of {whose} printed no JSON",
        hint="run it by itself to see what it prints",
    )


def _unanswered(what: str, *, code_sent: bool) -> SessionError:
    if code_sent:
        return PerhapsSpentError(
            f"{what}; a code may be spent by that",
            hint="wait for the next code and type it again",
        )
    return SessionError(what, hint="type it again in a moment")


def _of_answer(
    error: boto.ClientError, operation: str, whose: str, *, code_sent: bool
) -> SessionError:
    details = error.response.get("Error", {})
    metadata = error.response.get("ResponseMetadata", {})
    status = int(metadata.get("HTTPStatusCode", 0))
    refusal = Refusal(
        operation=operation,
        code=str(details.get("Code", "")),
        message=str(details.get("Message", "")),
        status=status,
        now=int(clock.now()),
        server_time=date(metadata.get("HTTPHeaders", {}).get("date")),
    )
    if status >= _SERVER_ERROR and refusal.code not in refusals.THROTTLES:
        failed = _unanswered(f"AWS failed at {operation} (HTTP {status})", code_sent=code_sent)
        failed.debug = refusal.debug
        return failed
    return refusals.explain(refusal, whose)


def _of_network(error: boto.BotoCoreError, *, code_sent: bool) -> SessionError | None:
    url = str(error.kwargs.get("endpoint_url", "")) if hasattr(error, "kwargs") else ""
    host = urlsplit(url).hostname or "AWS"
    if isinstance(error, boto.SSLError):
        return SessionError(
            f"no trusted TLS connection to {host}",
            hint="behind a proxy that opens TLS, set AWS_CA_BUNDLE to its certificate",
        )
    if isinstance(error, boto.ProxyConnectionError):
        proxy = urlsplit(str(error.kwargs.get("proxy_url", ""))).netloc.rpartition("@")[2]
        return SessionError(
            f"the proxy {proxy} does not answer", hint="check HTTPS_PROXY and NO_PROXY"
        )
    if isinstance(error, boto.ConnectTimeoutError | boto.EndpointConnectionError):
        why = _why(error)
        return SessionError(f"cannot reach {host}{why}", hint=_NETWORK)
    if isinstance(error, boto.ReadTimeoutError):
        return _unanswered(f"{host} did not answer in time", code_sent=code_sent)
    if isinstance(error, boto.HTTPClientError):
        what = f"{host} closed the connection without an answer"
        return _unanswered(what, code_sent=code_sent)
    return None


def _why(error: BaseException) -> str:
    """Find the system's reason in what was wrapped."""
    text = f"{error} {error.__cause__} {error.__context__} {getattr(error, 'kwargs', {})}".lower()
    for words, why in (
        ("name or service not known", "no such host"),
        ("nodename nor servname", "no such host"),
        ("name resolution", "the name cannot be looked up"),
        ("nameresolutionerror", "no such host"),
        ("refused", "connection refused"),
        ("unreachable", "the network is unreachable"),
        ("timed out", "it does not answer"),
        ("timeout", "it does not answer"),
    ):
        if words in text:
            return f": {why}"
    return ""


def _of_machine(error: boto.BotoCoreError, whose: str) -> SessionError:
    text = harmless(str(error))
    profile = whose.removeprefix("profile ").strip("'\"")
    if isinstance(error, boto.CredentialRetrievalError):
        own = error.kwargs.get("provider") == "custom-process"
        hint = "run the credential_process by itself to see why" if own else _PROFILE
        return SessionError(f"no credentials: {text}", hint=hint)
    if isinstance(error, boto.SSOError):
        return SessionError(text, hint=f"log in first: aws sso login --profile {profile}")
    if isinstance(error, boto.MissingDependencyException):
        hint = 'install it beside this program: pipx inject aws-session-shell "botocore[crt]"'
        return SessionError(text, hint=hint)
    if isinstance(error, boto.NoRegionError):
        return SessionError("no region is known", hint="name one: aws-session --region eu-west-1")
    if isinstance(error, boto.InvalidRegionError | boto.UnknownRegionError):
        return SessionError(text, hint="for example --region eu-west-1")
    if isinstance(error, boto.ConfigParseError | boto.ConfigNotFound):
        return SessionError(text, hint="mend the file, or move it away")
    return SessionError(text, hint="run it again with --debug to see more")


def date(header: str | None) -> int | None:
    try:
        return int(parsedate_to_datetime(header).timestamp()) if header else None
    except ValueError:
        return None


_PROFILE = "mend the profile in the AWS config file, or name another: --profile NAME"
_NETWORK = "check the network, the region's name, and HTTPS_PROXY"
