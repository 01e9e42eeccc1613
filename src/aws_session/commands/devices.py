"""One's MFA devices, and which of them can serve."""

from __future__ import annotations

import time

from aws_session.commands import device_sheet
from aws_session.context import Context
from aws_session.environment import snapshot as snapshots
from aws_session.errors import SessionError
from aws_session.session import role_session
from aws_session.session.inputs import Inputs
from aws_session.terminal.stderr import tell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.intent import Devices
    from aws_session.terminal.output import Output


def perform(intent: Devices, output: Output, environ: dict[str, str]) -> int:
    machine = Context(environ)
    here = snapshots.read_snapshot(environ, int(time.time()))
    inputs = Inputs(here, machine.aws_files(here.original_env), machine.settings(here.original_env))
    start = role_session.begin(role_session.at(intent.profile), inputs, None)
    for line in role_session.listing_notices(start, here):
        tell(line)
    aws = machine.aws(start.source, start.region, inputs.original_env)
    caller = machine.job(aws.caller, "waiting for AWS").result()
    serials = machine.job(lambda: aws.devices(caller), "waiting for AWS").result()
    if serials is None:
        raise SessionError(
            f"{start.source.description} may not list MFA devices",
            hint="with a session it may be allowed: aws-session",
        )
    device_sheet.show(serials, output, as_json=intent.json)
    return 0
