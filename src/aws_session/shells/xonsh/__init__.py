"""Support for xonsh."""
