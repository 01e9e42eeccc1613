import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from aws_session.errors import SessionError
from aws_session.model.account import DAY, ORGANIZATION, Account
from aws_session.storage.account_cache import AccountCache

HOSTILE = "x; touch PWNED\t$(id)\n\x1b[31m\u202e\u2028\\n\ud800"


@pytest.fixture
def cache(tmp_path: Path) -> AccountCache:
    return AccountCache({"XDG_CACHE_HOME": str(tmp_path)}, "aws", "111122223333")


def accounts(count: int, name: str = "account") -> tuple[Account, ...]:
    return tuple(
        Account(f"{n:012}", f"{name}-{n}", f"a{n}@example.com", sources=(ORGANIZATION,))
        for n in range(count)
    )


def the_file(folder: Path) -> Path:
    return next(file for file in folder.rglob("*") if file.is_file())


def test_names_ids_emails_and_states_come_back_with_the_age(cache: AccountCache) -> None:
    held = (*accounts(2), Account("222233334444", HOSTILE, HOSTILE, "CLOSED", (), (ORGANIZATION,)))
    cache.write(held, 1000.9)
    found = cache.read(1060)

    assert found is not None
    assert found.accounts == held
    assert found.age == 60


def test_nothing_else_is_written(cache: AccountCache, tmp_path: Path) -> None:
    one = Account("222233334444", "n", "e", "ACTIVE", ("SecretRole",), ("settings",), ("alias",))
    cache.write([one], 0)
    text = the_file(tmp_path).read_text()

    assert "SecretRole" not in text
    assert "alias" not in text


@pytest.mark.parametrize(("age", "fresh"), [(0, True), (DAY - 1, True), (DAY, False), (-1, False)])
def test_a_list_is_fresh_for_a_day(cache: AccountCache, age: int, fresh: bool) -> None:
    cache.write(accounts(1), 100_000)
    found = cache.read(100_000 + age)

    assert found is not None
    assert found.fresh is fresh


def test_an_empty_list_is_a_list_too(cache: AccountCache) -> None:
    cache.write((), 0)
    found = cache.read(0)

    assert found is not None
    assert found.accounts == ()


@pytest.mark.parametrize(
    ("partition", "caller"), [("aws", "444455556666"), ("aws-cn", "111122223333")]
)
def test_another_caller_has_another_list(
    cache: AccountCache, tmp_path: Path, partition: str, caller: str
) -> None:
    cache.write(accounts(1), 0)

    assert AccountCache({"XDG_CACHE_HOME": str(tmp_path)}, partition, caller).read(0) is None


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:4566/", "https://x/../../y"])
def test_another_endpoint_has_another_list(
    cache: AccountCache, tmp_path: Path, endpoint: str
) -> None:
    cache.write(accounts(1), 0)
    other = AccountCache({"XDG_CACHE_HOME": str(tmp_path)}, "aws", "111122223333", endpoint)

    assert other.read(0) is None
    other.write(accounts(2), 0)
    found = [each.read(0) for each in (cache, other)]
    assert [len(each.accounts) for each in found if each] == [1, 2]


@pytest.mark.parametrize(("partition", "caller"), [("../x", "111122223333"), ("aws", "../../x")])
def test_what_is_not_a_caller_names_no_file(partition: str, caller: str) -> None:
    with pytest.raises(ValueError, match="no caller"):
        AccountCache({}, partition, caller)


@pytest.mark.parametrize("cut", [0, 1, 20, 200, -1])
def test_a_damaged_file_counts_as_missing(cache: AccountCache, tmp_path: Path, cut: int) -> None:
    cache.write(accounts(20), 0)
    file = the_file(tmp_path)
    file.write_bytes(file.read_bytes()[:cut])

    assert cache.read(0) is None


def test_bytes_that_are_not_text_count_as_missing(cache: AccountCache, tmp_path: Path) -> None:
    cache.write(accounts(20), 0)
    the_file(tmp_path).write_bytes(b"\xff\xfe\x00")

    assert cache.read(0) is None


def test_pages_are_passed_on_as_they_arrive_and_cached_at_the_end(cache: AccountCache) -> None:
    pages = cache.keeping(iter((accounts(2), (), accounts(1, "b"))), lambda: 5.0)
    first = next(pages)
    half_way = cache.read(5)
    others = list(pages)
    found = cache.read(5)

    assert first == accounts(2)
    assert half_way is None
    assert others == [(), accounts(1, "b")]
    assert found is not None
    assert found.accounts == (*accounts(2), *accounts(1, "b"))


def test_a_list_that_breaks_off_is_never_written(cache: AccountCache) -> None:
    def breaking() -> Iterator[tuple[Account, ...]]:
        yield accounts(2)
        raise SessionError("gone")

    cache.write(accounts(9), 0)
    with pytest.raises(SessionError):
        list(cache.keeping(breaking(), lambda: 5.0))
    abandoned = cache.keeping(iter((accounts(1), accounts(2))), lambda: 5.0)
    next(abandoned)
    del abandoned
    found = cache.read(5)

    assert found is not None
    assert found.accounts == accounts(9)


def test_an_unwritable_cache_is_silently_ignored() -> None:
    cache = AccountCache({"XDG_CACHE_HOME": "/dev/null"}, "aws", "111122223333")
    cache.write(accounts(1), 0)

    assert cache.read(0) is None


def test_ten_thousand_accounts_are_read_at_once(cache: AccountCache) -> None:
    cache.write(accounts(10_000), 0)
    begun = time.process_time()
    found = cache.read(0)
    seconds = time.process_time() - begun

    assert found is not None
    assert len(found.accounts) == 10_000
    assert seconds < 3, "quadratic"
