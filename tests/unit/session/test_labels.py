"""No two accounts or users have the same label, wherever a session is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aws_session.commands import status
from aws_session.commands.mfa import Mfa
from aws_session.commands.pose import Pose
from aws_session.commands.status import Report
from aws_session.config import AccountSettings, Settings
from aws_session.environment.state_format import read_snapshot
from aws_session.model.identity import CallerIdentity
from aws_session.storage.session_format import SessionMetadata
from memory import KEYS, World
from walk import Walk

if TYPE_CHECKING:
    from collections.abc import Iterable

PROD, DEV = "210987654321", "321098765432"


def user(name: str) -> CallerIdentity:
    return CallerIdentity(f"arn:aws:iam::111122223333:{name}", "111122223333")


def shown(walk: Walk) -> list[str]:
    """Return the labels of the current session: in the prompt, in `status`, and in its data."""
    found = status.report(read_snapshot(walk.environ, int(walk.time)))
    line = status.lines(found, World({}).local_time)[-1].removeprefix("+ ").split()[1]
    return [walk.environ["AWS_SESSION_LABEL"], line, status.as_data(found)["levels"][-1]["label"]]


@pytest.mark.parametrize(
    ("names", "labels"),
    [
        (("本番", "開発"), (f"{PROD}/Admin", f"{DEV}/Admin")),
        (("a b", "a_b"), (f"{PROD}/Admin", "a_b/Admin")),
        (("p" * 63, "p" * 64), (f"{PROD}/Admin", f"{DEV}/Admin")),
        ((DEV + " ", "prod"), (f"{PROD}/Admin", "prod/Admin")),
    ],
    ids=ascii,
)
def test_two_accounts_never_share_a_label(names: tuple[str, str], labels: tuple[str, str]) -> None:
    walk = Walk.in_session()
    aliases = zip(names, (PROD, DEV), strict=True)
    walk.settings = Settings({}, {name: AccountSettings(id_) for name, id_ in aliases})
    found = []
    for name in names:
        walk.go(Pose(target=name, role="Admin"))
        found.append(shown(walk))

    assert found == [[label] * 3 for label in labels]


def test_a_profile_that_is_called_like_an_alias_of_another_account_is_shown_by_its_account() -> (
    None
):
    handed = CallerIdentity(f"arn:aws:sts::{DEV}:assumed-role/Admin/alice", DEV)
    walk = Walk({}, "[profile prod]\nsso_session = s\n")
    walk.settings = Settings({}, {"prod": AccountSettings(PROD)})
    walk.go(Mfa(profile="prod"), callers=[handed])
    other = shown(walk)
    walk.settings = Settings({}, {"prod": AccountSettings(DEV)})
    walk.go(Mfa(profile="prod"), callers=[handed])

    assert (other, shown(walk)) == ([f"{DEV}/Admin"] * 3, ["prod/Admin"] * 3)


def labels_of(arns: Iterable[str]) -> dict[str, list[str]]:
    found = {}
    for arn in arns:
        walk = Walk(KEYS)
        walk.go(Mfa(), "111111", callers=[user(arn)] * 9)
        said = walk.configured[-1].partition(" in account ")[0]
        found[arn] = [*shown(walk), said]
    return found


def test_a_user_is_called_by_the_whole_name() -> None:
    long = "u" * 64

    assert labels_of(["user/alice", "user/team/alice@corp.example", f"user/{long}"]) == {
        "user/alice": [*["alice@111122223333"] * 3, "alice"],
        "user/team/alice@corp.example": [
            *["alice@corp.example@111122223333"] * 3,
            "alice@corp.example",
        ],
        f"user/{long}": [*[f"{'u' * 42}-2201c5e4@111122223333"] * 3, long],
    }


def test_the_root_user_and_a_user_called_root_are_distinct() -> None:
    found = labels_of(["root", "user/root"])

    assert [names[0] for names in found.values()] == [
        "root@111122223333",
        "user/root@111122223333",
    ]


def test_stored_sessions_are_distinguished_by_profile() -> None:
    markers = [
        SessionMetadata(f"aws AKIA AWS profile:{name}", 0, 60, "alice@111122223333", "111122223333")
        for name in ("本番", "開発")
    ]
    found = Report((), None, None, (), 0, tuple(markers))
    origins = [kept["origin"] for kept in status.as_data(found)["kept"]]
    _, first, second = status.lines(found, str)

    assert origins == ["profile:本番", "profile:開発"]
    assert "from profile __-f40cc71c, " in first
    assert "from profile __-c30da587, " in second
