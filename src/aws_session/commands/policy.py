"""The command `policy`: the policies that make MFA mandatory, as a list, or one as JSON."""

from __future__ import annotations

import json
import time

from aws_session.aws import policies
from aws_session.commands import Command, argument, flag, option
from aws_session.errors import UsageError
from aws_session.model import duration_text, utc
from aws_session.model.mfa import SESSION_TOKEN_SECONDS
from aws_session.terminal import tables
from aws_session.terminal.output import note

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.terminal.output import Output


class Policy(Command):
    """The policies that make MFA mandatory; `before` is a UTC time."""

    name: str | None = argument(
        "[NAME]", help="Policy to print (default: list them).", completes="policies"
    )
    max_age: str | None = option(
        "--max-age",
        metavar="TIME",
        help="Maximum age of a code (default: 8h).",
        completes=("1h", "4h", "8h", "12h", "24h"),
    )
    before: str | None = option(
        "--before", metavar="TIME", help="Revoke sessions issued before TIME (default: now)."
    )
    enrol: bool = flag("--enrol", help="Let users add their first MFA device.")

    summary = "Show the IAM policies that make MFA mandatory, as JSON to attach."

    def validate(self) -> None:
        if self.max_age is not None:
            duration_text.seconds_within(self.max_age, SESSION_TOKEN_SECONDS)
        if self.before is not None and self.name != "revoke-older-sessions":
            raise UsageError(
                "--before works only with revoke-older-sessions",
                hint="aws-session policy revoke-older-sessions --before TIME",
            )
        if self.enrol and self.name is None:
            raise UsageError(
                "--enrol needs the name of a policy",
                hint="aws-session policy deny-without-mfa --enrol",
            )
        if self.before is not None and not duration_text.is_utc(self.before):
            raise UsageError(
                f"{self.before!r} is not a valid UTC time",
                hint="for example: --before 2026-11-21T09:00:00Z",
            )

    def perform(self, output: Output, _: dict[str, str]) -> int:
        max_age = duration_text.seconds(self.max_age) if self.max_age else None
        before = self.before or utc(int(time.time()))
        if self.name is None:
            known = policies.every(max_age=max_age, before=before)
            if output.data_is_shown:
                rows = [(policy.name, policy.purpose) for policy in known]
                output.write_data(tables.table(("POLICY", "PURPOSE"), rows, output.for_child))
                return 0
            width = max(len(policy.name) for policy in known)
            lines = (f"{policy.name.ljust(width)}  {policy.purpose}\n" for policy in known)
            output.write_data("".join(lines))
            return 0
        policy = policies.named(self.name, max_age=max_age, before=before)
        if self.enrol and not policy.enrol:
            raise UsageError(
                f"--enrol does not apply to {policy.name}: it does not prevent users from "
                "adding a device",
                hint="leave it out",
            )
        policy = policy.enrolling if self.enrol else policy
        note(f"{policy.name}: {policy.purpose}")
        for number, (statement, meaning) in enumerate(policy.statements, 1):
            note(f"  statement {number} ({statement['Effect']}): {meaning}")
        note(f"  allowed without a session, besides starting one: {policy.without}")
        for line in (*policy.attach, *policy.locks_out, *self._clock(policy.name)):
            note(f"  - {line}")
        output.write_data(f"{json.dumps(policy.document(), indent=2)}\n")
        return 0

    def _clock(self, name: str) -> tuple[str, ...]:
        """Tell which clock the default time comes from."""
        if name != "revoke-older-sessions" or self.before is not None:
            return ()
        return (
            (
                "the time is this machine's, not AWS's: if its clock is fast, newer sessions "
                "end, too; to compare the clocks: aws-session doctor"
            ),
        )
