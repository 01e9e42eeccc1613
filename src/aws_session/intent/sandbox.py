"""The sandbox, asked for."""

from __future__ import annotations

from aws_session.errors import UsageError
from aws_session.intent import Command

_POLICY = "deny-without-mfa"


class Sandbox(Command):
    """A strict AWS on this machine, with a shell or a command in front of it."""

    takes_terminal = True
    takes_trailing = True

    action: str | None = None
    policy: str = _POLICY
    partition: str = "aws"
    port: str = "0"
    trailing: tuple[str, ...] | None = None

    def validate(self) -> None:
        if self.action not in {None, "serve", "code"}:
            raise UsageError(
                f"sandbox knows no {self.action!r}",
                hint="aws-session sandbox [serve|code], or aws-session sandbox -- COMMAND",
            )
        if not _is_port(self.port):
            raise UsageError(f"{self.port!r} is no port", hint="a number from 0 to 65535")
        self._check_unused()
        if self.trailing is not None and (self.action or not self.trailing):
            raise UsageError(
                "no command stands where one is to be run",
                hint="aws-session sandbox -- COMMAND, or aws-session sandbox for a shell",
            )

    def _check_unused(self) -> None:
        """Refuse options that mean something to other ways of running it alone."""
        opens = self.action is None and self.trailing is None
        unused = (
            ("--port", "serve", self.port != "0" and self.action != "serve"),
            ("--shell", "a sandbox's shell", self.shell is not None and not opens),
            ("--policy", "a sandbox's user", self.policy != _POLICY and self.action is not None),
            ("--partition", "a new sandbox", self.partition != "aws" and self.action == "code"),
        )
        for option, about, given in unused:
            if given:
                raise UsageError(f"{option} is only for {about}", hint=f"leave {option} out")


def _is_port(text: str) -> bool:
    from aws_session.model import numbers

    return numbers.read(text, numbers.GREATEST_PORT) is not None
