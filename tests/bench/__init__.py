"""How long people wait. Run by hand, not by the tests: times on a busy machine say nothing."""
