"""How this program was installed, and the commands that reinstall it or add to it."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

INDEXED = False
"""Whether PyPI has this distribution.

Until then, anyone who registers its name there could run code on the machine of everyone who is
told to install it by name.
"""

_NAME = "aws-session"
_DISTRIBUTION = "aws-session-shell"
_RECEIPT = "uv-receipt.toml"
_METADATA = "pipx_metadata.json"
_OF_EVERYBODY = "/opt/pipx"
"""Where `pipx install --global` installs."""

_DPKG = "/var/lib/dpkg/info/aws-session.list"
_ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
"""The folder that this package is imported from."""

_OF_DEBIAN = {
    "keyring": "python3-keyring",
    "pyyaml": "python3-yaml",
    "botocore[crt]": "python3-awscrt",
}
_OF_FEDORA = {**_OF_DEBIAN, "pyyaml": "python3-pyyaml"}
_TAG = "CACHEDIR.TAG"
"""The file in the top folder of a cache, including those of uvx and `pipx run`."""

_AGAIN = "the way you installed it: aws-session help upgrading"

UV, PIPX, PIPX_GLOBAL, PIP = "uv", "pipx", "pipx --global", "pip"
CACHE, HOMEBREW, SYSTEM, BUNDLE = "cache", "homebrew", "system", "bundle"


def kind() -> str:
    """Return what installed this program, as far as its environment shows it."""
    prefix = sys.prefix
    if cache() is not None:
        return CACHE
    if os.path.exists(os.path.join(prefix, _RECEIPT)):
        return UV
    if os.path.exists(os.path.join(prefix, _METADATA)):
        return PIPX_GLOBAL if prefix.startswith(f"{_OF_EVERYBODY}/") else PIPX
    if _keg().startswith(_NAME):
        return HOMEBREW
    if os.path.basename(_ROOT) == _NAME:
        return BUNDLE
    return SYSTEM if prefix == sys.base_prefix and _is_managed() else PIP


def cache() -> str | None:
    """Return the cache that this program runs from (`uvx`, `pipx run`), or None."""
    folder, name = os.path.split(sys.prefix)
    if os.path.exists(os.path.join(sys.prefix, _METADATA)):
        return folder if os.path.basename(folder) != "venvs" else None
    while name:
        if os.path.exists(os.path.join(folder, _TAG)):
            return folder
        folder, name = os.path.split(folder)
    return None


def command(package: str) -> str:
    """Return the command that adds a package where this program finds it."""
    return _typed(_adding(package, kind()))


def to_install() -> str:
    """Return the command that permanently installs a program that runs from a cache or a folder."""
    source = _source()
    if source is None:
        return _AGAIN
    if os.path.exists(os.path.join(sys.prefix, _METADATA)):
        return _typed(["pipx", "install", source])
    return _typed(["uv", "tool", "install", "--compile-bytecode", source])


def to_repair() -> str:
    """Return the command that reinstalls this program."""
    how, name = kind(), os.path.basename(sys.prefix)
    source = _source()
    if how == UV:
        return _typed(["uv", "tool", "upgrade", "--reinstall", name])
    if how == PIPX:
        return _typed(["pipx", "reinstall", name])
    if how == PIPX_GLOBAL:
        return _typed(["sudo", "pipx", "reinstall", "--global", name])
    if how == HOMEBREW:
        return _typed(["brew", "reinstall", _keg()])
    if os.path.exists(_DPKG) and how in {BUNDLE, SYSTEM}:
        return "sudo apt install --reinstall ./aws-session_VERSION.deb"
    if how == PIP and source is not None and _has_pip():
        return _typed(_by_pip("--force-reinstall", "--no-deps", source))
    return _AGAIN


def package() -> str:
    """Return the folder of this package."""
    return os.path.join(_ROOT, "aws_session")


def to_compile() -> str:
    """Return the command that writes the bytecode, of all libraries if they belong to us alone."""
    is_own = sys.prefix != sys.base_prefix or kind() == BUNDLE
    folder = _ROOT if is_own else package()
    words = [sys.executable, "-m", "compileall", "-q", folder]
    needs_root = os.name != "nt" and not os.access(folder, os.W_OK)
    return _typed(["sudo", *words] if needs_root else words)


def to_speed_up() -> str:
    """Return how to get a start script that imports nothing."""
    if kind() in {PIPX, PIPX_GLOBAL}:
        return f"reinstall it with a newer pip: pipx upgrade-shared && {to_repair()}"
    pip = _typed(_by_pip("--upgrade", "pip"))
    return f"reinstall it with a newer pip: {pip} && {to_repair()}"


def to_find() -> str:
    """Return how to make shells find this program."""
    commands = {UV: "uv tool update-shell", PIPX: "pipx ensurepath"}
    place = commands.get(kind())
    if place is None:
        folder = os.path.dirname(os.path.abspath(sys.executable))
        place = folder if os.path.exists(os.path.join(folder, _NAME)) else None
    return f"add its folder to the PATH: {place}" if place else "add its folder to the PATH"


def _typed(words: list[str]) -> str:
    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)


def _adding(package: str, how: str) -> list[str]:
    name = os.path.basename(sys.prefix)
    words: list[str] | None = None
    if how == UV:
        words = _by_uv(os.path.join(sys.prefix, _RECEIPT), package)
    elif how in {PIPX, PIPX_GLOBAL}:
        shared = how == PIPX_GLOBAL
        words = ["sudo", "pipx", "inject", "--global"] if shared else ["pipx", "inject"]
        words += [name, package]
    elif how == HOMEBREW:
        # Its environments do not contain pip.
        words = ["python3", "-m", "pip", "--python", sys.executable, "install", package]
    elif how in {SYSTEM, BUNDLE}:
        words = _by_system(package, how)
    if words is not None:
        return words
    if _has_pip():
        return _by_pip(package)
    return ["uv", "pip", "install", "--python", sys.executable, package]


def _by_system(package: str, how: str) -> list[str]:
    if package in _OF_DEBIAN and os.path.exists("/usr/bin/apt"):
        return ["sudo", "apt", "install", _OF_DEBIAN[package]]
    if how == SYSTEM:
        return _by_pip("--user", "--break-system-packages", package)
    if package in _OF_FEDORA and os.path.exists("/usr/bin/dnf"):
        return ["sudo", "dnf", "install", _OF_FEDORA[package]]
    return _by_pip("--target", _ROOT, package)


def _keg() -> str:
    """Return the name of the Homebrew formula that this environment belongs to, or nothing."""
    return sys.prefix.partition("/Cellar/")[2].partition("/")[0]


def _source() -> str | None:
    """Return what this distribution was installed from (PEP 610); if from an index, its name."""
    import json

    try:
        names = (name for name in os.listdir(_ROOT) if name.startswith("aws_session_shell-"))
        with open(os.path.join(_ROOT, min(names), "direct_url.json"), encoding="utf-8") as file:
            record = json.load(file)
        url = str(record["url"])
        if "vcs_info" in record:
            return f"{record['vcs_info']['vcs']}+{url}"
    except (OSError, ValueError, KeyError, TypeError):
        # Imported from a checkout, which has no such record.
        above = os.path.dirname(_ROOT)
        if os.path.exists(os.path.join(above, "pyproject.toml")):
            return above
        return _DISTRIBUTION if INDEXED else None
    from urllib.parse import urlsplit
    from urllib.request import url2pathname

    place = urlsplit(url)
    return url2pathname(place.path) if place.scheme == "file" else url


def _by_pip(*words: str) -> list[str]:
    return [sys.executable, "-m", "pip", "install", *words]


def _has_pip() -> bool:
    from importlib.util import find_spec

    return find_spec("pip") is not None


def _is_managed() -> bool:
    """Tell whether this Python is the system's own, which pip does not change (PEP 668)."""
    return os.path.exists(os.path.join(os.path.dirname(os.__file__), "EXTERNALLY-MANAGED"))


