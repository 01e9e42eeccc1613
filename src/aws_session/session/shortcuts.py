"""The targets that a list offers in addition to accounts: recent ones, then AWS profiles."""

from __future__ import annotations

from aws_session.config import profile_account
from aws_session.config.profile import NOTHING, ROLE
from aws_session.model import duration_text
from aws_session.model.role import role_calls
from aws_session.model.role_uses import Uses
from aws_session.model.shortcut import Shortcut

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aws_session.config.profile import Profile
    from aws_session.model.account import Account, Pose
    from aws_session.session.precedence import Inputs

_RECENT = 5
"""The number of recent targets at the top."""


def of(inputs: Inputs, poses: tuple[Pose, ...], known: Iterable[Account]) -> tuple[Shortcut, ...]:
    """Return each target once; that of this shell comes after the other recent ones.

    `known` are the accounts whose names label the roles of the past. Profiles without a role come
    last, and the one that this shell's session began with is left out.
    """
    return _Shortcuts(inputs, poses, known).found()


class _Shortcuts:
    """What is known about profiles and poses while the list is built."""

    def __init__(self, inputs: Inputs, poses: tuple[Pose, ...], known: Iterable[Account]) -> None:
        self._profiles = inputs.profiles.by_name
        self._poses = poses
        self._names = {account.id: account.name for account in known}
        self._uses = Uses(poses)
        self._now = inputs.snapshot.now
        self._levels = inputs.snapshot.state.levels

    def found(self) -> tuple[Shortcut, ...]:
        recent = [self._of_pose(pose) for pose in self._poses[:_RECENT]]
        here = self._here()
        at = next((at for at, one in enumerate(recent) if (one.account, one.role) == here), None)
        if at is not None:
            recent.append(recent.pop(at).replace(current=True))
        by_id = {one.id: one for one in (*recent, *self._of_profiles())}
        return tuple(by_id.values())

    def _here(self) -> tuple[str | None, str] | None:
        """Return the account and the role of this shell's session, or None without a role."""
        top = self._levels[-1] if self._levels else None
        if top is None or top.kind != "pose":
            return None
        return top.account, role_calls(top.request_params)[-1].role

    def _of_pose(self, pose: Pose) -> Shortcut:
        used = duration_text.ago(self._now - pose.at)
        profile = self._profiles.get(pose.profile)
        own = None if profile is None else self._of_profile(profile)
        if own is None or own.account != pose.account:
            # The profile is gone, or names another account now.
            name = self._names.get(pose.account) or pose.account
            return Shortcut(f"{name}/{pose.role}", pose.account, pose.role, used=used)
        if own.role == pose.role:
            return own.replace(used=used)
        return own.replace(name=f"{own.profile}/{pose.role}", role=pose.role, used=used)

    def _of_profiles(self) -> Iterator[Shortcut]:
        begun = self._levels[0].origin if self._levels else ""
        with_role = [each for each in self._profiles.values() if each.kind == ROLE]
        without = (
            each
            for each in self._profiles.values()
            if each.kind not in {ROLE, NOTHING}
            and f"profile:{each.name}" != begun
            and not each.is_ours
        )
        for profile in (*with_role, *without):
            found = self._of_profile(profile)
            last = self._uses.last(profile.name, found.account or None, found.role or None)
            yield found.replace(used=duration_text.ago(self._now - last) if last else "")

    def _of_profile(self, profile: Profile) -> Shortcut:
        account, role = profile_account.of(profile, profile.kind)
        also = (
            self._names.get(account or ""),
            role,
            profile.get("region"),
            profile.get("source_profile") if profile.kind == ROLE else None,
        )
        return Shortcut(
            profile.name,
            account or "",
            role or "",
            profile.name,
            tuple(word for word in also if word and word != profile.name),
        )
