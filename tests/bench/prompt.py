"""Times until the prompt beside those of Python alone, round by round, as JSON.

Use: python -m bench.prompt ROUNDS PYTHON PROGRAM, by any Python with nothing installed.
"""

from __future__ import annotations

import json
import os
import sys

from bench.stopwatch import Conversation, Program, seconds

QUESTION = "(?i)(code|token).*: ?"


def pairs(rounds: int, python: str, program: str) -> list[tuple[float, float]]:
    """Return the seconds of `python -c pass` and those until the question for a code."""
    found = []
    for _ in range(rounds + 1):
        alone = seconds(Program((python, "-c", "pass"), os.environ))
        talk = Conversation(Program((program,), os.environ))
        found.append((alone, talk.until(QUESTION)))
        talk.stop()
    # The first round warms the caches, and compiles where nothing is compiled.
    return found[1:]


if __name__ == "__main__":
    os.chdir("/")
    json.dump(pairs(int(sys.argv[1]), *sys.argv[2:]), sys.stdout)
