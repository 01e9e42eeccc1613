"""Support for bash."""
