"""The stores for sessions, one file per store, and the time that each has to answer."""

TIMEOUT = 5.0
QUICK_TIMEOUT = 1.0
"""Seconds that a store has to answer; the second value is for a terminal that is just opening."""
