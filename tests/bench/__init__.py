"""How long people wait. Run by hand, by no test suite: times on a busy machine say nothing."""
