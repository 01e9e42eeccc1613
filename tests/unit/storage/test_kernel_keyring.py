from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import seccomp
from aws_session.errors import SessionError
from aws_session.storage import sessions, stores
from aws_session.storage.kernel_store import KernelStore
from aws_session.storage.session_format import SessionMetadata

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="there is one in Linux alone")

NOBODY = 65_534
ADD_KEY, KEYCTL = 0, 2
UPDATE, UNLINK, USER_KEYRING = 2, 9, -4


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"AWS_SESSION_CACHE": str(tmp_path)}


@pytest.fixture
def store(environ: dict[str, str]) -> Iterator[KernelStore]:
    found = KernelStore(environ)
    yield found
    found.remove_all()


def keys(environ: dict[str, str]) -> list[list[str]]:
    """Return the kernel's list of the keys in the user keyring, read without this program.

    It is text: serial, flags, usage, time left, permissions, user, group, type, name.
    """
    prefix = KernelStore(environ).prefix
    lines = Path("/proc/keys").read_text(encoding="utf-8").splitlines()
    return [line.split(None, 8) for line in lines if prefix in line]


def elsewhere(words: str, environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run Python, with a store, in a process whose session keyring does not lead to the user's."""
    code = (
        "import sys; from aws_session.storage.kernel_store import KernelStore; "
        "store = KernelStore(dict([sys.argv[1:3]])); "
        # As in a systemd service, cron, and a login without pam_keyinit.
        "store.call(2, 1, 0); " + words
    )
    (pair,) = environ.items()
    return subprocess.run(
        [sys.executable, "-c", code, *pair], capture_output=True, text=True, check=False
    )


def as_nobody(work: Callable[[], object], user: int | None = None) -> str:
    """Return the result of work, or fail with its error, as another user without any rights.

    Without an ID it is one that nobody has: a quota belongs to a user, whoever else runs tests.
    """
    if os.geteuid() != 0:
        pytest.skip("NOT TESTED: it takes root to be another user")
    come, go = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.setgid(NOBODY)
            os.setuid(NOBODY + os.getpid() if user is None else user)
            said = str(work())
        except SessionError as error:
            said = f"{error.message}: {error.hint}"
        except BaseException as error:  # noqa: BLE001 - it is what the test sees
            said = repr(error)
        os.write(go, said.encode())
        os._exit(0)
    os.close(go)
    with os.fdopen(come, encoding="utf-8") as answer:
        said = answer.read()
    os.waitpid(child, 0)
    return said


def test_a_stored_text_is_read_back_until_it_is_replaced_or_removed(store: KernelStore) -> None:
    store.write("one", "text é", 60)
    store.write("other", "x" * 5_000, 60)
    first = store.read("one"), store.read("other"), store.read("third")
    store.write("one", "newer", 60)
    second = store.read("one")
    removed = store.remove("one"), store.remove("one")

    assert first == ("text é", "x" * 5_000, None)
    assert second == "newer"
    assert removed == (True, False)
    assert store.read("one") is None
    assert store.remove_all() == 1
    assert store.read("other") is None


def test_a_folder_has_the_same_items_however_it_is_spelled(
    store: KernelStore, environ: dict[str, str], tmp_path: Path
) -> None:
    link = tmp_path.with_name(f"{tmp_path.name}-link")
    link.symlink_to(tmp_path)
    store.write("one", "text", 60)
    spellings = str(link), f"{tmp_path}/", f"{tmp_path.parent}/./{tmp_path.name}"
    found = [KernelStore({"AWS_SESSION_CACHE": each}).read("one") for each in spellings]

    assert found == ["text"] * 3


def test_the_kernel_forgets_at_expiry(store: KernelStore) -> None:
    store.write("one", "text", 1)
    before = store.read("one")
    time.sleep(1.1)

    assert before == "text"
    assert store.read("one") is None
    assert store.remove("one") is False


def test_a_key_belongs_to_its_user_alone_and_expires(
    store: KernelStore, environ: dict[str, str]
) -> None:
    store.write("one", "text", 7_000)

    ((_, _, _, left, permissions, user, *_),) = [key for key in keys(environ) if "I" in key[1]]
    assert (left, permissions, user) == ("1h", "003f0000", str(os.geteuid()))


def test_a_key_outlives_the_last_process_of_its_user(store: KernelStore) -> None:
    user = 2 * NOBODY + os.getpid()
    as_nobody(lambda: store.write("one", "text", 60), user)
    assert str(user) not in subprocess.check_output(["ps", "-eo", "uid="], text=True).split()

    assert as_nobody(lambda: store.read("one"), user) == "text"
    assert as_nobody(lambda: store.remove("one"), user) == "True"


def test_another_user_finds_and_reads_nothing(store: KernelStore, environ: dict[str, str]) -> None:
    store.write("one", "text", 60)
    ((serial, *_),) = keys(environ)

    assert as_nobody(lambda: store.read("one")) == "None"
    assert "not allowed here" in as_nobody(lambda: store.content(int(serial, 16)))


def test_a_process_with_a_detached_session_keyring_reads_and_writes(
    store: KernelStore, environ: dict[str, str]
) -> None:
    done = elsewhere("store.write('one', 'text', 60); print(store.read('one'))", environ)
    here = store.read("one")
    there = elsewhere("print(store.read('one'), store.remove('one'))", environ)

    assert (done.stdout, done.stderr) == ("text\n", "")
    assert here == "text"
    assert (there.stdout, there.stderr) == ("text True\n", "")


def test_a_check_leaves_nothing_behind(store: KernelStore, environ: dict[str, str]) -> None:
    store.check()

    assert store.remove_all() == 0


def test_what_is_there_can_be_replaced_where_the_quota_lets_nothing_more_in(
    store: KernelStore,
) -> None:
    def fill() -> str:
        number = 0
        try:
            while number < 10:
                store.write(f"item {number}", "x" * 5_000, 60)
                number += 1
        except SessionError as error:
            full = error.message
        store.write("item 0", "y" * 5_000, 60)
        texts = [store.read(f"item {each}") for each in range(number + 1)]
        beginnings = [text and text[0] for text in texts]
        return f"{full}, {beginnings}, {store.remove_all()}"

    assert as_nobody(fill) == "the kernel's keyring is full, ['y', 'x', 'x', None], 3"


def test_expired_items_make_room(store: KernelStore) -> None:
    def fill() -> str:
        number = 0
        try:
            while number < 10:
                store.write(f"over {number}", "x" * 5_000, 1)
                number += 1
        except SessionError as error:
            full = error.message
        time.sleep(1.1)
        store.write("item", "y" * 5_000, 60)
        return f"{full}, {(store.read('item') or '')[:1]}, {store.remove_all()}"

    assert as_nobody(fill) == "the kernel's keyring is full, y, 1"


@pytest.mark.parametrize(
    ("name", "reason"),
    [("EPERM", "Operation not permitted"), ("ENOSYS", "Function not implemented")],
)
def test_a_container_without_keyring_access_is_named(
    environ: dict[str, str], name: str, reason: str
) -> None:
    code = (
        "import sys; from aws_session.storage.kernel_store import KernelStore\n"
        "try: KernelStore({}).check()\n"
        "except Exception as error: print(error.message)"
    )
    done = subprocess.run(
        [*seccomp.words(name), sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == f"the kernel's keyring is not allowed here ({reason})\n"


def test_a_text_too_long_to_leave_room_for_others_is_refused(store: KernelStore) -> None:
    with pytest.raises(SessionError, match="too large for the kernel's keyring"):
        store.write("one", "x" * 6_001, 60)
    assert store.remove_all() == 0


def _stored(key: str, ends: int) -> SessionMetadata:
    return SessionMetadata(key, 0, ends, key, "111122223333", "kernel")


def test_the_roles_that_expire_first_are_removed_for_room_and_nothing_else() -> None:
    text = "x" * 5_000

    def fill() -> str:
        with tempfile.TemporaryDirectory() as folder:
            return filled({"AWS_SESSION_CACHE": f"{folder}/cache"})

    def filled(own: dict[str, str]) -> str:
        done = []

        def name(key: str) -> str:
            return key.partition(" ")[0]

        def write(key: str, ends: int) -> None:
            try:
                stores.write(own, _stored(key, ends), text, 0, ("kernel",))
                done.append(name(key))
            except SessionError as error:
                done.append(error.message)

        for key, ends in (
            ("session a AWS x", 100),
            ("first a/role-1 AWS x", 300),
            ("second a/role-2 AWS x", 200),
            # Ends before everything that could make room for it.
            ("short a/role-3 AWS x", 150),
            ("third a/role-4 AWS x", 400),
            ("other b AWS x", 500),
            ("another c AWS x", 500),
            ("last d AWS x", 500),
        ):
            write(key, ends)
        left = sorted(name(each.cache_key) for each in sessions.markers(own))
        there = sorted(
            name(each.cache_key)
            for each in sessions.markers(own)
            if sessions.read(own, each.cache_key) == text
        )
        KernelStore(own).remove_all()
        return f"{done} {left} {there == left}"

    full = "the kernel's keyring is full"
    done = ["session", "first", "second", full, "third", "other", "another", full]
    assert as_nobody(fill) == f"{done} {['another', 'other', 'session']} True"


def test_if_the_keyring_is_full_the_hint_is_not_about_a_store_that_is_missing() -> None:
    def fill() -> str:
        with tempfile.TemporaryDirectory() as folder:
            own = {"AWS_SESSION_CACHE": f"{folder}/cache"}
            try:
                for number in range(10):
                    key = f"session {number} AWS x"
                    stores.write(own, _stored(key, 100), "x" * 5_000, 0, ("", "kernel"))
            finally:
                KernelStore(own).remove_all()
        return "never full"

    assert as_nobody(fill).endswith(
        "and the kernel's keyring is full: to see how much of it is used: cat /proc/key-users"
    )


def test_what_another_program_put_in_place_of_a_session_is_ignored(
    store: KernelStore, environ: dict[str, str]
) -> None:
    store.write("one", "text", 60)
    ((serial, *_),) = keys(environ)
    octets = b"caf\xe9"
    assert store.call(KEYCTL, UPDATE, int(serial, 16), octets, len(octets)) == 0

    assert store.read("one") is None
    store.write("one", "new", 60)
    assert store.read("one") == "new"


def test_keys_of_other_programs_may_have_any_name(store: KernelStore) -> None:
    store.write("one", "text", 60)
    other = store.call(ADD_KEY, b"user", b"aws-session caf\xe9 of tests", b"x", 1, USER_KEYRING)
    try:
        assert store.remove_all() == 1
        assert store.read("one") is None
    finally:
        assert store.call(KEYCTL, UNLINK, other, USER_KEYRING) == 0
