"""Support for sh."""
