"""The sandbox as a server process, until it is asked to stop."""

import json
import signal
import threading
from typing import TextIO

from aws_session.sandbox import scenario
from aws_session.sandbox.server import Server


def serve(port: int, out: TextIO, *, partition: str = "aws") -> None:
    """Print how to reach it as one line of JSON, then serve until SIGTERM or SIGINT.

    Must be called in the main thread. Raises OSError where the port is taken.
    """
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
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
        stopped.wait()
