"""The commands that change no environment, one file each."""

from __future__ import annotations

from aws_session import intent as intents

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.edge.output import Output
    from aws_session.intent import Intent

_MODULES: dict[type[Intent], str] = {
    intents.Config: "config",
    intents.Doctor: "doctor",
    intents.Help: "help",
    intents.Version: "version",
    intents.Status: "status",
    intents.Policy: "policy",
    intents.Accounts: "accounts",
    intents.Devices: "devices",
    intents.Process: "process",
    intents.Init: "init",
    intents.Exec: "exec",
    intents.Console: "console",
    intents.Sandbox: "sandbox",
}


def perform(intent: Intent, output: Output, environ: dict[str, str]) -> int:
    """Carry out a command and return its exit status."""
    module = __import__(f"{__name__}.{_MODULES[type(intent)]}", fromlist=["perform"])
    status: int = module.perform(intent, output, environ)
    return status
