"""Support for ksh."""
