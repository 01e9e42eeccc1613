"""`python -m aws_session.sandbox --port N`."""

import argparse
import sys

from aws_session.sandbox.scenario import REGIONS
from aws_session.sandbox.serve import serve


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m aws_session.sandbox")
    parser.add_argument("--port", type=int, default=0, help="0 picks a free one")
    parser.add_argument("--partition", choices=REGIONS, default="aws")
    arguments = parser.parse_args()
    try:
        serve(arguments.port, sys.stdout, partition=arguments.partition)
    except OSError as error:
        sys.stderr.write(f"cannot serve on port {arguments.port}: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
