"""Small files of this program, and the stores of stored sessions."""
