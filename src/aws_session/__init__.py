"""Puts a valid AWS session into the shell that evaluates what this program prints."""

# No `__future__`: for the installed command, PYTHONPATH still comes first here.

__version__ = "0.1.0"
