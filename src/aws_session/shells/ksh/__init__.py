"""Support for Korn shells."""
