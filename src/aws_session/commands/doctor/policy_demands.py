"""What a user's IAM policies require of a session, and what they will deny it."""

from __future__ import annotations

from aws_session.aws import access_denied
from aws_session.commands.doctor.findings import OK, PROBLEM, WARNING, Finding
from aws_session.model import Record, duration_text, identifiers, spoken
from aws_session.model.terminal_text import sanitize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    Documents = tuple[tuple[str, dict[str, Any]], ...]

_PRESENT, _AGE, _ISSUED = (
    "aws:multifactorauthpresent",
    "aws:multifactorauthage",
    "aws:tokenissuetime",
)
_OLDEST = 10_000_000_000
"""Seconds: a code that is older counts as none."""

_POSE = "sts:AssumeRole"
_ALL_REFUSED = ": roles will be refused"
_ANY_ROLE = "arn:aws:iam::000000000000:role/."
"""A role that only a pattern for all roles matches."""
_PARTS = 6
"""How many parts an ARN has."""
_SHOWN = 3

_PUBLISHED = "{} is attached: AWS found an exposed access key of this user and restricted the user"
_RENEW = "create a new access key, delete the exposed one, check CloudTrail, then detach the policy"


class Session(Record):
    """The current session or the next one: `issued` in UTC, None before it begins.

    `old` is how many seconds ago its code was given, `seconds` how long it lasts.
    """

    issued: str | None
    old: int
    seconds: int


def judge(documents: Documents, session: Session, *, whole: bool) -> list[Finding]:
    """Return what the policies, given by name, mean for a session.

    `whole` says that the list is complete.
    """
    found: list[Finding] = []
    allows = False
    for name, document in documents:
        if access_denied.is_quarantine(name):
            found.append(_finding(PROBLEM, _PUBLISHED.format(sanitize(name)), _RENEW))
            continue
        for statement in _list(document.get("Statement")):
            if not isinstance(statement, dict):
                continue
            if statement.get("Effect") == "Deny":
                found += _of_deny(sanitize(name), statement, session)
            else:
                allows = allows or _affects(statement, _POSE)
                found += _of_allow(sanitize(name), statement)
    if whole and not allows:
        found.append(_finding(WARNING, f"no policy allows {_POSE}: most roles will be refused"))
    return list(dict.fromkeys(found)) or [
        _finding(OK, "no policy requires MFA or denies sts:AssumeRole")
    ]


def _finding(level: str, what: str, remedy: str | None = None) -> Finding:
    return Finding("policies", level, what, remedy)


def _of_deny(name: str, statement: dict[str, Any], session: Session) -> list[Finding]:
    conditions = list(_conditions(statement))
    if not conditions:
        return _of_denied_roles(name, statement) if _affects(statement, _POSE) else []
    if len(conditions) > 1:
        return []
    operator, key, values = conditions[0]
    value = str(values[0]).lower() if values else ""
    if (operator, key) == ("datelessthan", _ISSUED):
        return _of_revocation(name, value.upper(), session)
    age = identifiers.number(value, _OLDEST)
    if (operator, key) == ("numericgreaterthan", _AGE) and age is not None:
        return _of_age(name, age, session)
    if (operator.removesuffix("ifexists"), key, value) == ("bool", _PRESENT, "false"):
        return [_finding(OK, f"{name} denies everything without MFA: MFA sessions are allowed")]
    if (operator, key, value) in {("null", _AGE, "true"), ("null", _PRESENT, "true")}:
        return [_finding(OK, f"{name} denies everything without MFA: MFA sessions are allowed")]
    if (operator, key, value) == ("null", _ISSUED, "true"):
        return [_finding(OK, f"{name} denies long-term keys: sessions are allowed")]
    return []


def _of_denied_roles(name: str, statement: dict[str, Any]) -> list[Finding]:
    what = f"{name} denies {_POSE}"
    remedy = "ask the administrator of your policies"
    resources = [str(each) for each in _list(statement.get("Resource"))]
    if "NotResource" in statement:
        spared = _shown(filter(_may_be_role, map(str, _list(statement["NotResource"]))))
        rest = f" except on {spared}: other roles will be refused" if spared else _ALL_REFUSED
        return [_finding(WARNING, what + rest, remedy)]
    if not resources or any(_fits(each, _ANY_ROLE) for each in resources):
        return [_finding(WARNING, what + _ALL_REFUSED, remedy)]
    denied = _shown(filter(_may_be_role, resources))
    return [_finding(OK, f"{what} on {denied}: other roles are not affected")] if denied else []


def _may_be_role(resource: str) -> bool:
    """Tell whether a pattern of ARNs matches roles, perhaps among other resources."""
    *service, last = resource.split(":", 5)
    if len(service) < _PARTS - 1:
        return "*" in resource
    begun = last.partition("*")[0]
    return _fits(service[2], "iam") and ("role/".startswith(begun) or begun.startswith("role/"))


def _shown(resources: Iterable[str]) -> str:
    names = [sanitize(each) for each in resources]
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _of_revocation(name: str, before: str, session: Session) -> list[Finding]:
    if session.issued is None or session.issued[:19] >= before[:19]:
        return []
    what = f"{name} denies sessions issued before {sanitize(before)}: this session is revoked"
    return [_finding(PROBLEM, what, "start a new session: aws-session")]


def _of_age(name: str, seconds: int, session: Session) -> list[Finding]:
    allowed = spoken(seconds)
    if session.issued is not None and session.old > seconds:
        what = f"{name} denies codes older than {allowed}: this session's code is too old"
        return [_finding(PROBLEM, what, "start a new session: aws-session")]
    if session.seconds > seconds:
        what = (
            f"{name} denies codes older than {allowed}: a session of "
            f"{spoken(session.seconds)} stops working after that"
        )
        remedy = (
            f'put mfa_age = "{duration_text.brief(seconds)}" in the settings: aws-session config'
        )
        return [_finding(WARNING, what, remedy)]
    return [_finding(OK, f"{name} denies codes older than {allowed}: sessions end before that")]


def _of_allow(name: str, statement: dict[str, Any]) -> list[Finding]:
    for operator, key, values in _conditions(statement):
        if operator.startswith("bool") and key == _PRESENT and str(values[:1]).lower() in _TRUE:
            return [_finding(OK, f"{name} allows access only with MFA: MFA sessions are allowed")]
    return []


_TRUE = ("['true']", "[true]")


def _conditions(statement: dict[str, Any]) -> Iterator[tuple[str, str, list[Any]]]:
    """Yield operator, key and values of each condition, the first two in lower case."""
    condition = statement.get("Condition")
    if not isinstance(condition, dict):
        return
    for operator, pairs in condition.items():
        if isinstance(pairs, dict):
            for key, values in pairs.items():
                yield operator.lower(), key.lower(), _list(values)


def _affects(statement: dict[str, Any], action: str) -> bool:
    if "NotAction" in statement:
        return not any(_fits(str(word), action) for word in _list(statement["NotAction"]))
    return any(_fits(str(word), action) for word in _list(statement.get("Action")))


def _fits(pattern: str, action: str) -> bool:
    """Tell whether an action matches a pattern with stars, ignoring case."""
    first, *parts = pattern.lower().split("*")
    rest = action.lower()
    if not parts:
        return rest == first
    if not rest.startswith(first):
        return False
    rest = rest[len(first) :]
    for part in parts[:-1]:
        _, there, rest = rest.partition(part)
        if part and not there:
            return False
    return rest.endswith(parts[-1])


def _list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
