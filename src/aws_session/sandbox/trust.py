"""What a role's trust policy says about a caller."""

from enum import Enum

from aws_session.sandbox.caller import Caller
from aws_session.sandbox.policy import Effect, Principals, Request, Statement
from aws_session.sandbox.principals import Role


class Trust(Enum):
    """NAMED: the caller itself. ACCOUNT: its account, which must then allow it, too."""

    DENIED = "denied"
    NONE = "none"
    ACCOUNT = "account"
    NAMED = "named"


def trust_in(role: Role, caller: Caller, request: Request) -> Trust:
    found = Trust.NONE
    for statement in role.trust.statements:
        degree = _degree(statement, caller)
        if degree is Trust.NONE or not statement.applies(request):
            continue
        if statement.effect is Effect.DENY:
            return Trust.DENIED
        if found is not Trust.NAMED:
            found = degree
    return found


def _degree(statement: Statement, caller: Caller) -> Trust:
    principals = statement.principals
    if principals is None:
        return Trust.NONE
    named = _named(principals, caller)
    if not principals.excluded:
        return named
    return Trust.ACCOUNT if named is Trust.NONE else Trust.NONE


def _named(principals: Principals, caller: Caller) -> Trust:
    own = {caller.arn, caller.principal.arn}
    if principals.everyone or own & set(principals.aws):
        return Trust.NAMED
    account = {caller.account.id, caller.account.root.arn}
    return Trust.ACCOUNT if account & set(principals.aws) else Trust.NONE
