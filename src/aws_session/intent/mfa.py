"""A session of one's own, asked for."""

from __future__ import annotations

from aws_session.errors import UsageError
from aws_session.intent import EnvironmentCommand


class Mfa(EnvironmentCommand):
    """A session of one's own, with a code. `word` is a device or a code.

    `keep` keeps it for other terminals, `fresh` takes none that is kept; `least` is how many
    seconds one that is kept must have left where a program asks, not a person.
    """

    word: str | None = None
    code: str | None = None
    profile: str | None = None
    region: str | None = None
    duration: str | None = None
    keep: bool = False
    fresh: bool = False
    min_remaining: int = 0

    REDACTED = ("word", "code")

    def validate(self) -> None:
        if self.word is not None and not self.word.strip():
            raise UsageError("the device is an empty word", hint="name a device or leave it out")
        if self.code is not None and self._tells_code:
            raise UsageError("two codes were given", hint="give one, by word or by --code")
        if (self.duration, self.profile, self.region) == (None, None, None):
            return
        # Imported late: a line without options does not wait for what checks them.
        from aws_session.intent import checks
        from aws_session.model import durations, validation
        from aws_session.model.regions import check_region

        if self.duration is not None:
            checks.within(self.duration, durations.SESSION_TOKEN_SECONDS)
        validation.no_blank(self.profile, "--profile")
        check_region(self.region)

    @property
    def device(self) -> str | None:
        return None if self._tells_code else self.word

    @property
    def given_code(self) -> str | None:
        """What the line gives as a code, `-` where it comes on stdin, None to ask."""
        return self.word if self._tells_code else self.code

    @property
    def seconds(self) -> int | None:
        if self.duration is None:
            return None
        from aws_session.model import durations

        return durations.seconds(self.duration)

    @property
    def _tells_code(self) -> bool:
        if self.word is None:
            return False
        from aws_session.model.mfa import is_code

        return is_code(self.word)
