"""Revoking the sessions of a user or role, and waiting until that takes effect."""

from __future__ import annotations

from aws_session.aws import revocation
from aws_session.aws.revocation import RevocationResult
from aws_session.aws.source_credentials import SourceCredentials
from aws_session.environment import EnvironmentSnapshot, StackEntry, stack
from aws_session.errors import SessionError
from aws_session.session import mfa_session, role_start, session_source
from aws_session.session.calls import RequestCalls
from aws_session.session.perform_request import with_key, with_last_device
from aws_session.session.precedence import Inputs
from aws_session.session.request import MfaRequest
from aws_session.session.throttling import retry_throttled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.session.ports import Aws, Ports


def revoke(code: str | None, inputs: Inputs, ports: Ports) -> RevocationResult:
    """Revoke the sessions at AWS and return the result.

    A refusal by AWS is a result, not an error; if a code is asked for and not given, that raises.
    """
    snapshot = inputs.snapshot
    level = _active_mfa_level(snapshot)
    document = revocation.document(revocation.moment(int(ports.now())))
    if code is not None and snapshot.state.levels:
        ports.tell("the code was not used: only the session of this shell can sign the revocation")
    if level is None and snapshot.state.levels:
        return revocation.not_revoked("this shell has no active MFA session", document)
    if level is None:
        level = _own_session(code, inputs, ports)
    if level is None:
        why = "only MFA sessions can be revoked, and there is no long-term key to start one"
        return revocation.not_revoked(why, document)
    user = (level.principal or "").partition(":user/")[2].rpartition("/")[2]
    if not user:
        return revocation.not_revoked("sessions of a root user cannot be revoked", document)
    aws = ports.aws(_signer(level, inputs), level.region, inputs.original_env)
    try:
        # By AWS's clock: this machine's, if fast, would also revoke the next session.
        document = revocation.document(revocation.moment(retry_throttled(ports, aws.server_time)))
        answer, waited = _put_until_it_holds(aws, user, document, ports)
    except SessionError as error:
        return revocation.not_revoked(error.message, document)
    return revocation.verdict(answer, document, waited)


def not_possible(error: SessionError, ports: Ports) -> RevocationResult:
    """Return the result if it could not even begin."""
    why = f"{error.message}\n{error.hint}" if error.hint else error.message
    return revocation.not_revoked(why, revocation.document(revocation.moment(int(ports.now()))))


def _active_mfa_level(snapshot: EnvironmentSnapshot) -> StackEntry | None:
    """Return the level that can sign: the MFA session, if it has not expired."""
    own = (level for level in stack.levels(snapshot) if level.kind == "mfa")
    return next((level for level in own if not level.expired(snapshot.now)), None)


def _signer(level: StackEntry, inputs: Inputs) -> SourceCredentials:
    assert level.credentials is not None  # noqa: S101 - both callers have them
    return session_source.of_session(level.credentials, level.origin, inputs, kind=level.kind)


def _put_until_it_holds(aws: Aws, user: str, document: str, ports: Ports) -> tuple[str, float]:
    def put() -> str:
        return aws.put_user_policy(user, revocation.POLICY_NAME, document)

    begun = ports.now()
    answer = revocation.first(retry_throttled(ports, put))
    while (pause := revocation.pause_after(answer, ports.now() - begun)) is not None:
        if ports.has_terminal():
            ports.count_down(ports.now() + pause, "revoking; checking again in")
        else:
            # A line for each second would fill a log.
            ports.sleep(pause)
        try:
            answer = revocation.after_writing(retry_throttled(ports, put))
        except SessionError:
            answer = revocation.UNSEEN
    return answer, ports.now() - begun


def _own_session(code: str | None, inputs: Inputs, ports: Ports) -> StackEntry | None:
    """Ask for a code: a shell without a session needs one to sign the revocation.

    Returns None if the credentials are temporary and cannot start an MFA session.
    """
    wish = MfaRequest(code=code, duration="15m")
    start = role_start.starting_with(mfa_session.choose(wish, inputs), inputs)
    plan = mfa_session.prepare(wish, inputs, with_key(start.source, inputs, ports))
    if not plan.session:
        return None
    # The session to be revoked is not stored; a stored one may sign.
    plan = with_last_device(plan.replace(keeping=plan.keeping.replace(keep=False)), ports)
    for line in plan.notices:
        ports.tell(line)
    calls = RequestCalls(plan, inputs, ports)
    calls.go()
    return calls.levels[-1]
