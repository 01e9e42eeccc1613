"""Support for tcsh."""
