"""The pages that `help TOPIC` prints: Markdown next to this file, in the order of the help."""

from __future__ import annotations

from pathlib import Path

from aws_session.errors import SessionError

TOPICS = (
    "shells",
    "roles",
    "storing",
    "codes",
    "device-choice",
    "credentials",
    "settings",
    "environment",
    "tools",
    "prompts",
    "completions",
    "direnv",
    "policies",
    "containers",
    "ci",
    "moving",
    "upgrading",
    "platforms",
)
"""No topic has the name of a command, because `help` looks up commands first."""

_FOLDER = Path(__file__).parent


def title(topic: str) -> str:
    """Return the heading of a page."""
    return read(topic).partition("\n")[0].removeprefix("# ")


def read(topic: str) -> str:
    """Return the Markdown of a page."""
    try:
        return (_FOLDER / f"{topic}.md").read_text(encoding="utf-8")
    except OSError as error:
        from aws_session.processes import installation

        raise SessionError(
            f"a file of aws-session is missing: topics/{topic}.md",
            hint=f"reinstall it: {installation.to_repair()}",
        ) from error
