"""What each mode makes of what it finds."""
