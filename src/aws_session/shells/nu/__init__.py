"""Support for nushell."""
