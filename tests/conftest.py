"""What holds for every test, without its asking."""

from children import pytest_configure

__all__ = ["pytest_configure"]
