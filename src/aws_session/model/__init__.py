"""Values and rules that depend on nothing else."""
