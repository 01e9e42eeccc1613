"""Support for PowerShell."""
