"""Support for powershell."""
