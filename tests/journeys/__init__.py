"""The real program, through the lines that people type, in front of a strict AWS."""
