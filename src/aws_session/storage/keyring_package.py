"""The operating system's secret store through keyring, with a time limit."""

from __future__ import annotations

import os
import sys
import threading
import time
from contextlib import ExitStack, closing, suppress

from aws_session.errors import SessionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    T = TypeVar("T")

_SERVICE = "aws-session"
_SLICE = 0.1
_CONFIGURED = "PYTHON_KEYRING_BACKEND"
_SECRET_SERVICE = "keyring.backends.SecretService.Keyring"
_WINDOWS = "keyring.backends.Windows.WinVaultKeyring"
_PASS = "keyring_pass.PasswordStoreBackend"
_CHOOSING = "keyring.backends.chainer.ChainerBackend"

REAL = {
    _SECRET_SERVICE: "the Secret Service",
    "keyring.backends.libsecret.Keyring": "the Secret Service",
    "keyring.backends.kwallet.DBusKeyring": "KWallet",
    "keyring.backends.kwallet.DBusKeyringKWallet4": "KWallet",
    "keyring.backends.macOS.Keyring": "the macOS Keychain",
    _WINDOWS: "the Windows Credential Manager",
    _PASS: "pass",
}
"""The backends in which only the owner's login or passphrase opens a secret."""

_OF_SYSTEM = {
    "win32": (_WINDOWS,),
    "darwin": ("keyring.backends.macOS.Keyring",),
}
_OF_OTHERS = (_SECRET_SERVICE, "keyring.backends.kwallet.DBusKeyring")

_UNAVAILABLE = "SecretServiceNotAvailableException"
"""What secretstorage raises if the service dies before it answers, and if there is none."""

_RESTART = 0.2
"""Seconds that a service gets to restart, once, after it disconnected."""

# The Credential Manager accepts 2,560 bytes of UTF-16, and needs some of them itself.
_LIMITS = {_WINDOWS: 1_200}


CHOICES = {
    "secret-service": _SECRET_SERVICE,
    "kwallet": "keyring.backends.kwallet.DBusKeyring",
    "keychain": "keyring.backends.macOS.Keyring",
    "credential-manager": _WINDOWS,
    "pass": _PASS,
}
"""The stores by their names in the settings."""


class MissingStoreError(SessionError):
    """Raised if this machine has no secret store, or no package for it."""


class SecretStore:
    """A store. `limit` is how many characters one item may have, None if there is no limit."""

    def __init__(self, backend: Any, kind: str) -> None:
        self.name = REAL[kind]
        self.limit = _LIMITS.get(kind)
        self._backend = backend

    def read(self, item: str) -> str | None:
        found: str | None = self._backend.get_password(f"{_SERVICE} {item}", _SERVICE)
        return found

    def write(self, item: str, text: str, _seconds: int) -> None:
        """Store a text; none of these stores can let it expire."""
        self._backend.set_password(f"{_SERVICE} {item}", _SERVICE, text)

    def remove(self, item: str) -> bool:
        """Remove an item; False if it does not exist."""
        from keyring.errors import PasswordDeleteError

        try:
            self._backend.delete_password(f"{_SERVICE} {item}", _SERVICE)
        except PasswordDeleteError:
            return False
        return True

    def check(self) -> None:
        """Raise if the store shows that nothing can be stored."""
        self.read("trial")


def ask(
    work: Callable[[SecretStore], T], environ: dict[str, str], timeout: float, choice: str = ""
) -> T:
    """Return the result of work in the store; SessionError if it fails or takes too long.

    `choice` is one of CHOICES; without it, keyring's own settings choose, or whatever is available.
    `timeout` (`storage/timeouts.py`) is in seconds, counted after everything is loaded: on a busy
    machine loading takes a while, and is not the store's fault. A store that does not answer is
    left behind in its thread.
    """
    came: list[T] = []
    failed: list[BaseException] = []
    kinds = _loaded(environ, choice)

    def run() -> None:
        try:
            came.append(_done(work, kinds))
        except BaseException as error:  # noqa: BLE001 - carried to the thread that waits
            failed.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    end = time.monotonic() + timeout
    while thread.is_alive() and (left := end - time.monotonic()) > 0:
        # In slices: on Windows, Ctrl-C does not interrupt a wait.
        thread.join(min(left, _SLICE))
    if failed:
        raise _explained(failed[0]) from None
    if not came:
        raise no_answer(timeout)
    return came[0]


def no_answer(timeout: float) -> SessionError:
    return SessionError(
        f"the system's secret store did not answer for {timeout:.0f} s",
        hint="it may be waiting for your answer in a dialog",
    )


def _done(work: Callable[[SecretStore], T], kinds: dict[str, Any]) -> T:
    """Return the result of work; it is repeated from the start if the service disconnected."""
    try:
        return work(_opened(kinds))
    except Exception as error:
        broke_off = type(error).__name__ == _UNAVAILABLE or isinstance(error, ConnectionError)
        if not broke_off:
            raise
    time.sleep(_RESTART)
    return work(_opened(kinds))