def _by_uv(receipt: str, package: str) -> list[str] | None:
    """Return the command that reinstalls the tool with another package; None if it has no source.

    Everything that the receipt names is named again, because uv removes what is not.
    """
    import tomllib

    try:
        with open(receipt, "rb") as file:
            tool = tomllib.load(file)["tool"]
        own, *others = tool["requirements"]
        source = list(_of_source(own))
        added = [_of_other(other) for other in others]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if not source:
        if not INDEXED:
            return None
        source = [_of_other(own)]
    python = ["--python", str(tool["python"])] if tool.get("python") else []
    withs = [word for name in (*added, package) for word in ("--with", name)]
    return ["uv", "tool", "install", *python, *withs, *source]


def _of_source(requirement: dict[str, Any]) -> Iterator[str]:
    """Return where a requirement comes from, in uv's form; nothing if it has only a name."""
    extras = ",".join(requirement.get("extras", ()))
    ending = f"[{extras}]" if extras else ""
    if "editable" in requirement:
        yield "--editable"
        yield f"{requirement['editable']}{ending}"
        return
    for kind in ("directory", "path", "url"):
        if kind in requirement:
            yield f"{requirement[kind]}{ending}"
    if "git" in requirement:
        place, _, query = requirement["git"].partition("?")
        fields = dict(pair.split("=", 1) for pair in query.split("&") if "=" in pair)
        revision = fields.get("rev") or fields.get("tag") or fields.get("branch")
        yield f"git+{place}@{revision}" if revision else f"git+{place}"


def _of_other(requirement: dict[str, Any]) -> str:
    source = list(_of_source(requirement))
    if source:
        return source[-1]
    extras = ",".join(requirement.get("extras", ()))
    ending = f"[{extras}]" if extras else ""
    return f"{requirement['name']}{ending}{requirement.get('specifier', '')}"
