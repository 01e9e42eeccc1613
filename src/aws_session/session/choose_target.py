"""The target of a pose: what the words say, what the accounts one knows say, or a choice."""

from __future__ import annotations

from aws_session.errors import UsageError
from aws_session.intent import Pose
from aws_session.model import account as accounts
from aws_session.model import role as roles
from aws_session.model.account import Account, Unlisted
from aws_session.model.identity import Caller
from aws_session.model.terminal_text import harmless
from aws_session.session import target as targets
from aws_session.session.inputs import Knowledge
from aws_session.session.target import Known, Target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from aws_session.session.ports import Aws, Outside

_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@%+=:,./-")


def known_target(intent: Pose, knowledge: Knowledge, outside: Outside) -> Target | None:
    """Return the target that can be told without asking AWS; UsageError for an impossible one."""
    word = intent.target
    if word is None:
        if not outside.has_terminal():
            raise UsageError(
                "a TARGET is needed, for there is no terminal to choose one on",
                hint="name an account, and a ROLE behind it; aws-session accounts lists them",
            )
        return None
    target = targets.known_target(word, intent.role, knowledge.settings, knowledge.profiles)
    if target is not None and not target.lacks_role:
        return _announced(target, outside)
    known = _known(knowledge, outside)
    if target is None and accounts.as_id(word.rpartition("/")[0]):
        target = targets.by_label(word, intent.role, known)
    if target is None:
        targets.check_digits(word, known)
        return None
    return _settled(target, intent, known, outside)


class Listing:
    """The accounts one may choose from, signed for by a session."""

    def __init__(self, knowledge: Knowledge, aws: Aws, caller: Caller, outside: Outside) -> None:
        self._knowledge = knowledge
        self._aws = aws
        self._caller = caller
        self._outside = outside
        self._cached = outside.listed_accounts(caller)
        self._here = _known(knowledge, outside)

    def target(self, intent: Pose, typed: Pose) -> Target:
        """Return what TARGET and ROLE mean, or what a person chooses; `typed` is what is said."""
        if intent.target is None:
            return self._chosen(intent)
        known = self._here.but(listed=self._listed)
        if not self.fresh and not targets.is_whole_name(intent.target, known):
            known = self._here.but(listed=self._fetched())
        target = targets.among(intent.target, intent.role, known)
        if target.doubtful:
            self._confirm(target, typed)
        return _settled(target, typed, known, self._outside)

    @property
    def fresh(self) -> bool:
        return self._cached is not None and self._cached.fresh

    @property
    def _listed(self) -> tuple[Account, ...]:
        """The organization's accounts as they were listed last, however long ago."""
        return self._cached.accounts if self._cached else ()

    def _fetched(self) -> tuple[Account, ...]:
        """Return the organization's accounts by now, and where that is denied, the last ones."""
        found: list[Account] = []
        for page in self._outside.account_pages(self._aws, self._caller):
            if isinstance(page, Unlisted):
                self._outside.tell(page.why)
                return accounts.merged(found, self._listed)
            found.extend(page)
        return tuple(found)

    def _chosen(self, intent: Pose) -> Target:
        outside = self._outside
        settings, profiles = self._knowledge.settings, self._knowledge.profiles
        poses = outside.poses()
        top = self._knowledge.situation.state.top
        fresh = self._listed if self.fresh else ()
        picked = outside.pick_account(
            self._here.but(listed=fresh).accounts,
            None if self.fresh else outside.account_pages(self._aws, self._caller),
            stale=() if self.fresh else self._listed,
            current=top.account if top else None,
            previous=poses[0].account if poses else None,
        )
        known = self._here.but(listed=picked.among)
        account = picked.account
        if picked.profile is None:
            shared = known.shares(account.name, account.id)
            target = targets.of_account(account, intent.role, settings, "as you chose")
            target = target.but(shared=shared)
        else:
            profile = profiles.by_name[picked.profile]
            how = f"as you chose by the AWS profile {profile.name!r}"
            target = targets.of_profile(profile, intent.role, settings, how)
        if intent.role is None:
            shown = account.but(name="" if known.shares(account.name, account.id) else account.name)
            role = outside.pick_role(shown, target.role or None, known.roles(account.id))
            if role != target.role:
                target = target.but(role=roles.checked_role(role), arn=None)
        return target.but(default="")

    def _confirm(self, target: Target, intent: Pose) -> None:
        part = f"{intent.target!r} is only a part of the name {harmless(target.name)!r}"
        shown = f"{part} ({target.account})"
        if not _may_choose(intent, self._outside):
            raise UsageError(shown, hint=f"if that is meant: {_line(intent, target)}")
        answer = self._outside.ask(f"{shown}. Pose there? [y/N] ")
        if answer.strip().lower() not in {"y", "yes"}:
            raise UsageError("not posed", hint="name the account by its whole name or its id")


def _known(knowledge: Knowledge, outside: Outside) -> Known:
    """Return what is known without asking AWS."""
    settings, profiles = knowledge.settings, knowledge.profiles
    posed = accounts.of_poses(outside.poses(), settings, profiles)
    return Known(settings, profiles, posed=posed)


def _settled(target: Target, intent: Pose, known: Known, outside: Outside) -> Target:
    """Return the target in a role: where nobody named one, in the one that a person chooses."""
    _announced(target, outside)
    if not target.lacks_role:
        return target
    if not _may_choose(intent, outside):
        name = f" ({harmless(target.name)})" if target.name else ""
        raise UsageError(
            f"no role is named for account {target.account}{name}",
            hint=f"name one: {_line(intent, target)}",
        )
    account = Account(target.account, "" if target.shared else target.name)
    role = outside.pick_role(account, None, known.roles(account.id))
    return target.but(role=roles.checked_role(role))


def _may_choose(intent: Pose, outside: Outside) -> bool:
    """Tell whether a person may be asked; a tool would have them asked again and again."""
    return not intent.for_tool and outside.has_terminal()


def _line(intent: Pose, target: Target) -> str:
    """Return the line that says it all."""
    words = [target.account, target.role or "ROLE"]
    if intent.profile is not None:
        words += ["--profile", intent.profile]
    if intent.chain:
        words.append("--chain")
    behind = " -- COMMAND" if intent.command.startswith("exec") else ""
    return f"aws-session {intent.command} {' '.join(map(_quoted, words))}{behind}"


def _quoted(word: str) -> str:
    return word if _PLAIN.issuperset(word) else "'" + harmless(word).replace("'", "'\"'\"'") + "'"


def _announced(target: Target, outside: Outside) -> Target:
    if target.account:
        name = f" ({harmless(target.name)})" if target.name else ""
        role = f"; role {target.role} {target.default}" if target.default else ""
        outside.tell(f"account {target.account}{name}, {target.how}{role}")
    return target
