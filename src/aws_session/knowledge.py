"""All that a mode may decide by: what the shell holds, the AWS files, the settings."""

from __future__ import annotations

from aws_session.profiles import Profiles
from aws_session.settings import Settings
from aws_session.situation import Situation
from aws_session.value import Value


class Knowledge(Value):
    """What is known before AWS is asked anything."""

    situation: Situation
    profiles: Profiles
    settings: Settings

    @property
    def base(self) -> dict[str, str]:
        return self.situation.base
