"""What real shells make of the text."""
