"""What our own file may say, and how it is written; what it says is in `settings`."""
