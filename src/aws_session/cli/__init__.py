"""From argv to a command, and how its failure is reported."""
