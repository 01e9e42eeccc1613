"""Failures on the way to AWS: names, connections, TLS, proxies, and answers that do not come."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from botocore import exceptions as boto

from aws_session.aws import proxy_settings, transport
from aws_session.config import sdk_regions
from aws_session.errors import SessionError
from aws_session.model import partitions, regions
from aws_session.model.recoverable_errors import PerhapsSpentError
from aws_session.model.terminal_text import sanitize

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aws_session.aws.botocore_errors import Call


_BEFORE_SENDING = frozenset(
    {"connect", "_tunnel", "do_handshake", "create_connection", "_new_conn"}
)
"""Functions of http.client, ssl and urllib3 that run before the first byte of a request is sent."""


def was_sent(error: boto.BotoCoreError) -> bool:
    """Tell whether part of a request was sent before a call failed; if in doubt, it was."""
    return not any(
        frame.f_code.co_name in _BEFORE_SENDING
        for inner in inside(error)
        for frame, _ in traceback.walk_tb(inner.__traceback__)
    )


def inside(error: boto.BotoCoreError) -> Iterator[BaseException]:
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


def explain(error: boto.BotoCoreError, call: Call) -> SessionError | None:
    """Return the error for a failure of the network; None if the network is not the cause."""
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
            hint=_of_unknown_host(host) if unknown else _NETWORK,
        )
    if isinstance(error, boto.ReadTimeoutError):
        silent = "did not set up TLS in time" if call.unsent else "did not answer in time"
        return unanswered(f"{host} {silent}", call)
    if isinstance(error, boto.ConnectionClosedError):
        return _closed(host, call)
    if isinstance(error, boto.HTTPClientError):
        return _of_client(error, host, call)
    return None


def _of_unknown_host(host: str) -> str:
    """Return what to do about one of AWS's hosts that has no address: its region may not exist."""
    suffix = next(suffix for suffix in partitions.HOST_SUFFIXES if host.endswith(suffix))
    service, _, region = host.removesuffix(suffix).partition(".")
    if service.endswith("-fips"):
        return _of_kind("FIPS", "use_fips_endpoint")
    if suffix in _DUAL_STACK:
        return _of_kind("dual-stack", "use_dualstack_endpoint")
    # A VPC endpoint's host has more parts, that of a global service has no region.
    region = "" if "." in region else region
    check = "check the network and the name of the region"
    return f"{regions.another(region, check, sdk_regions.knows)}: aws-session --region NAME"


def _of_kind(kind: str, setting: str) -> str:
    return (
        f"check the network; not every region has {kind} endpoints: to use the others, unset "
        f"AWS_{setting.upper()} (in a profile: {setting} = false)"
    )


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
        # Without OpenSSL's name for it, and the line of its source.
        reason = sanitize(str(error.kwargs.get("error"))).rpartition("] ")[2].partition(" (_ssl")[0]
        return unanswered(f"no trusted TLS connection to {host}: {reason}", call)
    return SessionError(
        f"no trusted TLS connection to {host}: its certificate was issued by an unknown authority",
        hint="if a proxy inspects TLS, name its CA certificate: export AWS_CA_BUNDLE=FILE",
    )


def _of_proxy(error: boto.ProxyConnectionError, host: str, call: Call) -> SessionError:
    if not call.unsent:
        # urllib3 calls it the proxy's, too, where a tunnel through it is closed later.
        return _closed(host, call)
    user, _, proxy = urlsplit(str(error.kwargs.get("proxy_url", ""))).netloc.rpartition("@")
    text = _told(error)
    if any(words in text for words in _OF_TLS):
        return _of_tls(error, f"the proxy {proxy}", call)
    if "failed: 407" in text:
        refused = "refuses the user name and the password of HTTPS_PROXY"
        return SessionError(
            f"the proxy {proxy} {refused if user else 'requires a user name and a password'}",
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
        return proxy_settings.invalid_proxy("HTTPS_PROXY", "calls cannot be sent to it")
    return _closed(host, call)


def _closed(host: str, call: Call) -> SessionError:
    when = "before TLS was set up" if call.unsent else "without an answer"
    return unanswered(f"{host} closed the connection {when}", call)


def unanswered(what: str, call: Call, suspicion: str = "") -> SessionError:
    """Return the error for a call without an answer, after which a code may be used or not.

    `suspicion` is what it may be if it happens again.
    """
    if call.code_sent:
        return PerhapsSpentError(
            f"{what}; the code may already have been used",
            hint="run the command again with the next code",
        )
    before = f"{_NOT_SENT}: " if call.with_code else ""
    again = f"; if that fails, too, {suspicion}" if suspicion else ""
    return SessionError(what, hint=f"{before}try again in a moment{again}")


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


_DUAL_STACK = frozenset(f".{row[4]}" for row in partitions.PARTITIONS)
_OF_TLS = ("certificate", "wrong version number", "record layer", "http_request")
_NOT_SENT = "nothing was sent, so the code is still valid"
_CLOSED = ("eof occurred", "unexpected_eof", "unexpected eof", "connection reset", "zero return")
_NO_BUNDLE = (
    *("no such file", "is a directory", "permission denied"),
    *("no_certificate", "no certificate", "pem", "asn1", "x509: "),
)
_NO_SUCH_HOST = "no such host"
_NO_NAME_SERVER = "the name cannot be resolved"
_NETWORK = "check the network and HTTPS_PROXY: aws-session doctor"
