"""Choosing the target of `pose`: from its arguments, from known accounts, or from a list."""

from __future__ import annotations

from aws_session.errors import NoKeyError, SessionError, StepBack, UsageError
from aws_session.model import account as accounts
from aws_session.model import role as roles
from aws_session.model.account import DAY, Account, ListingUnavailable
from aws_session.model.identifiers import as_account
from aws_session.model.terminal_text import quoted, sanitize
from aws_session.session import precedence
from aws_session.session import target as targets
from aws_session.session.precedence import Inputs
from aws_session.session.request import RoleRequest
from aws_session.session.target import Target

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from aws_session.model.identity import CallerIdentity
    from aws_session.model.shortcut import Shortcut
    from aws_session.session.known_accounts import Known
    from aws_session.session.ports import Aws, Ports


def known_target(
    request: RoleRequest, target: Target | None, inputs: Inputs, ports: Ports
) -> Target | None:
    """Return the target if it is known without asking AWS; UsageError for an impossible one."""
    word = request.target
    if word is None:
        if not ports.has_terminal():
            if request.profile is None and not inputs.snapshot.state.levels:
                # A key that cannot sign is the first thing to fix.
                precedence.key_in(inputs.original_env)
            raise UsageError(
                "TARGET is missing, and choosing from a list needs a terminal",
                hint="name an account and a role; to list the accounts: aws-session accounts",
            )
        return None
    from aws_session.model.inert_text import original
    from aws_session.session import account_digits, target_search

    known = _known(inputs, ports)
    if target is None and any(map(as_account, (word.partition("/")[0], word.rpartition("/")[0]))):
        target = target_search.by_label(original(word), request.role, known)
    if target is None:
        account_digits.check_digits(word, known)
        target_search.check_shared(word, known)
        return None
    return _settled(target, request, known, ports)


def local_target(request: RoleRequest, inputs: Inputs, ports: Ports, lacking: NoKeyError) -> Target:
    """Return the AWS profile that TARGET names, if only its own role chain can sign."""
    if request.profile is not None:
        raise lacking
    from aws_session.session import target_search

    known = _known(inputs, ports)
    if request.target is None:
        return _among_profiles(inputs, known, ports, lacking)
    target = target_search.among_local(request.target, request.role, known, lacking)
    if target.profile is None:
        raise lacking
    if target.doubtful:
        _confirm(target, request, ports)
    return _settled(target, request, known, ports)


def _among_profiles(inputs: Inputs, known: Known, ports: Ports, lacking: NoKeyError) -> Target:
    """Let a person choose an AWS profile, if no other target has credentials to start with."""
    from aws_session.session import shortcuts

    offered = [row for row in shortcuts.of(inputs, ports.poses(), known.accounts) if row.profile]
    if not offered:
        raise lacking
    picked = ports.pick_target((), None, shortcuts=offered, stale=(), current=None)
    if isinstance(picked.choice, Account):
        raise lacking
    return _of_shortcut(picked.choice, known)


class Listing:
    """The accounts to choose from, listed by the first of several signers that may list them."""

    def __init__(
        self, inputs: Inputs, signers: Sequence[tuple[Aws, CallerIdentity]], ports: Ports
    ) -> None:
        self._inputs = inputs
        self._signers = signers
        self._ports = ports
        lists = [kept for signer in signers if (kept := ports.listed_accounts(*signer)) is not None]
        self._cached = min(lists, key=lambda kept: not kept.fresh, default=None)
        self._here = _known(inputs, ports)

    def target(self, request: RoleRequest, typed: RoleRequest) -> Target:
        """Return the target of the arguments, or the chosen one; `typed` is for messages."""
        if request.target is None:
            return self._chosen(request)
        from aws_session.session import name_search, target_search

        known = self._here.replace(listed=self._listed)
        if not name_search.is_named(request.target, known if self.fresh else self._here):
            # A new account may have this name, or share its digits or its beginning.
            known = self._fetched()
        word = target_search.as_called(request.target, known)
        target = target_search.among(word, request.role, known)
        if target.doubtful:
            _confirm(target, typed, self._ports)
        return _settled(target, typed, known, self._ports)

    @property
    def fresh(self) -> bool:
        return self._cached is not None and self._cached.fresh

    @property
    def _listed(self) -> tuple[Account, ...]:
        """The organization's accounts as they were last listed, however long ago."""
        return self._cached.accounts if self._cached else ()

    def _fetched(self) -> Known:
        """Return the known accounts; if listing is denied or fails, those of the last list."""
        found: list[Account] = []
        try:
            for page in self._pages():
                if isinstance(page, ListingUnavailable):
                    known = self._as_listed_last(found, page.why)
                    return known.replace(unlisted=not page.is_final)
                found.extend(page)
        except SessionError as error:
            if self._cached is None:
                raise
            return self._as_listed_last(found, error.message).replace(unlisted=True)
        return self._here.replace(listed=tuple(found))

    def _pages(self) -> Iterator[Iterable[Account] | ListingUnavailable]:
        """Return the pages of the first signer that may list, or else the last one's answer."""
        *others, last = self._signers
        for signer in others:
            pages = iter(self._ports.account_pages(*signer))
            try:
                first = next(pages, ())
            except SessionError:
                continue
            if not isinstance(first, ListingUnavailable):
                yield first
                yield from pages
                return
        yield from self._ports.account_pages(*last)

    def _as_listed_last(self, found: list[Account], why: str) -> Known:
        self._ports.tell(why)
        if self._cached is not None:
            days = self._cached.age // DAY
            when = f"from {days} day{'s' * (days > 1)} ago" if days > 0 else "from earlier"
            self._ports.tell(f"using the list of accounts {when}: names may be out of date")
        newer = {account.id for account in found}
        older = (account for account in self._listed if account.id not in newer)
        return self._here.replace(listed=(*found, *older), outdated=True)

    def _chosen(self, request: RoleRequest) -> Target:
        while True:
            try:
                return self._chosen_once(request)
            except StepBack:
                # Back from the roles to the accounts.
                continue

    def _chosen_once(self, request: RoleRequest) -> Target:
        ports, inputs = self._ports, self._inputs
        from aws_session.session import shortcuts

        top = inputs.snapshot.state.top
        fresh = self._listed if self.fresh else ()
        known = self._here.replace(listed=fresh)
        picked = ports.pick_target(
            accounts.merged(
                accounts.of_settings(inputs.settings), _posed(inputs, ports), known.listed
            ),
            None if self.fresh else self._pages(),
            shortcuts=shortcuts.of(
                inputs, ports.poses(), known.replace(listed=self._listed).accounts
            ),
            stale=() if self.fresh else self._listed,
            current=top.account if top else None,
        )
        known = self._here.replace(listed=picked.among)
        if not isinstance(picked.choice, Account):
            return _of_shortcut(picked.choice, known)
        account = picked.choice
        shared = known.shares(account.name, account.id)
        target = targets.of_account(account, request.role, inputs.settings, "as you chose")
        target = target.replace(shared=shared)
        if request.role is None:
            shown = account.replace(name="" if shared else account.name)
            role = ports.pick_role(shown, target.role or None, known.roles(account.id))
            if role != target.role:
                target = target.replace(role=roles.checked_role(role), arn=None)
        return target.replace(default="")


