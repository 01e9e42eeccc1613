"""Errors as the program would raise them, for sample answers of AWS and failures of botocore."""

from __future__ import annotations

from botocore import exceptions as boto

from aws_session.aws import botocore_errors, error_messages
from aws_session.aws.access_denied import NOTHING, Asked
from aws_session.aws.botocore_errors import Call
from aws_session.aws.error_messages import AwsError
from aws_session.config import NONE, profiles
from aws_session.environment.state_format import read_snapshot
from aws_session.errors import SessionError
from aws_session.session.precedence import Inputs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

# No message is written here: each is what the code says about one sample answer or error, with
# words in capitals for what differs from case to case.


def refused(
    code: str,
    message: str = "",
    operation: str = "sts:GetSessionToken",
    *,
    ahead: int | None = None,
    **known: Any,
) -> SessionError:
    server_time = None if ahead is None else 0
    refusal = AwsError(operation, code, message, 403, ahead or 0, server_time)
    return error_messages.explain(refusal.replace(**known), "WHOSE")


def denied(reason: str, asked: Asked = NOTHING, **known: Any) -> SessionError:
    text = f"User: USER is not authorized to perform: CALL on resource: * {reason}"
    return refused("AccessDenied", text, "CALL", asked=asked, **known)


def denied_role(
    reason: str, action: str = "sts:AssumeRole", *, with_mfa: bool | None = None, **asked: Any
) -> SessionError:
    text = f"User: USER is not authorized to perform: {action} {reason}"
    known = Asked(role="arn:ROLE", **asked)
    return refused("AccessDenied", text, "sts:AssumeRole", asked=known, with_mfa=with_mfa)


def sample_call(operation: str = "CALL", *, code_sent: bool = False, whose: str = "WHOSE") -> Call:
    return Call(operation, whose, code_sent, source="FILE")


def of_botocore(error: Exception, whose: str = "WHOSE") -> SessionError:
    return botocore_errors.explain(error, sample_call(whose=whose))


def before_sending(error: Exception) -> SessionError:
    return botocore_errors.explain(error, sample_call().replace(unsent=True))


def server_error(status: int, code: str) -> Exception:
    answer: Any = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return boto.ClientError(answer, "CALL")


def inputs(environ: dict[str, str]) -> Inputs:
    return Inputs(read_snapshot(environ, 0), profiles.read("", "FILE", "", "FILE"), NONE)


def raised_by(call: Callable[..., object], *arguments: object) -> SessionError:
    try:
        call(*arguments)
    except SessionError as error:
        return error
    raise AssertionError("the call was expected to fail")
