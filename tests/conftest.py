"""What holds for every test, without its asking."""

from children import pytest_configure
from fast import pytest_itemcollected

__all__ = ["pytest_configure", "pytest_itemcollected"]
