"""Assuming a role in an account of the organization's list, which only a session may read."""

from __future__ import annotations

from aws_session.errors import Leaving, NoKeyError, SessionError, UsageError
from aws_session.model import Record
from aws_session.session import account_listing, choose_target, mfa_session, role_start
from aws_session.session import target as targets
from aws_session.session.assume_role import assume_role
from aws_session.session.perform_request import carry_out, known, with_key
from aws_session.session.request import MfaRequest, RoleRequest
from aws_session.session.target_search import UnlistedError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.environment import Outcome
    from aws_session.model.identity import CallerIdentity
    from aws_session.session.ports import Aws, Ports
    from aws_session.session.precedence import Inputs
    from aws_session.session.role_start import Start

_IN_SESSION = (
    "use an account ID or a role ARN, or start a session, which may list the accounts: aws-session"
)


class _Requests(Record):
    """The requests for a session and then for the role in it, and the request that was typed."""

    session: RoleRequest
    role: RoleRequest
    typed: RoleRequest


def from_list(request: RoleRequest, typed: RoleRequest, inputs: Inputs, ports: Ports) -> Outcome:
    """Find the target among the organization's accounts, which only a session may list.

    `typed` is the request as it was typed, before there was a session.
    """
    try:
        start = role_start.begin(request, inputs, None)
        signer = with_key(start.source, inputs, ports)
    except NoKeyError as error:
        target = choose_target.local_target(request, inputs, ports, error)
        role_start.check_chain(typed, inputs, target)
        return assume_role(request, inputs, target, ports)
    ready = start.replace(source=signer)
    if role_start.needs_session(request, start, signer):
        _check_is_read(request, inputs, ports)
        requests = _Requests(request, role_start.in_session(request, start), typed)
        return _in_session_below(requests, inputs, ready, ports)
    signers = [
        _who_lists(each, request, inputs, ports)
        for each in (*account_listing.sessions_that_list(start, inputs), ready)
    ]
    try:
        target = choose_target.Listing(inputs, signers, ports).target(request, typed)
    except UnlistedError as error:
        wish = _request_for_session(request, inputs, ready, ports)
        if wish is None:
            if signer.key is not None and not signer.key.temporary:
                error.hint = _IN_SESSION
            raise
        code = None if wish.code else request.code
        then = role_start.in_session(request, start).replace(code=code)
        return _in_session_below(_Requests(wish, then, typed), inputs, ready, ports)
    role_start.check_chain(typed, inputs, target)
    # The named profile signs, whatever the target turned out to be: its session exists.
    begun = start if typed.profile is not None and request.profile is None else None
    return assume_role(request, inputs, target, ports, begun)


def _check_is_read(request: RoleRequest, inputs: Inputs, ports: Ports) -> None:
    """Refuse a misnamed section for the profile TARGET, before a code is used to list accounts."""
    word = request.target or ""
    if any(pose.name == word for pose in ports.poses()):
        return
    for section in inputs.profiles.not_read(word):
        raise UsageError(section.message, hint=section.hint)


def _who_lists(
    start: Start, request: RoleRequest, inputs: Inputs, ports: Ports
) -> tuple[Aws, CallerIdentity]:
    aws = ports.aws(start.source, request.region or start.region, inputs.original_env)
    caller = account_listing.caller_of(start) or ports.job(aws.caller, "waiting for AWS").result()
    return aws, caller


def _request_for_session(
    request: RoleRequest, inputs: Inputs, start: Start, ports: Ports
) -> RoleRequest | None:
    """Return the request for a session that may list more than the key alone, if one can start.

    A stored session leaves the code for the role; a new one uses it, and the role needs another.
    """
    key = start.source.key
    if not role_start.code_goes_with_role(request) or key is None or key.temporary:
        return None
    wish = request.convert(MfaRequest, profile=None, duration=None, code=None)
    plan = mfa_session.prepare(wish, inputs, start.source)
    if ports.has_stored_sessions():
        from aws_session.session.stored import SharedSession

        if SharedSession(plan, inputs, ports).promises():
            return request.replace(code=None)
    if plan.code_command is None and not ports.has_terminal():
        return None
    ports.tell("listing the accounts needs a session and one code, the role needs the next one")
    return request


def _in_session_below(requests: _Requests, inputs: Inputs, start: Start, ports: Ports) -> Outcome:
    """Start a session first, and find the target in it."""
    first = _session_below(requests.session, inputs, start, ports)
    # Imported late: most lists need no session of their own.
    from aws_session.environment import change as env
    from aws_session.environment.state_format import read_snapshot

    environ = env.applied(inputs.snapshot.environ, first.change)
    now = known(read_snapshot(environ, int(ports.now())), ports)
    try:
        outcome = from_list(requests.role, requests.typed, now, ports)
    except (SessionError, Leaving) as error:
        error.bought = error.bought or first.bought
        raise
    after = env.applied(environ, outcome.change)
    return outcome.replace(change=env.to(inputs.snapshot.environ, after, outcome.change))


def _session_below(request: RoleRequest, inputs: Inputs, start: Start, ports: Ports) -> Outcome:
    """Start the session that signs the listing: an MFA session, or the role of a profile."""
    wish = request.convert(MfaRequest, profile=None, duration=None)
    if start.roles:
        target = targets.of_profile(start.roles[-1], None, inputs.settings)
        outcome = assume_role(mfa_session.as_role(wish), inputs, target, ports)
    else:
        plan = mfa_session.prepare(wish, inputs, start.source)
        below = plan.keeping.replace(is_below=True)
        outcome = carry_out(plan.replace(keeping=below), inputs, ports)
    for line in outcome.notices:
        ports.tell(line)
    return outcome
