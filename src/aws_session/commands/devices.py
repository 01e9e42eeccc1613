"""The command `devices`: the user's MFA devices, and which of them can be used."""

from __future__ import annotations

import time

from aws_session.commands import JSON, PROFILE, Command, listing
from aws_session.context import Context
from aws_session.environment.state_format import read_snapshot
from aws_session.errors import SessionError
from aws_session.model import mfa, validation
from aws_session.session import account_listing, role_start
from aws_session.session.key_hints import check_has_key
from aws_session.session.perform_request import with_key
from aws_session.session.precedence import Inputs
from aws_session.session.request import RoleRequest
from aws_session.terminal.output import tell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from aws_session.terminal.output import Output

_COLUMNS = ("serial", "kind", "usable", "why_not")
_WHY_NOT = (
    "AWS does not accept codes from it: add an authenticator app as a second device, or sign "
    "in with it in the browser: aws login"
)


class Devices(Command):
    """The user's MFA devices."""

    json: bool = JSON
    profile: str | None = PROFILE

    summary = "List your MFA devices, and show which can be used."

    def validate(self) -> None:
        validation.no_blank(self.profile, "--profile")

    def perform(self, output: Output, environ: dict[str, str]) -> int:
        context = Context(environ)
        here = read_snapshot(environ, int(time.time()))
        inputs = Inputs(
            here, context.aws_files(here.original_env), context.settings(here.original_env)
        )
        start = role_start.begin(RoleRequest(profile=self.profile), inputs, None)
        # In a role, the user's own session below it has devices.
        start = next(iter(account_listing.sessions_that_list(start, inputs)), start)
        check_has_key(start.source, inputs)
        for line in account_listing.listing_notices(start):
            tell(line)
        aws = context.aws(
            with_key(start.source, inputs, context), start.region, inputs.original_env
        )
        caller = context.job(aws.caller, "waiting for AWS").result()
        if ":assumed-role/" in caller.arn:
            raise SessionError(
                f"{start.source.description} is a role, and only users have MFA devices",
                hint="name a profile with a user's key: aws-session devices --profile NAME",
            )
        serials = context.job(lambda: aws.devices(caller), "waiting for AWS").result()
        if serials is None:
            raise SessionError(
                f"{start.source.description} is not allowed to list MFA devices",
                hint="start a session, which may be allowed to: aws-session; or look in the IAM "
                "console, under your security credentials",
            )
        show(serials, output, as_json=self.json)
        return 0


def show(serials: Iterable[str], output: Output, *, as_json: bool) -> None:
    """Print devices by their serial numbers, in their order."""
    rows = (
        {
            "serial": serial,
            "kind": kind(serial),
            "usable": not mfa.is_security_key(serial),
            "why_not": _WHY_NOT if mfa.is_security_key(serial) else None,
        }
        for serial in serials
    )
    listing.show(rows, _COLUMNS, output, as_json=as_json)


def kind(serial: str) -> str:
    if mfa.is_security_key(serial):
        return "security key"
    return "virtual" if mfa.is_arn(serial) else "hardware"
