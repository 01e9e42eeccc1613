"""What is written for people, carried out."""
