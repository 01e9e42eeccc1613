from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import pytest

import secret_service as services
from aws_session.errors import SessionError
from aws_session.storage import keyring_package, secret_service

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from secret_service import SecretService

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="there is one in Linux alone")

_BUS = "DBUS_SESSION_BUS_ADDRESS"


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SecretService]:
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    with services.bus(tmp_path, {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}) as found:
        found.start()
        monkeypatch.setenv(_BUS, found.environ[_BUS])
        yield found


def put(item: str, text: str) -> None:
    keyring_package.ask(lambda store: store.write(item, text, 9), {}, 30)


@pytest.mark.parametrize("text", ["text é", "", "x" * 100_000, "two\nlines\0"])
def test_what_keyring_wrote_is_read_without_it(service: SecretService, text: str) -> None:
    put("aws AKIA1 AWS profile:é ü", text)
    put("other", "another")

    assert secret_service.read("aws AKIA1 AWS profile:é ü", 30) == text


def test_a_missing_item_is_not_read(service: SecretService) -> None:
    put("one", "text")

    assert secret_service.read("other", 30) is None


def test_what_is_locked_is_left_to_keyring_and_stays_locked(service: SecretService) -> None:
    put("one", "text")
    service.lock()

    assert secret_service.read("one", 30) is None
    with pytest.raises(SessionError, match="is locked"):
        put("one", "text")


@pytest.mark.parametrize(
    "address", [None, "", "unix:path=/nonexistent", "tcp:host=localhost,port=1", "unix:", ",;=%"]
)
def test_a_missing_bus_is_left_to_keyring(
    monkeypatch: pytest.MonkeyPatch, address: str | None
) -> None:
    monkeypatch.delenv(_BUS, raising=False)
    if address is not None:
        monkeypatch.setenv(_BUS, address)

    assert secret_service.read("one", 30) is None


def test_the_first_address_that_serves_is_taken(
    service: SecretService, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("one", "text")
    monkeypatch.setenv(_BUS, f"unix:path=/nonexistent;{service.environ[_BUS]}")

    assert secret_service.read("one", 30) == "text"


def test_a_bus_that_denies_the_service_is_left_to_keyring(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    needed = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    with services.bus(tmp_path, needed, denying=True) as found:
        found.start()
        monkeypatch.setenv(_BUS, found.environ[_BUS])

        assert secret_service.read("one", 30) is None


def test_a_service_that_does_not_answer_costs_the_timeout_and_no_more(
    service: SecretService,
) -> None:
    put("one", "text")
    service.fall_silent()
    begun = time.monotonic()
    with pytest.raises(SessionError, match="did not answer for 1 s"):
        secret_service.read("one", 1)

    assert 0.9 < time.monotonic() - begun < 20


def test_the_calls_are_those_that_are_safe_while_others_make_theirs(
    service: SecretService,
) -> None:
    put("one", "text")
    with service.watched() as calls:
        secret_service.read("one", 30)

    (made,) = calls
    assert [method for _, method in made] == [
        "ReadAlias", "ReadAlias", "OpenSession", "SearchItems", "GetSecret",
    ]  # fmt: skip
    assert [path for path, _ in made if "/aliases/" in path] == []


def test_keyrings_own_setting_of_another_store_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environ = {"XDG_CONFIG_HOME": str(tmp_path)}
    before = secret_service.is_usual(environ)
    named = secret_service.is_usual({**environ, "PYTHON_KEYRING_BACKEND": "some.Keyring"})
    (tmp_path / "python_keyring").mkdir()
    (tmp_path / "python_keyring/keyringrc.cfg").touch()

    assert (before, named, secret_service.is_usual(environ)) == (True, False, False)
