"""How each shell is told of a change in its environment."""
