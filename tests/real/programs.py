"""Programs of others that a test needs and a machine may lack."""

from __future__ import annotations

import os
import shutil

import pytest


def require(name: str) -> str:
    """Return the path of a program; skip the test without it, and fail it under CI."""
    path = shutil.which(name)
    if path is not None:
        return path
    if os.environ.get("CI"):
        pytest.fail(f"{name} is not installed")
    pytest.skip(f"{name} is not installed: nothing is known about it here")
