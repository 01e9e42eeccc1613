"""Support for elvish."""
