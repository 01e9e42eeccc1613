"""Where stored sessions are kept, one file per store."""
