"""The stores for sessions, one file per store."""
