"""The strict double, tested with the clients that people use."""
