from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import seccomp
import secret_service
from aws_session.errors import SessionError
from aws_session.storage import keyring_package, session_format, sessions, stores
from aws_session.storage.kernel_store import KernelStore
from aws_session.storage.session_format import SessionMetadata
from aws_session.storage.stores import StoredIn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from secret_service import SecretService

NOW = 1_000_000
READ_ALIAS = ("/org/freedesktop/secrets", "ReadAlias")


def marker(holder: str = "aws AKIA1 AWS profile:a", expires: int = NOW + 100) -> SessionMetadata:
    return SessionMetadata(holder, NOW, expires, "alice@1", "1")


@pytest.fixture
def environ(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    return {"AWS_SESSION_CACHE": str(tmp_path / "cache")}


@pytest.fixture
def service(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environ: dict[str, str]
) -> Iterator[SecretService]:
    needed = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    with secret_service.bus(tmp_path, needed) as found:
        found.start()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", found.environ["DBUS_SESSION_BUS_ADDRESS"])
        yield found


def test_what_is_stored_is_found_again(service: SecretService, environ: dict[str, str]) -> None:
    where = stores.write(environ, marker(), "text é", NOW)

    assert where == StoredIn("the Secret Service")
    assert sessions.read(environ, marker().cache_key) == "text é"
    assert sessions.markers(environ) == (marker(),)
    assert sessions.marker(environ, marker().cache_key) == marker()
    assert sessions.marker(environ, "somebody else") is None


def test_a_value_too_long_for_an_item_is_kept_in_several(
    service: SecretService, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(keyring_package._LIMITS, keyring_package._SECRET_SERVICE, 40)
    long, short = "x" * 100, "y" * 30
    stores.write(environ, marker(), long, NOW)
    items = service.items()
    first = sessions.read(environ, marker().cache_key)
    stores.write(environ, marker(), short, NOW)
    left = service.items()
    second = sessions.read(environ, marker().cache_key)
    stores.forget_all(environ, NOW)

    assert (first, items) == (long, 5)
    assert (second, left) == (short, 2)
    assert service.items() == 0


@pytest.mark.parametrize(
    "use",
    [
        lambda environ: stores.write(environ, marker(), "text", NOW),
        lambda environ: sessions.read(environ, marker().cache_key),
        lambda environ: stores.forget_all(environ, NOW),
        stores.check,
    ],
)
def test_a_connection_makes_the_calls_that_are_safe_while_others_make_theirs(
    service: SecretService, environ: dict[str, str], use: Callable[[dict[str, str]], object]
) -> None:
    stores.write(environ, marker(), "text", NOW)
    with service.watched() as calls:
        use(environ)

    assert calls
    assert [each[:2] for each in calls] == [[READ_ALIAS, READ_ALIAS]] * len(calls)
    # A path that names an alias is looked up while another connection replaces the alias.
    assert [path for each in calls for path, _ in each if "/aliases/" in path] == []


def test_a_service_that_dies_and_comes_back_is_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environ: dict[str, str]
) -> None:
    seen: list[str] = []

    def work(store: keyring_package.SecretStore) -> str | None:
        seen.append(store.name)
        if len(seen) == 1:
            running.stop()
            try:
                return store.read("item")
            finally:
                running.start()
        store.write("item", "text", 9)
        return store.read("item")

    needed = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    with secret_service.bus(tmp_path, needed, starting=False) as running:
        running.start()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", running.environ["DBUS_SESSION_BUS_ADDRESS"])
        found = keyring_package.ask(work, environ, 30)

    assert found == "text"
    assert len(seen) == 2


def test_a_service_that_dies_again_is_given_up(
    service: SecretService, environ: dict[str, str]
) -> None:
    import secretstorage

    seen: list[str] = []

    def work(store: keyring_package.SecretStore) -> None:
        seen.append(store.name)
        raise secretstorage.SecretServiceNotAvailableException

    with pytest.raises(SessionError, match="refused"):
        keyring_package.ask(work, environ, 30)
    assert len(seen) == 2


def test_expired_sessions_are_removed_when_one_is_stored(
    service: SecretService, environ: dict[str, str]
) -> None:
    stores.write(environ, marker("old", NOW + 1), "old", NOW)
    stores.write(environ, marker(), "new", NOW + 2)

    assert sessions.markers(environ) == (marker(),)
    assert service.items() == 1


@pytest.mark.parametrize("cache", ["/proc/nope", ""])
def test_a_session_that_could_not_be_found_is_not_left_in_the_store(
    service: SecretService, tmp_path: Path, cache: str
) -> None:
    environ = {"AWS_SESSION_CACHE": cache, "HOME": str(tmp_path / "nowhere")}
    ways: tuple[Callable[[], object], ...] = (
        lambda: stores.write(environ, marker(), "text", NOW),
        lambda: stores.check(environ),
    )
    for keep in ways:
        with pytest.raises(SessionError, match=r"/proc/nope cannot be written|no folder") as caught:
            keep()
        assert caught.value.hint is None
    assert service.items() == 0


def test_checking_a_working_store_leaves_nothing_behind(
    service: SecretService, environ: dict[str, str], tmp_path: Path
) -> None:
    stores.check(environ)

    assert list((tmp_path / "cache").iterdir()) == []
    assert service.items() == 0


@pytest.mark.parametrize("mood", ["locked", "gone"])
def test_a_check_finds_a_store_that_does_not_work(
    service: SecretService, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch, mood: str
) -> None:
    if mood == "locked":
        service.lock()
    else:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")

    with pytest.raises(SessionError, match=r"is locked|no secret store"):
        stores.check(environ, "secret-service")


def test_forgetting_leaves_nothing(service: SecretService, environ: dict[str, str]) -> None:
    for holder in ("a", "b"):
        stores.write(environ, marker(holder), holder, NOW)

    assert stores.forget_all(environ, NOW) == (2, None)
    assert sessions.markers(environ) == ()
    assert service.items() == 0


def test_a_marker_without_its_secret_goes(service: SecretService, environ: dict[str, str]) -> None:
    stores.write(environ, marker(), "text", NOW)
    keyring_package.ask(lambda store: store.remove(marker().cache_key), environ, 5)

    assert sessions.read(environ, marker().cache_key) is None
    assert sessions.markers(environ) == ()


def test_no_error_contains_what_was_to_be_stored(
    service: SecretService, environ: dict[str, str]
) -> None:
    def fail(_: object) -> None:
        raise ValueError("the secret itself")

    with pytest.raises(SessionError) as caught:
        keyring_package.ask(fail, environ, 5)

    assert "ValueError" in caught.value.message
    assert "secret itself" not in f"{caught.value.message}{caught.value.hint}{caught.value.debug}"


def test_what_the_previous_version_stored_is_found_replaced_and_deleted(
    service: SecretService, environ: dict[str, str], tmp_path: Path
) -> None:
    folder = tmp_path / "cache/kept"
    stores.write(environ, marker(), "text", NOW)
    (new,) = folder.iterdir()
    earlier = folder / session_format.earlier_file_name(marker().cache_key)
    new.rename(earlier)

    assert sessions.marker(environ, marker().cache_key) == marker()
    assert sessions.read(environ, marker().cache_key) == "text"

    stores.write(environ, marker(), "newer", NOW)
    assert list(folder.iterdir()) == [new]
    assert sessions.read(environ, marker().cache_key) == "newer"

    new.rename(earlier)
    keyring_package.ask(lambda store: store.remove(marker().cache_key), environ, 5)
    assert sessions.read(environ, marker().cache_key) is None
    assert not earlier.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="there is one in Linux alone")
