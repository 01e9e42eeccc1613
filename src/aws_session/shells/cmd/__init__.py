"""Support for cmd."""
