"""The commands that change no environment, one file each."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.intent import Command
    from aws_session.terminal.output import Output

_MODULES = {
    "Config": "config",
    "Doctor": "doctor",
    "Help": "help",
    "Version": "version",
    "Status": "status",
    "Policy": "policy",
    "Accounts": "accounts",
    "Devices": "devices",
    "Process": "process",
    "Init": "init",
    "Exec": "exec",
    "Console": "console",
    "Sandbox": "sandbox",
}


def perform(intent: Command, output: Output, environ: dict[str, str]) -> int:
    """Carry out a command and return its exit status."""
    module = __import__(f"{__name__}.{_MODULES[type(intent).__name__]}", fromlist=["perform"])
    status: int = module.perform(intent, output, environ)
    return status
