"""Support for fish."""
