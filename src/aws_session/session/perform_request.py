"""Performing a session request through the ports."""

from __future__ import annotations

from aws_session.aws.source_credentials import SourceCredentials
from aws_session.environment import EnvironmentSnapshot
from aws_session.errors import SessionError
from aws_session.session import precedence
from aws_session.session.precedence import Inputs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from aws_session.environment import Outcome
    from aws_session.model.credentials import Credentials
    from aws_session.model.identity import SessionCredentials
    from aws_session.session.calls import RequestCalls
    from aws_session.session.ports import Ports
    from aws_session.session.request import SessionRequest
    from aws_session.session.stored import SharedSession


def known(snapshot: EnvironmentSnapshot, ports: Ports) -> Inputs:
    base = snapshot.original_env
    return Inputs(snapshot, ports.aws_files(base), ports.settings(base))


def prepared(
    prepare: Callable[[SourceCredentials], SessionRequest],
    signer: SourceCredentials,
    inputs: Inputs,
    ports: Ports,
) -> SessionRequest:
    """Return the plan for a signer with its key, or for one whose stored session is suitable."""
    if signer.key is None and inputs.snapshot.state.ready is not None:
        from aws_session.session import ready_session

        plan = prepare(signer)
        if ready_session.serving(plan, inputs) is not None:
            return plan
    if signer.key is None and ports.has_stored_sessions():
        from aws_session.session.stored import SharedSession

        plan = prepare(signer)
        if plan.session and SharedSession(plan, inputs, ports).promises():
            return plan
        if plan.roles and _has_role(plan, inputs, ports):
            return plan
    return prepare(with_key(signer, inputs, ports))


def _has_role(plan: SessionRequest, inputs: Inputs, ports: Ports) -> bool:
    """Tell whether the role is stored, and the store returns it."""
    from aws_session.session.stored_role import SharedRole

    try:
        return SharedRole(plan, inputs, ports).kept() is not None
    except SessionError:
        return False


def carry_out(plan: SessionRequest, inputs: Inputs, ports: Ports) -> Outcome:
    for line in plan.notices:
        ports.tell(line)
    if not _is_stored(plan, inputs, ports):
        return _carry_out(plan, inputs, ports)
    if plan.roles:
        from aws_session.session import stored_role

        return stored_role.carry_out(plan, inputs, ports, lambda: _carry_out(plan, inputs, ports))
    if plan.session and not plan.renewed and inputs.snapshot.state.ready is None:
        from aws_session.session import stored

        # The modules that make calls are loaded only if no session is stored.
        return stored.carry_out(
            plan, inputs, ports, lambda shared: _carry_out(plan, inputs, ports, shared)
        )
    return _carry_out(plan, inputs, ports)


def _is_stored(plan: SessionRequest, inputs: Inputs, ports: Ports) -> bool:
    """Tell, at the cost of one look at the disk, whether anything is stored or should be."""
    keep = plan.keeping.keep
    wanted = inputs.settings.keep if keep is None else keep
    return wanted or ports.has_stored_sessions()


def _carry_out(
    plan: SessionRequest, inputs: Inputs, ports: Ports, shared: SharedSession | None = None
) -> Outcome:
    looked_up = plan.device is None
    plan = with_last_device(plan, ports)
    for line in plan.code_notices:
        ports.tell(line)
    if _is_sure_to_ask(plan, inputs, ports):
        ports.foresee(plan.source, plan.region, inputs.original_env)
        # The rest is loaded while a person reads.
        ports.show_question(plan.question)
    from aws_session.environment import Outcome, stack
    from aws_session.session import summary
    from aws_session.session.calls import RequestCalls

    calls = RequestCalls(plan, inputs, ports, shared)
    calls.go()
    if plan.renewed:
        from aws_session.session import renew

        renew.check_same(plan.renewed, calls.levels)
    _tell_unused_duration(plan, calls, inputs, ports)
    notices = summary.lines(plan, calls, inputs.snapshot, ports.local_time)
    variables = inputs.settings.label_variables
    change = stack.arrive(
        inputs.snapshot,
        calls.levels,
        calls.remembered,
        asked=stack.BEGINNING,
        label_variables=variables,
    )
    for pose in calls.poses:
        ports.remember_pose(pose)
    if looked_up and calls.session_credentials is not None:
        _remember_device(plan, calls.session_credentials, ports)
    return Outcome(change, notices, arrived=calls.levels[-1], bought=calls.bought)


def _tell_unused_duration(
    plan: SessionRequest, calls: RequestCalls, inputs: Inputs, ports: Ports
) -> None:
    taken = calls.ready or calls.kept
    if taken is None:
        return
    from aws_session.session import summary

    called = summary.ready_name(inputs.snapshot) if calls.ready else summary.STORED_NAME
    for line in summary.of_unused_duration(plan, taken, called, inputs.snapshot.now):
        ports.tell(*line)


def with_last_device(plan: SessionRequest, ports: Ports) -> SessionRequest:
    """Return the plan with the device of the key's last code, if no other is named."""
    key = plan.source.key
    named = plan.device is not None or plan.device_name is not None
    if named or key is None or not (plan.session or plan.with_mfa):
        return plan
    serial = ports.last_device(key.key_id)
    return plan if serial is None else plan.replace(device=precedence.last_used_device(serial))


def _remember_device(plan: SessionRequest, granted: SessionCredentials, ports: Ports) -> None:
    key = plan.source.key
    if key is not None and ports.last_device(key.key_id) != granted.device.serial:
        ports.remember_device(key.key_id, granted.device.serial)


def _is_sure_to_ask(plan: SessionRequest, inputs: Inputs, ports: Ports) -> bool:
    """Tell whether the first step is certainly to ask for a code on the terminal."""
    is_given = plan.code is not None or plan.code_command is not None
    if is_given or not (plan.session or plan.with_mfa):
        return False
    if plan.session and inputs.snapshot.state.ready is not None:
        return False
    if _is_stored(plan, inputs, ports):
        return False
    return ports.has_terminal()


def with_key(
    signer: SourceCredentials, inputs: Inputs, ports: Ports, *, asks: bool = True
) -> SourceCredentials:
    """Return the signer with its key: only then is it known whether a code is needed.

    If a profile is signed out, a person may sign in, if it `asks`.
    """
    if signer.key is not None and signer.key.expires:
        from aws_session.session import key_hints

        key_hints.check_not_expired(signer, inputs.profiles, inputs.snapshot.now)
    if signer.key is not None or signer.profile is None:
        return signer
    from aws_session.session import key_hints

    key_hints.check_has_key(signer, inputs)
    try:
        return signer.replace(key=_key(signer, inputs, ports))
    except SessionError as error:
        if not (asks and error.login and ports.has_terminal() and ports.logs_in(error)):
            raise
    return signer.replace(key=_key(signer, inputs, ports))


def _key(signer: SourceCredentials, inputs: Inputs, ports: Ports) -> Credentials:
    aws = ports.aws(signer, signer.region, inputs.original_env)
    return ports.job(aws.resolve, "waiting for credentials").result()
