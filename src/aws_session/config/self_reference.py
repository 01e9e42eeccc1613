"""A credential_process that runs this program, which must not resolve itself."""

from __future__ import annotations

from aws_session.errors import SessionError

RESOLVING = "AWS_SESSION_RESOLVING"
"""The variable with the profiles whose credential_process we are running, for programs below."""

_COMMAND = "process"
_PROFILE = ("--profile", "-p")
_PROGRAMS = frozenset({"aws-session", "aws-session-shell"})
_MODULE = "-m aws_session"
_FILE = "aws_session/__main__.py"
# Words that may precede a program's name and run it anyway.
_RUNNERS = frozenset({"env", "exec", "nice", "nohup", "uv", "uvx", "pipx", "tool", "run", "sh"})
_ENDINGS = (".exe", ".cmd", ".py")


def is_ours(command: str) -> bool:
    """Tell whether a command line runs this program, as far as its words show."""
    words = _words(command.strip())
    if f" {_MODULE} " in f" {' '.join(words)} ":
        return True
    if any(word.replace("\\", "/").endswith(f"/{_FILE}") for word in words):
        return True
    for word in words:
        name = _name(word)
        # A quoted text may be a line for `sh -c`.
        if name in _PROGRAMS or _name(word.partition(" ")[0]) in _PROGRAMS:
            return True
        runs = name in _RUNNERS or name.startswith("python")
        if not (runs or "=" in word or word.startswith("-")):
            return False
    return False


def _name(program: str) -> str:
    name = program.replace("\\", "/").rpartition("/")[2].lower()
    for ending in _ENDINGS:
        name = name.removesuffix(ending)
    return name


def _words(command: str) -> list[str]:
    """Return the words without quotes; one that begins with a quote may contain spaces."""
    found = []
    rest = command.strip()
    while rest:
        quote = rest[0]
        if quote in "'\"":
            word, _, rest = rest[1:].partition(quote)
        else:
            word, _, rest = rest.replace("\t", " ").partition(" ")
        found.append(word.strip("'\""))
        rest = rest.lstrip()
    return found


def refusal(profile: str, command: str = "") -> SessionError:
    """Return the error for a profile that would make this program run itself."""
    typed = _line_for_shells(profile, command)
    return SessionError(
        f"profile {profile!r} gets its credentials from this program (credential_process)",
        hint=f"it is for tools; in a shell, name the profile that signs, as in: {typed}"
        if typed
        else "name the profile with the long-term key: aws-session --profile NAME",
    )


def _line_for_shells(profile: str, command: str) -> str | None:
    """Return the line that does for a shell what a credential_process does for tools."""
    words = _words(command)
    if _COMMAND not in words:
        return None
    asked = words[words.index(_COMMAND) + 1 :]
    if profile in asked:
        # It asks for itself.
        return None
    from aws_session.model.terminal_text import quoted

    own = ["pose"] if asked[:1] and not asked[0].startswith("-") else []
    if not any(word.startswith(_PROFILE) for word in asked):
        # Without it, the environment may name this very profile.
        asked = [*asked, "--profile", "NAME"]
    return " ".join(("aws-session", *own, *map(quoted, asked)))


def being_resolved(environ: dict[str, str]) -> tuple[str, ...]:
    """Return the profiles whose credential_process this process runs below."""
    return tuple(name for name in environ.get(RESOLVING, "").split("\n") if name)


def resolving(environ: dict[str, str], profile: str) -> str:
    """Return the variable's value for programs below a profile; refuse a cycle."""
    above = being_resolved(environ)
    if profile in above:
        raise refusal(profile)
    return "\n".join((*above, profile))
