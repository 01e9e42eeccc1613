"""Other programs that a test needs and a machine may not have."""

from __future__ import annotations

import os
import shutil

import pytest


def require(name: str) -> str:
    """Return the path of a program; without it, skip the test, or fail it in CI."""
    path = shutil.which(name)
    if path is not None:
        return path
    if os.environ.get("CI"):
        pytest.fail(f"{name} is not installed")
    pytest.skip(f"{name} is not installed: nothing is known about it here")
