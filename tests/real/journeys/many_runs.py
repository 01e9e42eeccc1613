"""The real program again and again, each run in a separate process that is forked from here.

Reads lines of JSON, `[argv, environ, folder]`, and answers each with `[status, stdout, stderr]`.
Slow imports happen once, so that hundreds of command lines take seconds.
"""

from __future__ import annotations

import base64
import json
import os
import sys
import tempfile

import boto3  # noqa: F401 - imported before forking

from aws_session import main
from aws_session.aws import client, lazy_client
from aws_session.cli import app, help_page
from aws_session.commands import config, doctor, sandbox
from aws_session.commands.doctor import aws_checks
from aws_session.session import perform_request

PRELOADED = (
    client,
    lazy_client,
    app,
    config,
    doctor,
    aws_checks,
    help_page,
    perform_request,
    sandbox,
)


def once(argv: list[str], environ: dict[str, str], folder: str) -> tuple[int, bytes, bytes]:
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as said:
        child = os.fork()
        if not child:
            _become(argv, environ, folder, out.fileno(), said.fileno())
        _, status = os.waitpid(child, 0)
        for file in (out, said):
            file.seek(0)
        return os.waitstatus_to_exitcode(status), out.read(), said.read()


def _become(argv: list[str], environ: dict[str, str], folder: str, out: int, said: int) -> None:
    # Without a terminal: nothing can be asked.
    os.setsid()
    os.chdir(folder)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(out, 1)
    os.dup2(said, 2)
    os.environ.clear()
    os.environ.update(environ)
    sys.argv = ["aws-session", *argv]
    main.main()


if __name__ == "__main__":
    for line in sys.stdin:
        status, printed, told = once(*json.loads(line))
        texts = [base64.b64encode(octets).decode() for octets in (printed, told)]
        sys.stdout.write(json.dumps([status, *texts]) + "\n")
        sys.stdout.flush()
