"""Programs that this one starts."""
