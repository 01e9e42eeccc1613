"""The sandbox as a server process, until it is asked to stop."""

import json
import signal
import threading
from typing import TextIO

from aws_session.sandbox import scenario
from aws_session.sandbox.server import Server

_LOOK = 0.1
"""Seconds between two checks: on Windows, Ctrl-C does not interrupt a longer wait."""


def serve(port: int, out: TextIO, *, partition: str = "aws") -> None:
    """Print how to reach it as one line of JSON, then serve until SIGTERM or SIGINT.

    Must be called in the main thread. Raises OSError if the port is taken.
    """
    stopped = threading.Event()
    for name in ("SIGTERM", "SIGINT", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: stopped.set())
    owner = scenario.administrator(partition=partition)
    with Server(owner.cloud, port) as server:
        facts = {
            "endpoint": server.endpoint,
            "access_key_id": owner.key.id,
            "secret_access_key": owner.key.secret,
            "account": owner.account.id,
            "region": owner.region,
            "partition": partition,
        }
        out.write(json.dumps(facts) + "\n")
        out.flush()
        while not stopped.wait(_LOOK):
            pass
