"""What is wrong with the variables through which a container or a CI job provides credentials."""

from __future__ import annotations

import os
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from botocore import exceptions as boto
from botocore.utils import ContainerMetadataFetcher

from aws_session.errors import LeftoverError
from aws_session.model.terminal_text import plain, sanitize

if TYPE_CHECKING:
    from aws_session.errors import SessionError

PREFIX = "AWS_CONTAINER_CREDENTIALS"
_FULL, _RELATIVE = f"{PREFIX}_FULL_URI", f"{PREFIX}_RELATIVE_URI"
_TOKEN = "AWS_CONTAINER_AUTHORIZATION_TOKEN"
_TOKEN_FILE = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"
_WEB_IDENTITY = "AWS_WEB_IDENTITY_TOKEN_FILE"
_LEAST, _MOST = 4, 20_000
"""The length of a token that STS accepts (API reference, AssumeRoleWithWebIdentity)."""

_CORRECT = "correct it, or remove it"


def fault(error: Exception) -> SessionError | None:
    """Return the error for credentials that botocore could not get; None if no variable is wrong.

    Botocore asks a web identity first, then the container; of its two addresses, the relative one.
    """
    if _is_set(_WEB_IDENTITY) and _is_set("AWS_ROLE_ARN"):
        return _in_file(_WEB_IDENTITY)[1]
    name = service()
    if name is None:
        return None
    wrong = _of_token() or _of_address(name, os.environ[name])
    if wrong is None and isinstance(error, boto.CredentialRetrievalError):
        return refused(name, str(error.kwargs.get("error_msg", "")))
    return wrong


def service() -> str | None:
    """Return the variable that names the container's service, if there is one."""
    return next((name for name in (_RELATIVE, _FULL) if _is_set(name)), None)


def refused(name: str, reason: str) -> SessionError:
    """Return the error for a service that a variable names and that gave no credentials."""
    before, _, answer = reason.rpartition("container metadata: ")
    told = "" if _may_hold_secret(answer) else plain(answer).strip()
    if not told:
        status = before.partition("response ")[2].partition(" ")[0]
        told = f"HTTP {status}" if status else "no reason given"
    return LeftoverError(
        f"no credentials from the service that {name} names: {told}", name, advice=_CORRECT
    )


def _may_hold_secret(answer: str) -> bool:
    """Tell whether an answer may quote credentials, or the token that was sent to get them."""
    sent = _in_file(_TOKEN_FILE)[0] if _TOKEN_FILE in os.environ else os.environ.get(_TOKEN, "")
    words = ("secretaccesskey", "sessiontoken", '"token"', *filter(None, (sent.strip().lower(),)))
    return any(word in answer.lower() for word in words)


def senseless(name: str, what: str = "credentials that are not valid") -> SessionError:
    """Return the error for a service whose credentials are incomplete or no credentials at all."""
    return LeftoverError(
        f"the service that {name} names returned {what}",
        name,
        advice=_CORRECT,
    )


def _is_set(name: str) -> bool:
    return bool(os.environ.get(name))


def _of_token() -> SessionError | None:
    """Check the token as botocore does: one in a file precedes one in a variable."""
    if _TOKEN_FILE not in os.environ:
        return _of_text(_TOKEN, os.environ.get(_TOKEN, ""))
    token, wrong = _in_file(_TOKEN_FILE, least=1)
    return wrong or _of_text(_TOKEN_FILE, token)


def _of_text(name: str, text: str) -> SessionError | None:
    if "\r" not in text and "\n" not in text:
        return None
    return LeftoverError(f"the token of {name} contains a line break", name, advice=_CORRECT)


def _in_file(name: str, least: int = _LEAST) -> tuple[str, SessionError | None]:
    """Return the token in a file that a variable names, and what is wrong with the file."""
    path, token = os.environ[name], ""
    try:
        token, why = token_in(path, least)
    except OSError as error:
        why = f"cannot be read: {error.strerror}"
    what = f"{name} names {sanitize(path)}, which {why}"
    return token, LeftoverError(what, name, advice=_CORRECT) if why else None


def token_in(path: str, least: int = _LEAST) -> tuple[str, str]:
    """Return the token in a file and, in words, why it is not one, or an empty text."""
    with open(path, "rb") as file:
        octets = file.read()
    try:
        token = octets.decode()
    except UnicodeDecodeError:
        return "", "is not UTF-8 text"
    if not token.strip():
        return "", "is empty"
    if len(token) > _MOST:
        return token, "is too long for a token"
    return token, "is too short for a token" if len(token) < least else ""


def _of_address(name: str, address: str) -> SessionError | None:
    """Check an address as botocore does, which sends a token only to hosts that it knows."""
    if name == _RELATIVE:
        if address.startswith("/"):
            return None
        return LeftoverError(f"{name} does not begin with a slash", name, advice=_CORRECT)
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if host is None or parts.scheme not in {"http", "https"}:
        return LeftoverError(f"{name} is not a valid address", name, advice=_CORRECT)
    known = ContainerMetadataFetcher._ALLOWED_HOSTS  # type: ignore[attr-defined] # not in the stubs
    if parts.scheme == "https" or host in known:
        return None
    try:
        trusted = ip_address(host).is_loopback
    except ValueError:
        trusted = False
    if trusted:
        return None
    return LeftoverError(
        f"{name} names {sanitize(host)}, which AWS's tools trust only with https",
        name,
        advice=_CORRECT,
    )
