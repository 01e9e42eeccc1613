"""The text that each dialect prints."""
