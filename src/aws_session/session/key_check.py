"""The check, before a code is used, that the long-term key is not denied a role even with one."""

from __future__ import annotations

from aws_session.environment import stack
from aws_session.errors import SessionError
from aws_session.session import session_source
from aws_session.session.precedence import Inputs
from aws_session.session.request import SessionRequest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from aws_session.model.identity import CallerIdentity
    from aws_session.model.role import AssumeRoleRequest
    from aws_session.session.ports import Ports


def of_role(
    role: AssumeRoleRequest, plan: SessionRequest, inputs: Inputs, ports: Ports
) -> Callable[[CallerIdentity], None] | None:
    """Return the check for a role that is assumed with a code; None if nothing can tell.

    Under a policy that denies long-term keys no code helps; a session of this shell may ask.
    """
    source = plan.source
    live = stack.levels(inputs.snapshot)
    own = live[0] if live and live[0].kind == "mfa" and live[0].origin == source.origin else None
    if own is None or own.credentials is None or own.expired(int(ports.now())):
        return None
    signer = session_source.of_session(own.credentials, own.origin, inputs, kind=own.kind)
    aws = ports.aws(signer, plan.region, inputs.original_env)

    def check(caller: CallerIdentity) -> None:
        if aws.denies_key(caller.arn, role.arn_in(caller.partition)):
            raise SessionError(
                f"your policies deny sts:AssumeRole to {source.description}, even with a code",
                hint="the code was not used; assume the role for one hour, from the "
                "session of this shell: leave out --duration and --mfa",
            )

    return check