def test_if_the_kernel_refuses_the_next_store_is_used_and_the_reason_given(
    service: SecretService, environ: dict[str, str], tmp_path: Path
) -> None:
    code = (
        "import sys; from aws_session.storage import stores; "
        "from aws_session.storage.session_format import SessionMetadata; "
        f"marker = SessionMetadata('holder', {NOW}, {NOW + 100}, 'alice@1', '1'); "
        "environ = {'AWS_SESSION_CACHE': sys.argv[1]}; "
        f"print(stores.write(environ, marker, 'text', {NOW}, stores.order('kernel')))"
    )
    done = subprocess.run(
        [*seccomp.words("EPERM"), sys.executable, "-c", code, environ["AWS_SESSION_CACHE"]],
        capture_output=True,
        text=True,
        check=False,
    )

    why = "the kernel's keyring is not allowed here (Operation not permitted)"
    assert (done.stdout, done.stderr) == (f"{StoredIn('the Secret Service', why)}\n", "")
    assert sessions.read(environ, "holder") == "text"
    assert service.items() == 1


@pytest.mark.skipif(sys.platform != "linux", reason="there is one in Linux alone")
def test_a_session_moves_from_store_to_store_and_leaves_nothing_behind(
    service: SecretService, environ: dict[str, str]
) -> None:
    kernel = KernelStore(environ)
    places = []
    for store in ("", "kernel", "secret-service", "", "kernel"):
        stores.write(environ, marker(), f"in {store}", NOW, (store,))
        found = sessions.read(environ, marker().cache_key)
        places.append((found, service.items(), kernel.read(marker().cache_key) is not None))
    forgotten = stores.forget_all(environ, NOW)

    assert places == [
        ("in ", 1, False),
        ("in kernel", 0, True),
        ("in secret-service", 1, False),
        ("in ", 1, False),
        ("in kernel", 0, True),
    ]
    assert forgotten == (1, None)
    assert kernel.remove_all() == 0


