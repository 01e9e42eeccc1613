"""Read-only checks of this machine: programs of the same name, rc files, readable files."""

from __future__ import annotations

import os
import sys

from aws_session import paths, search_path, shells
from aws_session.config import whole_files
from aws_session.errors import SessionError
from aws_session.model import Record
from aws_session.processes import executables, installation, this_program
from aws_session.shells import init
from aws_session.storage import files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "aws-session"
_SANDBOX = "AWS_SESSION_SANDBOX_FOLDER"
_LONGEST = 1_000_000

PACKAGES = (
    *("boto3", "botocore", "s3transfer", "urllib3", "jmespath", "dateutil", "awscrt"),
    *("typer", "click", "rich", "pygments", "prompt_toolkit", "wcwidth", "keyring", "yaml"),
)
"""The other distributions' packages that this program imports, boto3's first."""

CA_VARIABLES = ("AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE")
_POWERSHELL_MODULES = ("AWS.Tools.Common", "AWSPowerShell.NetCore", "AWSPowerShell")


class Place(Record):
    """A line in a file; `shell` is the dialect of the only shell that reads the file.

    `cmd` is the name of the function, if the line loads it.
    """

    path: str
    line: int
    shell: str = ""
    cmd: str = NAME

    def __str__(self) -> str:
        return f"{self.path}, line {self.line}"


class Shadow(Record):
    """A folder with packages that this program needs; `used` are those imported from it."""

    folder: str
    packages: tuple[str, ...]
    used: tuple[str, ...] = ()


class LocalState(Record):
    """The state of this machine, apart from the environment and the files that any run reads.

    `programs` are those on the PATH with this program's name, in order; `aliases` and `functions`
    are lines of rc files; `universal` are variables that fish sets in every shell; `open_files` are
    files of ours that other users can read; `missing` are variables that name nonexistent
    files; `uncompiled` is the folder whose bytecode is missing and cannot be written, with the
    reason; `slow_script` is a start script that imports `re`; `unreadable` are settings that name
    an invalid CA bundle, each with the reason; `shadows` are folders of PYTHONPATH with packages
    that this program needs; `dotnet` is where programs with the AWS SDK for .NET may run, empty if
    there are none.
    """

    programs: tuple[str, ...] = ()
    aliases: tuple[Place, ...] = ()
    functions: tuple[Place, ...] = ()
    universal: tuple[str, ...] = ()
    open_files: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    unreadable: tuple[tuple[str, str], ...] = ()
    shadows: tuple[Shadow, ...] = ()
    dotnet: str = ""
    uncompiled: tuple[str, str] | None = None
    slow_script: str = ""


def read(environ: dict[str, str]) -> LocalState:
    """Return the state of this machine; what cannot be read counts as missing."""
    aliases, functions = [], []
    for place, line in _rc_lines(environ):
        words = line.split()
        if words[:1] in (["alias"], ["abbr"]) and _is_alias(line):
            aliases.append(place)
        elif f"{NAME} init" in line and not line.startswith("#"):
            functions.append(Place(place.path, place.line, place.shell, _function_name(line)))
    secret = paths.aws_files(environ)[1]
    return LocalState(
        programs=_programs(environ.get("PATH", ""), environ.get(_SANDBOX, "")),
        aliases=tuple(aliases),
        functions=tuple(functions),
        universal=_universal(environ),
        open_files=(secret,) if files.is_open_to_others(secret) else (),
        missing=tuple(_missing(environ)),
        unreadable=tuple(_unreadable(environ)),
        shadows=tuple(_shadows(environ.get("PYTHONPATH", ""))),
        dotnet=_dotnet(environ),
        uncompiled=_uncompiled(),
        slow_script=_slow_script(),
    )


def _function_name(line: str) -> str:
    """Return the name that a line with `init` gives to the function: `--cmd NAME`."""
    given = line.partition("--cmd")[2].lstrip(" =")
    return given[: len(given) - len(given.lstrip(f"{shells.WORD}-"))] or NAME


def _is_alias(line: str) -> bool:
    """Tell whether a line defines an alias with our name: `alias aws-session=…`."""
    named = next((word for word in line.split()[1:] if not word.startswith("-")), "")
    return named.partition("=")[0] == NAME


def _rc_lines(environ: dict[str, str]) -> Iterator[tuple[Place, str]]:
    home = environ.get("HOME") or os.path.expanduser("~")
    folders = (environ.get("ZDOTDIR") or home, *((home,) if environ.get("ZDOTDIR") else ()))
    at_home, in_config = _rc_files()
    places = [(os.path.join(folder, name), at_home[name]) for folder in folders for name in at_home]
    for config in (_config_home(environ), *paths.shells_folders(environ)):
        for name, shell in in_config.items():
            places.append((os.path.normpath(os.path.join(config, name)), shell))
    for path, shell in places:
        for number, line in enumerate(_text(path).splitlines(), 1):
            if NAME in line:
                yield Place(path, number, shell), line.strip()


def _rc_files() -> tuple[dict[str, str], dict[str, str]]:
    """Return the files that shells read when they start, in HOME and `~/.config`, with the shell.

    Several shells read `.profile`.
    """
    at_home = {".profile": ""}
    in_config: dict[str, str] = {}
    for shell in shells.shells_with("init"):
        for name in init.loading(shell).rc_files:
            below = name.removeprefix(".config/")
            (at_home if below == name else in_config)[below] = shell
    return at_home, in_config


