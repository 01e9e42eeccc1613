"""The story of a revocation: sign with one's own session, write the policy, watch it hold."""

from __future__ import annotations

from aws_session.aws import revocation
from aws_session.aws.revocation import Verdict
from aws_session.aws.source_credentials import Signer
from aws_session.environment import stack
from aws_session.environment.snapshot import Situation
from aws_session.environment.state import Level
from aws_session.errors import SessionError
from aws_session.intent import End, Mfa
from aws_session.session import mfa_session, precedence, role_session
from aws_session.session.calls import Travel
from aws_session.session.inputs import Knowledge
from aws_session.session.mfa_call import retry_throttled
from aws_session.session.perform import with_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.session.ports import Aws, Outside


def revoke(intent: End, knowledge: Knowledge, outside: Outside) -> Verdict:
    """Return what came of revoking the sessions at AWS.

    Whatever AWS says is a verdict; a code that is asked for and not given raises.
    """
    situation = knowledge.situation
    level = _living(situation)
    document = revocation.document(revocation.moment(int(outside.now())))
    if intent.code is not None and situation.state.levels:
        outside.tell("the code was not used: the session of this shell signs, or nothing does")
    if level is None and situation.state.levels:
        return revocation.not_revoked("no session of your own is alive in here", document)
    if level is None:
        level = _own_session(intent, knowledge, outside)
    if level is None:
        why = "only a session that was got with a code can be, and there is no key to get one with"
        return revocation.not_revoked(why, document)
    user = (level.principal or "").partition(":user/")[2].rpartition("/")[2]
    if not user:
        return revocation.not_revoked("a root user's sessions cannot be", document)
    aws = outside.aws(_signer(level, knowledge), level.region, knowledge.base)
    try:
        # By AWS's clock: this machine's, if fast, would kill the next session as well.
        document = revocation.document(revocation.moment(retry_throttled(outside, aws.server_time)))
        answer, waited = _put_until_it_holds(aws, user, document, outside)
    except SessionError as error:
        return revocation.not_revoked(error.message, document)
    return revocation.verdict(answer, document, waited)


def _living(situation: Situation) -> Level | None:
    """Return the level that can sign: the session of one's own, if it still lives."""
    own = (level for level in stack.levels(situation) if level.kind == "mfa")
    return next((level for level in own if not level.over(situation.now)), None)


def _signer(level: Level, knowledge: Knowledge) -> Signer:
    assert level.credentials is not None  # noqa: S101 - both who call have them
    return precedence.of_session(level.credentials, level.origin, knowledge)


def _put_until_it_holds(aws: Aws, user: str, document: str, outside: Outside) -> tuple[str, float]:
    def put() -> str:
        return aws.put_user_policy(user, revocation.POLICY_NAME, document)

    begun = outside.now()
    answer = revocation.first(retry_throttled(outside, put))
    while (pause := revocation.pause_after(answer, outside.now() - begun)) is not None:
        if outside.has_terminal():
            outside.count_down(outside.now() + pause, "revoking; looking again in")
        else:
            # A line for each step would fill a log.
            outside.sleep(pause)
        try:
            answer = revocation.after_writing(retry_throttled(outside, put))
        except SessionError:
            answer = revocation.UNSEEN
    return answer, outside.now() - begun


def _own_session(intent: End, knowledge: Knowledge, outside: Outside) -> Level | None:
    """Ask for a code: a shell without a session needs one to sign with.

    Returns None where no code makes a session, for the credentials are temporary.
    """
    wish = Mfa(code=intent.code, duration="15m")
    start = role_session.starting_with(mfa_session.choose(wish, knowledge), knowledge)
    plan = mfa_session.prepare(wish, knowledge, with_key(start.signer, knowledge, outside))
    if not plan.session:
        return None
    # What is about to be revoked is not kept; what is kept may sign.
    plan = plan.but(keeping=plan.keeping.but(keep=False))
    for line in plan.said:
        outside.tell(line)
    travel = Travel(plan, knowledge, outside)
    travel.go()
    return travel.levels[-1]