def _loaded(environ: dict[str, str], choice: str) -> dict[str, Any]:
    """Return the classes of the backends to try, in order; none of them is used yet."""
    try:
        from keyring.util import platform_
    except ImportError:
        from aws_session.processes import installation

        raise MissingStoreError(
            "the system's secret store needs the keyring package",
            hint=f"to add it: {installation.command('keyring')}",
        ) from None
    configured = CHOICES.get(choice) or environ.get(_CONFIGURED)
    configured = configured or _in_file(str(platform_.config_root()))
    if configured == _CHOOSING:
        configured = None
    names = (configured,) if configured else _OF_SYSTEM.get(sys.platform, _OF_OTHERS)
    for name in names:
        if name not in REAL:
            raise SessionError(
                f"keyring is set up to use {name}, which is not the system's own secret store",
                hint=f"to use the system's own, fix keyringrc.cfg or type: unset {_CONFIGURED}",
            )
    secret_service = REAL[_SECRET_SERVICE]
    kinds = (_SECRET_SERVICE if REAL[name] == secret_service else name for name in names)
    return {kind: _class(kind) for kind in kinds}


def _opened(kinds: dict[str, Any]) -> SecretStore:
    why = ""
    for kind, backend in kinds.items():
        try:
            # A backend that does not work raises an exception.
            if backend.priority:
                return SecretStore(backend(), kind)
        except (RuntimeError, OSError) as error:
            why = why or str(error)
    raise MissingStoreError("this machine has no secret store", hint=why or None)


def _in_file(folder: str) -> str | None:
    """Return the backend in keyring's own settings; one that is refused is never loaded."""
    path = os.path.join(folder, "keyringrc.cfg")
    if not os.path.exists(path):
        return None
    import configparser

    config = configparser.RawConfigParser()
    try:
        config.read(path, encoding="utf-8")
    except (configparser.Error, UnicodeDecodeError) as error:
        raise SessionError(f"{path} cannot be read", hint="fix it, or move it away") from error
    return config.get("backend", "default-keyring", fallback="").strip() or None


def _class(kind: str) -> Any:
    if kind == _SECRET_SERVICE:
        return _unasking()
    if kind == _PASS:
        return _password_store()
    module, _, name = kind.rpartition(".")
    found = getattr(__import__(module, fromlist=[name]), name)
    return _open_wallet(found) if REAL[kind] == "KWallet" else found


def _password_store() -> Any:
    from aws_session.storage import password_store

    try:
        return password_store.backend()
    except ImportError:
        from aws_session.processes import installation

        raise MissingStoreError(
            "storing a session in pass needs the keyring-pass package",
            hint=f"to add it: {installation.command('keyring-pass')}",
        ) from None


def _open_wallet(wallet: Any) -> Any:
    """Return keyring's KWallet without its dialogs."""
    from keyring.errors import KeyringLocked

    class OpenWallet(wallet):  # type: ignore[misc] # a class by name
        def connected(self, service: str) -> bool:
            import dbus  # type: ignore[import-not-found] # not of PyPI

            bus = dbus.SessionBus()
            there = (self.bus_name, self.object_path, "org.kde.KWallet")
            name = bus.call_blocking(*there, "networkWallet", "", ())
            if not bus.call_blocking(*there, "isOpen", "s", (name,)):
                raise KeyringLocked
            return bool(super().connected(service))

    return OpenWallet


def _unasking() -> Any:
    """Return keyring's Secret Service without its dialogs: what is locked stays locked."""
    from keyring.backends import SecretService
    from keyring.errors import KeyringLocked

    class Unasking(SecretService.Keyring):
        def get_preferred_collection(self) -> Any:
            import secretstorage

            bus = secretstorage.dbus_init()
            with ExitStack() as failing:
                failing.enter_context(closing(bus))
                collection = _default_collection(bus)
                self._check(collection)
                failing.pop_all()
            return collection

        def unlock(self, item: Any) -> None:
            self._check(item)

        @staticmethod
        def _check(thing: Any) -> None:
            if thing.is_locked():
                raise KeyringLocked

    return Unasking


def _default_collection(bus: Any) -> Any:
    """Return the default collection, with calls that are safe while other programs make theirs.

    gnome-keyring (50 is the newest known) registers callers in an idle function, which may run
    after the first call; if a caller is not registered, it aborts in most calls, and starts again
    locked. It looks up aliases in paths in one thread while another replaces them.
    """
    import secretstorage
    from secretstorage.defines import SS_PATH
    from secretstorage.exceptions import ItemNotFoundException
    from secretstorage.util import SERVICE_IFACE, DBusAddressWrapper

    service = DBusAddressWrapper(SS_PATH, SERVICE_IFACE, bus)
    with suppress(ItemNotFoundException):
        # An unused alias is not looked up in any collection.
        service.call("ReadAlias", "s", _SERVICE)
        (path,) = service.call("ReadAlias", "s", "default")
        return secretstorage.Collection(bus, path)
    # Not the default collection as the library finds it: it would create one, with a dialog.
    return secretstorage.Collection(bus)


def _explained(error: BaseException) -> SessionError:
    """Return the error in words; its own text might quote the secret."""
    if isinstance(error, SessionError):
        return error
    name = type(error).__name__
    if name in {"KeyringLocked", "LockedException"}:
        return SessionError(
            "the system's secret store is locked",
            hint="unlock it (log in to the desktop, or use its own program), then try again",
        )
    if name == "ItemNotFoundException":
        return SessionError(
            "the Secret Service has no default keyring",
            hint="create one with seahorse or KDE's wallet manager",
        )
    return SessionError(
        f"the system's secret store refused ({name})",
        hint="the session works without it in this shell",
    )
