"""Puts a valid AWS session into the shell that evaluates what this program prints."""

__version__ = "0.1.0"

try:
    from aws_session import bytecode

    bytecode.find_in(__path__[0], __spec__.loader)
except (ImportError, AttributeError, TypeError):
    # Where names that belong to Python itself are others, it finds our modules in its own way.
    pass
