"""What a run finds: the environment, the sessions in it, the time; the AWS files, the settings."""

from __future__ import annotations

from aws_session.environment.snapshot import Situation
from aws_session.model.record import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.config.profiles import Profiles
    from aws_session.config.settings import Settings


class Knowledge(Value):
    """What is known before AWS is asked anything."""

    situation: Situation
    profiles: Profiles
    settings: Settings

    @property
    def base(self) -> dict[str, str]:
        return self.situation.base
