"""The sign-in endpoint: a role's session becomes a token, and the token a signed-in browser.

Paths below /federation. Errors are pages, not XML; each address works once.
"""

import json
import secrets
from datetime import UTC, datetime
from html import escape
from urllib.parse import parse_qsl, urlencode

from aws_session.sandbox.call_log import OK, Call
from aws_session.sandbox.cloud import Cloud
from aws_session.sandbox.faults import Dropped, Refused
from aws_session.sandbox.http_message import HttpRequest, HttpResponse
from aws_session.sandbox.session import Session, SigninToken

PATH = "/federation"
TOKEN_SECONDS = 900
_DURATIONS = (900, 43_200)
_TRADE = "getSigninToken"
_LOGIN = "login"
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:40em;margin:3em auto;padding:0 1em;"
    "color-scheme:light dark}dt{font-weight:bold;margin-top:.5em}"
    "dd{margin:0;overflow-wrap:anywhere}"
)
_NEEDED = {_TRADE: ("Session",), _LOGIN: ("Destination", "SigninToken")}


class PageError(Exception):
    """An error that the endpoint answers with a page."""


def is_for(request: HttpRequest) -> bool:
    return request.path == PATH


def answer(cloud: Cloud, request: HttpRequest) -> HttpResponse | None:
    """Answer a request; None closes the connection without an answer."""
    fields = _fields(request)
    action = fields.get("Action", "")
    match cloud.faults.take(action):
        case Dropped():
            _log(cloud, request, fields, "Dropped")
            return None
        case Refused() as refused:
            error = refused.error()
            _log(cloud, request, fields, error.code)
            return _page(error.status, error.code)
    try:
        with cloud.lock:
            response = _answer(cloud, action, fields)
    except PageError as error:
        _log(cloud, request, fields, str(error))
        return _page(400, str(error))
    _log(cloud, request, fields, OK)
    return response


def _answer(cloud: Cloud, action: str, fields: dict[str, str]) -> HttpResponse:
    for name in _NEEDED.get(action, ("a known Action",)):
        if name not in fields:
            raise PageError(f"missing {name}")
    if action == _TRADE:
        token = secrets.token_urlsafe(400)
        cloud.signin_tokens[token] = SigninToken(
            _session(cloud, fields), cloud.now() + TOKEN_SECONDS
        )
        return HttpResponse(200, "application/json", json.dumps({"SigninToken": token}).encode())
    redeemed = cloud.signin_tokens.pop(fields["SigninToken"], None)
    if redeemed is None or redeemed.expires <= cloud.now():
        raise PageError("the token is unknown, used or expired")
    if cloud.has_console:
        return _console(redeemed.session, fields["Destination"])
    return HttpResponse(302, "text/html", b"", {"Location": fields["Destination"]})


def _console(session: Session, destination: str) -> HttpResponse:
    account = session.principal.account
    until = datetime.fromtimestamp(session.expires, UTC).strftime("%Y-%m-%d %H:%M UTC")
    rows = {
        "Account": f"{account.name} ({account.id})",
        "Role": session.role.name if session.role else "",
        "Session": session.role_session.name if session.role_session else "",
        "Valid until": until,
        "AWS would open": destination,
    }
    table = "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in rows.items())
    title = "The sandbox's console"
    body = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{title}</h1>"
        "<p>You are signed in. At AWS this would be the AWS console.</p>"
        f"<dl>{table}</dl></body></html>"
    )
    return HttpResponse(200, "text/html; charset=utf-8", body.encode())


def _session(cloud: Cloud, fields: dict[str, str]) -> Session:
    try:
        given = json.loads(fields["Session"])
        session = cloud.sessions[given["sessionId"]]
        good = session.secret == given["sessionKey"] and session.token == given["sessionToken"]
    except (ValueError, TypeError, KeyError):
        raise PageError("the session cannot be read or is not known") from None
    if not good or session.expires <= cloud.now():
        raise PageError("the session's credentials are wrong or expired")
    if session.role is None:
        raise PageError("only a role's or a federated user's session can sign in")
    _check_duration(session, fields.get("SessionDuration"))
    return session


def _check_duration(session: Session, seconds: str | None) -> None:
    if seconds is None:
        return
    if session.chained:
        raise PageError("SessionDuration is not for chained credentials")
    if not seconds.isdigit() or not _DURATIONS[0] <= int(seconds) <= _DURATIONS[1]:
        raise PageError("SessionDuration is out of range")


def _fields(request: HttpRequest) -> dict[str, str]:
    form = request.body.decode("utf-8", "replace") if request.method == "POST" else ""
    return dict([*request.query, *parse_qsl(form, keep_blank_values=True)])


def _log(cloud: Cloud, request: HttpRequest, fields: dict[str, str], outcome: str) -> None:
    shown = {
        name: value for name, value in fields.items() if name not in {"Session", "SigninToken"}
    }
    try:
        key_id = str(json.loads(fields["Session"])["sessionId"])
    except (ValueError, TypeError, KeyError):
        key_id = None
    # Addresses end up in logs: tests look for secrets there.
    parameters = {**shown, "method": request.method, "query": urlencode(request.query)}
    cloud.calls.add(
        Call("signin", fields.get("Action", ""), parameters, key_id, None, cloud.now(), outcome)
    )


def _page(status: int, title: str) -> HttpResponse:
    body = f"<html><head><title>{title}</title></head><body>{title}</body></html>"
    return HttpResponse(status, "text/html", body.encode())
