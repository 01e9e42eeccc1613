"""The caller's environment variables, and the sessions recorded in them."""
