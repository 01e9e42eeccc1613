"""A credential_process that runs this program, which must not resolve itself."""

from __future__ import annotations

from aws_session.errors import SessionError

RESOLVING = "AWS_SESSION_RESOLVING"
"""The profiles whose credential_process we run at the moment, for whatever runs below it."""

_PROGRAMS = frozenset({"aws-session", "aws-session-shell"})
_MODULE = "-m aws_session"
_FILE = "aws_session/__main__.py"
# What may stand before a program's name and run it all the same.
_RUNNERS = frozenset({"env", "exec", "nice", "nohup", "uv", "uvx", "pipx", "tool", "run", "sh"})


def is_ours(command: str) -> bool:
    """Tell whether a command line runs this program, as far as its words show it."""
    words = _words(command.strip())
    if f" {_MODULE} " in f" {' '.join(words)} ":
        return True
    if any(word.replace("\\", "/").endswith(f"/{_FILE}") for word in words):
        return True
    for word in words:
        name = word.replace("\\", "/").rpartition("/")[2].lower().removesuffix(".exe")
        if name in _PROGRAMS:
            return True
        runs = name in _RUNNERS or name.startswith("python")
        if not (runs or "=" in word or word.startswith("-")):
            return False
    return False


def _words(command: str) -> list[str]:
    """Return the words without quotes; only the first, a program's path, may have blanks."""
    quote = command[:1]
    if quote and quote in "'\"":
        first, _, rest = command[1:].partition(quote)
        return [first, *_words(rest)]
    return [word.strip("'\"") for word in command.split()]


def refusal(profile: str) -> SessionError:
    """Return the error for a profile that would have this program run itself."""
    return SessionError(
        f"profile {profile!r} gets its credentials from this program (credential_process)",
        hint="name the profile with the long-term key: aws-session --profile NAME",
    )


def being_resolved(environ: dict[str, str]) -> tuple[str, ...]:
    """Return the profiles whose credential_process this process runs below."""
    return tuple(name for name in environ.get(RESOLVING, "").split("\n") if name)


def resolving(environ: dict[str, str], profile: str) -> str:
    """Return the variable's value for what runs below a profile; refuse a circle."""
    above = being_resolved(environ)
    if profile in above:
        raise refusal(profile)
    return "\n".join((*above, profile))
