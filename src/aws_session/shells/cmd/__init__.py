"""Support for the Windows command prompt."""
