"""The commands, as real processes."""
