"""The command `profiles`: the AWS profiles, what each is, and when it was last used."""

from __future__ import annotations

import time

from aws_session.commands import JSON, Command, listing
from aws_session.config import profile_account, role_chain
from aws_session.config.profile import (
    LOGIN,
    LONG_TERM,
    NOTHING,
    PROCESS,
    ROLE,
    SSO,
    TEMPORARY,
    WEB_IDENTITY,
)
from aws_session.context import Context
from aws_session.environment.state_format import read_snapshot
from aws_session.errors import SessionError
from aws_session.model import duration_text, utc
from aws_session.model.role_uses import Uses
from aws_session.session.precedence import Inputs
from aws_session.terminal.output import tell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from aws_session.config.profile import Profile
    from aws_session.model.account import Pose
    from aws_session.model.inert_text import Datum
    from aws_session.terminal.output import Output

_KINDS = {
    LONG_TERM: "key",
    TEMPORARY: "temporary key",
    PROCESS: "process",
    SSO: "sso",
    LOGIN: "login",
    WEB_IDENTITY: "web identity",
    ROLE: "role",
    NOTHING: "none",
}
_SHOWN = ("name", "kind", "source", "account", "role", "region", "mfa", "used")
_PIPED = ("account", "name", "kind", "source", "role", "region", "mfa", "used")
_NOBODY = "0"
"""The first column of tab-separated lines if there is none: a shell would take it for a command."""


class Profiles(Command):
    """The AWS profiles."""

    json: bool = JSON

    summary = "List your AWS profiles: what each is, and when its role was last used."

    def perform(self, output: Output, environ: dict[str, str]) -> int:
        context = Context(environ)
        now = int(time.time())
        here = read_snapshot(environ, now)
        files, settings = context.aws_files(here.original_env), context.settings(here.original_env)
        found = rows(Inputs(here, files, settings), context.poses())
        if not found:
            tell(f"there are no AWS profiles in {files.config_path} and {files.credentials_path}")
        show(found, output, now, as_json=self.json)
        return 0


def rows(inputs: Inputs, poses: Iterable[Pose]) -> tuple[Mapping[str, Datum], ...]:
    """Return the row of each profile: the most recently used first, then by name."""
    used = Uses(poses)
    found = (_row(profile, inputs, used) for profile in inputs.profiles.by_name.values())
    return tuple(sorted(found, key=_place_in_list))


def _place_in_list(row: Mapping[str, Datum]) -> tuple[int, str, str]:
    at, name = row["used"], str(row["name"])
    return (-at if isinstance(at, int) else 0), name.casefold(), name


def _row(profile: Profile, inputs: Inputs, used: Uses) -> Mapping[str, Datum]:
    kind = profile.kind
    account, role = profile_account.of(profile, kind)
    source = None
    if kind == ROLE:
        source = profile.get("source_profile") or profile.get("credential_source")
    at = used.last(profile.name, account, role)
    return {
        "name": profile.name,
        "kind": _KINDS[kind],
        "source": source,
        "account": account,
        "role": role,
        "region": profile.get("region") or inputs.settings.of_profile(profile.name).region,
        "mfa_serial": _device(profile, kind, inputs),
        "last_used": utc(at) if at else None,
        "used": at,
    }


def _device(profile: Profile, kind: str, inputs: Inputs) -> str | None:
    """Return the MFA device of a profile, its own or that of the profile that begins its chain."""
    chain: tuple[Profile, ...] = (profile,)
    if kind == ROLE:
        try:
            found = role_chain.of(profile, inputs.profiles)
        except SessionError:
            pass
        else:
            chain = (*reversed(found.roles), found.source)
    serials = (
        inputs.settings.of_profile(each.name).mfa_serial or each.get("mfa_serial") for each in chain
    )
    return next(filter(None, serials), None)


def show(found: Iterable[Mapping[str, Datum]], output: Output, now: int, *, as_json: bool) -> None:
    """Print profiles, in their order."""
    if as_json:
        told = ({k: v for k, v in row.items() if k != "used"} for row in found)
        listing.show(told, (), output, as_json=True)
        return
    if output.data_is_shown:
        listing.show((_told(row, now) for row in found), _SHOWN, output, as_json=False)
        return
    lines = (
        {**row, "account": row["account"] or _NOBODY, "mfa": row["mfa_serial"],
         "used": row["last_used"]}
        for row in found
    )  # fmt: skip
    listing.show(lines, _PIPED, output, as_json=False)


def _told(row: Mapping[str, Datum], now: int) -> Mapping[str, Datum]:
    at = row["used"]
    used = duration_text.ago(now - at) if isinstance(at, int) else None
    return {**row, "mfa": "yes" if row["mfa_serial"] else None, "used": used}
