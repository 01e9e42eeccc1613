"""The commands whose output a shell evaluates, one file each."""
