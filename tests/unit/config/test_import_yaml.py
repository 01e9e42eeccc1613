from __future__ import annotations

from typing import Any

import pytest

from aws_session.config import import_yaml
from aws_session.config.settings_template import Table
from aws_session.errors import SessionError

ARN = "arn:aws:iam::{ACCOUNTID}:mfa/alice"


def taken(*accounts: Any) -> import_yaml.Taken:
    return import_yaml.take({"accounts": list(accounts)}, "FILE")


def account(name: str, *users: tuple[str, str]) -> dict[str, Any]:
    return {"name": name, "users": [{"name": user, "mfa-arn": arn} for user, arn in users]}


def test_a_number_is_the_accounts_id_and_fills_its_devices() -> None:
    found = taken(account("012345678901", ("work", ARN)))

    assert found.tables == (
        Table("profiles", "work", (("mfa_serial", "arn:aws:iam::012345678901:mfa/alice"),)),
    )
    assert found.left == ()


def test_an_alias_gets_its_id_from_a_device() -> None:
    other = "arn:aws:iam::111122223333:mfa/bob"
    found = taken(account("prod", ("work", ARN), ("bob", other)))

    assert found.tables == (
        Table("accounts", "prod", (("id", "111122223333"),)),
        Table("profiles", "work", (("mfa_serial", "arn:aws:iam::111122223333:mfa/alice"),)),
        Table("profiles", "bob", (("mfa_serial", other),)),
    )


def test_what_cannot_be_imported_is_reported() -> None:
    found = taken(
        account("prod", ("work", ARN)),
        {"name": "111122223333", "users": [{"name": "no-device"}]},
        {"name": "empty", "users": None},
        account("222233334444", ("twice", "GAHT12345678")),
        account("333344445555", ("twice", "GAHT87654321")),
    )

    assert [table.name for table in found.tables] == ["twice"]
    assert [line.split(":")[0] for line in found.left] == [
        "account 'prod'",
        "user 'work'",
        "user 'no-device'",
        "account 'empty'",
        "profile 'twice' appears twice",
    ]


def test_what_our_settings_would_refuse_is_left_out_and_named() -> None:
    user = "arn:aws:iam::111122223333:user/alice"
    found = taken(
        account("111122223333", ("alice", user), ("bob", "my phone"), ("work", ARN)),
        account("R\\u0026D", ("data", "arn:aws:iam::222233334444:mfa/alice")),
    )

    assert [table.name for table in found.tables] == ["work", "data"]
    assert found.left == (
        f"profile 'alice': mfa_serial {user} is the ARN of a user, not of an MFA device",
        "profile 'bob': mfa_serial 'my phone' is not the serial number or name of an MFA device",
        "account 'R\\\\u0026D': 'R\\\\u0026D' cannot be an alias: 'R&D' is printed like this",
    )


@pytest.mark.parametrize(
    ("document", "what"),
    [
        (None, "FILE has no settings"),
        ([], "FILE is not a configuration that can be imported"),
        ({"SSOConfig": {}}, "FILE is not a configuration that can be imported"),
        ({"accounts": {}}, "FILE has no list of accounts"),
        ({"accounts": ["prod"]}, "account 1 has no name"),
        ({"accounts": [{"name": "a"}, {"name": ""}]}, "account 2 has no name"),
        ({"accounts": [{"name": "a", "users": "x"}]}, "account 1 has users: without a list"),
        ({"accounts": [{"name": "a", "users": ["x"]}]}, "account 1, user 1 has no name"),
        (
            {"accounts": [{"name": "a", "users": [{"name": "x", "mfa-arn": []}]}]},
            "account 1, user 1 has an mfa-arn that is not text",
        ),
    ],
)
def test_another_layout_is_refused_with_the_place(document: Any, what: str) -> None:
    with pytest.raises(SessionError) as caught:
        import_yaml.take(document, "FILE")

    assert what in caught.value.message
    assert caught.value.hint
