"""Puts a valid AWS session into the shell that evaluates what this program prints."""

__version__ = "0.1.0"
