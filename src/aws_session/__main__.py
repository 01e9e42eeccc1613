"""`python -m aws_session`, or this file by its path."""

from __future__ import annotations

import os
import sys

if not __package__:
    _FOLDER = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    if _FOLDER not in sys.path:
        sys.path.insert(0, _FOLDER)

from aws_session.main import main

main(installed=False)
