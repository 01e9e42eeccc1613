"""The state of this machine around a run, as the checks found it."""

from __future__ import annotations

from aws_session.model import Record

CA_VARIABLES = ("AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE")


class Place(Record):
    """A line in a file; `shell` is the dialect of the only shell that reads the file."""

    path: str
    line: int
    shell: str = ""

    def __str__(self) -> str:
        return f"{self.path}, line {self.line}"


class Shadow(Record):
    """A folder with packages that this program needs; `used` are those imported from it."""

    folder: str
    packages: tuple[str, ...]
    used: tuple[str, ...] = ()


class Surroundings(Record):
    """The state of this machine, apart from the environment and the files that any run reads.

    `programs` are those on the PATH with this program's name, in order; `aliases` and `functions`
    are lines of rc files; `universal` are variables that fish sets in every shell; `open_files` are
    files of ours that other users can read; `missing` are variables that name nonexistent AWS
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
