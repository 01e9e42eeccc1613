"""The system's own way to start programs, chosen here and nowhere else."""

from __future__ import annotations

import sys

if sys.platform == "win32":
    from aws_session.processes.windows import (
        EDITOR,
        PAGER,
        TEMPORARY,
        check_found,
        communicate,
        credential_process,
        editor_words,
        failure,
        find,
        joined,
        replace_process,
        run,
        shell_words,
        split,
        start,
        terminal,
        this_program_with,
        write_starter,
    )
else:
    from aws_session.processes.posix import (
        EDITOR,
        PAGER,
        TEMPORARY,
        check_found,
        communicate,
        credential_process,
        editor_words,
        failure,
        find,
        joined,
        replace_process,
        run,
        shell_words,
        split,
        start,
        terminal,
        this_program_with,
        write_starter,
    )

__all__ = (
    "EDITOR",
    "PAGER",
    "TEMPORARY",
    "check_found",
    "communicate",
    "credential_process",
    "editor_words",
    "failure",
    "find",
    "joined",
    "replace_process",
    "run",
    "shell_words",
    "split",
    "start",
    "terminal",
    "this_program_with",
    "write_starter",
)
