"""The target of a pose: what the words say, what the accounts one knows say, or a choice."""

from __future__ import annotations

from aws_session import accounts, targets
from aws_session.accounts import Account, Unlisted
from aws_session.caller import Caller
from aws_session.display import harmless
from aws_session.errors import UsageError
from aws_session.intent import Pose
from aws_session.settings import NONE
from aws_session.situation import Knowledge
from aws_session.targets import Target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.stories.outside import Aws, Outside


def at_hand(intent: Pose, knowledge: Knowledge, outside: Outside) -> Target | None:
    """Return the target that can be told without asking AWS; UsageError for an impossible one."""
    if intent.target is None:
        if not outside.has_terminal():
            raise UsageError(
                "a TARGET is needed, for there is no terminal to choose one on",
                hint="name an account, and a ROLE behind it; aws-session accounts lists them",
            )
        return None
    target = targets.at_hand(intent.target, intent.role, knowledge.settings, knowledge.profiles)
    if target is None and targets.is_digits(intent.target):
        _refuse_several(intent.target, _known(knowledge, outside))
    return _announced(target, outside) if target else None


class Listing:
    """The accounts one may choose from, signed for by a session."""

    def __init__(self, knowledge: Knowledge, aws: Aws, caller: Caller, outside: Outside) -> None:
        self._knowledge = knowledge
        self._aws = aws
        self._caller = caller
        self._outside = outside
        self._cached = outside.listed_accounts(caller)

    def target(self, intent: Pose) -> Target:
        """Return what TARGET and ROLE mean, or what a person chooses."""
        if intent.target is None:
            return self._chosen(intent)
        settings = self._knowledge.settings
        known = self.known()
        if not self.fresh and not _names_one(intent.target, known):
            known = accounts.merged(self._fetched(), known)
        target = targets.among(intent.target, intent.role, known, settings)
        if target.doubtful:
            self._confirm(target, intent.target)
        return _announced(target, self._outside)

    @property
    def fresh(self) -> bool:
        return self._cached is not None and self._cached.fresh

    def known(self) -> tuple[Account, ...]:
        """Return what is known without asking AWS."""
        listed = self._cached.accounts if self._cached else ()
        return accounts.merged(listed, _known(self._knowledge, self._outside))

    def _fetched(self) -> tuple[Account, ...]:
        found: list[Account] = []
        for page in self._outside.account_pages(self._aws, self._caller):
            if isinstance(page, Unlisted):
                self._outside.tell(page.why)
                break
            found.extend(page)
        return tuple(found)

    def _chosen(self, intent: Pose) -> Target:
        outside, settings = self._outside, self._knowledge.settings
        poses = outside.poses()
        top = self._knowledge.situation.state.top
        account = outside.pick_account(
            self.known(),
            None if self.fresh else outside.account_pages(self._aws, self._caller),
            current=top.account if top else None,
            previous=poses[0].account if poses else None,
        )
        target = targets.of_account(account, intent.role, settings, "as you chose")
        if intent.role is not None:
            return target
        earlier = [pose.role for pose in poses if pose.account == account.id]
        role = outside.pick_role(account, target.role, (*earlier, *account.roles))
        return targets.of_account(account, role, settings, "as you chose")

    def _confirm(self, target: Target, word: str) -> None:
        shown = f"{harmless(target.name)!r} ({target.account})"
        if not self._outside.has_terminal():
            raise UsageError(
                f"{word!r} is only a part of the name {shown}",
                hint=f"if that is meant: aws-session pose {target.account}",
            )
        answer = self._outside.ask(
            f"{word!r} is only a part of the name {shown}. Pose there? [y/N] "
        )
        if answer.strip().lower() not in {"y", "yes"}:
            raise UsageError("not posed", hint="name the account by its whole name or its id")


def _known(knowledge: Knowledge, outside: Outside) -> tuple[Account, ...]:
    return accounts.merged(
        accounts.of_settings(knowledge.settings),
        accounts.of_profiles(knowledge.profiles),
        accounts.of_poses(outside.poses()),
    )


def _refuse_several(digits: str, known: tuple[Account, ...]) -> None:
    """Refuse digits of several accounts before anything is asked of anybody."""
    if sum(targets.fits_digits(digits, account) for account in known) > 1:
        targets.among(digits, None, known, NONE)


def _names_one(word: str, known: tuple[Account, ...]) -> bool:
    """Tell whether a word is surely one of these, whatever other accounts there are."""
    folded = word.casefold()
    return any(folded == name.casefold() for account in known for name in account.names)


def _announced(target: Target, outside: Outside) -> Target:
    if target.account:
        name = f" ({harmless(target.name)})" if target.name else ""
        outside.tell(f"account {target.account}{name}, {target.how}")
    return target
