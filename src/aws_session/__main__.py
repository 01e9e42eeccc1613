"""`python -m aws_session`."""

from aws_session.main import main

main(installed=False)
