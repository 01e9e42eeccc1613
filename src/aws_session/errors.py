"""One error family: what is wrong, what to do next, and the exit status it carries."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.environment import ReadySession
    from aws_session.environment.change import EnvironmentChange


class SessionError(Exception):
    """A failure of this machine or a refusal by AWS.

    `hint` is the next thing to do, a whole sentence or a line to type; `debug` is for `--debug`
    only and holds no secret.
    """

    status = 1
    keeps_status = False
    """Whether `status` stands even for a command whose failures have another one in common."""

    bought: ReadySession | None = None
    """The session that a code was spent on before this went wrong."""

    change: EnvironmentChange | None = None
    """What changes in the environment all the same."""

    login: tuple[str, ...] = ()
    """The command that logs in again, where the token of a profile has ended or never was."""

    def __init__(self, message: str, *, hint: str | None = None, debug: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.debug = debug


class LeftoverError(SessionError):
    """Variables are in the way; the hint ends with the command that unsets them.

    `hint` says it as POSIX shells do, `hint_with` in the words of another.
    """

    def __init__(self, message: str, *names: str, advice: str) -> None:
        super().__init__(message)
        self.names = names
        self._advice = advice
        self.hint = self.hint_with(f"unset {' '.join(names)}")

    def hint_with(self, words: str) -> str:
        return f"{self._advice}: {words}"


class UsageError(SessionError):
    """The command line asks for something that cannot be."""

    status = 2


class NoKeyError(SessionError):
    """There is no key to sign with: none at all, or none in the profile that would sign."""


class StepBack(KeyboardInterrupt):
    """A person leaves one step for the one before; where there is none, they leave."""


class FullError(SessionError):
    """A store has no room for another session."""
