"""Support for nu."""