def _of_shortcut(shortcut: Shortcut, known: Known) -> Target:
    """Return the target of a row that already has a role."""
    if not shortcut.profile:
        names = {account.id: account.name for account in known.accounts}
        account = Account(shortcut.account, names.get(shortcut.account, ""))
        target = targets.of_account(account, shortcut.role, known.settings, "as you chose")
        return target.replace(shared=known.shares(account.name, account.id))
    profile = known.profiles.by_name[shortcut.profile]
    reason = f"as you chose, from the AWS profile {profile.name!r}"
    own = targets.of_profile(profile, None, known.settings, reason)
    if not own.account or own.role == shortcut.role:
        return own
    return targets.of_profile(profile, shortcut.role, known.settings, reason)


def _posed(inputs: Inputs, ports: Ports) -> tuple[Account, ...]:
    """Return accounts used before that no current AWS profile has."""
    own = [pose for pose in ports.poses() if pose.profile not in inputs.profiles]
    return accounts.of_poses(own, inputs.settings, inputs.profiles)


def _confirm(target: Target, request: RoleRequest, ports: Ports) -> None:
    part = f"{request.target!r} is only part of the name {sanitize(target.name)!r}"
    shown = f"{part} ({target.account})"
    if not _may_choose(request, ports):
        raise UsageError(shown, hint=f"to use that account: {_line(request, target)}")
    answer = ports.ask(f"{shown}. Use this account? [y/N] ")
    if answer.strip().lower() not in {"y", "yes"}:
        raise UsageError("no role was assumed", hint="name the account by its full name or its ID")


def _known(inputs: Inputs, ports: Ports) -> Known:
    """Return what is known without asking AWS."""
    from aws_session.session.known_accounts import Known

    settings, profiles = inputs.settings, inputs.profiles
    posed = accounts.of_poses(ports.poses(), settings, profiles)
    return Known(settings, profiles, posed=posed)


def _settled(target: Target, request: RoleRequest, known: Known, ports: Ports) -> Target:
    """Return the target with a role: the named one, or else the one that a person chooses."""
    if target.account:
        ports.tell(target.announcement)
    if not target.lacks_role:
        return target
    if not _may_choose(request, ports):
        name = f" ({sanitize(target.name)})" if target.name else ""
        raise UsageError(
            f"a role is missing for account {target.account}{name}",
            hint=f"name one: {_line(request, target)}",
        )
    account = Account(target.account, "" if target.shared else target.name)
    role = ports.pick_role(account, None, known.roles(account.id))
    return target.replace(role=roles.checked_role(role))


def _may_choose(request: RoleRequest, ports: Ports) -> bool:
    """Tell whether a person may be asked; a tool would cause the question again and again."""
    return not request.for_tool and ports.has_terminal()


def _line(request: RoleRequest, target: Target) -> str:
    """Return the command line that needs no choice."""
    words = [target.account, target.role or "ROLE"]
    if request.profile is not None:
        words += ["--profile", request.profile]
    if request.chain:
        words.append("--chain")
    behind = " -- COMMAND" if request.command.startswith("exec") else ""
    return f"aws-session {request.command} {' '.join(map(quoted, words))}{behind}"
