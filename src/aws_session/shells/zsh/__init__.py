"""Support for zsh."""
