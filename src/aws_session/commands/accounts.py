"""The command `accounts`: the accounts in which you can assume roles, from all sources."""

from __future__ import annotations

import time

from aws_session.commands import JSON, PROFILE, Command, flag, listing
from aws_session.context import Context
from aws_session.environment.state_format import read_snapshot
from aws_session.errors import SessionError
from aws_session.model import account as accounts
from aws_session.model import validation
from aws_session.model.account import Account, ListingUnavailable
from aws_session.session import account_listing, role_start
from aws_session.session.key_hints import check_has_key
from aws_session.session.perform_request import with_key
from aws_session.session.precedence import Inputs
from aws_session.session.request import RoleRequest
from aws_session.terminal.output import tell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from aws_session.terminal.output import Output

_TABLE_COLUMNS = ("id", "name", "email", "state", "known_from")
_WITHOUT = "start a session, which may be allowed to: aws-session"
_IN_SESSION = "to name accounts in the settings: aws-session config"


class Accounts(Command):
    """The known accounts."""

    refresh: bool = flag("--refresh", help="Ask AWS again instead of using the cache.")
    json: bool = JSON
    profile: str | None = PROFILE

    summary = "List the accounts whose roles you can assume."

    def validate(self) -> None:
        validation.no_blank(self.profile, "--profile")

    def perform(self, output: Output, environ: dict[str, str]) -> int:
        context = Context(environ)
        here = read_snapshot(environ, int(time.time()))
        files, settings = context.aws_files(here.original_env), context.settings(here.original_env)
        listed = _listed(self, Inputs(here, files, settings), context)
        known = accounts.merged(
            () if isinstance(listed, ListingUnavailable) else listed,
            accounts.of_settings(settings),
            accounts.of_profiles(files),
            accounts.of_poses(context.poses(), settings, files),
        )
        if isinstance(listed, ListingUnavailable):
            if not known:
                raise SessionError(listed.why, hint=_IN_SESSION if here.state.levels else _WITHOUT)
            tell(listed.why)
        show(known, output, as_json=self.json)
        return 0


def show(accounts: Iterable[Account], output: Output, *, as_json: bool) -> None:
    """Print accounts, including closed ones, in their order."""
    rows = (
        {
            "id": account.id,
            "name": account.name,
            "aliases": (*account.aliases, *account.profiles),
            "email": account.email,
            "state": account.state,
            "roles": account.roles,
            "known_from": account.sources,
        }
        for account in accounts
    )
    listing.show(rows, _TABLE_COLUMNS, output, as_json=as_json)


def _listed(
    command: Accounts, inputs: Inputs, context: Context
) -> tuple[Account, ...] | ListingUnavailable:
    """Return the organization's accounts: as listed today, listed again, or as listed before."""
    start = role_start.begin(RoleRequest(profile=command.profile), inputs, None)
    check_has_key(start.source, inputs)
    for line in account_listing.listing_notices(start):
        tell(line)
    aws = context.aws(with_key(start.source, inputs, context), start.region, inputs.original_env)
    caller = account_listing.caller_of(start) or context.job(aws.caller, "waiting for AWS").result()
    cached = context.listed_accounts(aws, caller)
    if cached is not None and cached.fresh and not command.refresh:
        return cached.accounts
    listed = _counted(context.account_pages(aws, caller), context)
    if isinstance(listed, ListingUnavailable) and cached is not None:
        tell(listed.why)
        return cached.accounts
    return listed


def _counted(
    pages: Iterable[Iterable[Account] | ListingUnavailable], context: Context
) -> tuple[Account, ...] | ListingUnavailable:
    """Collect the pages of a listing, showing how many accounts have arrived."""
    found: list[Account] = []
    with context.counter("accounts") as counter:
        for page in pages:
            if isinstance(page, ListingUnavailable):
                return page
            found.extend(page)
            counter.show(len(found))
    return tuple(found)
