"""The accounts there are to pose in, from everything that knows of some."""

from __future__ import annotations

import time

from aws_session.commands import account_sheet
from aws_session.context import Context
from aws_session.environment import snapshot as snapshots
from aws_session.errors import SessionError
from aws_session.model import account as accounts
from aws_session.model.account import Account, ListingUnavailable
from aws_session.session import role_session
from aws_session.session.inputs import Inputs
from aws_session.terminal.stderr import tell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from aws_session.intent import Accounts
    from aws_session.terminal.output import Output

_WITHOUT = "with a session it may be allowed: aws-session"
_IN_SESSION = "accounts can be given names in the settings: aws-session config"


def perform(intent: Accounts, output: Output, environ: dict[str, str]) -> int:
    machine = Context(environ)
    here = snapshots.read_snapshot(environ, int(time.time()))
    files, settings = machine.aws_files(here.original_env), machine.settings(here.original_env)
    listed = _listed(intent, Inputs(here, files, settings), machine)
    known = accounts.merged(
        () if isinstance(listed, ListingUnavailable) else listed,
        accounts.of_settings(settings),
        accounts.of_profiles(files),
        accounts.of_poses(machine.poses(), settings, files),
    )
    if isinstance(listed, ListingUnavailable):
        if not known:
            raise SessionError(listed.why, hint=_IN_SESSION if here.state.levels else _WITHOUT)
        tell(listed.why)
    account_sheet.show(known, output, as_json=intent.json)
    return 0


def _listed(
    intent: Accounts, inputs: Inputs, machine: Context
) -> tuple[Account, ...] | ListingUnavailable:
    """Return the organization's accounts: as listed today, or anew, or at least once."""
    start = role_session.begin(role_session.at(intent.profile), inputs, None)
    for line in role_session.listing_notices(start, inputs.snapshot):
        tell(line)
    aws = machine.aws(start.source, start.region, inputs.original_env)
    caller = role_session.caller_of(start) or machine.job(aws.caller, "waiting for AWS").result()
    cached = machine.listed_accounts(aws, caller)
    if cached is not None and cached.fresh and not intent.refresh:
        return cached.accounts
    listed = _counted(machine.account_pages(aws, caller), machine)
    if isinstance(listed, ListingUnavailable) and cached is not None:
        tell(listed.why)
        return cached.accounts
    return listed


def _counted(
    pages: Iterable[Iterable[Account] | ListingUnavailable], machine: Context
) -> tuple[Account, ...] | ListingUnavailable:
    """Collect the pages of a listing, showing how many accounts have come."""
    found: list[Account] = []
    with machine.counter("accounts") as counter:
        for page in pages:
            if isinstance(page, ListingUnavailable):
                return page
            found.extend(page)
            counter.show(len(found))
    return tuple(found)
