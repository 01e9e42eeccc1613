from __future__ import annotations

import time
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_session.model.account import Account
from aws_session.model.shortcut import Shortcut
from aws_session.terminal.fuzzy import Index, fitting


def account(number: int, name: str, email: str = "", **more: Any) -> Account:
    return Account(f"{number:012}", name, email, **more)


def found(query: str, *items: Account | Shortcut) -> list[str]:
    return [item.name for item in Index(items).search(query)]


letters = st.text("abcdeABC -.1ß\u0130\u202e", max_size=8)
lists = st.lists(
    st.builds(Account, st.text("0123456789", min_size=12, max_size=12), letters, letters),
    max_size=12,
    unique_by=lambda account: account.id,
)


def test_exact_comes_before_prefix_word_start_part_and_scattered_letters() -> None:
    names = ["p-r-o-d", "reproduce", "non-prod", "Production", "PROD"]

    assert found("prod", *(account(n, name) for n, name in enumerate(names))) == names[::-1]


def test_an_id_is_found_whole_by_its_beginning_and_by_any_part_of_it() -> None:
    accounts = [account(111122223333, "a"), account(222233334444, "b"), account(433330000001, "c")]

    assert found("222233334444", *accounts) == ["b"]
    assert found("2222", *accounts) == ["b", "a"]
    assert found("33330", *accounts) == ["c"]


def test_whole_comes_before_beginning_before_end_before_middle() -> None:
    names = ["reproduce", "eu-prod-1", "reprod", "production", "prod"]
    ids = ["210987654321", "432109879876", "987612345678"]

    assert found("prod", *(account(n, name) for n, name in enumerate(names))) == names[::-1]
    assert found("9876", *(Account(id_, id_) for id_ in ids)) == ids[::-1]


def test_of_what_fits_as_well_ids_and_aliases_come_before_profiles_before_names() -> None:
    named = account(1, "2109")
    by_alias = account(2, "x", aliases=("prod",), given=("prod",))
    by_profile = Shortcut("prod", f"{3:012}", "Admin", "prod", ("y",))
    rows = (named, account(4, "prod"), by_profile, by_alias, Account("210987654321", "id"))

    assert Index(rows).search("prod") == [by_alias, by_profile, account(4, "prod")]
    assert found("2109", *rows, account(5, "2109-team")) == ["2109", "id", "2109-team"]
    assert found("210987654321", account(6, "210987654321"), *rows)[0] == "id"


READER = Shortcut("prod-ro", "210987654321", "team/Read", "prod-ro", ("prod", "team/Read", "work"))


@pytest.mark.parametrize(
    "query",
    ["prod-ro", "PROD-R", "ro", "prod ro", "2109", "read", "work team", "read 2109", "pdro"],
)
def test_a_profile_is_found_by_any_of_its_words(query: str) -> None:
    assert Index([account(1, "x"), READER]).search(query) == [READER]


def test_the_scattered_digits_of_a_profiles_account_do_not_match() -> None:
    assert Index([READER]).search("2976") == []


def test_of_rows_that_fit_as_well_the_first_comes_first() -> None:
    recent = Shortcut("prod/Admin", "210987654321", "Admin")

    assert found("prod", recent, account(2, "prod")) == ["prod/Admin", "prod"]
    assert found("pro", recent, READER, account(1, "prod-x")) == ["prod-ro", "prod/Admin", "prod-x"]


def test_what_is_in_a_closed_account_is_left_out() -> None:
    closed = Account("210987654321", "prod", state="CLOSED")
    there = Shortcut("other", "321098765432", "Admin", "other")

    assert found("", READER, there, closed) == ["other"]


def test_the_scattered_digits_of_an_id_do_not_match() -> None:
    assert found("1234", account(111222333444, "a")) == []


def test_a_name_comes_before_an_email_that_fits_as_well() -> None:
    mail, named = account(1, "x", "prod@example.com"), account(2, "prod-eu")

    assert found("prod", mail, named) == ["prod-eu", "x"]


def test_every_word_must_fit_in_whatever_order_they_come() -> None:
    accounts = [account(1, "data lake prod"), account(2, "data lake test")]

    assert found("prod data", *accounts) == ["data lake prod"]


def test_words_as_they_stand_in_a_name_come_before_words_in_another_order() -> None:
    accounts = [account(1, "eu prod"), account(2, "prod eu")]

    assert found("prod eu", *accounts) == ["prod eu", "eu prod"]


def test_an_alias_finds_an_account_too() -> None:
    assert found("live", account(1, "prod", aliases=("live",))) == ["prod"]


def test_closed_accounts_are_left_out() -> None:
    assert found("", account(1, "old", state="CLOSED"), account(2, "new")) == ["new"]


def test_an_account_that_turns_out_to_be_closed_goes() -> None:
    index = Index([account(1, "old"), account(2, "new")])
    index.put([account(1, "old", state="SUSPENDED")])

    assert [left.name for left in index.search("")] == ["new"]


def test_an_account_that_arrives_again_keeps_its_place() -> None:
    index = Index([account(1, "a"), account(2, "b")])
    index.search("b")
    index.put([account(1, "better"), account(3, "bee")])

    assert [left.name for left in index.search("b")] == ["b", "better", "bee"]
    assert [left.name for left in index.search("")] == ["better", "b", "bee"]


@given(lists, letters)
def test_what_was_typed_before_changes_no_result(accounts: list[Account], query: str) -> None:
    index = Index(accounts)
    typed = [index.search(query[:length]) for length in range(len(query) + 1)]

    assert typed[-1] == Index(accounts).search(query)


@given(lists, letters)
def test_typing_more_never_brings_an_account_back(accounts: list[Account], query: str) -> None:
    index = Index(accounts)
    results = [set(index.search(query[:length])) for length in range(len(query) + 1)]

    assert all(after <= before for before, after in pairwise(results))


@given(lists)
def test_an_empty_query_keeps_everything_in_its_order(accounts: list[Account]) -> None:
    assert Index(accounts).search(" ") == accounts


@given(lists)
def test_every_account_is_found_by_its_name_its_id_and_its_email(accounts: list[Account]) -> None:
    index = Index(accounts)

    for one in accounts:
        assert index.search(one.id)[0].id == one.id
        assert one in index.search(one.name)
        assert one in index.search(one.email)


@given(st.text(min_size=1), st.text(), st.text())
def test_any_part_of_any_name_finds_it(before: str, part: str, after: str) -> None:
    one = account(1, before + part + after)

    assert Index([one]).search(part) == [one]


@given(letters, letters)
def test_case_makes_no_difference(name: str, query: str) -> None:
    one = account(1, name)

    assert Index([one]).search(query) == Index([one]).search(query.casefold())


@pytest.mark.parametrize("query", ["p", "pr", "account 77", "xq", "aws+2@example"])
def test_ten_thousand_accounts_are_searched_between_two_keystrokes(query: str) -> None:
    index = Index(
        account(10**11 + 7919 * n, f"account-{n:05}", f"aws+{n}@example.com") for n in range(10_000)
    )
    begun = time.process_time()
    index.search(query)

    assert time.process_time() - begun < 3, "quadratic"


def test_words_are_found_like_names() -> None:
    roles = ["ReadOnly", "Admin", "team/Admin", "AuditAdmin"]

    assert fitting("admin", roles) == ["Admin", "team/Admin", "AuditAdmin"]
    assert fitting("on", roles) == ["ReadOnly"]
    assert fitting("ro", roles) == []
    assert fitting("", roles) == roles
    assert fitting("zz", roles) == []
