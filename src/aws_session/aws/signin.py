"""The federation endpoint, which exchanges a session for a sign-in token."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from botocore.awsrequest import AWSRequest
from botocore.exceptions import BotoCoreError
from botocore.httpsession import URLLib3Session
from botocore.utils import get_environ_proxies

from aws_session.aws import answers, botocore_errors
from aws_session.aws.botocore_errors import Call
from aws_session.config import whole_files
from aws_session.errors import SessionError

if TYPE_CHECKING:
    from aws_session.model.credentials import Credentials

_CALL = Call(answers.SIGN_IN, "the session of the role")
_SECONDS = (5, 20)
_OK = 200
_SERVER_ERROR = 500


def signin_token(
    url: str, credentials: Credentials, seconds: int | None, ca_bundle: str | None
) -> str:
    """Return a token, good for fifteen minutes; `seconds` is how long the browser stays in.

    Sent as a form, for addresses end up in logs (IAM User Guide, custom identity brokers).
    """
    form = {
        "Action": answers.SIGN_IN,
        "Session": json.dumps(
            {
                "sessionId": credentials.key_id,
                "sessionKey": credentials.secret_key,
                "sessionToken": credentials.session_token,
            }
        ),
        **({"SessionDuration": str(seconds)} if seconds else {}),
    }
    http = URLLib3Session(
        verify=whole_files.lasting(ca_bundle) if ca_bundle else True,  # type: ignore[arg-type] # the stubs know no path
        proxies=get_environ_proxies(url),
        timeout=_SECONDS,  # type: ignore[arg-type] # nor a pair
    )
    try:
        answer = http.send(AWSRequest("POST", url, data=form).prepare())
    except BotoCoreError as error:
        raise botocore_errors.explain(error, _CALL) from error
    if answer.status_code != _OK:
        raise _refused(answer.status_code, lasting=seconds is not None)
    try:
        found = json.loads(answer.content)
    except (ValueError, RecursionError):
        # Not quoted: it may hold a token.
        raise botocore_errors.garbled(_CALL) from None
    return answers.sign_in(found)


def _refused(status: int, *, lasting: bool) -> SessionError:
    if status >= _SERVER_ERROR:
        return SessionError(
            f"AWS's sign-in failed (HTTP {status})", hint="type it again in a moment"
        )
    hint = "the session may have ended, or be no role's; aws-session status --verify asks AWS"
    if lasting:
        hint = "leave --duration out, or make it shorter: the role may not allow so long"
    return SessionError(f"AWS refuses to sign this session in (HTTP {status})", hint=hint)
