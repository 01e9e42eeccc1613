"""The command that adds a package to this program's installation."""

# The name of this program's own distribution is nobody's on any index, so whoever registers it
# there runs code on the machine of everybody who is told to install it by name.

from __future__ import annotations

import os
import shlex
import subprocess
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_RECEIPT = "uv-receipt.toml"
_METADATA = "pipx_metadata.json"
_OF_EVERYBODY = "/opt/pipx"
"""Where `pipx install --global` puts what it installs."""

_OF_DEBIAN = {
    "keyring": "python3-keyring",
    "pyyaml": "python3-yaml",
    "botocore[crt]": "python3-awscrt",
}


def command(package: str) -> str:
    """Return the command that adds a package where this program finds it."""
    words = _words(package)
    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)


def _words(package: str) -> list[str]:
    prefix = sys.prefix
    if os.path.exists(os.path.join(prefix, _RECEIPT)):
        words = _by_uv(os.path.join(prefix, _RECEIPT), package)
        if words is not None:
            return words
    folder, name = os.path.split(prefix)
    if os.path.exists(os.path.join(prefix, _METADATA)) and os.path.basename(folder) == "venvs":
        if prefix.startswith(f"{_OF_EVERYBODY}/"):
            return ["sudo", "pipx", "inject", "--global", name, package]
        return ["pipx", "inject", name, package]
    if prefix == sys.base_prefix and _is_managed():
        if os.path.exists("/usr/bin/apt"):
            return ["sudo", "apt", "install", _OF_DEBIAN[package]]
        return _by_pip("--user", "--break-system-packages", package)
    if _has_pip():
        return _by_pip(package)
    return ["uv", "pip", "install", "--python", sys.executable, package]


def _by_pip(*words: str) -> list[str]:
    return [sys.executable, "-m", "pip", "install", *words]


def _has_pip() -> bool:
    from importlib.util import find_spec

    return find_spec("pip") is not None


def _is_managed() -> bool:
    """Tell whether this Python is the system's own, which pip leaves alone (PEP 668)."""
    return os.path.exists(os.path.join(os.path.dirname(os.__file__), "EXTERNALLY-MANAGED"))


def _by_uv(receipt: str, package: str) -> list[str] | None:
    """Return what installs the tool again with one more package; None where it came from an index.

    All that the receipt names is named again, as uv leaves out what is not.
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
        return None
    python = ["--python", str(tool["python"])] if tool.get("python") else []
    withs = [word for name in (*added, package) for word in ("--with", name)]
    return ["uv", "tool", "install", *python, *withs, *source]


def _of_source(requirement: dict[str, Any]) -> Iterator[str]:
    """Return where a requirement comes from, as uv takes it; nothing for a name alone."""
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
