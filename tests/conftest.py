"""What holds for every test, without its asking."""

import os

from children import pytest_configure
from fast import pytest_itemcollected
from real.shells.interpreters import TALKS_TO_NOBODY

__all__ = ["pytest_configure", "pytest_itemcollected"]

# A PowerShell that is given the environment as it is sends nothing to anybody either.
os.environ.update(TALKS_TO_NOBODY)
