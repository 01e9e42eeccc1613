"""Getting credentials: which, for whom, and the calls to AWS."""
