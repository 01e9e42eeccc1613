"""What a command starts from: the environment, the AWS files and the settings."""

from __future__ import annotations

from aws_session.environment.snapshot import EnvironmentSnapshot
from aws_session.model.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.config.profiles import Profiles
    from aws_session.config.settings import Settings


class Inputs(Record):
    """What is known before AWS is asked anything."""

    snapshot: EnvironmentSnapshot
    profiles: Profiles
    settings: Settings

    @property
    def original_env(self) -> dict[str, str]:
        return self.snapshot.original_env
