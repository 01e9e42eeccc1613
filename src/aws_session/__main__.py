"""`python -m aws_session`."""

from __future__ import annotations

from aws_session.main import main

main(installed=False)
