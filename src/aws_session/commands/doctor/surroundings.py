"""What there is around a run, as the checks of the machine found it."""

from __future__ import annotations

from aws_session.model import Record

CA_VARIABLES = ("AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE")


class Place(Record):
    """Where something stands in a file; `shell` is the dialect of the one shell that reads it."""

    path: str
    line: int
    shell: str = ""

    def __str__(self) -> str:
        return f"{self.path}, line {self.line}"


class Shadow(Record):
    """A folder with packages by names that this program needs; `used` are those it has taken."""

    folder: str
    packages: tuple[str, ...]
    used: tuple[str, ...] = ()


class Surroundings(Record):
    """What there is around a run, beside its environment and the files that it reads anyway.

    `programs` are those on the PATH under this program's name, in its order; `aliases` and
    `functions` are lines of rc files; `universal` are variables that fish keeps for every shell;
    `open_files` are files of ours that others may read; `missing` are variables that name AWS
    files which are not there; `uncompiled` is the folder whose bytecode is missing and cannot be
    written, with why not; `slow_script` is a start script that imports `re`; `unreadable` are
    settings that name no CA bundle, each with why not; `shadows` are folders of PYTHONPATH that
    hold packages which this program needs; `dotnet` is where programs with the AWS SDK for .NET
    may run, empty where not.
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
