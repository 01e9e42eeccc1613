"""What shells are told when TAB is pressed."""
