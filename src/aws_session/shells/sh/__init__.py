"""Support for POSIX shells."""
