"""One error family: what is wrong, what to do next, and the exit status."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.environment import EnvironmentChange, ReadySession


class SessionError(Exception):
    """A failure of this machine or a refusal by AWS.

    `hint` is the next thing to do, a whole sentence or a line to type; `debug` is only for
    `--debug` and contains no secret.
    """

    status = 1
    keeps_status = False
    """Whether `status` applies even to a command that otherwise has one status for all failures."""

    bought: ReadySession | None = None
    """The session for which a code was used before the failure."""

    change: EnvironmentChange | None = None
    """What changes in the environment despite the failure."""

    login: tuple[str, ...] = ()
    """The command that signs in, if the token of a profile has expired or never existed."""

    def __init__(self, message: str, *, hint: str | None = None, debug: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.debug = debug


class LeftoverError(SessionError):
    """Leftover variables; the hint ends with the command that unsets them.

    `hint` has the form of POSIX shells, `hint_with` that of another shell.
    """

    def __init__(self, message: str, *names: str, advice: str) -> None:
        super().__init__(message)
        self.names = names
        self._advice = advice
        self.hint = self.hint_with(f"unset {' '.join(names)}")

    def hint_with(self, words: str) -> str:
        return f"{self._advice}: {words}"


class UsageError(SessionError):
    """The command line asks for something impossible."""

    status = 2


class NoKeyError(SessionError):
    """There is no key to sign with: none at all, or none in the profile that would sign."""


class Leaving(KeyboardInterrupt):
    """A person leaves a list by a key: no signal stops the shell, which still evaluates."""

    bought: ReadySession | None = None
    change: EnvironmentChange | None = None


class StepBack(Leaving):
    """A person goes back one step; from the first step, they leave."""


class FullError(SessionError):
    """A store has no room for another session."""