def namespaced(code: str, environ: dict[str, str]) -> str:
    """Run Python in a user namespace of its own, as in a container; return what it prints."""
    read = f"from aws_session.storage import sessions, stores; environ = {environ!r}; {code}"
    words = ["unshare", "--user", "--map-root-user", sys.executable, "-c", read]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if "unshare failed" in done.stderr:
        pytest.skip(f"no user namespaces here: {done.stderr.strip()}")
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.skipif(sys.platform != "linux", reason="there is one in Linux alone")
def test_a_container_that_cannot_see_a_session_leaves_its_marker(environ: dict[str, str]) -> None:
    stores.write(environ, marker(), "text", NOW, ("kernel",))

    assert namespaced(f"print(sessions.read(environ, {marker().cache_key!r}))", environ) == "None"
    assert sessions.markers(environ) == (marker().replace(store="kernel"),)
    assert sessions.read(environ, marker().cache_key) == "text"
    KernelStore(environ).remove_all()


@pytest.mark.skipif(
    sys.platform != "linux" or sessions._is_in_container(),
    reason="there is one in Linux alone; in a container, it may be another's",
)
def test_a_marker_of_a_session_that_the_kernel_forgot_goes(environ: dict[str, str]) -> None:
    stores.write(environ, marker(), "text", NOW, ("kernel",))
    assert sessions.still_stored(environ) == sessions.markers(environ)
    KernelStore(environ).remove_all()

    assert sessions.markers(environ) == (marker().replace(store="kernel"),)
    assert sessions.still_stored(environ) == ()
    assert sessions.read(environ, marker().cache_key) is None
    assert sessions.markers(environ) == ()


@pytest.mark.parametrize(
    ("keep_in", "expected"),
    [
        (None, ("", "kernel")),
        ("kernel", ("kernel", "")),
        ("secret-service", ("secret-service",)),
        ("kwallet", ("kwallet",)),
    ],
)
@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's keyring is in Linux alone")
def test_the_settings_name_the_store(keep_in: str | None, expected: tuple[str, ...]) -> None:
    assert stores.order(keep_in) == expected
