"""A separate browser identity for each role: a Firefox container or a Chromium profile."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

from aws_session.errors import SessionError
from aws_session.terminal.output import tell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

FIREFOX, CHROMIUM = "Firefox", "Chromium"
"""Two families of browsers, each with the names of its programs and packages."""

_FAMILIES = {
    FIREFOX: (
        *("firefox", "firefox-esr", "firefox-developer-edition", "firefox-bin", "librewolf"),
        *("waterfox", "floorp", "zen", "zen-browser", "org.mozilla.firefox"),
        *("io.gitlab.librewolf-community", "app.zen_browser.zen"),
    ),
    CHROMIUM: (
        *("google-chrome", "google-chrome-stable", "chrome", "chromium", "chromium-browser"),
        *("brave", "brave-browser", "microsoft-edge", "microsoft-edge-stable", "msedge"),
        *("vivaldi", "vivaldi-stable", "google chrome", "brave browser", "microsoft edge"),
        *("org.chromium.chromium", "com.google.chrome", "com.brave.browser", "com.microsoft.edge"),
    ),
}
_ON_MACOS = (
    "/Applications/Firefox.app/Contents/MacOS/firefox",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Brave Browser.app/Contents/MacOS/Brave Browser",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
_SCHEMES = ("ext+container", "ext+granted-containers")
"""The schemes of "Open external links in a container" and of granted's own add-on."""

_ADD_ON = "{f069aec0-43c5-4bbf-b6b4-df95c4326b98}"
_ADD_ON_PAGE = "https://addons.mozilla.org/firefox/addon/open-url-in-container/"
_PLACES = {
    "darwin": ("Library/Application Support/Firefox/Profiles",),
    "win32": ("AppData/Roaming/Mozilla/Firefox/Profiles",),
}
_ELSEWHERE = (
    *(".mozilla/firefox", ".config/mozilla/firefox", "snap/firefox/common/.mozilla/firefox"),
    *(".var/app/org.mozilla.firefox/.mozilla/firefox", ".librewolf", ".zen", ".waterfox"),
)
"""Where Firefox stores its profiles, below the user's home."""


def found(environ: dict[str, str]) -> list[str]:
    """Return the command of the first browser on this machine that can keep roles apart."""
    names = (name for family in _FAMILIES.values() for name in family)
    path = environ.get("PATH")
    place = next((place for name in names if (place := shutil.which(name, path=path))), None)
    if place is None and sys.platform == "darwin":
        place = next(filter(os.path.exists, _ON_MACOS), None)
    if place is None:
        raise SessionError(
            "browser_per_role needs Firefox or a Chromium-based browser, and none was found",
            hint="name one as browser_command: aws-session config",
        )
    return [place]


def apart(words: list[str], url: str, label: str, environ: dict[str, str]) -> tuple[list[str], str]:
    """Return a browser's command and the address that open `url` for this role only.

    Raises SessionError for a browser that is neither Firefox nor based on Chromium.
    """
    at, family = _family(words)
    if family == CHROMIUM:
        # After the browser's own name: `flatpak run` may precede it.
        own = f"--profile-directory=aws-{_quoted(label)}"
        return [*words[: at + 1], own, *words[at + 1 :]], url
    scheme = next(_registered(environ), None)
    if scheme is None:
        tell(
            "Firefox has no add-on for ext+container: links, so the role does not get "
            "its own container",
            hint=f"to add it: {_ADD_ON_PAGE}",
        )
        return words, url
    return words, f"{scheme}:name={_quoted(label)}&url={_quoted(url)}"


def _family(words: list[str]) -> tuple[int, str]:
    """Return where in a command the browser is named, and its family."""
    for at, word in enumerate(words):
        name = word.replace("\\", "/").rpartition("/")[2].lower().removesuffix(".exe")
        for family, names in _FAMILIES.items():
            if name in names:
                return at, family
    raise SessionError(
        f"browser_per_role does not support the browser {words[0]}",
        hint="write its command with {label} as browser_command: aws-session config",
    )


def _registered(environ: dict[str, str]) -> Iterator[str]:
    """Yield the schemes for links in a container for which some Firefox profile has an add-on."""
    home = Path(environ.get("HOME") or os.path.expanduser("~"))
    profiles = [
        folder
        for place in _PLACES.get(sys.platform, _ELSEWHERE)
        for folder in sorted(home.glob(f"{place}/*/"))
    ]
    handled = [_read(folder / "handlers.json").get("schemes") for folder in profiles]
    for scheme in _SCHEMES:
        if any(isinstance(each, dict) and _has_handler(each.get(scheme)) for each in handled):
            yield scheme
    if any(_has_add_on(folder) for folder in profiles):
        yield _SCHEMES[0]


def _has_handler(entry: object) -> bool:
    return isinstance(entry, dict) and bool(entry.get("handlers"))


def _has_add_on(folder: Path) -> bool:
    add_ons = _read(folder / "extensions.json").get("addons")
    found = (
        [each for each in add_ons if isinstance(each, dict)] if isinstance(add_ons, list) else []
    )
    return any(each.get("id") == _ADD_ON and each.get("active") is True for each in found)


def _read(file: Path) -> dict[str, object]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")


def _quoted(text: str) -> str:
    """Percent-encode a text for a query, and for the name of a folder."""
    return "".join(
        letter if letter in _UNRESERVED else "".join(f"%{octet:02X}" for octet in letter.encode())
        for letter in text
    )
