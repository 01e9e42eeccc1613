"""Everything about each shell, one folder per shell."""
