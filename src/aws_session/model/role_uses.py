"""When the roles of AWS profiles were last assumed, from the role history."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from aws_session.model.account import Pose


class Uses:
    """When the role of an AWS profile was last assumed.

    A role that was named by its account counts for every profile of that role; one that was named
    by a profile counts for that profile.
    """

    def __init__(self, poses: Iterable[Pose]) -> None:
        self._last: dict[tuple[str, ...], int] = {}
        for pose in poses:
            named = (pose.profile,) if pose.profile else ()
            place = (*named, pose.account, pose.role)
            self._last[place] = max(pose.at, self._last.get(place, 0))

    def last(self, profile: str, account: str | None, role: str | None) -> int | None:
        """Return the Unix time, or None if it never was."""
        if account is None or role is None:
            return None
        places = ((profile, account, role), (account, role))
        return max((at for place in places if (at := self._last.get(place))), default=None)
