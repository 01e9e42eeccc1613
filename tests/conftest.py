"""What applies to every test automatically."""

import os

from children import pytest_configure
from fast import pytest_itemcollected
from real.shells.interpreters import TALKS_TO_NOBODY

__all__ = ["pytest_configure", "pytest_itemcollected"]

# A PowerShell that gets the unchanged environment sends no telemetry either.
os.environ.update(TALKS_TO_NOBODY)
