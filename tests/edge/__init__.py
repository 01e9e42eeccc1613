"""The rooms of the edge, each against the real thing."""