def _config_home(environ: dict[str, str]) -> str:
    home = environ.get("HOME") or os.path.expanduser("~")
    return environ.get("XDG_CONFIG_HOME") or os.path.join(home, ".config")


def _programs(path: str, sandbox: str) -> tuple[str, ...]:
    """Return the programs with our name; the one that a sandbox put first is this one."""
    found: dict[str, str] = {}
    for folder in path.split(os.pathsep):
        for program in executables.called(os.path.join(folder or ".", NAME)):
            # A link to the same program does not count as a second one.
            found.setdefault(os.path.realpath(program), program)
    others = tuple(p for p in found.values() if not (sandbox and p.startswith(sandbox)))
    return others or tuple(found.values())


def _universal(environ: dict[str, str]) -> tuple[str, ...]:
    """Return the AWS variables that fish saves: its file has a line `SETUVAR --export NAME:…`."""
    text = _text(os.path.join(_config_home(environ), "fish", "fish_variables"))
    names = (
        line.partition(":")[0].split()[-1] for line in text.splitlines() if line[:8] == "SETUVAR "
    )
    return tuple(sorted({name for name in names if name.startswith("AWS_")}))


def _missing(environ: dict[str, str]) -> Iterator[str]:
    names = ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE")
    for name, path in zip(names, paths.aws_files(environ), strict=True):
        if environ.get(name) and not os.path.lexists(path):
            yield name
    settings = paths.settings(environ)
    # The sandbox names a file of its own, which need not exist.
    own = os.path.dirname(settings) == environ.get(_SANDBOX)
    if environ.get(paths.SETTINGS_VARIABLE) and not own and not os.path.lexists(settings):
        yield paths.SETTINGS_VARIABLE


def _unreadable(environ: dict[str, str]) -> Iterator[tuple[str, str]]:
    for name in CA_VARIABLES:
        why = no_bundle(environ.get(name))
        if why:
            yield f"{name} names {environ[name]}", why


def _shadows(python_path: str) -> Iterator[Shadow]:
    from importlib.machinery import PathFinder

    def found(name: str, *places: str) -> bool:
        spec = PathFinder.find_spec(name, [*places])
        # A package without a file is a folder that only happens to have that name.
        return spec is not None and spec.origin is not None

    folders = search_path.foreign(python_path) if python_path else []
    for folder in folders:
        packages = tuple(name for name in PACKAGES if found(name, folder))
        before = sys.path[: sys.path.index(folder)]
        if packages:
            used = tuple(name for name in packages if not found(name, *before))
            yield Shadow(folder, packages, used)


def _uncompiled() -> tuple[str, str] | None:
    """Return the folder that Python recompiles at every start, and the reason."""
    from importlib.util import cache_from_source

    try:
        compiled = cache_from_source(os.path.join(installation.package(), "main.py"))
    except NotImplementedError:
        return None
    if os.path.exists(compiled):
        return None
    if sys.dont_write_bytecode:
        return installation.package(), "Python is configured not to write any"
    folder = os.path.dirname(compiled)
    while not os.path.exists(folder):
        folder = os.path.dirname(folder)
    if os.access(folder, os.W_OK):
        return None
    return installation.package(), f"{folder} cannot be written"


def _slow_script() -> str:
    """Return the start script if it imports `re`, as that of older pips does."""
    script = this_program.script()
    if script is None or script.endswith(".exe"):
        return ""
    return script if "import re" in _text(script).splitlines() else ""


def _dotnet(environ: dict[str, str]) -> str:
    """Return the program that runs .NET, or PowerShell's modules for AWS, which include the SDK."""
    import shutil

    program = shutil.which("dotnet", path=environ.get("PATH", ""))
    if program:
        return program
    home = environ.get("HOME") or os.path.expanduser("~")
    own = os.path.join(home, ".local", "share", "powershell", "Modules")
    for folder in (*filter(None, environ.get("PSModulePath", "").split(os.pathsep)), own):
        for name in _POWERSHELL_MODULES:
            if os.path.isdir(os.path.join(folder, name)):
                return os.path.join(folder, name)
    return ""


def no_bundle(path: str | None) -> str | None:
    """Return why a file is not a CA bundle; a folder may be one."""
    if not path or os.path.isdir(path):
        return None
    try:
        whole = whole_files.read(os.path.expanduser(path))
    except OSError as error:
        return error.strerror or "it cannot be read"
    except SessionError:
        return "it has no end"
    return None if b"BEGIN" in whole else "it contains no certificate"


def _text(path: str) -> str:
    try:
        return whole_files.read(path, quickly=True)[:_LONGEST].decode("utf-8", "replace")
    except (OSError, SessionError):
        return ""


def versions() -> str:
    """Return the versions of this program, Python, boto3 and the system."""
    import platform

    import boto3
    import botocore

    from aws_session import __version__

    return (
        f"aws-session {__version__}, Python {platform.python_version()}, boto3 "
        f"{boto3.__version__}, botocore {botocore.__version__}, {platform.system()} "
        f"{platform.release()}"
    )
