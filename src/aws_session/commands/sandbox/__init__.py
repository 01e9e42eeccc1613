"""The command `sandbox`: a fake AWS on this machine, and a shell or command that uses it."""

from __future__ import annotations

import io

from aws_session.aws import endpoints
from aws_session.commands import SHELL_TO_OPEN, Command, argument, option
from aws_session.commands.sandbox import code
from aws_session.commands.sandbox.shell import POLICIES, enter
from aws_session.errors import SessionError, UsageError
from aws_session.sandbox import scenario, serve

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.terminal.output import Output

_POLICY = "deny-without-mfa"


class Sandbox(Command):
    """A fake AWS on this machine, and a shell or command that uses it."""

    takes_terminal = True
    takes_trailing = True

    action: str | None = argument(
        "[serve|code]",
        help="Only serve, or print a code (default: open a shell).",
        completes=("serve", "code"),
    )
    policy: str = option(
        "--policy",
        metavar="NAME",
        default=_POLICY,
        help="IAM policy for its user.",
        completes=tuple(POLICIES),
    )
    partition: str = option(
        "--partition",
        metavar="NAME",
        default="aws",
        help="aws, aws-cn, aws-us-gov, aws-eusc or aws-iso.",
        completes=("aws", "aws-cn", "aws-us-gov", "aws-eusc", "aws-iso"),
    )
    port: str = option(
        "--port", metavar="N", default="0", help="Port of `serve` (default: a free one)."
    )
    shell: str | None = SHELL_TO_OPEN
    trailing: tuple[str, ...] | None = None

    summary = "Open a shell with a fake AWS on this machine, or run a command in it (`-- COMMAND`)."

    def validate(self) -> None:
        if self.action not in {None, "serve", "code"}:
            raise UsageError(
                f"unknown action {self.action!r}",
                hint="aws-session sandbox [serve|code], or aws-session sandbox -- COMMAND",
            )
        if endpoints.port_number(self.port) is None:
            raise UsageError(f"{self.port!r} is not a port", hint="use a number from 0 to 65535")
        self._check_unused()
        if self.trailing is not None and (self.action or not self.trailing):
            raise UsageError(
                "no command follows --",
                hint="aws-session sandbox -- COMMAND, or aws-session sandbox for a shell",
            )

    def _check_unused(self) -> None:
        """Refuse options that apply only to other ways of running it."""
        opens = self.action is None and self.trailing is None
        unused = (
            ("--port", "serve", self.port != "0" and self.action != "serve"),
            ("--shell", "a sandbox's shell", self.shell is not None and not opens),
            ("--policy", "a sandbox's user", self.policy != _POLICY and self.action is not None),
            ("--partition", "a new sandbox", self.partition != "aws" and self.action == "code"),
        )
        for unusable, about, given in unused:
            if given:
                raise UsageError(f"{unusable} is only for {about}", hint=f"leave out {unusable}")

    def perform(self, output: Output, environ: dict[str, str]) -> int:
        if self.partition not in scenario.REGIONS:
            raise UsageError(
                f"unknown partition {self.partition!r}",
                hint=f"use one of: {', '.join(scenario.REGIONS)}",
            )
        if self.policy not in POLICIES:
            raise UsageError(
                f"unknown policy {self.policy!r}", hint=f"use one of: {', '.join(POLICIES)}"
            )
        if self.action == "serve":
            return _serve(self, output)
        if self.action == "code":
            return code.print_code(output, environ)
        return enter(self, output, environ)


def _serve(command: Sandbox, output: Output) -> int:
    class Data(io.StringIO):
        def write(self, text: str) -> int:
            output.write_data(text)
            return len(text)

    try:
        serve(int(command.port), Data(), partition=command.partition)
    except OSError as error:
        raise SessionError(
            f"cannot listen on port {command.port}: {error.strerror}",
            hint="use another port, or any free one: --port 0",
        ) from error
    return 0
